"""How does a sync come to each code, when somebody says so?"""

from collections.abc import Iterator

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, SyncCode
from codat_mock.catalogue import lines
from codat_mock.catalogue.row import By, Kind, Row, Sight

_UNDER_WAY = min(SYNC_CODES)
_HELD = " POST /__mock/syncs/{syncId}/end ends it."


def rows() -> Iterator[Row]:
    """Each code by each way to say it, then the codes that follow from what becomes of transactions."""
    for code in SYNC_CODES.values():
        yield _planned(code)
        yield _preferred(code)
        yield _marked(code)
        if code.terminal:
            yield _ended(code)
    yield from _outcomes()


def coded(code: SyncCode, by: By, about: str, curl: str, sight: Sight) -> Row:
    """A row about a code."""
    return Row(Kind.SYNC_CODE, code.number, by, code.reason, about, curl, sight)


def _planned(code: SyncCode) -> Row:
    return coded(
        code,
        By.PLAN,
        "The next sync takes the plan; `times` has more of them take it, `after` says when it ends.",
        lines.plan(code=code.number),
        Sight(
            _told("The next sync", code),
            lines.script(lines.dataset(), lines.sync(), *_watched(code)),
        ),
    )


def _preferred(code: SyncCode) -> Row:
    return coded(
        code,
        By.PREFER,
        "The call that starts the sync says its code; no plan is used.",
        lines.script(lines.dataset(), lines.sync(f"Prefer: mock-sync={code.number}")),
        Sight(_told("This sync", code), lines.script(*_watched(code))),
    )


def _marked(code: SyncCode) -> Row:
    return coded(
        code,
        By.MAGIC,
        f"The notes of one transaction decide; `[mock:{code.number} x1]` only the first time, so that it heals.",
        lines.dataset(notes=f"[mock:{code.number}]"),
        Sight(_told("The sync of this dataset", code), lines.script(lines.sync(), *_watched(code))),
    )


def _ended(code: SyncCode) -> Row:
    return coded(
        code,
        By.END,
        "A sync that is held, here by a preference, or any other that has not ended, is told to end now.",
        lines.script(
            lines.dataset(),
            lines.sync_kept("Prefer: mock-sync=1000"),
            lines.call("POST", "/__mock/syncs/$SYNC/end", {"code": code.number}),
        ),
        Sight("The sync has ended so.", lines.latest()),
    )


def _outcomes() -> Iterator[Row]:
    for status, row in TRANSACTION_STATUSES.items():
        if row.code is not None:
            code = SYNC_CODES[row.code]
            yield coded(
                code,
                By.OUTCOMES,
                f"One transaction ends with {status}; the worst status of them decides the code.",
                lines.plan(transactions=[{"index": 0, "status": status.value}]),
                Sight(
                    "The next sync ends so.",
                    lines.script(lines.dataset(), lines.sync(), *_watched(code)),
                ),
            )


def _watched(code: SyncCode) -> tuple[str, ...]:
    """What shows a code; only the first of them is there before time passes."""
    passes = () if code.number == _UNDER_WAY else (lines.advance(until="idle"),)
    return (*passes, lines.latest())


def _told(which: str, code: SyncCode) -> str:
    return f"{which} ends so." if code.terminal else f"{which} comes to read so, and stays.{_HELD}"
