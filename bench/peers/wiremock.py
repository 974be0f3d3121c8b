"""What would somebody write for WireMock? A stub for each call of the workloads, with the contract's schema in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codat_contract import contract
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY

_ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_COMPANY = f"/companies/{_ID}/sync/expenses"
_SYNC = f"{_COMPANY}/syncs/{_ID}"


def write(folder: Path) -> None:
    """Write the stubs where WireMock, started in `folder`, looks for them."""
    mappings = folder / "mappings"
    mappings.mkdir()
    stubs = json.dumps({"mappings": [*_stubs()]})
    (mappings / "stubs.json").write_text(stubs, encoding="utf-8")


def _stubs() -> Iterator[dict[str, Any]]:
    yield _stub("GET", "/companies", "list-companies")
    yield _stub("POST", f"{_COMPANY}/expense-transactions", "create-expense-transaction")
    yield _stub("GET", f"{_SYNC}/status", "get-sync-by-id")
    yield _stub("GET", f"{_SYNC}/transactions", "list-sync-transactions")
    yield _stub("POST", f"{_SYNC}/transactions/{_ID}/attachments", "upload-attachment")


def _stub(method: str, path: str, operation_id: str) -> dict[str, Any]:
    operation = _operation(operation_id)
    request = {
        "method": method,
        "urlPathPattern": path,
        "headers": {"Authorization": {"equalTo": authorization(API_KEY)}},
    }
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if sent is not None:
        schema = {**sent["schema"], "components": contract()["components"]}
        request["bodyPatterns"] = [{"matchesJsonSchema": schema, "schemaVersion": "V202012"}]
    answer = operation["responses"]["200"]["content"]["application/json"]
    example = next(iter(answer["examples"].values()))["value"]
    headers = {"Content-Type": "application/json"}
    return {
        "request": request,
        "response": {"status": 200, "headers": headers, "jsonBody": example},
    }


def _operation(operation_id: str) -> dict[str, Any]:
    for item in contract()["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and operation.get("operationId") == operation_id:
                return operation
    raise LookupError(operation_id)
