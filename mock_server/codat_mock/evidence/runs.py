"""How are exchanges told to people? Looks that have seen the same count as one, until something else was done.

What only looked after the sync had ended is told apart: it has changed nothing, and hides what has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson

from codat_mock.core.errors import Refused
from codat_mock.core.journal import SyncMoved, Witnessed
from codat_mock.core.moments import Moment
from codat_mock.evidence import words
from codat_mock.evidence.choosing import hits
from codat_mock.journal.curl import command
from codat_mock.journal.entries import content, target

MOST_LETTERS = 20_000
"""How much of a body is shown; the archive and the JSON have more."""

_POLL = "get-sync-by-id"

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


_READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Run:
    """An exchange, and those behind it that have seen the same.

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
        return str(self.number) if self.times == 1 else f"{self.number}\u2013{self.last.number}"

    @property
    def when(self) -> str:
        """From when to when."""
        first, last = words.time(self.at), words.time(self.last.at)
        return first if first == last else f"{first}\u2013{last}"

    @property
    def saw(self) -> str:
        """What those that looked have seen: the code of a status, or the HTTP status of anything else."""
        return str(_code(self.seen) or self.status)

    @property
    def repeated(self) -> str:
        """How often it was asked, and that the answers were alike; empty: once."""
        if self.times == 1:
            return ""
        noun = "polls" if self.seen.operation == _POLL else "times"
        return f"{self.times} {noun}, all {self.saw}"

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


@dataclass(frozen=True, slots=True)
class Told:
    """The exchanges of a sync, as they are told.

    Attributes:
        acts: Those that have led to its end or have done something, and the looks between them.
        looks: Those that have only looked after its end.
    """

    acts: tuple[Run, ...]
    looks: tuple[Run, ...]

    @property
    def looked(self) -> int:
        """How many exchanges have only looked after the end."""
        return sum(run.times for run in self.looks)


def told(exchanges: Iterable[Witnessed], ended: int | None) -> Told:
    """The exchanges of a sync.

    Args:
        exchanges: All of them, the oldest first.
        ended: The number of the one that saw its end, or of the last before it; None: it has not ended.
    """
    every = [*exchanges]
    late = [seen for seen in every if ended is not None and seen.number > ended and looks(seen)]
    numbers = {seen.number for seen in late}
    return Told(
        runs(seen for seen in every if seen.number not in numbers),
        runs(late),
    )


def looks(seen: Witnessed) -> bool:
    """Whether an exchange has only looked, and seen what there is: no fault, no refusal, no other code since."""
    reply = seen.reply
    return (
        seen.request.method in _READS
        and 200 <= reply.status < 300
        and reply.fault is None
        and not any(move.before != move.now for move in seen.moves)
    )


def runs(exchanges: Iterable[Witnessed]) -> tuple[Run, ...]:
    """The exchanges; looks that have seen the same as one, until something else was done."""
    return tuple(_runs(exchanges))


def _runs(exchanges: Iterable[Witnessed]) -> Iterator[Run]:
    for looked, stretch in groupby(exchanges, looks):
        if not looked:
            for seen in stretch:
                yield Run(seen, seen, 1, next((hit.fault for hit in hits((seen,))), None))
            continue
        alike: dict[object, list[Witnessed]] = {}
        for seen in stretch:
            request, reply = seen.request, seen.reply
            # Of a sync that is under way the words beside its code change.
            answer = _code(seen) or reply.body
            key = request.method, request.path, request.query, reply.status, answer
            alike.setdefault(key, []).append(seen)
        yield from (Run(same[0], same[-1], len(same), None) for same in alike.values())


def _code(seen: Witnessed) -> int | None:
    """The code of a sync that a look at its status has seen."""
    if seen.operation != _POLL:
        return None
    try:
        body: Any = orjson.loads(seen.reply.body)
    except orjson.JSONDecodeError:
        return None
    code = body.get("syncStatusCode") if isinstance(body, dict) else None
    return code if isinstance(code, int) else None


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
