"""What became of the webhooks of a sync? A line for each: to whom, how far, what was answered, what was on purpose."""

from collections.abc import Iterator
from typing import Any

from codat_mock.core.companies import Sync
from codat_mock.core.deliveries import Deliveries
from codat_mock.core.messages import Message
from codat_mock.core.moments import Moment, time_of_day, write_moment
from codat_mock.journal.redacting import addresses

TOLD = 20
"""How many are told of."""


def about(sync: Sync, deliveries: Deliveries) -> list[Message]:
    """The messages about a sync that are kept, oldest first."""
    return [message for message in deliveries.messages.values() if message.sync is sync]


def told(sync: Sync, deliveries: Deliveries) -> list[dict[str, Any]]:
    """The last of them, as `WebhookTold`."""
    return [
        {"messageId": message.id, "state": message.state.value, "text": line(message)}
        for message in about(sync, deliveries)[-TOLD:]
    ]


def line(message: Message) -> str:
    """What became of a message, in a line."""
    return f"{message.kind.name} to {receiver(message)}: {'; '.join(_parts(message))}."


def receiver(message: Message) -> str:
    """Where it goes, without secrets."""
    return addresses((message.endpoint.url or "").encode()).decode()


def on_purpose(message: Message) -> str:
    """What a fault does to a message, and which; empty: none does."""
    spoil = message.spoil
    if spoil is None:
        return ""
    return f"{'dropped' if spoil.drop else spoil.what} on purpose by {spoil.fault}"


def _parts(message: Message) -> Iterator[str]:
    yield message.state.value
    if message.attempts:
        yield _answered(message)
    if message.next is not None:
        yield f"the next attempt is at {_time(message.next, message.at)}"
    why, purpose = message.reason, on_purpose(message)
    if why and why != purpose:
        yield why
    if purpose:
        yield purpose


def _answered(message: Message) -> str:
    last, number = message.attempts[-1], len(message.attempts)
    answer = f"answered {last.status}" if last.status is not None else f"no answer ({last.why})"
    of = "" if number == 1 else f", after {number} attempts"
    return f"{answer} at {_time(last.at, message.at)}{of}"


def _time(moment: Moment, beside: Moment) -> str:
    """The time of the day of a moment, with its date where that is another one than that of `beside`."""
    day, written = write_moment(beside).partition("T")[0], write_moment(moment)
    date = written.partition("T")[0]
    return time_of_day(written) if date == day else f"{date} {time_of_day(written)}"
