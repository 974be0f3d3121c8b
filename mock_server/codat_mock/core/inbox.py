"""What has come to an inbox, and how does it answer? A receiver of webhooks that everybody can look into.

Rule 1: an inbox is there as soon as somebody sends to it, tells it how to answer, or looks into it.
Rule 2: what comes is kept as it came; all inboxes of a tenant together keep so many arrivals and so many bytes, the
oldest go first, and each inbox counts those that it has lost.
Rule 3: the answers are given in order, each as often as it says, the last for ever.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from codat_mock.core.errors import NoRoom
from codat_mock.core.moments import Duration, Moment

MOST = 1_000
"""How many arrivals a tenant keeps."""

MOST_BYTES = 10_000_000
"""How many bytes of them."""

MOST_INBOXES = 100
"""How many inboxes a tenant has."""

_BESIDE = 512
"""What an arrival takes beside its texts and its body, in bytes."""


class Answering(NamedTuple):
    """One way to answer.

    Attributes:
        status: The status.
        took: How long the receiver says that it took.
        headers: What else it says.
        times: How often it answers so, before it goes on to the next.
    """

    status: int = 200
    took: Duration = 0
    headers: Mapping[str, str] = {}
    times: int = 1


class Signed(NamedTuple):
    """What can be said of the signature of an arrival.

    Attributes:
        verifies: Whether a receiver may trust it.
        why: What is wrong with it, or that nothing is.
        endpoint: Id of the endpoint whose secret it was signed with, as text; None: nobody's.
        secret: Which of the secrets of that endpoint it was.
    """

    verifies: bool
    why: str
    endpoint: str | None = None
    secret: str | None = None


class Letter(NamedTuple):
    """What was sent to an inbox.

    Attributes:
        headers: All of them; names in lower case.
        body: The body.
        id: Its `webhook-id`, if it has one.
        signed: What can be said of its signature.
    """

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    id: str | None
    signed: Signed


class Arrival(NamedTuple):
    """A letter that has come.

    Attributes:
        number: Its number in its inbox, counted from 1.
        at: The virtual moment.
        letter: What came.
        repeats: The number of an earlier arrival with the same id, if one is kept.
        answered: How the inbox has answered.
    """

    number: int
    at: Moment
    letter: Letter
    repeats: int | None
    answered: Answering


@dataclass(slots=True, eq=False)
class Inbox:
    """An inbox.

    Attributes:
        answers: How it answers from now on.
        arrivals: What came and is kept, oldest first.
        total: How many came.
        evicted: How many of them were given up for want of room.
    """

    answers: tuple[Answering, ...] = (Answering(),)
    arrivals: deque[Arrival] = field(default_factory=deque)
    total: int = 0
    evicted: int = 0
    _answer: int = 0
    _given: int = 0

    def answer_with(self, answers: Sequence[Answering]) -> None:
        """Answer so from now on; none: 200."""
        self.answers = tuple(answers) or (Answering(),)
        self._answer = self._given = 0

    def next_answer(self) -> Answering:
        """How the next one is answered, as if it had come."""
        answer = self.answers[self._answer]
        self._given += 1
        if self._given >= answer.times and self._answer + 1 < len(self.answers):
            self._answer, self._given = self._answer + 1, 0
        return answer

    def first(self, id_: str | None) -> int | None:
        """The number of the first arrival of this id that is kept."""
        if id_ is None:
            return None
        return next((one.number for one in self.arrivals if one.letter.id == id_), None)


class Inboxes:
    """The inboxes of a tenant, by name."""

    __slots__ = ("_bytes", "_most", "_most_bytes", "_named", "_order")

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Begin without any.

        Args:
            most: How many arrivals are kept.
            most_bytes: How many bytes of them.
        """
        self._most = most
        self._most_bytes = most_bytes
        self._named: dict[str, Inbox] = {}
        self._order: deque[tuple[Inbox, int]] = deque()
        self._bytes = 0

    def look(self, name: str) -> Inbox:
        """The inbox of this name as it is; one that nobody has used is empty, and is not kept."""
        return self._named.get(name) or Inbox()

    def inbox(self, name: str) -> Inbox:
        """The inbox of this name, to be used.

        Raises:
            NoRoom: It would be one too many.
        """
        inbox = self._named.get(name)
        if inbox is None:
            if len(self._named) >= MOST_INBOXES:
                raise NoRoom(
                    f"There are {MOST_INBOXES} inboxes already; DELETE /__mock/t/{{tenant}}/inbox/{{name}} removes one."
                )
            inbox = self._named[name] = Inbox()
        return inbox

    def receive(self, name: str, letter: Letter, now: Moment) -> Answering:
        """Keep what has come, and answer.

        Raises:
            NoRoom: There are too many inboxes to open another one.
        """
        inbox = self.inbox(name)
        answer = inbox.next_answer()
        inbox.total += 1
        inbox.arrivals.append(Arrival(inbox.total, now, letter, inbox.first(letter.id), answer))
        size = _size(letter)
        self._order.append((inbox, size))
        self._bytes += size
        while len(self._order) > self._most or self._bytes > self._most_bytes:
            self._give_up()
        return answer

    def empty(self, name: str) -> None:
        """Forget an inbox, what has come to it and how it answers."""
        gone = self._named.pop(name, None)
        if gone is not None:
            self._order = deque(kept for kept in self._order if kept[0] is not gone)
            self._bytes = sum(size for _, size in self._order)

    def _give_up(self) -> None:
        inbox, size = self._order.popleft()
        inbox.arrivals.popleft()
        inbox.evicted += 1
        self._bytes -= size


def _size(letter: Letter) -> int:
    headers = sum(len(name) + len(value) for name, value in letter.headers)
    return _BESIDE + headers + len(letter.body)
