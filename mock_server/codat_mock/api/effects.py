"""How is what has happened told?"""

from typing import Any

from codat_mock.core.deliveries import Message
from codat_mock.core.ids import text
from codat_mock.core.moments import write_moment
from codat_mock.core.timeline import Event


def effect(event: Event) -> dict[str, Any]:
    """Something that has happened to a sync, as `Effect`."""
    return {
        "at": write_moment(event.at),
        "effect": event.what.value,
        "syncId": text(event.sync.id),
        "from": event.before,
        "to": event.now,
    }


def attempted(message: Message) -> dict[str, Any]:
    """The last attempt to deliver a message, as `Attempted`."""
    attempt = message.attempts[-1]
    return {
        "at": write_moment(attempt.at),
        "effect": "webhook-sent",
        "syncId": text(message.sync.id),
        "messageId": message.id,
        "url": message.endpoint.url,
        "status": attempt.status,
        "why": attempt.why,
    }


def delivery(message: Message) -> dict[str, Any]:
    """A message and what became of it, as `Delivery`."""
    return {
        "messageId": message.id,
        "endpointId": message.endpoint.id,
        "url": message.endpoint.url,
        "eventType": message.kind,
        "syncId": text(message.sync.id),
        "at": write_moment(message.at),
        "state": message.state,
        "attempts": [
            {"at": write_moment(attempt.at), "status": attempt.status, "why": attempt.why}
            for attempt in message.attempts
        ],
    }
