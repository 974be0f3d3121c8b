"""Whatever is done to a tenant, in whatever order: what is always true of its syncs.

Two tenants with the same seed get the same commands; time passes for one of them in one step and for the other in
many, and after every command they are the same.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from codat_contract import SYNC_CODES, IntegrationType, TransactionStatus
from codat_mock.api.sync import status
from codat_mock.core import fate, ids
from codat_mock.core.errors import Refused
from codat_mock.core.ids import Key
from codat_mock.core.machine import Phase
from codat_mock.core.moments import DAY, MINUTE, SECOND, Moment
from codat_mock.core.plan import Planned
from codat_mock.core.queries import overview
from codat_mock.core.timeline import Event
from codat_mock.core.values import Company, ConnectionStatus, Dataset, Sync
from core.story import entries, everything, glimpse
from core.yard import Yard, by_id, by_index

COMPLETED = TransactionStatus.COMPLETED
POOL: list[Key] = [ids.key(f"00000000-0000-4000-9000-{number:012x}") for number in range(8)]
"""Few transaction ids, so that the same ones come again and again."""

Act: TypeAlias = Callable[[Yard], object]

COMPANIES = st.integers(0, 1)
PLACES = st.integers(0, 30)
CODES = st.sampled_from(list(SYNC_CODES))
STATUSES = st.sampled_from(TransactionStatus)
DURATIONS = st.one_of(
    st.integers(0, 30 * SECOND),
    st.sampled_from([1, SECOND, 10 * SECOND, 10 * MINUTE, 10 * MINUTE + 1, DAY]),
)
NAMED = st.one_of(
    st.builds(by_index, st.integers(0, 5), STATUSES),
    st.builds(by_id, st.sampled_from(POOL), STATUSES),
)
KINDS = st.lists(st.sampled_from(IntegrationType), unique=True, min_size=1, max_size=2)
RELINKED = st.sampled_from([ConnectionStatus.LINKED] * 2 + [ConnectionStatus.UNLINKED])


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """What a plan may say, some of it contradictory."""
    said: dict[str, Any] = {
        "code": draw(st.none() | CODES),
        "times": draw(st.sampled_from([1, 1, 2, None])),
        "transactions": tuple(draw(st.lists(NAMED, max_size=2))),
    }
    when = draw(st.sampled_from(["after", "polls", None, None]))
    if when == "after":
        said["after"] = draw(DURATIONS)
    elif when == "polls":
        said["polls"] = draw(st.integers(1, 3))
    if draw(st.booleans()):
        said["integration_types"] = tuple(draw(KINDS))
    return said


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

    @initialize(sync_time=st.sampled_from([0, SECOND, 10 * SECOND, 11 * MINUTE]))
    def begin(self, sync_time: int) -> None:
        self.yards = Yard(sync_time), Yard(sync_time)
        for yard in self.yards:
            yard.neighbour()
        self.past: dict[tuple[Key, Moment], object] = {}
        self.ended: dict[Key, object] = {}
        self.told: set[Key] = set()

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

    def chosen(self, place: int) -> Key | None:
        """The id of one of the syncs, if there are any."""
        syncs = list(self.yard.tenant.syncs)
        return syncs[place % len(syncs)] if syncs else None

    # ---------------------------------------------------------------- commands

    @rule(company=COMPANIES, keys=st.lists(st.sampled_from(POOL), min_size=1, max_size=4))
    def create_dataset(self, company: int, keys: list[Key]) -> None:
        refused = self.play(lambda yard: yard.dataset(keys, _company(yard, company)))
        assert refused == (len(set(keys)) < len(keys))

    @rule(company=COMPANIES, places=st.none() | st.lists(PLACES, min_size=1, max_size=2))
    def initiate(self, company: int, places: list[int] | None) -> None:
        def act(yard: Yard) -> None:
            known = [key for owner in yard.tenant.companies.values() for key in owner.datasets]
            wanted = None if places is None else [known[place % len(known)] for place in places]
            yard.tenant.initiate(_company(yard, company).id, wanted, yard.now)

        if any(owner.datasets for owner in self.yard.tenant.companies.values()):
            self.play(act)

    @rule(company=COMPANIES, size=st.integers(1, 4), start=st.integers(0, 7))
    def sync(self, company: int, size: int, start: int) -> None:
        keys = [POOL[(start + step) % len(POOL)] for step in range(size)]
        self.play(lambda yard: yard.dataset(keys, _company(yard, company)))
        self.play(
            lambda yard: yard.initiate(_newest(yard, company), company=_company(yard, company))
        )

    @rule(said=plans(), company=st.none() | COMPANIES)
    def plan(self, said: dict[str, Any], company: int | None) -> None:
        def act(yard: Yard) -> None:
            only = None if company is None else _company(yard, company).id
            yard.plan(company=only, **said)

        self.play(act)

    @rule(place=st.integers(1, 6))
    def forget_plan(self, place: int) -> None:
        self.play(lambda yard: yard.tenant.plans.remove(f"plan-{place}"))

    @rule(place=PLACES, code=CODES, named=st.lists(NAMED, max_size=2))
    def end(self, place: int, code: int, named: list[Planned]) -> None:
        key = self.chosen(place)
        if key is None:
            return
        if not self.play(lambda yard: yard.tenant.end(key, code, named, yard.now)):
            self.told.add(key)

    @rule(place=PLACES)
    def poll(self, place: int) -> None:
        key = self.chosen(place)
        if key is not None:
            self.play(lambda yard: yard.poll(yard.tenant.syncs[key]))

    @rule(place=PLACES, key=st.sampled_from(POOL), name=st.sampled_from(["a.pdf", "a.exe"]))
    def attach(self, place: int, key: Key, name: str) -> None:
        chosen = self.chosen(place)
        if chosen is not None:
            self.play(
                lambda yard: yard.tenant.attach(yard.tenant.syncs[chosen], key, name, 1, yard.now)
            )

    @rule(company=COMPANIES, accounting=RELINKED, lapsed=st.booleans(), configured=st.booleans())
    def change_company(
        self, company: int, accounting: ConnectionStatus, *, lapsed: bool, configured: bool
    ) -> None:
        def act(yard: Yard) -> None:
            changed = _company(yard, company)
            changed.accounting = accounting
            changed.lapsed, changed.configured = lapsed, configured

        self.play(act)

    @rule(company=COMPANIES)
    def heal_company(self, company: int) -> None:
        self.change_company(company, ConnectionStatus.LINKED, lapsed=False, configured=True)

    @rule(by=DURATIONS, cuts=st.lists(st.floats(0, 1), max_size=3))
    def advance(self, by: int, cuts: list[float]) -> None:
        self.pass_time(lambda yard: yard.advance(by), cuts)

    @rule(cuts=st.lists(st.floats(0, 1), max_size=3))
    def advance_to_next(self, cuts: list[float]) -> None:
        self.pass_time(lambda yard: yard.tenant.advance_to_next().events, cuts)

    @rule(cuts=st.lists(st.floats(0, 1), max_size=3))
    def advance_until_idle(self, cuts: list[float]) -> None:
        self.pass_time(Yard.idle, cuts)

    def pass_time(self, way: Callable[[Yard], list[Event]], cuts: list[float]) -> None:
        """Time passes for the first in one step, and for the second as far in several; the same happens."""
        one, other = self.yards
        events = way(one)
        whole = one.now - other.now
        steps = []
        for cut in sorted([*cuts, 1.0]):
            steps += other.advance(one.now - whole + int(whole * cut) - other.now)
        assert _told(events) == _told(steps)

    @rule(by=st.integers(1, DAY))
    def go_back(self, by: int) -> None:
        assert self.play(lambda yard: yard.advance(-by))

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
        for company in self.yard.tenant.companies.values():
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
        for company in tenant.companies.values():
            mine = [sync for sync in tenant.syncs.values() if sync.company is company]
            phases = [fate.phase(sync.fate, now) for sync in mine]
            assert phases.count(Phase.RUNNING) == company.busy
            assert list(company.waiting) == [
                sync for sync, phase in zip(mine, phases, strict=True) if phase is Phase.QUEUED
            ]
            assert company.busy or not company.waiting

    def teardown(self) -> None:
        """What was seen of a sync at a moment is still told of that moment; later commands do not change the past."""
        if not hasattr(self, "yards"):
            return
        syncs = self.yard.tenant.syncs
        for (key, moment), seen in self.past.items():
            assert seen == glimpse(syncs[key], moment)


def _company(yard: Yard, place: int) -> Company:
    return list(yard.tenant.companies.values())[place]


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
TestLives.settings = settings(stateful_step_count=30)
