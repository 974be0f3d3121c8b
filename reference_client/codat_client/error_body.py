"""What does Codat say is wrong?

Codat's ErrorMessage, read so that nothing in it can fail: `validation` may be null, absent or
empty, and a proxy on the way answers in HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codat_client.wire import from_json

__all__ = ["Complaint", "ErrorBody"]

NAMED = 3
"""How many complaints a sentence names before it counts the others."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One validation item.

    Attributes:
        item: The place, such as `Items[0].Lines[0].NetAmount`; may be empty.
        message: What is wrong there.
    """

    item: str
    message: str

    def __str__(self) -> str:
        """Say the place and what is wrong."""
        return f"{self.item}: {self.message}" if self.item else self.message


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """Codat's explanation of a status that is not 2xx.

    Attributes:
        error: The headline; empty when there was no readable explanation.
        service: The service that refused.
        correlation_id: What Codat's support asks for.
        errors: The validation errors.
        warnings: The validation warnings.
    """

    error: str = ""
    service: str = ""
    correlation_id: str = ""
    errors: tuple[Complaint, ...] = ()
    warnings: tuple[Complaint, ...] = ()

    @classmethod
    def read(cls, body: bytes) -> "ErrorBody":
        """Read as much as there is."""
        content = _mapping(from_json(body))
        validation = _mapping(content.get("validation"))
        return cls(
            _text(content.get("error")),
            _text(content.get("service")),
            _text(content.get("correlationId")),
            _complaints(validation.get("errors")),
            _complaints(validation.get("warnings")),
        )

    def __str__(self) -> str:
        """Say it in one sentence or two."""
        named = "; ".join(str(complaint) for complaint in self.errors[:NAMED])
        more = len(self.errors) - NAMED
        counted = f" (and {more} more)" if more > 0 else ""
        told = f"{self.error or 'no explanation was given.'} {named}{counted}"
        # It may be a proxy's page of whatever characters, and is shown in a terminal.
        line = "".join(letter if letter.isprintable() else " " for letter in told).strip()
        return line if line.endswith((".", "!", "?")) else f"{line}."


def _complaints(items: object) -> tuple[Complaint, ...]:
    if not isinstance(items, list):
        return ()
    read = (_mapping(item) for item in items)
    return tuple(Complaint(_text(item.get("itemId")), _text(item.get("message"))) for item in read)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
