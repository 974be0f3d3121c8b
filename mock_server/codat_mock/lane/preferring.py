"""What does a client ask for by `Prefer`?

`code=429` provokes an error, and `example=ROW` says which of that status; `mock-sync=4260` is the code of the sync that
the call starts.
"""

import re
from collections.abc import Mapping

from codat_contract import SYNC_CODES
from codat_mock.api.errors import Refusals
from codat_mock.contract import provoking
from codat_mock.contract.operations import STARTS_SYNC, Operation
from codat_mock.core.errors import NotPreferable, Provoked
from codat_mock.lane.replies import Opened
from codat_mock.lane.requests import Request

_FAILED = 400
_PREFERENCE = re.compile(r'([^\s=;,"]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*))?')
_STATUS = re.compile(r"[0-9]{3}")
_MEANT = frozenset(
    {"status", "status-code", "statuscode", "error", "example", "mock", "mock_sync", "mocksync"}
)
"""What is written by those who mean `code`, or `mock-sync`."""


def preferences(header: bytes) -> dict[str, str]:
    """What a header prefers, by name in lower case; of a preference that stands there twice the first counts."""
    found: dict[str, str] = {}
    for name, value in _PREFERENCE.findall(header.decode("latin-1")):
        found.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", value.strip('"')))
    return found


def preferred(request: Request, operation: Operation) -> int | None:
    """The status that the request asks for, if it does.

    Raises:
        NotPreferable: The operation declares no such status.
    """
    code = preferences(request.prefer or b"").get("code")
    if code is None:
        return None
    if not (_STATUS.fullmatch(code) and int(code) in operation.answers):
        declared = ", ".join(map(str, sorted(operation.answers)))
        raise _refused(
            f"Prefer asks for the code {code[:20] or 'of nothing'}; {operation.id} declares {declared}.",
            f"code=STATUS, which is one of {declared}",
        )
    return int(code)


def sync_code(request: Request, operation: Operation) -> int | None:
    """The code that the request asks for the sync that it starts, if it does.

    Raises:
        NotPreferable: No sync has such a code, or the operation starts none.
    """
    code = preferences(request.prefer or b"").get("mock-sync")
    if code is None:
        return None
    if operation.id not in STARTS_SYNC:
        starting = " and ".join(STARTS_SYNC)
        raise _refused(
            f"Prefer asks for mock-sync={code[:20]}, but {operation.id} starts no sync; {starting} do.",
            f"mock-sync on {starting}",
        )
    if code not in map(str, SYNC_CODES):
        codes = ", ".join(map(str, SYNC_CODES))
        raise _refused(
            f"Prefer asks for the sync code {code[:20] or 'of nothing'}; a sync has one of {codes}.",
            f"mock-sync=CODE, which is one of {codes}",
        )
    return int(code)


def _refused(why: str, preferable: str) -> NotPreferable:
    return NotPreferable(why, {"preferable": preferable})


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
        NotPreferable: No row of this name has that status.
    """
    status = opened.preferred or 0
    wanted = preferences(request.prefer or b"").get("example")
    rows = provoking.rows_of(refusals.rows, status)
    if wanted is not None and wanted not in rows:
        raise _refused(
            f"Prefer asks for the example {wanted[:60]}; for {status} there is {', '.join(rows)}.",
            f"code={status}, example=ROW, which is one of {', '.join(rows)}",
        )
    asked = f"code={status}" + (f", example={wanted}" if wanted else "")
    why = f"Provoked by Prefer: {asked}."
    return provoking.provoked(opened.operation, refusals.rows, status, why, facts, wanted)
