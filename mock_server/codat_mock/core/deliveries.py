"""What becomes of telling endpoints? Attempts come due as time passes; what a receiver answers decides on the next.

Rule 1: a message has the same id and says the same in each attempt.
Rule 2: while an endpoint is disabled nothing is sent to it, and what came due meanwhile is sent once it is not.
Rule 3: nothing more is sent to an endpoint that is removed.
Rule 4: attempts take no virtual time; whoever carries them reports when they are over.
Rule 5: the log has what followed each attempt as it was then, and what has ended before there was any.
"""

from collections import deque
from dataclasses import replace

from codat_mock.core import notices, timetable
from codat_mock.core.agenda import Agenda
from codat_mock.core.attempted import AttemptLog
from codat_mock.core.directory import Directory
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.faults import FaultBook
from codat_mock.core.ids import Ids, Key
from codat_mock.core.kept import Kept
from codat_mock.core.messages import Attempt, Message, MessageState, Spoil
from codat_mock.core.moments import Moment
from codat_mock.core.notices import Notice
from codat_mock.core.schedule import Schedule
from codat_mock.core.spoiling import Spoiling
from codat_mock.core.timeline import Event, Happening

KEPT = 1_000
"""How many messages, attempts and things that have happened are kept to be looked at."""

ATTEMPTS = 100
"""How many attempts of one message are kept: who has it sent again and again sees the last ones."""


class Deliveries:
    """The messages of a tenant.

    Attributes:
        directory: The endpoints.
        schedule: What is still to be sent.
        later: What endpoints will be told of.
        notices: The last things that endpoints could be told of.
        log: The last attempts, and in their place whatever has ended before it was sent.
        outbox: Messages of which an attempt is due, and nobody has begun with it.
        under_way: How many have an attempt without an answer.
    """

    __slots__ = (
        "_ids",
        "_kept",
        "_made",
        "_spoiling",
        "_told",
        "directory",
        "later",
        "log",
        "notices",
        "outbox",
        "schedule",
        "under_way",
    )

    def __init__(self, ids: Ids, faults: FaultBook) -> None:
        """Begin without endpoints.

        Args:
            ids: Draws ids and secrets, so that those of what is created stay as they are.
            faults: What goes wrong on purpose.
        """
        self._ids = ids
        self._spoiling = Spoiling(faults)
        self.later: Agenda[Notice] = Agenda()
        self._told: dict[Key, frozenset[Key]] = {}
        self._made = 0
        self.directory = Directory(ids)
        self.schedule = Schedule()
        self._kept = Kept()
        self.notices: deque[Notice] = deque(maxlen=KEPT)
        self.log = AttemptLog(KEPT)
        self.outbox: deque[Message] = deque()
        self.under_way = 0

    @property
    def endpoints(self) -> dict[Key, Endpoint]:
        """The endpoints by id."""
        return self.directory.endpoints

    @property
    def messages(self) -> dict[str, Message]:
        """The last messages by id, oldest first."""
        return self._kept.messages

    @property
    def evicted(self) -> int:
        """How many messages are no longer kept."""
        return self._kept.evicted

    def note(self, events: list[Event], spoil: Spoil | None = None) -> None:
        """Tell of the syncs that have ended; `spoil` is what is wrong with that on purpose."""
        for event in events:
            if event.what is Happening.END:
                self.tell(notices.ended(event, self._ids.draw()), spoil)

    def tell(self, notice: Notice, spoil: Spoil | None = None) -> list[Message]:
        """Write to every endpoint that wants to hear of it, and is not disabled."""
        if len(self.notices) == KEPT:
            self._told.pop(self.notices[0].id, None)
        self.notices.append(notice)
        self._told[notice.id] = frozenset()
        awake = [endpoint for endpoint in self.endpoints.values() if not endpoint.disabled]
        return self._write_to(awake, notice, notice.at, spoil)

    def tell_one(
        self, endpoint: Endpoint, notice: Notice, now: Moment | None = None
    ) -> list[Message]:
        """Write to one endpoint, if it wants to hear of it: now, or else when it has happened."""
        return self._write_to([endpoint], notice, notice.at if now is None else now)

    def drawn_id(self) -> Key:
        """An id for something that endpoints are told of."""
        return self._ids.draw()

    def tell_later(self, notice: Notice) -> None:
        """Write to whoever wants to hear of it at the moment at which it happens."""
        self.later.enter(notice.at, notice)

    def next_moment(self) -> Moment | None:
        """When the next attempt is, or the next thing to tell, if there is one."""
        attempt, later = self.schedule.next_moment(), self.later.first()
        if later is None or attempt is None:
            return attempt if later is None else later[0]
        return min(attempt, later[0])

    def due(self, now: Moment) -> bool:
        """Whether anything may be due by `now`: two comparisons when nothing is."""
        return self.schedule.agenda.next <= now or self.later.next <= now

    def settle(self, now: Moment) -> None:
        """Put into the outbox whatever is due by `now`."""
        while self.later.due(now):
            self.tell(self.later.take()[1])
        for moment, message in self.schedule.due(now):
            self._come_due(message, moment)

    def begin(self, message: Message) -> bool:
        """Whether the attempt of a message that was in the outbox is still to be made, now that its turn has come."""
        endpoint = message.endpoint
        if not (endpoint.removed or endpoint.disabled):
            return True
        message.under_way, message.waits = False, not endpoint.removed
        self.under_way -= 1
        self._kept.let_go(message)
        return False

    def attempted(self, message: Message, attempt: Attempt, now: Moment) -> None:
        """Note what became of an attempt, and when the next one is.

        Args:
            message: The message.
            attempt: What became of it.
            now: The moment at which it was over.
        """
        endpoint = message.endpoint
        message.under_way, message.mark = False, ""
        self.under_way -= 1
        if endpoint.heard(now, received=attempt.received):
            self.disable(endpoint, "it has failed for five days")
        if attempt.disables:
            self.disable(endpoint, "its receiver has asked for that")
        if attempt.received:
            self._received(message, now)
        elif message.ended is None:
            self._failed(message, attempt, now)
        self._report(message, attempt)
        if freed := self._spoiling.freed(message, now):
            self.schedule.enter(freed, now)
        self.settle(now)
        self._kept.let_go(message)

    def resend(self, message: Message, now: Moment) -> None:
        """Send a message once more, however it has ended; nothing is done while an attempt is under way."""
        if not message.under_way:
            self.schedule.enter(message, now)
            self.settle(now)

    def disable(self, endpoint: Endpoint, why: str = "") -> None:
        """Send nothing more to an endpoint for now."""
        endpoint.disabled, endpoint.why = True, why

    def enable(self, endpoint: Endpoint, now: Moment) -> None:
        """Send to an endpoint again; first whatever came due meanwhile."""
        endpoint.enable()
        for message in self._all():
            if message.waits and message.endpoint is endpoint:
                message.waits = False
                self.schedule.enter(message, now)
        self.settle(now)

    def remove(self, endpoint: Endpoint) -> None:
        """Forget an endpoint; its messages are not sent any more."""
        for message in self.schedule.forget(endpoint):
            self._kept.let_go(message)
        for message in self.messages.values():
            # One that has ended may be to come again all the same: somebody has had it resent.
            if message.endpoint is endpoint:
                self.schedule.drop(message)
        self.directory.remove(endpoint)
        self._spoiling.forget(endpoint)
        self._told = {notice: told - {endpoint.id} for notice, told in self._told.items()}

    def remove_all(self) -> None:
        """Forget every endpoint."""
        for endpoint in [*self.endpoints.values()]:
            self.remove(endpoint)

    def missed(self, endpoint: Endpoint) -> list[Notice]:
        """What an endpoint was never told of."""
        return [one for one in self.notices if endpoint.id not in self._told.get(one.id, ())]

    def begin_again(self) -> None:
        """Deliver once more whatever had no answer yet: who was under way with it knows nothing of this tenant."""
        self.outbox = deque(message for message in self._all() if message.under_way)
        self.under_way = len(self.outbox)

    def _all(self) -> list[Message]:
        """The messages that are kept or have not ended, oldest first."""
        found = {message.number: message for message in self.messages.values()}
        found.update((message.number, message) for message in self.schedule.messages())
        return [found[number] for number in sorted(found)]

    def _write_to(
        self, endpoints: list[Endpoint], notice: Notice, now: Moment, spoil: Spoil | None = None
    ) -> list[Message]:
        written = [
            message
            for endpoint in endpoints
            if (message := self._write(endpoint, notice, now, spoil)) is not None
        ]
        if written:
            self.settle(now)
        return written

    def _write(
        self, endpoint: Endpoint, notice: Notice, now: Moment, spoil: Spoil | None
    ) -> Message | None:
        kind = endpoint.kind(notice)
        if kind is None:
            return None
        spoil = spoil or self._spoiling.met(endpoint, kind, notice)
        self._made += 1
        message = Message(self._ids.message(), self._made, notice, kind, endpoint, spoil)
        self._kept.add(message, KEPT)
        if notice.id in self._told:
            self._told[notice.id] |= {endpoint.id}
        if why := self.schedule.full(message):
            self._give_up(message, now, why)
        elif spoil is not None and spoil.drop:
            self._give_up(message, now, f"dropped on purpose by {spoil.fault}", spoil.what)
        else:
            self.schedule.take_up(message)
            later = self._spoiling.begin(message, spoil) if spoil else 0
            self.schedule.enter(message, now + later)
        return message

    def _give_up(self, message: Message, now: Moment, why: str, spoiled: str = "") -> None:
        """Let a message have ended before anything of it was sent, and say so in the log."""
        self.schedule.end(message, MessageState.FAILURE, why)
        never = Attempt(now, None, why, spoiled=spoiled, sent=False, outcome=MessageState.FAILURE)
        self.log.add(message, never)

    def _report(self, message: Message, attempt: Attempt) -> None:
        """Note an attempt, with what follows it as things stand."""
        outcome = message.ended or MessageState.ATTEMPTING
        known = replace(attempt, outcome=outcome, next=message.next)
        message.attempts.append(known)
        del message.attempts[:-ATTEMPTS]
        self.log.add(message, known)

    def _come_due(self, message: Message, moment: Moment) -> None:
        endpoint = message.endpoint
        if endpoint.disabled:
            message.due, message.waits = None, True
            return
        if message.slot is None or message.slot < moment:
            message.slot = endpoint.next_slot(moment)
        if message.slot > moment:
            self.schedule.enter(message, message.slot)
            return
        message.slot = None
        message.due, message.under_way = None, True
        self.under_way += 1
        self.outbox.append(message)

    def _received(self, message: Message, now: Moment) -> None:
        self.schedule.end(message, MessageState.SUCCESS)
        if self._spoiling.repeats(message):
            self.schedule.enter(message, now)

    def _failed(self, message: Message, attempt: Attempt, now: Moment) -> None:
        message.tries += 1
        pause = timetable.pause(message.endpoint.service, message.tries, attempt)
        if pause is None:
            self.schedule.end(message, MessageState.FAILURE)
        else:
            self.schedule.enter(message, now + pause)
