"""What was asked of a tenant lately, and what was answered?

Rule 1: to record an exchange is to keep a few references; it is written out when somebody asks for it.
Rule 2: nothing that is kept leads to a company or a sync: their ids stand for them, so what is deleted is gone.
Rule 3: so many exchanges are kept and so many bytes; the oldest go first, and it is counted how many went.
Rule 4: exchanges are numbered from 1, and no number is given twice.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from codat_mock.core.errors import Refused
from codat_mock.core.ids import Key
from codat_mock.core.moments import Moment
from codat_mock.core.timeline import Event, Happening

MOST = 1_000
"""How many exchanges a tenant keeps: those of a long test, and a list that can be looked through."""

MOST_BYTES = 16_777_216
"""How many bytes of them: five hundred tenants are more likely than one whose bodies are all large."""

LONGEST_BODY = 65_536
"""How much of a body is kept: more than any that is written by hand has, less than a dataset may have."""

_BESIDE = 1_024
"""What an exchange takes beside its texts and bodies, in bytes."""

_TOLD = 256
"""What a move, a remark or a fault takes, in bytes."""


class Asked(Protocol):
    """A request, as the journal needs it."""

    @property
    def method(self) -> str:
        """In upper case."""

    @property
    def path(self) -> str:
        """Decoded."""

    @property
    def query(self) -> bytes:
        """As it came."""

    @property
    def headers(self) -> Iterable[tuple[bytes, bytes]]:
        """All of them; names in lower case."""

    @property
    def head(self) -> int:
        """How many bytes the headers have."""

    @property
    def body(self) -> bytes:
        """The body, or its beginning."""

    @property
    def origin(self) -> str:
        """Where the client reached the mock."""


class Answered(Protocol):
    """A reply, as the journal needs it."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def media_type(self) -> str:
        """Of the body."""

    @property
    def body(self) -> bytes:
        """The body, or its beginning."""

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """Further headers; names in lower case."""

    @property
    def fault(self) -> tuple[str, str] | None:
        """The fault that had its way with it, if any: which one, and its kind."""


class SyncMoved(NamedTuple):
    """Something that has happened to a sync.

    Attributes:
        at: When.
        what: What.
        sync: Id of the sync.
        before: The code that it had.
        now: The code that it has.
        why: The error message of a sync that has ended with one.
    """

    at: Moment
    what: Happening
    sync: Key
    before: int
    now: int
    why: str = ""

    @classmethod
    def of(cls, event: Event) -> "SyncMoved":
        """What an event says, without the sync itself."""
        fate = event.sync.fate
        why = fate.error if fate is not None and event.what is Happening.END else ""
        return cls(event.at, event.what, event.sync.id, event.before, event.now, why)


class Witnessed(NamedTuple):
    """An exchange, as an observer sees it.

    Attributes:
        request: What came; of a large body the beginning.
        reply: What went; likewise.
        moves: What has happened to syncs since the last exchange.
        refused: Why it was refused.
        remarks: What is worth a word.
        number: Its number among the tenant's; 0: it is not kept.
        at: The virtual moment at which it came.
        operation: The operation that it asked for, if there is such a one.
        control: It was about the mock itself.
        asked: Length of the request's body.
        answered: Length of the reply's body.
    """

    request: Asked
    reply: Answered
    moves: tuple[SyncMoved, ...] = ()
    refused: Refused | None = None
    remarks: tuple[str, ...] = ()
    number: int = 0
    at: Moment = 0
    operation: str | None = None
    control: bool = False
    asked: int = 0
    answered: int = 0


class Journal:
    """The last exchanges of a tenant, the oldest first.

    Attributes:
        evicted: How many were given up for want of room.
        total: How many were recorded: the number of the last.
        contracted: How many of those were about what is mocked, forgotten ones included.
        refused: The number of the last that was refused, or hit by a fault; 0: none was.
    """

    __slots__ = (
        "_bytes",
        "_kept",
        "_most",
        "_most_bytes",
        "contracted",
        "evicted",
        "refused",
        "total",
    )

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Begin empty.

        Args:
            most: How many exchanges are kept.
            most_bytes: How many bytes of them.
        """
        self._most = most
        self._most_bytes = most_bytes
        self._kept: deque[tuple[Witnessed, int]] = deque()
        self._bytes = 0
        self.evicted = 0
        self.total = 0
        self.contracted = 0
        self.refused = 0

    def record(self, seen: Witnessed) -> None:
        """Keep an exchange whose number is the next one, and give up the oldest where there is no room."""
        request, reply, moves, refused, remarks, number = seen[:6]
        self.total = number
        self.contracted += not seen.control
        # Every call pays for this, so nothing is asked of others that can be done here.
        size = (
            _BESIDE
            + request.head
            + len(request.body)
            + len(reply.body)
            + len(request.path)
            + len(request.query)
        )
        if moves or remarks or refused is not None:
            size += _beside(seen)
        if refused is not None or reply.fault is not None:
            self.refused = number
        self._kept.append((seen, size))
        self._bytes += size
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            self._bytes -= self._kept.popleft()[1]
            self.evicted += 1

    def find(self, number: int) -> Witnessed | None:
        """The exchange of this number, if it is still kept."""
        if not self._kept:
            return None
        place = number - self._kept[0][0].number
        return self._kept[place][0] if 0 <= place < len(self._kept) else None

    def forget(self) -> None:
        """Give up all of them; the next one has the next number all the same."""
        self._kept.clear()
        self._bytes = 0
        self.evicted = 0
        self.refused = 0

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def __iter__(self) -> Iterator[Witnessed]:
        """The exchanges, the oldest first."""
        return (seen for seen, _ in self._kept)

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)


def _beside(seen: Witnessed) -> int:
    """What a few exchanges take more than the others, in bytes."""
    size = _TOLD * (len(seen.moves) + len(seen.remarks))
    size += sum(len(move.why) for move in seen.moves) + sum(map(len, seen.remarks))
    if seen.refused is not None:
        size += _TOLD * len(seen.refused.faults) + len(seen.refused.why)
        size += sum(map(len, seen.refused.facts.values()))
    return size
