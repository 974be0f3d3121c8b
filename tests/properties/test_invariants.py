"""Does each invariant say nothing of a good story, and something of each way to break it?"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from codat_scenarios.invariants import LASTING, STANDING, Reading, broken

FIRST, SECOND, THIRD = "sync-1", "sync-2", "sync-3"
A, B, C = "transaction-a", "transaction-b", "transaction-c"


def _status(sync: str, code: int, word: str = "Complete", **more: Any) -> dict[str, Any]:
    return {
        "companyId": "company",
        "syncId": sync,
        "syncStatusCode": code,
        "syncStatus": word,
        "errorMessage": "",
        "syncExceptionMessage": "",
        "syncUtc": "2026-01-01T00:00:00Z",
        "dataPushed": False,
        **more,
    }


def _entry(transaction: str, status: str, kind: str = "expense") -> dict[str, Any]:
    return {
        "transactionId": transaction,
        "status": status,
        "message": None,
        "integrationType": kind,
    }


FAILED = {"errorMessage": "No.", "syncExceptionMessage": "No."}
STATUSES = [
    _status(FIRST, 2000, dataPushed=True),
    _status(SECOND, 5130, "PushError", dataPushed=True, **FAILED),
    _status(THIRD, 1000, "Started"),
]
ENTRIES = {
    FIRST: [_entry(A, "Completed"), _entry(A, "Completed", "bankfeeds")],
    SECOND: [_entry(B, "PushError"), _entry(C, "Completed")],
    THIRD: [_entry(B, "Pending")],
}


def _reading(statuses: list[dict[str, Any]], entries: dict[str, Any] | None = None) -> Reading:
    well = [status for status in statuses if status["syncStatusCode"] in (2000, 2040)]
    return Reading(
        listed=statuses,
        by_id={status["syncId"]: status for status in statuses},
        transactions=ENTRIES if entries is None else {**ENTRIES, **entries},
        latest=statuses[-1] if statuses else None,
        successful=well[-1] if well else None,
    )


GOOD = _reading(STATUSES)
EARLIER = _reading(
    [*STATUSES[:1], _status(SECOND, 1000, "Pushing")],
    {SECOND: [_entry(B, "PushError"), _entry(C, "Pending")]},
)


def _with(place: int, **fields: Any) -> Reading:
    """The good story, one status otherwise."""
    statuses = list(STATUSES)
    statuses[place] = {**statuses[place], **fields}
    return _reading(statuses)


def _entries(sync: str, *entries: dict[str, Any]) -> Reading:
    """The good story, the entries of one sync otherwise."""
    return replace(GOOD, transactions={**ENTRIES, sync: list(entries)})


WAITING = _status("sync-4", 1000, "NotStarted")
BROKEN: dict[str, tuple[str, Callable[[], Reading]]] = {
    "listed twice": ("one_story", lambda: replace(GOOD, listed=[*STATUSES[1:], STATUSES[2]])),
    "by itself otherwise": (
        "one_story",
        lambda: replace(GOOD, by_id={**GOOD.by_id, FIRST: _status(FIRST, 2040)}),
    ),
    "another latest": ("one_story", lambda: replace(GOOD, latest=STATUSES[0])),
    "no latest": ("one_story", lambda: replace(GOOD, latest=None)),
    "no success": ("one_story", lambda: replace(GOOD, successful=None)),
    "a success that is none": ("one_story", lambda: replace(GOOD, successful=STATUSES[1])),
    "an earlier success": (
        "one_story",
        lambda: replace(
            _reading([_status("sync-0", 2040), *STATUSES], {"sync-0": []}),
            successful=_status("sync-0", 2040),
        ),
    ),
    "a status that its code has not": (
        "codes_and_transactions_agree",
        lambda: _entries(FIRST, _entry(A, "Completed"), _entry(B, "PushError")),
    ),
    "pushed and not said so": (
        "codes_and_transactions_agree",
        lambda: _with(0, dataPushed=False),
    ),
    "said to be pushed": ("codes_and_transactions_agree", lambda: _with(2, dataPushed=True)),
    "a failure without words": ("failures_are_explained", lambda: _with(1, errorMessage="")),
    "words without a failure": (
        "failures_are_explained",
        lambda: _with(2, syncExceptionMessage="No."),
    ),
    "two that run": (
        "first_in_first_out",
        lambda: _reading(
            [*STATUSES, {**WAITING, "syncStatus": "Started"}], {WAITING["syncId"]: []}
        ),
    ),
    "written by two": (
        "nothing_is_pushed_twice",
        lambda: _entries(THIRD, _entry(B, "Pending"), _entry(A, "Completed")),
    ),
    "written twice by one": (
        "nothing_is_pushed_twice",
        lambda: _entries(SECOND, _entry(C, "Completed"), _entry(C, "Completed")),
    ),
}
"""By what is wrong: the invariant that must notice, and the reading."""

CHANGED: dict[str, tuple[str, Callable[[], Reading]]] = {
    "gone": ("codes_go_forward", lambda: _reading(STATUSES[1:])),
    "another order": ("codes_go_forward", lambda: _reading(STATUSES[::-1])),
    "back to 1000": ("codes_go_forward", lambda: _with(0, syncStatusCode=1000)),
    "another end": ("ends_are_final", lambda: _with(0, syncStatusCode=2040)),
    "other words": ("ends_are_final", lambda: _with(0, errorMessage="No.")),
    "another start": ("ends_are_final", lambda: _with(0, syncUtc="2026-01-01T00:00:01Z")),
    "written no more": (
        "what_is_written_stays_written",
        lambda: _entries(FIRST, _entry(A, "Pending"), _entry(A, "Completed", "bankfeeds")),
    ),
    "another transaction": (
        "what_is_written_stays_written",
        lambda: _entries(SECOND, _entry(B, "PushError"), _entry(A, "Completed")),
    ),
    "fewer transactions": (
        "what_is_written_stays_written",
        lambda: _entries(SECOND, _entry(B, "PushError")),
    ),
}
"""The same of a reading beside `EARLIER`."""


def test_a_good_story() -> None:
    """Nothing is said of a story in which nothing is wrong, of its beginning, and of one that is still empty."""
    assert [] == broken(GOOD, EARLIER)
    assert [] == broken(EARLIER, _reading([]))
    assert [] == broken(_reading([*STATUSES, WAITING], {WAITING["syncId"]: []}), GOOD)


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_noticed(name: str) -> None:
    """The invariant that is broken says so, in a sentence."""
    expected, reading = BROKEN[name]
    noticed = {one.__name__ for one in STANDING if [*one(reading())]}
    assert expected in noticed
    assert broken(reading())


@pytest.mark.parametrize("name", CHANGED)
def test_what_has_changed_is_noticed(name: str) -> None:
    """Likewise of what may not change between two readings."""
    expected, reading = CHANGED[name]
    noticed = {one.__name__ for one in LASTING if [*one(EARLIER, reading())]}
    assert expected in noticed
    assert broken(reading(), EARLIER)


def test_every_invariant_can_be_broken() -> None:
    """There is a story for each of them."""
    assert {one.__name__ for one in STANDING} == {expected for expected, _ in BROKEN.values()}
    assert {one.__name__ for one in LASTING} == {expected for expected, _ in CHANGED.values()}


def test_what_is_forced_may_write_again() -> None:
    """A sync that somebody has said the end of is not asked whether it writes what was written."""
    again = _entries(THIRD, _entry(B, "Pending"), _entry(A, "Completed"))
    assert [] == broken(replace(again, forced={THIRD}))
