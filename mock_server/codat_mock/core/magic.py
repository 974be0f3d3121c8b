"""What do a sync's own transactions say of its end? For clients that control nothing but their data.

`[mock:5130]` in a transaction's `notes` decides its sync's code, `[mock:PushError]` that transaction's status;
`[mock:5130 x1]` only in the first sync of that transaction, so that a resubmission heals.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, SyncCode, TransactionStatus
from codat_mock.core import ids
from codat_mock.core.companies import Sync
from codat_mock.core.datasets import Parse
from codat_mock.core.fate import Verdict
from codat_mock.core.ids import Key

Said: TypeAlias = int | TransactionStatus
"""What a marker says: a code or a status."""

STATUSES: Mapping[str, TransactionStatus] = {
    status.casefold(): status
    for status, row in TRANSACTION_STATUSES.items()
    if row.code is not None
}
"""The statuses that a marker can name, by their words in lower case: those that say something of the sync's code."""

_IN_BYTES = re.compile(rb"\[mock:", re.IGNORECASE)
_ESCAPED = re.compile(rb"\\u00(?:3a|5b|[46][3bdf])", re.IGNORECASE)
"""A letter of `[mock:` in JSON's other way of writing it."""

_MARKER = re.compile(r"\[mock:([^\[\]]{0,40})(\]?)", re.IGNORECASE | re.ASCII)
_WORDS = re.compile(r"\s*([a-z]+|[0-9]+)(?:\s+x([1-9][0-9]{0,5}))?\s*", re.IGNORECASE | re.ASCII)

_POSSIBLE = (
    f"write one of {', '.join(map(str, SYNC_CODES))} or one of {', '.join(STATUSES.values())}, "
    "as in [mock:5130] or [mock:PushError x1]"
)


class Marker(NamedTuple):
    """A marker in a transaction's notes.

    Attributes:
        place: Where the transaction stands in its sync, from 0.
        transaction: Its id.
        says: The code of the sync, or the status of the transaction.
        times: In how many syncs it is in force; None: in each.
    """

    place: int
    transaction: Key
    says: Said
    times: int | None

    def __str__(self) -> str:
        """What it says, and where it stands."""
        return f"[mock:{self.says}] of transaction {ids.text(self.transaction)}"


@dataclass(slots=True)
class Magic:
    """What the markers of a sync come to.

    Attributes:
        code: The code of the sync, if one is named.
        verdicts: Those on the transactions of which a status is named, by their places.
        used: The markers that these come from.
        remarks: What was passed over, and why.
    """

    code: int | None = None
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    used: list[Marker] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def take_code(
        self, found: Iterable[Marker], sync: Sync, planned: Mapping[int, Verdict]
    ) -> None:
        """Take the code that is named first, unless the sync's plan says what cannot go with it."""
        codes = [(marker, marker.says) for marker in found if isinstance(marker.says, int)]
        if not codes:
            return
        first, code = codes[0]
        rivals = [str(marker) for marker, says in codes if says != code]
        self._pass_over(rivals, f"{first} comes before it")
        row, held = SYNC_CODES[code], {verdict.status for verdict in planned.values()}
        polled = sync.plan is not None and sync.plan.polls is not None
        if (polled and not row.terminal) or not _goes(row, held, sync.transactions - len(planned)):
            self._pass_over([str(first)], "it contradicts the sync's plan")
            return
        self.code = code
        self.used += [marker for marker, says in codes if says == code]

    def take_statuses(
        self, found: Iterable[Marker], sync: Sync, planned: Mapping[int, Verdict]
    ) -> None:
        """Take the status that each transaction names first, but for what its plan names and what the code excludes."""
        row = None if self.code is None else SYNC_CODES[self.code]
        held = {verdict.status for verdict in planned.values()}
        second: list[str] = []
        misfits: list[str] = []
        for marker in found:
            status = marker.says
            if isinstance(status, int) or marker.place in planned:
                continue
            known = self.verdicts.get(marker.place)
            free = sync.transactions - len(planned) - len(self.verdicts) - (known is None)
            if known is not None and known.status is not status:
                second.append(str(marker))
            elif row is not None and not _goes(row, held | {status}, free):
                misfits.append(str(marker))
            else:
                held.add(status)
                self.verdicts[marker.place] = Verdict(status)
                self.used.append(marker)
        if row is not None and row.needs and row.needs not in (row.unnamed, *held):
            # What a code needs to happen to some transaction happens to the one that has named the code.
            self.verdicts.setdefault(self.used[0].place, Verdict(row.needs))
        self._pass_over(second, "the transaction's first marker counts")
        self._pass_over(misfits, f"it cannot go with the code {self.code}")

    def _pass_over(self, whom: list[str], why: str) -> None:
        self.remarks += _remark(whom, f"is passed over: {why}")

    def spend(self, sync: Sync) -> None:
        """Count the markers in force, where they are so a number of times; one transaction counts once a sync."""
        counted = [marker for marker in self.used if marker.times is not None]
        names = dict.fromkeys((marker.transaction, marker.says) for marker in counted)
        sync.company.marked.update(list(names))


def read(sync: Sync, planned: Mapping[int, Verdict], parse: Parse) -> Magic:
    """Read the markers of a sync that starts.

    Args:
        sync: The sync; it has no code from elsewhere.
        planned: The verdicts that its plan names, by place.
        parse: Reads what a client has sent once more; only what holds a marker is read.
    """
    told = Magic()
    found: list[Marker] = []
    strangers: list[str] = []
    for place, transaction, notes in _noted(sync, parse):
        for words in _MARKER.finditer(notes):
            marker = _marker(place, transaction, words)
            if marker is None:
                strangers.append(f"{words[0]} of transaction {ids.text(transaction)}")
            elif marker.times is None or _used(sync, marker) < marker.times:
                found.append(marker)
    told.remarks += _remark(strangers, f"says nothing to the mock: {_POSSIBLE}")
    if found:
        told.take_code(found, sync, planned)
        told.take_statuses(found, sync, planned)
    return told


def _noted(sync: Sync, parse: Parse) -> Iterator[tuple[int, Key, str]]:
    """The transactions with notes, of the datasets whose bytes may hold a marker: place, id and notes."""
    before = 0
    for dataset in sync.datasets:
        if _IN_BYTES.search(dataset.body) or _ESCAPED.search(dataset.body):
            for place, item in enumerate(sync.items_of(dataset, parse)):
                if notes := item.get("notes"):
                    yield before + place, dataset.key(place), notes
        before += dataset.transactions


def _marker(place: int, transaction: Key, words: re.Match[str]) -> Marker | None:
    """The marker that `words` are, if they are one."""
    found = _WORDS.fullmatch(words[1]) if words[2] else None
    if found is None:
        return None
    says: Said | None = STATUSES.get(found[1].casefold())
    if found[1].isdecimal() and int(found[1]) in SYNC_CODES:
        says = int(found[1])
    times = int(found[2]) if found[2] else None
    return None if says is None else Marker(place, transaction, says, times)


def _used(sync: Sync, marker: Marker) -> int:
    return sync.company.marked[marker.transaction, marker.says]


def _goes(row: SyncCode, held: set[TransactionStatus], free: int) -> bool:
    """Whether a sync can read this code that has these statuses, and `free` transactions that nobody has named."""
    needed = row.needs in (None, row.unnamed, *held)
    return held <= row.allows and (needed or free > 0)


def _remark(whom: list[str], what: str) -> list[str]:
    """That something is so of the first, and of how many more."""
    more = f" (and {len(whom) - 1} more)" if len(whom) > 1 else ""
    return [f"{whom[0]}{more} {what}"] if whom else []
