"""Whatever is done to a tenant, in whatever order: what is always true of its syncs.

Two tenants with the same seed get the same commands; time passes for one of them in one step and for the other in
many, and after every command they are the same.
"""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from codat_contract import SYNC_CODES, IntegrationType, TransactionStatus
from codat_mock.api.sync import status
from codat_mock.core import connections, fate, ids
from codat_mock.core.companies import Company, Configuration, Sync
from codat_mock.core.datasets import Dataset
from codat_mock.core.errors import Refused
from codat_mock.core.ids import Key
from codat_mock.core.machine import Phase
from codat_mock.core.moments import DAY, MINUTE, SECOND, Moment
from codat_mock.core.plan import Planned
from codat_mock.core.queries import overview
from codat_mock.core.timeline import Event, Happening
from core.story import entries, everything, glimpse
from core.yard import Yard, by_id, by_index

COMPLETED = TransactionStatus.COMPLETED
PENDING, UNKNOWN = TransactionStatus.PENDING, TransactionStatus.UNKNOWN
PUSH_ERROR, VALIDATION_ERROR = TransactionStatus.PUSH_ERROR, TransactionStatus.VALIDATION_ERROR
POOL: list[Key] = [ids.key(f"00000000-0000-4000-9000-{number:012x}") for number in range(24)]
"""Few transaction ids, so that the same ones come again and again."""

Act: TypeAlias = Callable[[Yard], object]
Said: TypeAlias = dict[str, Any]

BOTH = (IntegrationType.EXPENSE, IntegrationType.BANKFEEDS)
SAID: list[tuple[Planned, ...]] = [
    (by_index(0, PUSH_ERROR),),
    (by_index(1, VALIDATION_ERROR, "told"),),
    (by_index(0, COMPLETED), by_index(2, UNKNOWN)),
    (by_id(POOL[0], PUSH_ERROR), by_id(POOL[4], VALIDATION_ERROR)),
    (by_id(POOL[1], COMPLETED), by_index(1, PUSH_ERROR)),
    (by_index(0, PENDING),),
]
"""What may be said of transactions, to be tried beside every code."""

PLANS: list[Said] = [
    *({"code": code} for code in SYNC_CODES),
    *({"transactions": said} for said in SAID[:-1]),
    *({"transactions": said, "integration_types": BOTH} for said in SAID[:-1]),
    {"code": 5130, "transactions": SAID[1], "company": 0},
    {"code": 5000, "transactions": SAID[2], "times": 2},
    {"code": 4220, "transactions": SAID[5], "times": None},
    {"code": 5120, "integration_types": BOTH},
    {"code": 5130, "integration_types": BOTH[::-1]},
    {"integration_types": BOTH[::-1], "after": 5 * SECOND},
    {"after": 0, "company": 1},
    {"after": 11 * MINUTE, "integration_types": BOTH},
    {"code": 5130, "after": 20 * SECOND},
    {"code": 1010, "after": 3 * SECOND},
    {"polls": 1},
    {"polls": 2, "transactions": SAID[0]},
    {"polls": 2, "code": 4260},
    {"polls": 1, "after": 1},
    {"polls": 1, "code": 1000},
    {"code": 2000, "transactions": SAID[0]},
    {"transactions": SAID[5]},
]
"""What a plan may say; the last four contradict themselves."""

COMPANIES = st.integers(0, 1)
CONFIGURATION = Configuration("bank", "supplier", "customer")
HEALING = [connections.Act.LINK, connections.Act.PAY] * 2
PLACES = st.integers(0, 30)
TERMINAL = [code.number for code in SYNC_CODES.values() if code.terminal]
ENDS = st.sampled_from([*TERMINAL, *TERMINAL, 1000])
KEYS = st.sampled_from([POOL[start : start + size] for start in range(8) for size in range(1, 5)])
WAITS = st.sampled_from([0, 0, *(count * SECOND for count in range(1, 12)), 11 * MINUTE])
DURATIONS = WAITS | st.sampled_from([1, 10 * MINUTE, 10 * MINUTE + 1, DAY])
CUTS = st.sampled_from([[], [0.5], [0.1, 0.101], [0.2, 0.4, 0.6, 0.8], [0.0, 0.999]])
PLANNED = st.sampled_from([*[None] * len(PLANS), *PLANS])


def _told(events: list[Event]) -> list[tuple[Any, ...]]:
    return [(event.at, event.what, event.sync.id, event.before, event.now) for event in events]


def _outcome(act: Act, yard: Yard) -> tuple[str, str] | None:
    """The refusal of a command, if it is refused."""
    try:
        act(yard)
    except Refused as refused:
        return type(refused).__name__, refused.why
    return None


class Lives(RuleBasedStateMachine):
    """Two tenants with the same seed, and what was seen of the first."""

    @initialize(
        sync_time=st.sampled_from([10 * SECOND, 10 * SECOND, 10 * SECOND, 0]),
        begun=st.lists(st.tuples(COMPANIES, KEYS, PLANNED, WAITS), max_size=4),
    )
    def begin(self, sync_time: int, begun: list[tuple[int, list[Key], Said | None, int]]) -> None:
        self.yards = Yard(sync_time), Yard(sync_time)
        for yard in self.yards:
            yard.neighbour()
        self.past: dict[tuple[Key, Moment], object] = {}
        self.ended: dict[Key, object] = {}
        self.told: set[Key] = set()
        for company, keys, planned, wait in begun:
            self.sync(company, keys, planned, wait)

    @property
    def yard(self) -> Yard:
        return self.yards[0]

    def play(self, act: Act) -> bool:
        """Give both the same command; whether it was refused, having changed nothing."""
        for yard in self.yards:
            yard.settle()
        before = everything(self.yard.tenant)
        one, other = (_outcome(act, yard) for yard in self.yards)
        assert one == other
        if one is not None:
            assert before == everything(self.yard.tenant)
        for yard in self.yards:
            yard.settle()
        return one is not None

    def chosen(self, place: int, *phases: Phase) -> Sync | None:
        """One of the syncs of the first yard in one of these phases, or any other, if there are any."""
        syncs = list(self.yard.tenant.syncs.values())
        likely = [sync for sync in syncs if fate.phase(sync.fate, self.yard.now) in phases] or syncs
        return likely[place % len(likely)] if likely else None

    # ---------------------------------------------------------------- commands

    @rule(company=COMPANIES, keys=st.lists(st.sampled_from(POOL[:8]), min_size=1, max_size=4))
    def create_dataset(self, company: int, keys: list[Key]) -> None:
        refused = self.play(lambda yard: yard.dataset(keys, _company(yard, company)))
        assert refused == (len(set(keys)) < len(keys))

    @rule(company=COMPANIES, places=st.none() | st.lists(PLACES, min_size=1, max_size=2))
    def initiate(self, company: int, places: list[int] | None) -> None:
        def act(yard: Yard) -> None:
            known = [
                key for owner in yard.tenant.register.companies.values() for key in owner.datasets
            ]
            wanted = None if places is None else [known[place % len(known)] for place in places]
            yard.tenant.initiate(_company(yard, company).id, wanted, yard.now)

        if any(owner.datasets for owner in self.yard.tenant.register.companies.values()):
            self.play(act)

    @rule(company=COMPANIES, keys=KEYS, planned=PLANNED, wait=WAITS)
    def sync(self, company: int, keys: list[Key], planned: Said | None, wait: int) -> None:
        if planned is not None:
            self.play(lambda yard: _plan(yard, planned))
        self.play(lambda yard: yard.dataset(keys, _company(yard, company)))
        self.play(
            lambda yard: yard.initiate(_newest(yard, company), company=_company(yard, company))
        )
        self.advance(wait, [0.5])

    @rule(
        place=PLACES,
        keys=KEYS,
        code=ENDS,
        said=st.sampled_from([(), (), (), *SAID]),
        wait=st.sampled_from([0, 2 * SECOND, 4 * SECOND, 6 * SECOND, 9 * SECOND]),
    )
    def end(
        self, place: int, keys: list[Key], code: int, said: tuple[Planned, ...], wait: int
    ) -> None:
        running = self.chosen(place, Phase.RUNNING)
        if running is None or fate.phase(running.fate, self.yard.now) is Phase.ENDED:
            self.sync(place % 2, keys, None, 0)
        self.advance(wait, [])
        sync = self.chosen(place, Phase.RUNNING, *[Phase.QUEUED] * (place % 3 == 0))
        if sync is not None and not self.play(
            lambda yard: yard.tenant.end(sync.id, code, said, yard.now)
        ):
            self.told.add(sync.id)

    @rule(place=PLACES)
    def poll(self, place: int) -> None:
        sync = self.chosen(place, Phase.RUNNING)
        if sync is not None:
            self.play(lambda yard: yard.poll(yard.tenant.syncs[sync.id]))

    @rule(place=PLACES, which=PLACES, name=st.sampled_from(["a.pdf", "a.pdf", "a.exe"]))
    def attach(self, place: int, which: int, name: str) -> None:
        sync = self.chosen(place, Phase.ENDED)
        if sync is None:
            return
        key = [*sync.keys(0, sync.transactions), POOL[0]][which % (sync.transactions + 1)]
        self.play(
            lambda yard: yard.tenant.attach(yard.tenant.syncs[sync.id], key, name, 1, yard.now)
        )

    @rule(company=COMPANIES, act=st.sampled_from([None, *connections.Act, *HEALING]))
    def change_company(self, company: int, act: connections.Act | None) -> None:
        def move(yard: Yard) -> None:
            changed = _company(yard, company)
            if act is None:
                changed.configuration = None if changed.configuration else CONFIGURATION
                return
            assert changed.accounting is not None
            yard.tenant.register.move(changed.id, changed.accounting.id, act, yard.now)

        self.play(move)

    @rule(by=DURATIONS, cuts=CUTS)
    def advance(self, by: int, cuts: list[float]) -> None:
        self.pass_time(lambda yard: yard.advance(by), cuts)

    @rule(way=st.sampled_from([Yard.next, Yard.next, Yard.idle]), cuts=CUTS)
    def skip(self, way: Callable[[Yard], list[Event]], cuts: list[float]) -> None:
        self.pass_time(way, cuts)

    def pass_time(self, way: Callable[[Yard], list[Event]], cuts: list[float]) -> None:
        """Time passes for the first in one step, and for the second as far in several; the same happens."""
        one, other = self.yards
        events = way(one)
        whole = one.now - other.now
        steps = []
        for cut in sorted([*cuts, 1.0]):
            steps += other.advance(one.now - whole + int(whole * cut) - other.now)
        assert _told(events) == _told(steps)
        for event in events:
            # A sync that takes no time starts and ends within one moment.
            began = event.what is Happening.START
            assert began or event.now == fate.code(event.sync.fate, event.at)

    # ---------------------------------------------------------------- what always holds

    @invariant()
    def step_size_does_not_matter(self) -> None:
        """Time that passed in one step has done what it did in many."""
        one, other = (everything(yard.tenant) for yard in self.yards)
        assert one == other

    @invariant()
    def codes_never_go_back(self) -> None:
        """1000, then perhaps 1010, then one terminal code; from there on nothing changes any more."""
        now = self.yard.now
        for sync in self.yard.tenant.syncs.values():
            if sync.id in self.ended:
                assert self.ended[sync.id] == _all(sync, now)
            elif fate.phase(sync.fate, now) is Phase.ENDED:
                self.ended[sync.id] = _all(sync, now)
            self.past[sync.id, now] = glimpse(sync, now)

    @invariant()
    def nothing_is_pushed_twice(self) -> None:
        """A sync that nobody forced completes nothing that was completed when it started, and nothing twice.

        Forced is one whose code a plan named, or that was told to end.
        """
        for company in self.yard.tenant.register.companies.values():
            ended = [
                sync
                for sync in self.yard.tenant.syncs.values()
                if sync.company is company and fate.phase(sync.fate, self.yard.now) is Phase.ENDED
            ]
            for place, sync in enumerate(ended):
                if not self.forced(sync):
                    assert 1 >= max(_completions(sync).values(), default=0)
                    mine = set(_completions(sync))
                    for rank, other in enumerate(ended):
                        if other is not sync and _before(other, sync, earlier=rank < place):
                            assert set() == mine & set(_completions(other))

    def forced(self, sync: Sync) -> bool:
        """Whether somebody has said with which code it shall end."""
        return sync.id in self.told or (sync.plan is not None and sync.plan.code is not None)

    @invariant()
    def one_story(self) -> None:
        """Overview, status and transactions tell the same of a sync, and what they tell fits the table of codes."""
        tenant, now = self.yard.tenant, self.yard.now
        shown = {row.sync_id: row for row in overview(tenant).rows}
        for sync in tenant.syncs.values():
            row, told = shown[ids.text(sync.id)], status(sync, now)
            listed = entries(tenant, sync, now)
            found = Counter(entry["status"] for entry in listed)
            ended = row.phase is Phase.ENDED
            assert row.code.number == told["syncStatusCode"]
            assert found == Counter(dict(row.transactions))
            assert sync.entries == len(listed) == found.total()
            assert told["dataPushed"] == (ended and COMPLETED in found)
            assert row.error == told["errorMessage"]
            assert bool(row.error) == (ended and not row.code.success)
            assert bool(row.error) == bool(told["syncExceptionMessage"])
            assert row.code.terminal == ended
            if ended:
                assert set(found) <= row.code.allows
                planned = sync.plan is not None and sync.plan.code is not None
                needed = row.code.needs
                assert needed is None or needed in found or (planned and sync.id not in self.told)

    @invariant()
    def queues(self) -> None:
        """Of each company one sync runs, the others wait in the order in which they were initiated."""
        tenant, now = self.yard.tenant, self.yard.now
        for company in tenant.register.companies.values():
            mine = [sync for sync in tenant.syncs.values() if sync.company is company]
            phases = [fate.phase(sync.fate, now) for sync in mine]
            running = phases.count(Phase.RUNNING)
            assert running == min(1, len(mine) - phases.count(Phase.ENDED))
            open_ones = [phase for phase in phases if phase is not Phase.ENDED]
            assert [Phase.RUNNING] * running == open_ones[:1]
            assert list(company.waiting) == [
                sync for sync, phase in zip(mine, phases, strict=True) if phase is Phase.QUEUED
            ]

    def check_all(self) -> None:
        """All of these at once."""
        self.step_size_does_not_matter()
        self.codes_never_go_back()
        self.nothing_is_pushed_twice()
        self.one_story()
        self.queues()

    def teardown(self) -> None:
        """What was seen of a sync at a moment is still told of that moment; later commands do not change the past."""
        if not hasattr(self, "yards"):
            return
        syncs = self.yard.tenant.syncs
        for (key, moment), seen in self.past.items():
            assert seen == glimpse(syncs[key], moment)


def _company(yard: Yard, place: int) -> Company:
    return list(yard.tenant.register.companies.values())[place]


def _plan(yard: Yard, said: Said) -> None:
    place = said.get("company")
    yard.plan(**{**said, "company": None if place is None else _company(yard, place).id})


def _newest(yard: Yard, company: int) -> Dataset:
    return list(_company(yard, company).datasets.values())[-1]


def _all(sync: Sync, now: Moment) -> object:
    assert sync.fate is not None
    return (status(sync, now), sync.fate.ends, glimpse(sync, now))


def _completions(sync: Sync) -> Counter[Key]:
    """How often each transaction was completed as each thing that it is written as, at most."""
    assert sync.fate is not None
    kinds = len(sync.integration_types)
    found: Counter[tuple[Key, int]] = Counter()
    for index, key in enumerate(sync.keys(0, sync.transactions)):
        for kind in range(kinds):
            if sync.fate.outcomes.verdict(index * kinds + kind).status is COMPLETED:
                found[key, kind] += 1
    return Counter({key: found[key, kind] for key, kind in found})


def _before(other: Sync, sync: Sync, *, earlier: bool) -> bool:
    """Whether `other` had ended when `sync` started."""
    assert other.fate is not None
    assert other.fate.ends is not None
    assert sync.fate is not None
    # Within a moment, only what was initiated earlier has ended before.
    return other.fate.ends < sync.fate.started or (earlier and other.fate.ends == sync.fate.started)


TestLives = Lives.TestCase
TestLives.settings = settings(stateful_step_count=20)


@pytest.mark.parametrize("seed", range(6))
def test_long_lives(seed: int) -> None:
    """The same holds on long walks, each step of which is drawn evenly: Hypothesis prefers to vary what it has seen."""
    draw = Random(seed)
    lives = Lives()
    lives.begin(draw.choice([0, 10 * SECOND, 10 * SECOND]), [])

    def company() -> int:
        return draw.randrange(2)

    def keys() -> list[Key]:
        return draw.sample(POOL, draw.randint(1, 4))

    def cuts() -> list[float]:
        return [draw.random() for _ in range(draw.randrange(3))]

    def seconds() -> int:
        return draw.randrange(12) * SECOND

    def said() -> tuple[Planned, ...]:
        return draw.choice([(), (), *SAID])

    def planned() -> Said | None:
        return draw.choice([None, None, draw.choice(PLANS)])

    def burst() -> None:
        chosen = company()
        for _ in range(draw.randint(1, 3)):
            lives.sync(chosen, keys(), planned(), 0)

    steps: list[Callable[[], None]] = [
        *[burst] * 4,
        lambda: lives.initiate(company(), None),
        lambda: lives.create_dataset(company(), keys()),
        *[lambda: lives.end(draw.randrange(9), keys(), draw.choice(TERMINAL), said(), seconds())]
        * 3,
        *[lambda: lives.poll(draw.randrange(9))] * 2,
        lambda: lives.attach(draw.randrange(30), draw.randrange(9), "a.pdf"),
        lambda: lives.change_company(company(), draw.choice([*connections.Act, *HEALING])),
        *[lambda: lives.advance(seconds(), cuts())] * 3,
        *[lambda: lives.skip(Yard.next, cuts())] * 2,
        lambda: lives.skip(Yard.idle, cuts()),
    ]
    for _ in range(50):
        draw.choice(steps)()
        lives.check_all()
    lives.teardown()
