"""What is common to the programs that drive the Python SDKs: the steps they report, and the calls that no SDK has.

Runs in the environment of an SDK: the standard library and nothing of ours.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

URL = os.environ["CODAT_MOCK_URL"]
AUTHORIZATION = os.environ["CODAT_MOCK_AUTHORIZATION"]

XERO = "gbol"
NOWHERE = "00000000-0000-4000-8000-00000000dead"
"""The id of no company."""

STRANGER = "Basic bm8gc3VjaCBrZXk="
"""A key that opens nothing."""

TRANSACTIONS = tuple(f"5dc00000-0000-4000-8000-{number:012x}" for number in range(5))
"""The first three are pushed, the others fail."""

WITHIN = 60
_OPENER = build_opener(ProxyHandler({}))


def plain(method: str, path: str, body: Any = None) -> Any:
    """A call without any SDK: of the mock's control API, or one that the SDK at hand does not have."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": AUTHORIZATION, "Content-Type": "application/json"}
    request = Request(URL + path, data, headers, method=method)  # noqa: S310 the address is a mock's
    with _OPENER.open(request, timeout=WITHIN) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def allow(company: str, connection: str) -> None:
    """The customer presses "Allow access"."""
    plain("POST", f"/__mock/companies/{company}/connections/{connection}/link")


def wait() -> None:
    """Time passes until nothing is left to happen."""
    plain("POST", "/__mock/clock/advance", {"until": "idle"})


def plan(**fields: Any) -> None:
    """Say how the next sync shall end."""
    plain("POST", "/__mock/plans", fields)


def transaction(number: int, chosen: dict[str, str], **fields: Any) -> dict[str, Any]:
    """A transaction as the contract has it; `chosen` has ids of the customer's books."""
    line = {
        "netAmount": 10.5,
        "taxAmount": 2.1,
        "taxRateRef": {"id": chosen["taxRate"]},
        "accountRef": {"id": chosen["account"]},
        "trackingRefs": [{"id": chosen["tracking"]}],
    }
    return {
        "id": TRANSACTIONS[number],
        "type": "Payment",
        "issueDate": "2026-01-01T10:30:00Z",
        "currency": "GBP",
        "merchantName": "Corner Cafe",
        "contactRef": {"id": chosen["supplier"], "type": "Supplier"},
        "lines": [line],
        **fields,
    }


def choose(options: dict[str, Any], suppliers: Any, customers: Any, banks: Any) -> dict[str, str]:
    """What somebody would choose on a mapping screen: the first that will do."""

    def first(rows: list[dict[str, Any]], **wanted: Any) -> str:
        fit = (row for row in rows if all(row.get(name) in few for name, few in wanted.items()))
        found: str = next(fit)["id"]
        return found

    usable = [row for row in options["accounts"] if "Refund" in row["validTransactionTypes"]]
    taxed = [row for row in options["taxRates"] if "Refund" in row["validTransactionTypes"]]
    pounds = {"defaultCurrency": (None, "GBP"), "status": ("Active",)}
    return {
        "account": first(usable, accountType=("Expense",)),
        "taxRate": first(taxed),
        "tracking": first(options["trackingCategories"], hasChildren=(False,)),
        "supplier": first(suppliers["results"], **pounds),
        "customer": first(customers["results"], **pounds),
        "bankAccount": first(banks["results"], currency=("GBP",)),
    }


class Drive:
    """The steps of a drive, each with what the SDK gave back or how it refused."""

    def __init__(self, plainly: Callable[[Any], Any], refusal: Callable[[Exception], Any]) -> None:
        """Report results as `plainly` puts them, and exceptions as `refusal` does."""
        self._plainly = plainly
        self._refusal = refusal
        self._steps: list[dict[str, Any]] = []

    def step(self, name: str, call: Callable[[], Any]) -> Any:
        """Take a step, and hand over what the SDK gave back, in the words of the contract."""
        try:
            gave = self._plainly(call())
        except Exception as raised:  # noqa: BLE001 whatever it raises is what is asked here
            refused = {"type": type(raised).__name__, "text": str(raised), **self._refusal(raised)}
            self._steps.append({"step": name, "refused": refused})
            return refused
        self._steps.append({"step": name, "gave": gave})
        return gave

    def report(self) -> None:
        """Write the steps to standard output."""
        json.dump({"steps": self._steps}, sys.stdout)
