"""How is what has happened told?"""

from typing import Any

from codat_mock.core.ids import text
from codat_mock.core.messages import Attempt, Message
from codat_mock.core.moments import Moment, write_moment
from codat_mock.core.timeline import Event


def effect(event: Event) -> dict[str, Any]:
    """Something that has happened to a sync, as `Effect`."""
    return {
        "at": write_moment(event.at),
        "effect": event.what.value,
        "syncId": event.sync.text,
        "from": event.before,
        "to": event.now,
    }


def attempted(message: Message, attempt: Attempt) -> dict[str, Any]:
    """An attempt to deliver a message, or that there is none, as `Attempted`."""
    return {
        "at": write_moment(attempt.at),
        "effect": "webhook-sent" if attempt.sent else "webhook-dropped",
        "syncId": message.sync.text if message.sync else None,
        "eventType": message.kind.name,
        "messageId": message.id,
        "url": message.endpoint.url,
        "status": attempt.status,
        "why": attempt.why,
        "spoiled": attempt.spoiled,
    }


def delivery(message: Message) -> dict[str, Any]:
    """A message and what became of it, as `Delivery`."""
    return {
        **addressed(message),
        "at": write_moment(message.at),
        "state": message.state,
        "nextAttempt": _moment(message.next),
        "why": message.reason,
        "faultId": message.spoil.fault if message.spoil else None,
        "spoiled": message.spoil.what if message.spoil else "",
        "attempts": [answered(attempt) for attempt in message.attempts],
    }


def addressed(message: Message) -> dict[str, Any]:
    """What a message is, and to whom it goes."""
    return {
        "messageId": message.id,
        "endpointId": text(message.endpoint.id),
        "url": message.endpoint.url,
        "eventType": message.kind.name,
        "syncId": message.sync.text if message.sync else None,
    }


def answered(attempt: Attempt) -> dict[str, Any]:
    """When it was tried to deliver a message, what was answered, and what followed."""
    return {
        "at": write_moment(attempt.at),
        "status": attempt.status,
        "why": attempt.why,
        "spoiled": attempt.spoiled,
        "state": attempt.outcome,
        "nextAttempt": _moment(attempt.next),
    }


def _moment(moment: Moment | None) -> str | None:
    return None if moment is None else write_moment(moment)
