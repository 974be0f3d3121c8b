"""Which messages are kept to be looked at, and how much do their bodies take?

Rule 1: so many are kept, and so many bytes of bodies that somebody has written; the oldest go first, and are counted.
Rule 2: a body goes with its message: once that has ended and is no longer kept, nobody can have it sent again.
"""

from dataclasses import replace

from codat_mock.core.messages import Message

MOST_BYTES = 16_777_216
"""How many bytes of bodies that somebody has written are kept."""


class Kept:
    """The last messages of a tenant.

    Attributes:
        messages: By id, oldest first.
        evicted: How many are no longer kept.
    """

    __slots__ = ("_bytes", "evicted", "messages")

    def __init__(self) -> None:
        """Keep none yet."""
        self.messages: dict[str, Message] = {}
        self.evicted = 0
        self._bytes = 0

    def add(self, message: Message, most: int) -> None:
        """Keep a message, and `most` in all; the oldest go, and never the one that was just written."""
        self.messages[message.id] = message
        self._bytes += message.size
        while len(self.messages) > 1 and (len(self.messages) > most or self._bytes > MOST_BYTES):
            oldest = self.messages.pop(next(iter(self.messages)))
            self._bytes -= oldest.size
            self.evicted += 1
            self.let_go(oldest)

    def let_go(self, message: Message) -> None:
        """Forget the body of a message for which nothing is left to do, if it is not kept."""
        if message.id not in self.messages and message.size and message.over:
            message.notice = replace(message.notice, body=None)
