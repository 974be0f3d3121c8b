"""How are exchanges told to people? Those that are alike and follow each other count as one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from codat_mock.core.errors import Refused
from codat_mock.core.journal import SyncMoved, Witnessed
from codat_mock.core.moments import Moment
from codat_mock.evidence import words
from codat_mock.evidence.choosing import hits
from codat_mock.journal.curl import command
from codat_mock.journal.entries import content, target

MOST_LETTERS = 20_000
"""How much of a body is shown; the archive and the JSON have more."""

_NAMES = {
    "create-expense-dataset": "dataset",
    "create-expense-transaction": "dataset",
    "update-expense-dataset": "update",
    "initiate-sync": "sync",
    "get-sync-by-id": "status",
    "list-sync-transactions": "transactions",
    "get-sync-transaction": "transaction",
    "upload-attachment": "receipt",
    "create-plan": "plan",
    "create-fault": "fault",
    "advance-clock": "advance",
    "set-clock": "clock",
    "end-sync": "end",
}
"""Short names of what is asked for most."""


@dataclass(frozen=True, slots=True)
class Run:
    """An exchange, and those behind it that are the same.

    Attributes:
        seen: The first of them.
        last: The last of them.
        times: How many there are.
        fault: The fault that it has met.
    """

    seen: Witnessed
    last: Witnessed
    times: int
    fault: str | None

    @property
    def number(self) -> int:
        """Of the first."""
        return self.seen.number

    @property
    def at(self) -> Moment:
        """When it came."""
        return self.seen.at

    @property
    def numbers(self) -> str:
        """From the first to the last."""
        return str(self.number) if self.times == 1 else f"{self.number}-{self.last.number}"

    @property
    def when(self) -> str:
        """From when to when."""
        first, last = words.time(self.at), words.time(self.last.at)
        return first if first == last else f"{first} to {last}"

    @property
    def name(self) -> str:
        """What it asks for, in a word."""
        operation = self.seen.operation
        if operation is None:
            return self.seen.request.method[:8]
        return _NAMES.get(operation) or operation.partition("-")[2][:14] or operation

    @property
    def method(self) -> str:
        """In upper case."""
        return self.seen.request.method

    @property
    def target(self) -> str:
        """Path and query."""
        return target(self.seen)

    @property
    def status(self) -> int:
        """The HTTP status; 0: nothing was answered."""
        return self.seen.reply.status

    @property
    def tone(self) -> str:
        """Its colour."""
        return words.tone_of_status(self.status)

    @property
    def control(self) -> bool:
        """It was about the mock itself."""
        return self.seen.control

    @property
    def moves(self) -> tuple[SyncMoved, ...]:
        """Which syncs have another code since."""
        return tuple(move for move in self.seen.moves if move.before != move.now)

    @property
    def refused(self) -> Refused | None:
        """Why it was refused."""
        return self.seen.refused

    @property
    def asked(self) -> str:
        """The body that came."""
        return _shown(self.seen.request.body, self.seen.asked)

    @property
    def answered(self) -> str:
        """The body that went."""
        return _shown(self.seen.reply.body, self.seen.answered)

    @property
    def curl(self) -> str:
        """The command that repeats it."""
        return command(self.seen)


def runs(exchanges: Iterable[Witnessed]) -> tuple[Run, ...]:
    """The exchanges, those that are alike as one."""
    return tuple(_runs(exchanges))


def _runs(exchanges: Iterable[Witnessed]) -> Iterator[Run]:
    for _, alike in groupby(exchanges, _alike):
        first, *others = alike
        fault = next((hit.fault for hit in hits((first,))), None)
        yield Run(first, others[-1] if others else first, 1 + len(others), fault)


def _alike(seen: Witnessed) -> object:
    request, reply = seen.request, seen.reply
    if request.method != "GET":
        return seen.number
    return request.path, request.query, reply.status, reply.body, seen.refused and seen.number


def _shown(kept: bytes, size: int) -> str:
    if not size:
        return ""
    text, encoding = content(kept)
    if encoding is not None:
        return f"{size} bytes that are no text"
    shown = words.indented(text) if len(kept) == size else text
    if len(shown) > MOST_LETTERS:
        shown = shown[:MOST_LETTERS]
        return f"{shown}\n[cut here, of {size} bytes]"
    return (
        shown
        if len(kept) == size
        else f"{shown}\n[the first {len(kept)} of {size} bytes were kept]"
    )
