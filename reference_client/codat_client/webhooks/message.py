"""What does a message say?

Read tolerantly, and no more than is needed: which sync it is about, whether that may have ended,
and by which id a second copy is known.
How the sync ended and what became of its transactions is not read at all: the client asks Codat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from codat_client.webhooks.reply import RefusedMessage
from codat_client.wire import from_json

__all__ = ["Message", "read"]

LONGEST = 200
"""Characters of the ids and names that are kept; Codat's have 36."""

ENDED = frozenset(
    {
        "expensessyncsuccessful",
        "expensessyncunsuccessful",
        "synccompleted",  # also `Sync Completed` and `sync completed`
        "synccomplete",
        "syncfailed",
    }
)
"""The events after which it pays to look at a sync: their letters alone, in small ones."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of either service.

    Attributes:
        event: What happened, in Codat's words; empty when it does not say.
        alert_id: The id that the older service gives every message; None when it has none.
        sync_id: The sync that it is about; None when it is about something else.
    """

    event: str
    alert_id: str | None
    sync_id: str | None

    @property
    def ended(self) -> bool:
        """Whether it says that a sync has ended, well or not."""
        return "".join(filter(str.isalpha, self.event)).lower() in ENDED


def read(body: bytes) -> Message:
    """Read a message, in the form of either service.

    Raises:
        RefusedMessage: It is not a JSON object.
    """
    content = from_json(body)
    if not isinstance(content, dict):
        raise RefusedMessage(HTTPStatus.BAD_REQUEST, "The body is not a JSON object.")
    if "eventType" in content:
        payload = _mapping(content.get("payload"))
        return Message(_text(content["eventType"]) or "", None, _text(payload.get("syncId")))
    data = _mapping(content.get("Data"))
    event = _text(content.get("RuleType")) or ""
    return Message(event, _text(content.get("AlertId")), _text(data.get("syncId")))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST else None
