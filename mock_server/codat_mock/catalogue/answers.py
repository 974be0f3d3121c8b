"""How does a request come to be answered with each HTTP status?"""

from collections.abc import Iterator, Mapping
from typing import Any

from codat_contract import contract
from codat_mock.catalogue import lines
from codat_mock.catalogue.row import By, Kind, Row, Sight
from codat_mock.core.limits import A_MINUTE

_SHOWN = "-i"
"""The option of curl that shows the status."""

_AT_ONCE = Sight("This call is answered so.")
_ERRORS = "x-errors"


def rows() -> Iterator[Row]:
    """Each row of errors by a preference and by a fault, then what answers so by itself."""
    for name, error in contract()[_ERRORS].items():
        operation = _suiting(error)
        yield _preferred(name, error, operation)
        yield _faulted(name, error, operation)
    yield from _wrong()
    yield _limited()


def _row(name: str, by: By, about: str, curl: str, sight: Sight = _AT_ONCE) -> Row:
    error = contract()[_ERRORS][name]
    return Row(Kind.HTTP_STATUS, error["status"], by, name, about, curl, sight)


def _suiting(error: Mapping[str, Any]) -> str:
    """An operation that declares the status: one whose path fills the words, and the simplest of those."""
    wanted = lines.places(error["error"])

    def effort(name: str) -> tuple[int, bool, int]:
        method, path, _ = known[name]
        there = lines.places(path)
        return len(wanted - there), method != "GET", len(there)

    known = lines.operations()
    able = [name for name, (*_, one) in known.items() if str(error["status"]) in one["responses"]]
    return min(able, key=effort)


def _preferred(name: str, error: Mapping[str, Any], operation: str) -> Row:
    header = f"Prefer: code={error['status']}, example={name}"
    return _row(
        name,
        By.PREFER,
        "On any call whose operation declares the status; without `example` it has the words that suit it best.",
        lines.operation(operation, header, more=_SHOWN),
    )


def _faulted(name: str, error: Mapping[str, Any], operation: str) -> Row:
    body = {
        "fault": "status",
        "operation": operation,
        "status": error["status"],
        "example": name,
    }
    return _row(
        name,
        By.FAULT,
        "`times` says how many requests it meets, `after` how many pass before.",
        lines.call("POST", "/__mock/faults", body),
        Sight(f"The next {operation} is answered so.", lines.operation(operation, more=_SHOWN)),
    )


def _wrong() -> Iterator[Row]:
    anybody = '"$URL/companies"'
    twice = [
        lines.call("POST", "/companies", {"name": name}, more=f'{_SHOWN} -H "Idempotency-Key: $ID"')
        for name in ("One", "Another")
    ]
    for name, about, curl in (
        (
            "request-not-valid",
            "A body that is no JSON.",
            lines.call("POST", "/companies", more=f"{_SHOWN} {lines.JSON} -d '{{'"),
        ),
        (
            "validation",
            "A body that does not fit its schema.",
            lines.call("POST", "/companies", {}, more=_SHOWN),
        ),
        (
            "malformed-query",
            "A parameter that cannot be.",
            lines.call("GET", "/companies?page=0", more=_SHOWN),
        ),
        (
            "unresolved-property",
            "A query for what companies do not have.",
            lines.call("GET", "/companies?query=colour%3Dblue", more=_SHOWN),
        ),
        (
            "unauthorized",
            "A key that nobody has.",
            f"curl -sS {_SHOWN} {anybody} -H 'Authorization: Basic bm9ib2R5'",
        ),
        (
            "no-company",
            "A company that is not there.",
            lines.call("GET", f"/companies/{lines.ANY_ID}", more=_SHOWN),
        ),
        (
            "no-connection",
            "A connection that is not there.",
            lines.call("GET", f"/companies/$COMPANY/connections/{lines.ANY_ID}", more=_SHOWN),
        ),
        (
            "not-found",
            "A sync that is not there.",
            lines.call("GET", f"{lines.EXPENSES}/syncs/{lines.ANY_ID}/status", more=_SHOWN),
        ),
        (
            "method-not-allowed",
            "A method that the path does not have.",
            lines.call("PATCH", "/companies", more=_SHOWN),
        ),
        (
            "unsupported-media-type",
            "A body that is not read.",
            lines.call(
                "POST", "/companies", more=f"{_SHOWN} -H 'Content-Type: text/plain' -d name"
            ),
        ),
        (
            "key-reused",
            "One Idempotency-Key, and two bodies.",
            lines.script("ID=$(uuid)", *twice),
        ),
    ):
        yield _row(name, By.REQUEST, about, curl)


def _limited() -> Row:
    fields = {"limits": "documented"}
    key = lines.kept("LIMITED", "apiKey", lines.call("POST", "/__mock/tenants", fields))
    header = '-H "Authorization: Basic $(printf %s "$LIMITED" | base64)"'
    many = f"curl -sS -o /dev/null -w '%{{http_code}}\\n' \"$URL/companies?pageSize=[1-{A_MINUTE + 1}]\" {header}"
    return _row(
        "too-many-requests",
        By.LIMITS,
        "A tenant that keeps the documented limits, and one request more than a minute may have.",
        lines.script(key, f"{many} | sort | uniq -c"),
        Sight("The last call is answered so; each status is counted."),
    )
