"""What can Schemathesis not learn from a schema? That an id names one thing, and that a sync must run to be ended.

`schemathesis.toml` loads this module, in the tests and for whoever calls `st run` from the root of the repository.
"""

from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import schemathesis

from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY

_SYNCS = f"/companies/{READY_COMPANY}/sync/expenses/syncs"
_NUMBERS = count(1)


@schemathesis.hook("before_call").apply_to(
    operation_id=["create-expense-transaction", "create-expense-dataset"]
)
def with_new_ids(_context: Any, case: Any, _kwargs: Any) -> None:
    """Give each transaction an id that no other has: whatever is completed is never pushed again."""
    items = case.body.get("items") if isinstance(case.body, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and _is_uuid(item.get("id")):
            item["id"] = str(UUID(int=next(_NUMBERS), version=4))


@schemathesis.hook("before_call").apply_to(operation_id="end-sync")
def with_a_sync(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a sync that runs: no operation of the control contract starts one."""
    if _is_uuid(case.path_parameters.get("syncId")):
        initiated = _client(httpx.URL(case.operation.base_url).join("/")).post(_SYNCS, json={})
        case.path_parameters["syncId"] = initiated.json()["syncId"]


@cache
def _client(server: httpx.URL) -> httpx.Client:
    headers = {"Authorization": authorization(API_KEY)}
    return httpx.Client(base_url=server, headers=headers, trust_env=False)


def _is_uuid(value: Any) -> bool:
    try:
        return str(UUID(value)) == value.lower()
    except (AttributeError, TypeError, ValueError):
        return False
