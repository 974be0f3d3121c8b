"""What is a message to an endpoint, and how far is it?"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from codat_contract import WebhookKind
from codat_mock.core.companies import Sync
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.moments import Duration, Moment
from codat_mock.core.notices import Notice


class MessageState(StrEnum):
    """How far a message is, in the words of Codat's portal."""

    SENDING = "Sending"
    ATTEMPTING = "Attempting"
    SUCCESS = "Success"
    FAILURE = "Failure"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver a message.

    Attributes:
        at: The virtual moment.
        status: What the receiver answered; None: nothing.
        why: What went wrong, if nothing was answered.
        retry_after: When the receiver wants it again.
        aborts: The receiver wants no more of this message.
        disables: The receiver wants no more messages at all.
        spoiled: What a fault did to it, in its own word; empty: nothing.
        sent: Something was sent; else the message has ended before, as `why` says.
        outcome: How far its message was after it; None: it is not reported yet.
        next: When its message was to be sent next; None: not by itself, as things stood.
    """

    at: Moment
    status: int | None
    why: str = ""
    retry_after: Duration | None = None
    aborts: bool = False
    disables: bool = False
    spoiled: str = ""
    sent: bool = True
    outcome: MessageState | None = None
    next: Moment | None = None

    @property
    def received(self) -> bool:
        """Whether the receiver has taken it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Spoil:
    """What goes wrong with a message on purpose.

    Attributes:
        fault: The name of the fault.
        what: What it does, in its own word.
        drop: It is never sent.
        delay: How much later it is sent.
        copies: How often more it is sent once it was received.
        after_next: It is sent once the next one to the same endpoint was, or after `delay`.
        again: What went to its endpoint last goes there once more, before it.
        signed: It is done to the signature, so to messages that have one.
    """

    fault: str
    what: str
    drop: bool = False
    delay: Duration = 0
    copies: int = 0
    after_next: bool = False
    again: bool = False
    signed: bool = False


@dataclass(slots=True, eq=False)
class Message:
    """What one endpoint is told of one thing that has happened.

    Attributes:
        id: The same in every attempt: receivers recognise repetitions by it.
        number: Its place among the messages of its tenant, in the order in which they were written.
        notice: What has happened.
        kind: As what it is told.
        endpoint: Whom it is for.
        spoil: What goes wrong with it on purpose.
        mark: What of that its next attempt has, in the fault's own word; empty: it is as any.
        attempts: What was tried last.
        tries: How many of those were on the timetable.
        due: When the next attempt is; None: there is none, or it is under way.
        slot: When its endpoint has a place for it, if that is only later.
        turn: Which entry of the agenda is valid.
        copies: How often more it is sent once it was received.
        under_way: An attempt has no answer yet.
        waits: Its endpoint is disabled, and an attempt is due as soon as it is not.
        ended: How it has ended; None: not yet.
        why: Why, if it was not by an attempt.
    """

    id: str
    number: int
    notice: Notice
    kind: WebhookKind
    endpoint: Endpoint
    spoil: Spoil | None = None
    mark: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    tries: int = 0
    due: Moment | None = None
    slot: Moment | None = None
    turn: int = 0
    copies: int = 0
    under_way: bool = False
    waits: bool = False
    ended: MessageState | None = None
    why: str = ""

    @property
    def at(self) -> Moment:
        """When it happened."""
        return self.notice.at

    @property
    def sync(self) -> Sync | None:
        """The sync that it is about."""
        return self.notice.sync

    @property
    def reason(self) -> str:
        """Why it has ended, if it was not by an attempt, or why it is not sent for now; empty: neither."""
        if self.ended or not self.endpoint.disabled:
            return self.why
        return f"its endpoint is {self.endpoint.asleep}; enable it and it is sent"

    @property
    def next(self) -> Moment | None:
        """When it is sent next by itself; None: it is not, or it is under way."""
        return None if self.endpoint.disabled else self.due

    @property
    def size(self) -> int:
        """How many bytes its body has, if somebody has written one for it; what the mock says is not kept."""
        return len(self.notice.body or b"")

    @property
    def over(self) -> bool:
        """Whether nothing more is to be sent of it."""
        return self.ended is not None and self.due is None and not (self.under_way or self.waits)

    @property
    def state(self) -> MessageState:
        """How far it is."""
        if self.under_way or not (self.attempts or self.ended):
            return MessageState.SENDING
        return self.ended or MessageState.ATTEMPTING


class Posted(NamedTuple):
    """An attempt that is over, as an observer sees it.

    Attributes:
        message: The message, which knows already when the next attempt is.
        attempt: What became of this one.
        known: Its tenant still knows the message; one that went back does not.
    """

    message: Message
    attempt: Attempt
    known: bool
