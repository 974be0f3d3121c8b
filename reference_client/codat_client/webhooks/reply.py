"""What is a message answered with?

Codat looks at the status alone: 2xx is received, anything else is sent again or given up.
The sentence is for people, who look into the log of a delivery.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

__all__ = ["RefusedMessage", "Reply", "printable"]

SHOWN = 200
"""Characters that are repeated of what a stranger sent."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        status: The HTTP status.
        text: What was made of the message, a sentence.
        more: Headers that belong to this answer alone.
    """

    status: HTTPStatus
    text: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The sentence as it is sent."""
        return f"{self.text}\n".encode()

    @property
    def headers(self) -> dict[str, str]:
        """All headers, but for those that the server adds."""
        return {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(self.body)),
            **self.more,
        }


class RefusedMessage(Exception):
    """A message is not taken, and has no effect.

    Attributes:
        reply: What it is answered with.
    """

    def __init__(self, status: HTTPStatus, text: str, **more: str) -> None:
        """Say why, and which status says it to a machine."""
        super().__init__(text)
        self.reply = Reply(status, text, {name.replace("_", "-"): more[name] for name in more})


def printable(text: str) -> str:
    """Give a stranger's text in one short line, without what a terminal would obey."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[:SHOWN])
    return shown.encode(errors="replace").decode()
