"""Which messages are still to be sent, and when?"""

from collections.abc import Iterator

from codat_mock.core.agenda import Agenda
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.ids import Key
from codat_mock.core.messages import Message, MessageState
from codat_mock.core.moments import Moment

WAITING = 5_000
"""How many messages may wait for one endpoint; what comes then is not sent."""

WAITING_BYTES = 16_777_216
"""How many bytes of bodies that somebody has written may wait for all of them together; likewise."""

_SLACK = 100
"""How many entries of the agenda nobody bothers about."""


class Schedule:
    """The messages that have not ended, by endpoint, and an agenda of their attempts.

    Attributes:
        agenda: The attempts, those that are not to be made any more among them.
        size: How many bytes their bodies have, as far as somebody has written them.
    """

    __slots__ = ("_lines", "agenda", "size")

    def __init__(self) -> None:
        """Begin with nothing to send."""
        self.agenda: Agenda[tuple[Message, int]] = Agenda()
        self._lines: dict[Key, dict[str, Message]] = {}
        self.size = 0

    def line(self, endpoint: Endpoint) -> list[Message]:
        """What is still to be sent to an endpoint, oldest first."""
        return [*self._lines.get(endpoint.id, {}).values()]

    def messages(self) -> Iterator[Message]:
        """What is still to be sent to any."""
        return (message for line in self._lines.values() for message in line.values())

    def length(self, endpoint: Endpoint) -> int:
        """How much that is."""
        return len(self._lines.get(endpoint.id, ()))

    def unfinished(self) -> int:
        """How much is still to be sent in all."""
        return sum(map(len, self._lines.values()))

    def entries(self) -> int:
        """How many attempts are entered in all, with those that are not to be made any more."""
        return len(self.agenda)

    def full(self, message: Message) -> str:
        """Why there is no room for one more message; empty: there is."""
        if self.length(message.endpoint) >= WAITING:
            return f"{WAITING} messages wait for this endpoint already"
        if message.size and self.size + message.size > WAITING_BYTES:
            return f"messages of {self.size} bytes wait already, and {WAITING_BYTES} bytes may"
        return ""

    def take_up(self, message: Message) -> None:
        """Count a message among those that have not ended."""
        self._lines.setdefault(message.endpoint.id, {})[message.id] = message
        self.size += message.size

    def enter(self, message: Message, moment: Moment) -> None:
        """Let the next attempt be at `moment`, and at no other."""
        message.turn += 1
        message.due = moment
        self.agenda.enter(moment, (message, message.turn))

    def end(self, message: Message, state: MessageState, why: str = "") -> None:
        """Let a message have ended so."""
        message.ended, message.why = state, why
        self.drop(message)
        if self._lines.get(message.endpoint.id, {}).pop(message.id, None):
            self.size -= message.size

    @staticmethod
    def drop(message: Message) -> None:
        """Let no attempt be to come."""
        message.due, message.waits, message.turn = None, False, message.turn + 1

    def forget(self, endpoint: Endpoint) -> list[Message]:
        """Send nothing to an endpoint any more; what was still to be sent."""
        gone = self.line(endpoint)
        for message in gone:
            self.end(message, MessageState.FAILURE, "its endpoint was removed")
        self._lines.pop(endpoint.id, None)
        # Who takes endpoints away while time stands still must not leave their attempts behind for ever.
        if len(self.agenda) > 2 * self.unfinished() + _SLACK:
            self.agenda.keep(lambda entry: not _stale(*entry))
        return gone

    def next_moment(self) -> Moment | None:
        """When the next attempt is, if there is one."""
        while (first := self.agenda.first()) and _stale(*first[1]):
            self.agenda.take()
        return first[0] if first else None

    def due(self, now: Moment) -> Iterator[tuple[Moment, Message]]:
        """Take whatever is due by `now`, in order."""
        while self.agenda.due(now):
            moment, (message, turn) = self.agenda.take()
            if not _stale(message, turn):
                yield moment, message


def _stale(message: Message, turn: int) -> bool:
    return turn != message.turn or message.due is None or message.endpoint.removed
