"""What does a client ask for by `Prefer`?

`code=429` provokes an error, and `example=ROW` says which of that status; `mock-sync=4260` is the code of the sync that
the call starts.
"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from codat_contract import SYNC_CODES
from codat_mock.api.errors import Refusals
from codat_mock.contract.operations import Operation
from codat_mock.core.errors import (
    Fault,
    KeyReused,
    NotValid,
    Provoked,
    RequestInProgress,
    TooManyRequests,
)
from codat_mock.lane.keeping import KEYED
from codat_mock.lane.replies import Opened
from codat_mock.lane.requests import Request

STARTS_SYNC = ("initiate-sync", "update-expense-dataset")
"""The operations that start a sync."""

_FAILED = 400
_PREFERENCE = re.compile(r'([^\s=;,"]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*))?')
_STATUS = re.compile(r"[0-9]{3}")
_DATA = re.compile(r"/data/(\w+)")
_OWN = {"initiate-sync": "no-connections", "update-expense-dataset": "updates-unsupported"}
"""The row that an operation is known for, where others of its status are as much at home."""

_OF_KEYS = (RequestInProgress.row, KeyReused.row)
"""Why any operation that takes an Idempotency-Key, but for those above, declares the status of these rows."""

_MEANT = frozenset(
    {"status", "status-code", "statuscode", "error", "example", "mock", "mock_sync", "mocksync"}
)
"""What is written by those who mean `code`, or `mock-sync`."""

_WAIT = "1"
"""Seconds that a provoked 429 asks for: whoever provokes one wants to see the retry."""


def preferences(header: bytes) -> dict[str, str]:
    """What a header prefers, by name in lower case; of a preference that stands there twice the first counts."""
    found: dict[str, str] = {}
    for name, value in _PREFERENCE.findall(header.decode("latin-1")):
        found.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", value.strip('"')))
    return found


def preferred(request: Request, operation: Operation) -> int | None:
    """The status that the request asks for, if it does.

    Raises:
        NotValid: The operation declares no such status.
    """
    code = preferences(request.prefer or b"").get("code")
    if code is None:
        return None
    if not (_STATUS.fullmatch(code) and int(code) in operation.answers):
        declared = ", ".join(map(str, sorted(operation.answers)))
        raise NotValid(
            f"Prefer asks for the code {code[:20] or 'of nothing'}; {operation.id} declares {declared}."
        )
    return int(code)


def sync_code(request: Request, operation: Operation) -> int | None:
    """The code that the request asks for the sync that it starts, if it does.

    Raises:
        NotValid: No sync has such a code, or the operation starts none.
    """
    code = preferences(request.prefer or b"").get("mock-sync")
    if code is None:
        return None
    if operation.id not in STARTS_SYNC:
        starting = " and ".join(STARTS_SYNC)
        raise NotValid(
            f"Prefer asks for mock-sync={code[:20]}, but {operation.id} starts no sync; {starting} do."
        )
    if code not in map(str, SYNC_CODES):
        raise NotValid(
            f"Prefer asks for the sync code {code[:20] or 'of nothing'}; "
            f"a sync has one of {', '.join(map(str, SYNC_CODES))}."
        )
    return int(code)


def misunderstood(request: Request) -> str | None:
    """What a request prefers in vain, where it can only have meant a code; other preferences are passed over."""
    named = preferences(request.prefer or b"")
    meant = [name for name in named if name in _MEANT]
    if not meant or "code" in named or "mock-sync" in named:
        return None
    return (
        f"Prefer: {meant[0]} alone asks for nothing here; write code=503, or code=402, example=free-plan, "
        "or mock-sync=4260"
    )


def is_error(status: int | None) -> bool:
    """Whether it is the status of a refusal."""
    return status is not None and status >= _FAILED


def applied(status: int, opened: Opened) -> tuple[bytes, bytes] | None:
    """The header of an answer of this status that says which preferences are applied, if any are."""
    named = []
    if status == opened.preferred:
        named.append(f"code={status}")
    if opened.sync_code is not None and not is_error(status):
        named.append(f"mock-sync={opened.sync_code}")
    return (b"preference-applied", ", ".join(named).encode()) if named else None


def provoked(
    request: Request, opened: Opened, refusals: Refusals, facts: Mapping[str, str]
) -> Provoked:
    """The error that a request asks for.

    Args:
        request: The request.
        opened: What it would have done; it prefers the status of an error.
        refusals: The rows of errors.
        facts: What can fill the places of a row's words.

    Raises:
        NotValid: No row of this name has that status.
    """
    operation, status = opened.operation, opened.preferred or 0
    rows = [name for name, row in refusals.rows.items() if row["status"] == status]
    wanted = preferences(request.prefer or b"").get("example")
    if wanted is not None and wanted not in rows:
        raise NotValid(
            f"Prefer asks for the example {wanted[:60]}; for {status} there is {', '.join(rows)}."
        )
    known = {**_facts(request, operation), **facts}
    shown = operation.shown.get(status)
    row = wanted or _row(operation, rows, refusals, known)
    asked = f"code={status}" + (f", example={wanted}" if wanted else "")
    faults = tuple(_faults(refusals.rows[row], shown)) if shown else ()
    if row == TooManyRequests.row:
        known["retry_after"] = _WAIT
    return Provoked(row, f"Provoked by Prefer: {asked}.", known, faults)


def _row(
    operation: Operation, rows: list[str], refusals: Refusals, facts: Mapping[str, str]
) -> str:
    """The operation's own row, or the one that its first example shows, or the first whose places can be filled."""
    own: list[str] = [_OWN.get(operation.id, "")]
    if operation.method in KEYED:
        own += _OF_KEYS
    if at_home := [name for name in own if name in rows]:
        return at_home[0]
    shown = operation.shown.get(refusals.rows[rows[0]]["status"])
    fitting = [name for name in rows if _places(refusals.rows[name]) <= facts.keys()] or rows
    shows = [name for name in fitting if shown and _says(refusals.rows[name], shown)]
    return (shows or fitting)[0]


def _facts(request: Request, operation: Operation) -> dict[str, str]:
    facts = {}
    if operation.body is not None:
        facts["got"] = request.media_type or "(none)"
        facts["expected"] = " or ".join(operation.body.media_types)
    if found := _DATA.search(operation.template):
        facts["dataType"] = found[1]
    return facts


def _places(row: Mapping[str, Any]) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(row["error"]) if place}


def _says(row: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Whether an example is what a row says, whatever stands in the row's places."""
    words = re.sub(r"\\\{\w+\\\}", ".+", re.escape(row["error"]))
    return (
        row["service"] == shown["service"]
        and re.fullmatch(words, shown["error"], re.DOTALL) is not None
    )


def _faults(row: Mapping[str, Any], shown: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of the example, if it is one of the row, and the row names none itself."""
    if "validation" in row or not _says(row, shown):
        return
    for fault in (shown["validation"] or {"errors": ()})["errors"]:
        yield Fault(fault["itemId"], fault["message"])
