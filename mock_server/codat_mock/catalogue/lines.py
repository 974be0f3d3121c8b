"""How is a call written so that a shell runs it as it stands? With what the preamble sets: variables and a function."""

import json
import re
from collections.abc import Mapping
from shlex import quote
from typing import Any

from codat_contract import contract
from codat_mock.contract.operations import METHODS
from codat_mock.journal.reach import Reach

JSON = "-H 'Content-Type: application/json'"
_KEY = '-H "Authorization: $AUTHORIZATION"'
_PLACE = re.compile(r"\{(\w+)\}")
ANY_ID = "00000000-0000-4000-8000-000000000001"
_KNOWN = {"companyId": "$COMPANY", "connectionId": "$CONNECTION", "syncId": "$SYNC"}
"""What stands in a path; what is not here is any id."""

_OPEN = re.compile(r"@(\$[^@]+)@")


def of_shell(expression: str) -> str:
    """What stands in a body where the shell is to put what it knows, such as `$SYNC`."""
    return f"@{expression}@"


_ITEM = {"id": of_shell("$(uuid)"), "type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}

EXPENSES = "/companies/$COMPANY/sync/expenses"

UUID = """\
uuid() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \\n' | sed -E 's/(.{8})(.{4})(.{4})(.{4})/\\1-\\2-\\3-\\4-/'
}"""
"""Draws an id."""


def preamble(reach: Reach, variables: Mapping[str, str]) -> str:
    """What a shell must know before it runs the lines of a row.

    Args:
        reach: How the mock is reached.
        variables: `COMPANY`, which is synced, and its accounting `CONNECTION`, by their ids.
    """
    named = {"URL": reach.origin, **variables}
    known = [f'{name}="${{{name}:-{value}}}"' for name, value in named.items()]
    return "\n".join((*known, reach.setting, UUID, ""))


def script(*calls: str) -> str:
    """One call after the other."""
    return "\n".join(call for call in calls if call)


def call(method: str, path: str, body: Any = None, *headers: str, more: str = "") -> str:
    """A call as a curl command.

    Args:
        method: Its method.
        path: Its path, in which variables of the shell may stand.
        body: What is sent as JSON; None: nothing.
        headers: Further headers.
        more: Further options of curl.
    """
    words = ["curl -sS", more if "-w " in more else f"{more} -w '\\n'".lstrip()]
    if method != ("GET" if body is None else "POST"):
        words.append(f"-X {method}")
    words += [f'"$URL{path}"', _KEY, *(f"-H {quote(header)}" for header in headers)]
    if body is not None:
        words += [JSON, f"-d {_OPEN.sub(_opened, quote(json.dumps(body)))}"]
    return " ".join(words)


def _opened(found: re.Match[str]) -> str:
    return f"'{found[1]}'"


def kept(variable: str, name: str, command: str) -> str:
    """A call, what its answer has under `name` being kept in a variable."""
    return f'{variable}=$({command} | grep -o \'"{name}":"[^"]*\' | head -1 | cut -d\'"\' -f4)'


def plan(**fields: Any) -> str:
    """Make a plan."""
    return call("POST", "/__mock/plans", fields)


def dataset(path: str = EXPENSES, **fields: Any) -> str:
    """Send a transaction."""
    return call("POST", f"{path}/expense-transactions", {"items": [_ITEM | fields]})


def sync(*headers: str, path: str = EXPENSES) -> str:
    """Initiate a sync of all that was sent."""
    return call("POST", f"{path}/syncs", {}, *headers)


def sync_kept(*headers: str) -> str:
    """Initiate a sync of all that was sent, and keep its id."""
    return kept("SYNC", "syncId", sync(*headers))


def advance(**way: str) -> str:
    """Let time pass."""
    return call("POST", "/__mock/clock/advance", way)


def latest(path: str = EXPENSES) -> str:
    """Read the status of the last sync."""
    return call("GET", f"{path}/syncs/latest/status")


def transactions() -> str:
    """Read what became of the transactions of the sync that was kept."""
    return call("GET", f"{EXPENSES}/syncs/$SYNC/transactions")


def operations() -> dict[str, tuple[str, str, Mapping[str, Any]]]:
    """Method, path and description of each operation of the contract, by operationId."""
    return {
        item[method]["operationId"]: (method.upper(), path, item[method])
        for path, item in contract()["paths"].items()
        for method in METHODS
        if method in item
    }


def operation(name: str, *headers: str, more: str = "") -> str:
    """Call an operation of the contract, with a body that is good enough."""
    method, path, described = operations()[name]
    body: dict[str, Any] | None = {} if "requestBody" in described else None
    return call(method, filled(path), body, *headers, more=more)


def places(path: str) -> set[str]:
    """What must be filled in a path."""
    return set(_PLACE.findall(path))


def filled(path: str) -> str:
    """A path with variables in its places."""
    return _PLACE.sub(lambda found: _KNOWN.get(found[1], ANY_ID), path)
