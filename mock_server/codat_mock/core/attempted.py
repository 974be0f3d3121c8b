"""What has happened to messages, in its order? Their attempts, and what has ended before there was any."""

from collections import deque

from codat_mock.core.messages import Attempt, Message


class AttemptLog:
    """The last attempts of a tenant.

    Attributes:
        count: How many there were.
    """

    __slots__ = ("_last", "count")

    def __init__(self, most: int) -> None:
        """Keep `most` of them."""
        self.count = 0
        self._last: deque[tuple[Message, Attempt]] = deque(maxlen=most)

    def add(self, message: Message, attempt: Attempt) -> None:
        """Note one more."""
        self._last.append((message, attempt))
        self.count += 1

    def since(self, number: int) -> list[tuple[Message, Attempt]]:
        """Those after the first `number`, oldest first, as far as they are kept."""
        fresh = min(self.count - number, len(self._last))
        return [*self._last][-fresh:] if fresh > 0 else []
