"""Who is told that a sync has ended, and what became of telling them?"""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from codat_contract import SYNC_CODES
from codat_mock.core.companies import Sync
from codat_mock.core.ids import Ids, Key
from codat_mock.core.moments import Moment
from codat_mock.core.timeline import Event, Happening

KEPT = 1_000
"""How many messages are kept to be looked at."""


class MessageState(StrEnum):
    """How far a message is."""

    SENDING = "Sending"
    SUCCESS = "Success"
    FAILURE = "Failure"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A receiver of webhooks.

    Attributes:
        id: Its name.
        url: Where it listens.
        secret: What its messages are signed with, `whsec_` and base64.
    """

    id: str
    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver a message.

    Attributes:
        at: The virtual moment.
        status: What the receiver answered; None: nothing.
        why: What went wrong, if nothing was answered.
    """

    at: Moment
    status: int | None
    why: str = ""

    @property
    def received(self) -> bool:
        """Whether the receiver has taken it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(slots=True, eq=False)
class Message:
    """What one endpoint is told of one sync.

    Attributes:
        id: The same in every attempt: receivers recognise repetitions by it.
        event: Id of the event, the same for every endpoint.
        kind: Its event type.
        endpoint: Whom it is for.
        sync: What it is about.
        at: When it came to be.
        attempts: What was tried.
        under_way: An attempt has no answer yet.
    """

    id: str
    event: Key
    kind: str
    endpoint: Endpoint
    sync: Sync
    at: Moment
    attempts: list[Attempt] = field(default_factory=list)
    under_way: bool = True

    @property
    def state(self) -> MessageState:
        """How far it is."""
        if self.under_way:
            return MessageState.SENDING
        return MessageState.SUCCESS if self.attempts[-1].received else MessageState.FAILURE


def kind_of(sync: Sync) -> str:
    """The event type that tells the end of a sync: any failure makes it unsuccessful."""
    code = sync.fate.code if sync.fate else 0
    return f"expenses.sync.{'successful' if SYNC_CODES[code].success else 'unsuccessful'}"


class Deliveries:
    """The endpoints of a tenant, and the messages to them.

    Attributes:
        endpoints: By id.
        messages: The last ones, oldest first.
        outbox: Those that nobody has begun to deliver.
        under_way: How many have an attempt without an answer.
        evicted: How many messages are no longer kept.
    """

    __slots__ = ("_ids", "_made", "endpoints", "evicted", "messages", "outbox", "under_way")

    def __init__(self, ids: Ids) -> None:
        """Begin without endpoints; `ids` draws the ids of messages, so that those of syncs stay as they are."""
        self._ids = ids
        self._made = 0
        self.endpoints: dict[str, Endpoint] = {}
        self.messages: deque[Message] = deque(maxlen=KEPT)
        self.outbox: deque[Message] = deque()
        self.under_way = 0
        self.evicted = 0

    def add(self, url: str, secret: str | None = None) -> Endpoint:
        """Tell `url` of every sync that ends from now on."""
        self._made += 1
        endpoint = Endpoint(f"endpoint-{self._made}", url, secret or self._ids.secret())
        self.endpoints[endpoint.id] = endpoint
        return endpoint

    def note(self, events: list[Event]) -> None:
        """Write to every endpoint of the syncs that have ended."""
        for event in events:
            if event.what is Happening.END:
                self._write(event)

    def begin_again(self) -> None:
        """Deliver once more whatever had no answer yet: who was under way with it knows nothing of this tenant."""
        self.outbox = deque(message for message in self.messages if message.under_way)
        self.under_way = len(self.outbox)

    def delivered(self, message: Message, attempt: Attempt) -> None:
        """Note what became of an attempt."""
        message.attempts.append(attempt)
        message.under_way = False
        self.under_way -= 1

    def _write(self, event: Event) -> None:
        told = self._ids.draw()
        for endpoint in self.endpoints.values():
            message = Message(
                self._ids.message(), told, kind_of(event.sync), endpoint, event.sync, event.at
            )
            if len(self.messages) == KEPT:
                self.evicted += 1
            self.messages.append(message)
            self.outbox.append(message)
            self.under_way += 1
