"""What is always true of a company's syncs, whoever asks, whatever was done, and whichever way it is read?

Each invariant is one function over answers of the contract, as parsed; what it gives are sentences, one for each place
in which the answers break it. Some compare two readings of the same company, the later with the earlier one.

A sync is forced when somebody has said how it ends: a plan or a preference that names its code, or an end by hand. Then
the accounting software is not asked, so a transaction may be written that was written before. An update is about a
transaction that was written, and writes it again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from codat_contract import SYNC_CODES, SyncCode, TransactionStatus

__all__ = ["LASTING", "STANDING", "Reading", "broken"]

Body: TypeAlias = Mapping[str, Any]
Sentences: TypeAlias = Iterator[str]

COMPLETED = TransactionStatus.COMPLETED
NOT_STARTED = "NotStarted"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a client can read of a company's syncs at one moment.

    Attributes:
        listed: The status of each, as the list has it, in the order in which they were initiated.
        by_id: The status of each, as it was asked for by itself.
        transactions: The entries of each.
        latest: The status of the latest one; None: there is none.
        successful: The status of the last successful one; None: there is none.
        forced: The ids of those that somebody has said the end of, and of updates.
    """

    listed: Sequence[Body]
    by_id: Mapping[str, Body]
    transactions: Mapping[str, Sequence[Body]]
    latest: Body | None
    successful: Body | None
    forced: Collection[str] = ()


def broken(now: Reading, before: Reading | None = None) -> list[str]:
    """Every sentence about what a reading breaks, by itself and, if there is an earlier one, beside that."""
    found = [sentence for invariant in STANDING for sentence in invariant(now)]
    if before is not None:
        found += [sentence for invariant in LASTING for sentence in invariant(before, now)]
    return found


# ---------------------------------------------------------------------------- of one reading


def one_story(now: Reading) -> Sentences:
    """List, by-id, latest and last successful tell the same of a sync."""
    by_list = {status["syncId"]: status for status in now.listed}
    if len(by_list) != len(now.listed):
        yield "a sync is listed twice"
    if by_list != now.by_id:
        yield f"the list tells {_differing(by_list, now.by_id)} otherwise than they tell by themselves"
    last = now.listed[-1] if now.listed else None
    if now.latest != last:
        yield f"the latest sync is {_id(now.latest)}, the last one listed {_id(last)}"
    well = [status for status in now.listed if _row(status).success]
    if (now.successful is None) != (not well):
        yield f"the last successful sync is {_id(now.successful)}, and {len(well)} have ended well"
    elif now.successful is not None and now.successful not in well:
        yield f"the last successful sync, {_id(now.successful)}, is listed otherwise"
    elif well and not now.forced and now.successful != well[-1]:
        yield f"the last successful sync is {_id(now.successful)}, and not {_id(well[-1])}"


def codes_and_transactions_agree(now: Reading) -> Sentences:
    """What has ended has only transactions that its code allows, and `dataPushed` says whether one was written."""
    for status in now.listed:
        row, entries = _row(status), now.transactions[status["syncId"]]
        found = {entry["status"] for entry in entries}
        if row.terminal and found - row.allows:
            yield f"{_id(status)} reads {row.number} and has {', '.join(sorted(found - row.allows))}"
        if status["dataPushed"] != (row.terminal and COMPLETED in found):
            yield f"{_id(status)} reads {row.number}, dataPushed {status['dataPushed']}, and has {found}"


def failures_are_explained(now: Reading) -> Sentences:
    """A sync has error texts when it has failed, both of them, and else none."""
    for status in now.listed:
        failed = _row(status).terminal and not _row(status).success
        for field in ("errorMessage", "syncExceptionMessage"):
            if bool(status[field]) != failed:
                yield f"{_id(status)} reads {_row(status).number}, and its {field} is {status[field]!r}"


def first_in_first_out(now: Reading) -> Sentences:
    """Of a company one sync runs: the first of those that have not ended; the others have not started."""
    open_ones = [status for status in now.listed if not _row(status).terminal]
    for status in open_ones[1:]:
        if status["syncStatus"] != NOT_STARTED:
            yield f"{_id(status)} runs before {_id(open_ones[0])} has ended"


def nothing_is_pushed_twice(now: Reading) -> Sentences:
    """A sync that nobody forced writes nothing that was written before it started, and nothing twice."""
    written: set[str] = set()
    for status in now.listed:
        key = status["syncId"]
        mine = Counter(
            (entry["transactionId"], entry["integrationType"])
            for entry in now.transactions[key]
            if entry["status"] == COMPLETED
        )
        if key not in now.forced:
            yield from (
                f"{key} writes {what[0]} {times} times" for what, times in mine.items() if times > 1
            )
            again = sorted(written & {transaction for transaction, _ in mine})
            yield from (f"{key} writes {transaction} again" for transaction in again)
        written |= {transaction for transaction, _ in mine}


# ---------------------------------------------------------------------------- of two


def codes_go_forward(before: Reading, now: Reading) -> Sentences:
    """1000, then perhaps 1010, then one terminal code; and a sync that was there stays, where it was."""
    was, is_ = ([status["syncId"] for status in reading.listed] for reading in (before, now))
    if is_[: len(was)] != was:
        yield f"the list began {was}, and begins {is_[: len(was)]}"
    for status in now.listed:
        earlier = before.by_id.get(status["syncId"])
        if earlier and _stage(status) < _stage(earlier):
            yield f"{_id(status)} went from {_row(earlier).number} to {_row(status).number}"


def ends_are_final(before: Reading, now: Reading) -> Sentences:
    """The code, the start and the error texts of a sync that has ended never change."""
    for earlier in before.listed:
        status = now.by_id.get(earlier["syncId"])
        if status and _row(earlier).terminal:
            for field in ENDED:
                if status[field] != earlier[field]:
                    yield f"{_id(status)} had ended, its {field} {earlier[field]!r}, and now it is {status[field]!r}"


def what_is_written_stays_written(before: Reading, now: Reading) -> Sentences:
    """What becomes of a transaction is decided once; which transactions a sync has, from the beginning."""
    for status in before.listed:
        key, ended = status["syncId"], _row(status).terminal
        entries = before.transactions[key]
        for earlier, entry in zip(entries, now.transactions.get(key, entries), strict=False):
            named = [(one["transactionId"], one["integrationType"]) for one in (earlier, entry)]
            decided = ended or earlier["status"] != TransactionStatus.PENDING
            if named[0] != named[1] or (decided and entry != earlier):
                yield f"{key} had {earlier['transactionId']} {earlier['status']}, and now {entry}"
        if len(now.transactions.get(key, entries)) != len(entries):
            yield f"{key} had {len(entries)} entries, and has {len(now.transactions[key])}"


STANDING: tuple[Callable[[Reading], Sentences], ...] = (
    one_story,
    codes_and_transactions_agree,
    failures_are_explained,
    first_in_first_out,
    nothing_is_pushed_twice,
)
"""What is true of a reading by itself."""

LASTING: tuple[Callable[[Reading, Reading], Sentences], ...] = (
    codes_go_forward,
    ends_are_final,
    what_is_written_stays_written,
)
"""What is true of a reading beside an earlier one."""

ENDED = ("syncStatusCode", "syncStatus", "syncUtc", "errorMessage", "syncExceptionMessage")
"""The fields of a status that are final once the sync has ended."""


def _row(status: Body) -> SyncCode:
    return SYNC_CODES[status["syncStatusCode"]]


def _stage(status: Body) -> tuple[bool, int]:
    row = _row(status)
    return (row.terminal, 0 if row.terminal else row.number)


def _id(status: Body | None) -> str:
    return "none" if status is None else str(status["syncId"])


def _differing(one: Mapping[str, Body], other: Mapping[str, Body]) -> str:
    return ", ".join(
        sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
    )
