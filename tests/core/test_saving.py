"""What is saved of a tenant, and what becomes of it when that is put back?"""

import pickle
from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from typing import Any

import pytest

from codat_contract import PLATFORMS
from codat_mock.core.clock import ClockMode, VirtualClock
from codat_mock.core.companies import Profile
from codat_mock.core.connections import Act
from codat_mock.core.errors import NoRoom, NotFound, RequestInProgress, TooManyRequests
from codat_mock.core.idempotency import Sent
from codat_mock.core.messages import Attempt
from codat_mock.core.moments import MINUTE, SECOND, Moment
from codat_mock.core.saving import STAYS, Saved, save
from codat_mock.core.snapshots import Snapshots
from codat_mock.core.tenant import Tenant
from core.story import everything
from core.yard import START, Yard

SENT = Sent(200, "application/json", b"{}")

RECORDING = Callable[[str, object], None]


class _Names(pickle.Unpickler):
    """Reads what was saved without a tenant."""

    def persistent_load(self, name: Any) -> object:
        return name


def _names(saved: Saved) -> set[str]:
    return set(_Names(BytesIO(saved.state)).load())


def _busy() -> Yard:
    """A tenant with something of everything."""
    yard = Yard()
    other = yard.neighbour("qhyg")
    yard.plan(code=4260, times=2)
    yard.plan(code=1010)
    ended = yard.sync(3)
    yard.sync(2)
    yard.idle()
    yard.sync(company=other, transactions=())
    yard.sync(2, company=other, polls=2)
    tenant = yard.tenant
    tenant.register.move(other.id, next(iter(other.connections)), Act.DEAUTHORIZE, yard.now)
    tenant.register.create(Profile("Third", tags={"region": "uk"}), yard.now)
    yard.advance(2 * SECOND)
    tenant.answers.reserve(b"key", yard.now).keep(b"print", SENT, yard.now)
    tenant.limits.admit(yard.now, 1)
    assert ended.fate is not None
    return yard


# ---------------------------------------------------------------------------- what is saved


def test_everything_is_saved() -> None:
    """Each attribute of a tenant is saved, unless it stands in `STAYS` with a reason; the beginning has them too."""
    tenant = Yard().tenant
    attributes = set(vars(tenant))
    assert STAYS.keys() <= attributes
    assert all(STAYS.values())
    assert attributes - STAYS.keys() == _names(save(tenant, tenant.clock.beginning()))
    assert attributes - STAYS.keys() == _names(tenant.snapshots._beginning)  # noqa: SLF001 nobody else asks for it


def test_what_is_added_later_is_saved() -> None:
    """Who gives a tenant one more attribute need not think of snapshots; one that is no longer there comes back."""
    tenant = Yard().tenant
    tenant.more = {"a": [1]}  # type: ignore[attr-defined]
    tenant.snapshots.take(None, START)
    tenant.more["a"].append(2)  # type: ignore[attr-defined]
    tenant.snapshots.restore("snapshot-1")
    assert {"a": [1]} == tenant.more  # type: ignore[attr-defined]


def test_all_comes_back() -> None:
    """Whatever can be read of a tenant is as it was, and so are the ids that are drawn next."""
    yard = _busy()
    tenant, before = yard.tenant, everything(yard.tenant)
    tenant.snapshots.take("before", yard.now)
    for company in list(tenant.register.companies.values()):
        tenant.delete_company(company.id, yard.now)
    tenant.plans.clear()
    yard.idle()
    assert before != everything(tenant)
    tenant.snapshots.restore("snapshot-1")
    assert before == everything(tenant)
    assert SENT == tenant.answers.reserve(b"key", yard.now).first(b"print")
    assert 1 == tenant.limits.used


def test_each_time_anew() -> None:
    """What happens after a restore is not seen after the next one: a snapshot shares nothing with the tenant."""
    yard = _busy()
    tenant = yard.tenant
    tenant.snapshots.take(None, yard.now)
    tenant.snapshots.restore("snapshot-1")
    before = everything(tenant)
    for _ in range(2):
        ready = tenant.company(tenant.ready)
        tenant.create_dataset(ready.id, yard.transactions(2), b"")
        ready.profile = Profile("Other")
        yard.idle()
        assert before != everything(tenant)
        tenant.snapshots.restore("snapshot-1")
        assert before == everything(tenant)
        assert ready is not tenant.company(tenant.ready)


def test_syncs_go_on() -> None:
    """A sync that ran, and the one behind it, end when they would have ended: the agenda knows them again."""
    yard = Yard()
    first, second = yard.sync(), yard.sync()
    tenant = yard.tenant
    yard.advance(2 * SECOND)
    tenant.snapshots.take(None, yard.now)
    expected = [(event.at, event.what, event.sync.id, event.now) for event in yard.idle()]
    tenant.snapshots.restore("snapshot-1")
    assert START + 2 * SECOND == tenant.clock.now()
    again = [(event.at, event.what, event.sync.id, event.now) for event in yard.idle()]
    assert expected == again
    assert [START + 10 * SECOND, START + 20 * SECOND] == [
        event.at for event in yard.tenant.untold if event.what.value == "sync-ended"
    ][-2:]
    assert first is not tenant.syncs[first.id]
    assert second is not tenant.syncs[second.id]


def test_what_is_shared_stays_shared() -> None:
    """Platforms and the functions of the world are the same as before, so that they are neither copied nor lost."""
    yard = Yard()
    tenant, world = yard.tenant, yard.tenant.timeline.world
    tenant.snapshots.take(None, START)
    tenant.snapshots.restore("snapshot-1")
    after = tenant.timeline.world
    assert world is not after
    assert (world.library, world.parse, world.sync_time) == (
        after.library,
        after.parse,
        after.sync_time,
    )
    assert tenant.ids is after.ids
    assert PLATFORMS["gbol"] is tenant.company(tenant.ready).platform


# ---------------------------------------------------------------------------- clocks


class _Wall:
    """Real time, held by hand."""

    def __init__(self) -> None:
        self.now: Moment = START

    def __call__(self) -> Moment:
        return self.now


def _tenant(mode: ClockMode, at: Moment | None, rate: float = 1.0) -> tuple[Tenant, _Wall]:
    wall = _Wall()
    world = Yard().tenant.timeline.world
    return Tenant("clocked", VirtualClock(wall, mode, at, rate), world), wall


@pytest.mark.parametrize(
    ("mode", "rate", "passes"),
    [(ClockMode.REAL, 1.0, 1), (ClockMode.SCALED, 60.0, 60), (ClockMode.MANUAL, 1.0, 0)],
)
def test_a_clock_goes_back_and_runs_on(mode: ClockMode, rate: float, passes: int) -> None:
    """To the very moment of the snapshot, in the mode of the snapshot, whatever real time has become."""
    tenant, wall = _tenant(mode, START + MINUTE, rate)
    wall.now += SECOND
    at = tenant.clock.now()
    snapshot = tenant.snapshots.take(None, at)
    wall.now += MINUTE
    tenant.clock.change(ClockMode.MANUAL, 1)
    tenant.reach(at + 2 * MINUTE)
    tenant.snapshots.restore(snapshot.id)
    assert (at, mode) == (tenant.clock.now(), tenant.clock.mode)
    wall.now += SECOND
    assert at + passes * SECOND == tenant.clock.now()


@pytest.mark.parametrize(
    ("mode", "at", "rate", "expected"),
    [
        (ClockMode.REAL, None, 1.0, START + 2 * MINUTE),
        (ClockMode.SCALED, None, 60.0, START + 2 * MINUTE),
        (ClockMode.REAL, START + MINUTE, 1.0, START + MINUTE),
        (ClockMode.SCALED, START + MINUTE, 60.0, START + MINUTE),
        (ClockMode.MANUAL, START + MINUTE, 0.0, START + MINUTE),
    ],
)
def test_a_clock_begins_again(
    mode: ClockMode, at: Moment | None, rate: float, expected: Moment
) -> None:
    """At the first moment that it was given, or, if it was given none, at real time's."""
    tenant, wall = _tenant(mode, at, rate)
    wall.now += 2 * MINUTE
    tenant.reach(START + 5 * MINUTE)
    tenant.clock.change(ClockMode.SCALED, 3)
    tenant.reset()
    assert (expected, mode, rate) == (tenant.clock.now(), tenant.clock.mode, tenant.clock.rate)


MARKED: dict[str, tuple[Callable[[VirtualClock], object], Moment]] = {
    "untouched": (lambda _: None, START + 2 * MINUTE),
    "scaled": (lambda clock: clock.change(ClockMode.SCALED, 2), START + 2 * MINUTE),
    "stopped": (lambda clock: clock.change(ClockMode.MANUAL, 0), START + MINUTE),
    "moved": (lambda clock: clock.forward(START + 7 * MINUTE), START + 7 * MINUTE),
}


@pytest.mark.parametrize("name", MARKED)
def test_a_clock_begins_where_it_was_marked(name: str) -> None:
    """A clock that shows real time when its beginning is marked shows it again; one that was moved stands there."""
    act, expected = MARKED[name]
    tenant, wall = _tenant(ClockMode.REAL, None)
    wall.now += MINUTE
    act(tenant.clock)
    tenant.mark_beginning()
    wall.now += MINUTE
    tenant.reset()
    assert expected == tenant.clock.now()


# ---------------------------------------------------------------------------- the beginning


def test_a_tenant_begins_anew() -> None:
    """After a reset a tenant is as it was made, and goes the same way again."""
    yard = Yard()
    before = everything(yard.tenant)
    first = yard.dataset(3).id
    yard.plan(code=4260)
    yard.sync()
    yard.idle()
    yard.tenant.limits.admit(yard.now, 1)
    yard.tenant.reset()
    assert before == everything(yard.tenant)
    assert 0 == yard.tenant.limits.used
    assert first == yard.tenant.create_dataset(yard.tenant.ready, [b"1" * 16], b"").id


def test_another_beginning() -> None:
    """What was loaded before the beginning was marked is there after a reset, as often as one likes."""
    yard = Yard()
    yard.plan(code=4260)
    yard.sync(2)
    yard.advance(SECOND)
    yard.tenant.mark_beginning()
    before = everything(yard.tenant)
    for _ in range(2):
        yard.idle()
        yard.tenant.reset()
        assert before == everything(yard.tenant)


def test_snapshots_stay() -> None:
    """Snapshots outlive a reset and a restore, and their ids are never used again."""
    tenant = Yard().tenant
    tenant.snapshots.take("one", START)
    tenant.snapshots.take("two", START)
    tenant.reset()
    tenant.snapshots.restore("snapshot-1")
    assert ["one", "two"] == [snapshot.name for snapshot in tenant.snapshots.listed()]
    tenant.snapshots.clear()
    assert "snapshot-3" == tenant.snapshots.take(None, START).id


# ---------------------------------------------------------------------------- bounds


def test_so_many_are_kept() -> None:
    """One more than are kept is refused, and none is given up for it."""
    tenant = Yard().tenant
    snapshots = Snapshots(tenant, most=2)
    snapshots.take(None, START)
    snapshots.take(None, START)
    with pytest.raises(NoRoom, match=r"There are 2 snapshots.*snapshots/snapshot-1 gives up"):
        snapshots.take(None, START)
    assert ["snapshot-1", "snapshot-2"] == [snapshot.id for snapshot in snapshots.listed()]
    snapshots.remove("snapshot-1")
    assert "snapshot-3" == snapshots.take(None, START).id


def test_so_large_they_are() -> None:
    """What would take more bytes than may be is refused: beside others, and by itself."""
    yard = Yard()
    size = yard.tenant.snapshots.take(None, START).size
    snapshots = Snapshots(yard.tenant, most_bytes=2 * size)
    snapshots.take(None, START)
    yard.sync(10)
    with pytest.raises(NoRoom, match="With this one the snapshots would take"):
        snapshots.take(None, START)
    snapshots.clear()
    yard.tenant.create_dataset(yard.company.id, yard.transactions(1), b"x" * 2 * size)
    with pytest.raises(NoRoom, match="The state alone takes"):
        snapshots.take(None, START)
    assert 0 == snapshots.size


def test_unknown_ones() -> None:
    """What is not there can neither be restored nor forgotten, and nothing changes."""
    yard = _busy()
    before = everything(yard.tenant)
    for act in (yard.tenant.snapshots.restore, yard.tenant.snapshots.remove):
        with pytest.raises(NotFound, match="no snapshot snapshot-9"):
            act("snapshot-9")
    assert before == everything(yard.tenant)


# ---------------------------------------------------------------------------- what is under way


def test_requests_that_are_being_sent() -> None:
    """Requests under way are those of now, not those of then: both when more and when fewer were."""
    tenant = Yard().tenant
    tenant.limits.in_flight = 3
    tenant.snapshots.take(None, START)
    tenant.limits.in_flight = 7
    tenant.snapshots.restore("snapshot-1")
    assert 7 == tenant.limits.in_flight
    tenant.limits.in_flight = 0
    tenant.reset()
    assert 0 == tenant.limits.in_flight
    tenant.limits.enforced = True
    tenant.limits.in_flight = 10
    tenant.snapshots.take(None, START)
    tenant.limits.in_flight = 0
    tenant.snapshots.restore("snapshot-2")
    for _ in range(3):
        tenant.limits.admit(START, 1)
    tenant.limits.in_flight = 10
    with pytest.raises(TooManyRequests):
        tenant.limits.admit(START, 1)


def test_a_key_that_is_held() -> None:
    """A request that holds its key holds it after a restore too, and its answer is kept where it then is."""
    tenant = Yard().tenant
    ticket = tenant.answers.reserve(b"key", START)
    tenant.snapshots.take(None, START)
    tenant.reset()
    with pytest.raises(RequestInProgress):
        tenant.answers.reserve(b"key", START)
    assert None is ticket.first(b"print")
    ticket.keep(b"print", SENT, START)
    assert SENT == tenant.answers.reserve(b"key", START).first(b"print")
    # What was under way then is so no longer: nobody would ever let go of the key.
    tenant.snapshots.restore("snapshot-1")
    assert None is tenant.answers.reserve(b"key", START).first(b"print")


def test_a_key_that_had_its_answer_then() -> None:
    """A request whose key has an answer again, because the tenant went back, gets that one: nothing is done twice."""
    tenant = Yard().tenant
    tenant.answers.reserve(b"key", START).keep(b"print", SENT, START)
    tenant.snapshots.take(None, START)
    tenant.reset()
    ticket = tenant.answers.reserve(b"key", START)
    tenant.snapshots.restore("snapshot-1")
    assert SENT == ticket.first(b"print")
    ticket.release()
    assert SENT == tenant.answers.reserve(b"key", START).first(b"print")


def test_a_key_that_was_answered_before() -> None:
    """A request that has found its answer gives it, even if the tenant has gone back to before it."""
    tenant = Yard().tenant
    tenant.answers.reserve(b"key", START).keep(b"print", SENT, START)
    again = tenant.answers.reserve(b"key", START)
    tenant.reset()
    assert SENT == again.first(b"print")
    again.release()
    assert 0 == len(tenant.answers)


def test_an_advance_that_is_under_way() -> None:
    """Whether a call lets time pass is a matter of now: a snapshot that was taken meanwhile forbids no other one."""
    tenant = Yard().tenant
    tenant.advancing = True
    tenant.snapshots.take(None, START)
    tenant.advancing = False
    tenant.snapshots.restore("snapshot-1")
    assert not tenant.advancing
    assert 1 == tenant.snapshots.returns


def test_messages_that_are_under_way() -> None:
    """What had no answer at the moment of the snapshot is delivered again, what had one is not; ids are the same."""
    yard = Yard(0)
    tenant = yard.tenant
    tenant.deliveries.directory.add("http://127.0.0.1:9/")
    yard.sync()
    answered = tenant.deliveries.outbox.popleft()
    tenant.deliveries.attempted(answered, Attempt(START, 200), START)
    yard.sync()
    yard.sync()
    begun = tenant.deliveries.outbox.popleft()
    ids = [message.id for message in tenant.deliveries.messages.values()]
    tenant.snapshots.take(None, START)
    tenant.snapshots.restore("snapshot-1")
    assert ids == [message.id for message in tenant.deliveries.messages.values()]
    assert ids[1:] == [message.id for message in tenant.deliveries.outbox]
    # Its answer comes in the tenant as it was before, and is not counted here.
    tenant.deliveries.outbox.clear()
    begun.under_way = False
    assert 2 == tenant.deliveries.under_way
    assert not tenant.settled()


# ---------------------------------------------------------------------------- how long, how large


def test_a_large_tenant(record_property: RECORDING) -> None:
    """A tenant with ten thousand ended syncs can go back; how long that takes, and how large it is, is told."""
    yard = Yard(0)
    for _ in range(10_000):
        yard.sync()
    began = perf_counter()
    snapshot = yard.tenant.snapshots.take(None, yard.now)
    taken = perf_counter()
    yard.tenant.snapshots.restore(snapshot.id)
    restored = perf_counter()
    assert 10_000 == len(yard.tenant.syncs)
    record_property(
        "snapshot of 10,000 ended syncs",
        f"{snapshot.size / 2**20:.1f} MiB, taken in {1000 * (taken - began):.0f} ms, "
        f"restored in {1000 * (restored - taken):.0f} ms",
    )
