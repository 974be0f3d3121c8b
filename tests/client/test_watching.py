"""Does the flow end in the same report, whichever way it hears of the end?

Codat, its webhooks, forgers and the clock are played by hand: no interleaving takes time.
"""

import dataclasses
import itertools
from collections.abc import Callable, Iterable
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.letters import (
    OTHER_SECRET,
    OTHER_SYNC,
    SYNC,
    Watch,
    receiver,
    rule,
    signed,
    told,
    unsigned,
)
from codat_client import (
    Authorization,
    Backoff,
    Expense,
    ExpenseSyncError,
    Heard,
    Listen,
    NetworkError,
    Policy,
    Report,
    Response,
    StillRunningError,
    Watching,
    WebhookReceiver,
    sync_expenses,
)
from codat_client.exchange import Answer, Instruction, Send, Wait

MODES = [*Watching]
UNHEARD = Backoff(60, 2, 300)


def comparable(report: Report | None) -> Report:
    """Leave out how long it took and how often the client looked, which is all that may differ."""
    assert report is not None
    assert report.sync is not None
    sync = dataclasses.replace(report.sync, waited=0.0, polls=0, heard=0, long_running=False)
    return dataclasses.replace(report, sync=sync)


@cache
def three_expenses(kit: ModuleType) -> list[Expense]:
    """Give the same three each time, so that reports can be compared."""
    return [kit.an_expense(n, receipts=kit.receipts(1)) for n in range(3)]


class World:
    """A flow, a receiver, and whatever happens between two instructions.

    Attributes:
        by: The receiver.
        watch: The clock of all of them.
        pauses: What the flow waited for: `Wait` or `Listen`, how long, and whether it heard.
        before_answers: Called before each answer of Codat's is handed to the flow.
        while_waiting: Called during each wait.
    """

    def __init__(self, kit: ModuleType, codat: Any, policy: Policy) -> None:
        """Let the flow begin."""
        numbers = itertools.count(1)
        self.watch = Watch()
        self.by: WebhookReceiver = receiver(
            now=self.watch,
            secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            authorizations=[Authorization.bearer("t")],
        )
        self.pauses: list[tuple[str, float, bool]] = []
        self.before_answers: Callable[[str], None] = lambda _: None
        self.while_waiting: Callable[[], None] = lambda: None
        self._hand, self._played = kit.Hand(codat, None), kit.Played()
        self._flow = sync_expenses(
            kit.COMPANY,
            three_expenses(kit),
            new_id=lambda: f"key-{next(numbers)}",
            policy=policy,
        )

    def play(self) -> Report:
        """Go to the end."""
        answer: Answer = None
        try:
            while True:
                answer = self._carried_out(self._flow.send(answer))
        except StopIteration as end:
            report: Report = end.value
            return report

    def _carried_out(self, instruction: Instruction) -> Answer:
        match instruction:
            case Listen(seconds, sync_id):
                heard = self.by.listen(sync_id, seconds, lambda *_: self.while_waiting())
                self.pauses.append(("Listen", seconds, heard))
                self.watch.advance(0 if heard else seconds)
                return Heard(0) if heard else None
            case Wait(seconds):
                self.while_waiting()
                self.pauses.append(("Wait", seconds, False))
                self.watch.advance(seconds)
                return None
            case Send(request):
                outcome: Answer = self._hand.carry_out(instruction, self._played)
                self.before_answers(request.operation)
                return outcome
        return self._hand.carry_out(instruction, self._played)


@pytest.fixture(name="world")
def _world(kit: ModuleType) -> Callable[..., World]:
    def make(watching: Watching = Watching.WEBHOOKS, patience: float = 3600, **codat: Any) -> World:
        policy = Policy(watching=watching, unheard=UNHEARD, give_up_after=patience)
        return World(kit, kit.Codat(**codat), policy)

    return make


def test_a_webhook_before_the_answer(world: Callable[..., World]) -> None:
    """It comes before the answer to POST syncs is read, and the first look is at once."""
    played = world()

    def come(operation: str) -> None:
        if operation == "initiate-sync":
            signed().to(played.by)

    played.before_answers = come
    report = played.play()
    assert [("Listen", 60, True)] == played.pauses
    assert (2000, 1, 1) == (report.sync.code, report.sync.polls, report.sync.heard)
    assert 0 == report.sync.waited


@pytest.mark.parametrize("watching", MODES)
def test_a_webhook_that_never_comes(world: Callable[..., World], watching: Watching) -> None:
    """The client looks by itself: as the policy says, and to the same end."""
    report = world(watching, codes=[1000, 1000, 5130]).play()
    expected = world(Watching.POLLING, codes=[1000, 1000, 5130])
    assert comparable(expected.play()) == comparable(report)


def test_modes_differ_in_their_waits(world: Callable[..., World]) -> None:
    """Polling hears nothing, webhooks look seldom, both look often."""
    waits = {}
    for watching in MODES:
        played = world(watching, codes=[1000, 1000, 2000])
        played.play()
        waits[watching] = played.pauses
    assert {
        Watching.POLLING: [("Wait", wait, False) for wait in (0.5, 0.75, 1.125)],
        Watching.WEBHOOKS: [("Listen", wait, False) for wait in (60, 120, 240)],
        Watching.BOTH: [("Listen", wait, False) for wait in (0.5, 0.75, 1.125)],
    } == waits


def test_a_webhook_that_is_ahead_of_the_status(world: Callable[..., World]) -> None:
    """It is no authority: the client looks again soon, then as patiently as before."""
    played = world(codes=[1000, 1000, 1000, 2000])
    letters = iter([signed(), signed(message_id="msg_2")])
    played.while_waiting = lambda: (letter := next(letters, None)) and letter.to(played.by)
    report = played.play()
    assert [
        ("Listen", 60, True),
        ("Wait", 0.5, False),
        ("Listen", 120, True),
        ("Wait", 0.5, False),
    ] == played.pauses
    assert (4, 2) == (report.sync.polls, report.sync.heard)


def test_a_storm_of_webhooks_about_a_sync_that_goes_on(world: Callable[..., World]) -> None:
    """Each new one is a look, but never two without a pause; patience ends as without them."""
    played, numbers = world(codes=[1000], patience=60), itertools.count()
    played.while_waiting = lambda: signed(
        message_id=f"msg_{next(numbers)}", at=played.watch.now
    ).to(played.by)
    with pytest.raises(StillRunningError):
        played.play()
    assert 2 * 60 == sum(kind == "Wait" for kind, _, _ in played.pauses)
    assert 4 * 60 == len(played.pauses)


def test_the_list_is_the_authority(kit: ModuleType, world: Callable[..., World]) -> None:
    """A webhook that says success, and names every transaction Completed, changes no result."""
    entries = [kit.an_entry(kit.an_id(n), "PushError", message="No.") for n in range(3)]
    lie = [{"id": kit.an_id(n), "status": "Completed"} for n in range(3)]
    played = world(codes=[5130], entries=entries)
    played.before_answers = lambda _: signed(told(transactions=lie)).to(played.by)
    report = played.play()
    assert (5130, False) == (report.sync.code, report.sync.success)
    assert ["PushError"] * 3 == [result.status for result in report.expenses]
    assert () == report.uploaded


def test_a_webhook_about_another_sync(world: Callable[..., World]) -> None:
    """It wakes nobody here, and is kept for whoever asks."""
    played = world(codes=[2000])
    played.before_answers = lambda _: signed(told(OTHER_SYNC)).to(played.by)
    assert 0 == played.play().sync.heard
    assert played.by.listen(OTHER_SYNC, 0, lambda event, _: event)


def test_a_driver_that_answers_wrongly_is_told(kit: ModuleType) -> None:
    """Listen is answered with Heard, or with nothing."""
    hand, played = kit.Hand(kit.Codat(), None), kit.Played()
    flow = sync_expenses(kit.COMPANY, [kit.an_expense()], new_id=lambda: "key")
    instruction = next(flow)
    while not isinstance(instruction, Listen):
        instruction = flow.send(hand.carry_out(instruction, played))
    with pytest.raises(TypeError, match="Listen must be answered with Heard or None"):
        flow.send(Response(200))


@pytest.mark.parametrize(("answered", "counted"), [(-5, 0), (0.25, 0.25), (10**9, 0.5)])
def test_a_clock_that_jumps(kit: ModuleType, answered: float, counted: float) -> None:
    """No more than what was to be waited counts, and no less than nothing."""
    hand, played = kit.Hand(kit.Codat(), None), kit.Played()
    flow = sync_expenses(kit.COMPANY, [kit.an_expense()], new_id=lambda: "key")
    answer: Answer = None
    while not played.told or played.told[-1].code is None:
        instruction = flow.send(answer)
        listens = isinstance(instruction, Listen)
        answer = Heard(answered) if listens else hand.carry_out(instruction, played)
    with pytest.raises(NetworkError) as caught:
        flow.throw(NetworkError("The report of an error says what is known."))
    assert counted == caught.value.report.sync.waited


EVENTS = {
    "a webhook": lambda at, n: signed(at=at, message_id=f"msg_{n}"),
    "a second copy": lambda at, _: signed(at=at, message_id="msg_0"),
    "a failure's webhook": lambda at, n: signed(
        told(event="expenses.sync.unsuccessful"), at=at, message_id=f"msg_{n}"
    ),
    "a rule": lambda _, n: unsigned(rule(alert=f"alert-{n}"), "Bearer t"),
    "a rule's second copy": lambda _, __: unsigned(rule(alert="alert"), "Bearer t"),
    "a forgery": lambda at, n: signed(at=at, message_id=f"msg_{n}", secret=OTHER_SECRET),
    "a forged rule": lambda _, n: unsigned(rule(alert=f"alert-{n}"), "Bearer x"),
    "a stale one": lambda _, n: signed(at=Watch().now.replace(year=2025), message_id=f"msg_{n}"),
    "another sync's": lambda at, n: signed(told(OTHER_SYNC), at=at, message_id=f"msg_{n}"),
    "another event": lambda at, n: signed(
        told(event="company.created"), at=at, message_id=f"msg_{n}"
    ),
}
WITHOUT_EFFECT = {
    "a forgery",
    "a forged rule",
    "a stale one",
    "another sync's",
    "another event",
}


class Happenings:
    """Draws what happens at each moment at which something can."""

    def __init__(self, data: st.DataObject, world: World, events: Iterable[str]) -> None:
        """Let things happen in a world."""
        self._draw = lambda: data.draw(st.lists(st.sampled_from(sorted(events)), max_size=3))
        self._world, self._numbers = world, itertools.count(1)
        world.before_answers = lambda _: self()
        world.while_waiting = self

    def __call__(self) -> None:
        """Let some happen now."""
        for event in self._draw():
            EVENTS[event](self._world.watch.now, next(self._numbers)).to(self._world.by)


CODES = st.tuples(
    st.lists(st.sampled_from([1000, 1010]), max_size=4), st.sampled_from([2000, 5130])
)


@given(data=st.data(), watching=st.sampled_from(MODES), codes=CODES)
def test_any_interleaving(
    kit: ModuleType, data: st.DataObject, watching: Watching, codes: tuple[list[int], int]
) -> None:
    """Webhooks, copies, forgeries, time-outs and looks in any order: the report is polling's."""
    looks = [*codes[0], codes[1]]
    policy = Policy(watching=watching, unheard=UNHEARD)
    played = World(kit, kit.Codat(codes=looks), policy)
    Happenings(data, played, EVENTS)
    alone = World(kit, kit.Codat(codes=looks), Policy(watching=Watching.POLLING))
    report = played.play()
    assert comparable(alone.play()) == comparable(report)
    assert len(looks) == report.sync.polls
    if watching is Watching.POLLING:
        assert 0 == report.sync.heard


@given(data=st.data(), codes=CODES)
def test_what_must_have_no_effect_has_none(
    kit: ModuleType, data: st.DataObject, codes: tuple[list[int], int]
) -> None:
    """Not even a look more, or earlier: all is as if nothing had come."""
    looks = [*codes[0], codes[1]]
    policy = Policy(watching=Watching.WEBHOOKS, unheard=UNHEARD)
    played, quiet = (World(kit, kit.Codat(codes=looks), policy) for _ in range(2))
    Happenings(data, played, WITHOUT_EFFECT)
    assert quiet.play() == played.play()
    assert quiet.pauses == played.pauses


@given(data=st.data(), watching=st.sampled_from(MODES))
def test_failures_among_the_webhooks(
    kit: ModuleType, data: st.DataObject, watching: Watching
) -> None:
    """A status that cannot be read for a while ends in the same report, or in the same error."""
    trouble = data.draw(st.lists(st.sampled_from([500, 503, 429, 404]), max_size=6))
    first = {"get-sync-by-id": [kit.answer(status) for status in trouble]}
    played = World(kit, kit.Codat(first=first), Policy(watching=watching, unheard=UNHEARD))
    Happenings(data, played, EVENTS)
    alone = World(kit, kit.Codat(first=first), Policy(watching=Watching.POLLING))
    assert _ending(alone) == _ending(played)


def _ending(world: World) -> tuple[str | None, Report]:
    try:
        return None, comparable(world.play())
    except ExpenseSyncError as error:
        return str(error), comparable(error.report)


def test_every_event_is_what_it_is_called() -> None:
    """The interleavings are of what they say: some are taken, some are not."""
    for name, make in EVENTS.items():
        watch = Watch()
        by = receiver(
            secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            now=watch,
            authorizations=[Authorization.bearer("t")],
        )
        make(watch.now, 1).to(by)
        assert (name not in WITHOUT_EFFECT) is by.listen(SYNC, 0, lambda event, _: event), name
