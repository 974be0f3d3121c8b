"""How does a transaction come to each status?"""

from collections.abc import Iterator
from typing import Any

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, StatusRow
from codat_mock.catalogue import lines
from codat_mock.catalogue.row import By, Kind, Row, Sight

_WATCHED = (lines.sync_kept(), lines.advance(until="idle"), lines.transactions())


def rows() -> Iterator[Row]:
    """Each status by a plan; by a marker and by an end where it says something of the sync's code."""
    for row in TRANSACTION_STATUSES.values():
        yield _planned(row)
        if row.code is not None:
            yield _marked(row)
        yield _ended(row)


def _row(row: StatusRow, by: By, about: str, curl: str, sight: Sight) -> Row:
    title = row.message or "No message."
    return Row(Kind.TRANSACTION_STATUS, row.status.value, by, title, about, curl, sight)


def _code(row: StatusRow) -> int:
    """The code of a sync in which a transaction can have the status."""
    return row.code or next(
        code.number for code in SYNC_CODES.values() if code.terminal and code.unnamed is row.status
    )


def _named(row: StatusRow) -> dict[str, Any]:
    """What names the status; a code alone does where it says nothing of one."""
    if row.code is None:
        return {"code": _code(row)}
    return {"transactions": [{"index": 0, "status": row.status.value}]}


def _planned(row: StatusRow) -> Row:
    about = "`index` counts the transactions of the sync from 0; `transactionId` names one."
    if row.code is None:
        about = "No code follows from it; in a sync that ends with this one all have it."
    return _row(
        row,
        By.PLAN,
        about,
        lines.plan(**_named(row)),
        Sight(
            "The first transaction of the next sync ends so.",
            lines.script(lines.dataset(), *_WATCHED),
        ),
    )


def _marked(row: StatusRow) -> Row:
    return _row(
        row,
        By.MAGIC,
        f"The notes of the transaction decide; `[mock:{row.status} x1]` only the first time, so that it heals.",
        lines.dataset(notes=f"[mock:{row.status}]"),
        Sight("This transaction ends so.", lines.script(*_WATCHED)),
    )


def _ended(row: StatusRow) -> Row:
    body = {"code": _code(row)} | _named(row)
    return _row(
        row,
        By.END,
        "A sync that is held, here by a preference, or any other that has not ended, is told to end now.",
        lines.script(
            lines.dataset(),
            lines.sync_kept("Prefer: mock-sync=1000"),
            lines.call("POST", "/__mock/syncs/$SYNC/end", body),
        ),
        Sight("The first transaction of the sync has ended so.", lines.transactions()),
    )
