"""What happens when: the queue of each company, ends of every kind, and how far time is let pass."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from codat_contract import SYNC_CODES, IntegrationType, TransactionStatus
from codat_mock import books
from codat_mock.core import advancing, fate, ids
from codat_mock.core.clock import ClockMode
from codat_mock.core.companies import Sync
from codat_mock.core.datasets import Dataset
from codat_mock.core.deciding import World
from codat_mock.core.errors import Contradiction, HasEnded, NotFound
from codat_mock.core.fate import LONG_AFTER
from codat_mock.core.machine import Phase
from codat_mock.core.moments import DAY, LATEST, MINUTE, SECOND, Duration
from codat_mock.core.plan import Planned
from codat_mock.core.tenant import Tenant
from codat_mock.core.timeline import Event, Happening, Timeline
from core.story import everything
from core.yard import START, Yard, by_id, by_index

COMPLETED, PENDING = TransactionStatus.COMPLETED, TransactionStatus.PENDING
PUSH_ERROR, VALIDATION_ERROR = TransactionStatus.PUSH_ERROR, TransactionStatus.VALIDATION_ERROR
TERMINAL = [code.number for code in SYNC_CODES.values() if code.terminal]
FRUITLESS = [4000, 4040, 4220, 4260, 5080]


def _told(events: list[Event]) -> list[tuple[float, str, int, int]]:
    return [
        ((event.at - START) / SECOND, event.what.value, event.before, event.now) for event in events
    ]


def _ended(sync: Sync) -> float | None:
    """How many seconds after the beginning the sync ends."""
    return (sync.fate.ends - START) / SECOND if sync.fate and sync.fate.ends else None


def test_first_in_first_out() -> None:
    """Syncs of one company run one after the other in the order in which they were initiated."""
    yard = Yard(sync_time=10 * SECOND)
    syncs = [yard.sync() for _ in range(4)]
    for running in range(4):
        phases = [fate.phase(sync.fate, yard.now) for sync in syncs]
        expected = [Phase.ENDED] * running + [Phase.RUNNING] + [Phase.QUEUED] * (3 - running)
        assert expected == phases
        yard.advance(10 * SECOND)
    assert [10, 20, 30, 40] == [_ended(sync) for sync in syncs]


def test_companies_do_not_wait_for_each_other() -> None:
    """A company whose sync never ends holds up nobody but itself."""
    yard = Yard()
    neighbour = yard.neighbour()
    held, behind, free = yard.sync(code=1000), yard.sync(), yard.sync(company=neighbour)
    yard.advance(DAY)
    assert [1010, 1000, 2000] == [yard.code(sync) for sync in (held, behind, free)]


def test_the_story_of_a_queue() -> None:
    """What stands behind starts at the moment of the end, and every move is told once."""
    yard = Yard(sync_time=10 * SECOND)
    for _ in range(2):
        yard.sync()
    expected = [
        (10, "sync-ended", 1000, 2000),
        (10, "sync-started", 1000, 1000),
        (20, "sync-ended", 1000, 2000),
    ]
    assert expected == _told(yard.advance(MINUTE))


def test_the_story_of_a_long_run() -> None:
    """A sync of eleven minutes tells that it runs long, then its end."""
    yard = Yard()
    yard.sync(code=4260, after=11 * MINUTE)
    expected = [
        (600.000001, "sync-runs-long", 1000, 1010),
        (660, "sync-ended", 1010, 4260),
    ]
    assert expected == _told(yard.idle())


def test_at_once() -> None:
    """With a sync time of zero a sync has ended at the first look, with all that waits behind it."""
    yard = Yard(sync_time=0)
    held = yard.sync(code=1010, after=0)
    behind = [yard.sync() for _ in range(3)]
    assert [1010, 1000, 1000, 1000] == [yard.code(sync) for sync in (held, *behind)]
    yard.end(held, 2000)
    assert [2000] * 4 == [yard.code(sync) for sync in (held, *behind)]
    assert [0, 0, 0] == [_ended(sync) for sync in behind]


@pytest.mark.parametrize("plan", [{}, {"code": 1010, "after": 0}, {"code": 1010}])
def test_the_moves_of_a_sync_are_a_chain(plan: dict[str, int]) -> None:
    """Each move of a sync begins with the code that the move before it ended with."""
    yard = Yard(sync_time=0)
    dataset = yard.dataset()
    if plan:
        yard.plan(**plan)
    sync = yard.tenant.initiate(yard.company.id, [dataset.id], yard.now)
    events = yard.settle() + yard.advance(DAY)
    if plan:
        events += yard.end(sync, 4220)
    moves = [(event.before, event.now) for event in events]
    assert [1000, *(now for _, now in moves)] == [*(before for before, _ in moves), yard.code(sync)]


class Watched(Sync):
    """A sync that counts how often anything of it is looked at."""

    __slots__ = ("visits",)

    visits: Counter[str]

    def __getattribute__(self, name: str) -> Any:
        if name != "visits":
            self.visits[name] += 1
        return super().__getattribute__(name)


def _watched(yard: Yard, number: int) -> Watched:
    sync = Watched.__new__(Watched)
    sync.visits = Counter()
    dataset = Dataset(ids.key(f"{number:032x}"), b"".join(yard.transactions(1)), b"{}")
    sync.__init__(ids.key(f"{number:032x}"), yard.company, (dataset,), START, 1)  # type: ignore[misc]
    return sync


def test_an_ended_sync_is_never_visited_again() -> None:
    """However much time passes and however many others run, what has ended is not looked at."""
    yard = Yard()
    timeline = Timeline(World(books.load, yard.tenant.ids, SECOND, json.loads))
    ended = [_watched(yard, number) for number in range(50)]
    for sync in ended:
        timeline.enqueue(sync, START)
    timeline.settle(START + MINUTE)
    assert {2000} == {fate.code(sync.fate, START + MINUTE) for sync in ended}
    for sync in ended:
        sync.visits.clear()
    for number in range(50, 60):
        timeline.enqueue(_watched(yard, number), START + MINUTE)
        timeline.settle(START + number * MINUTE)
        timeline.next_moment()
    timeline.settle(START + DAY)
    assert Counter() == sum((sync.visits for sync in ended), Counter())


def test_what_was_told_to_end_is_dropped_once() -> None:
    """What was entered for a sync that was told to end costs one look in all, not one a command."""
    yard = Yard()
    timeline = Timeline(World(books.load, yard.tenant.ids, SECOND, json.loads))
    sync = _watched(yard, 1)
    timeline.enqueue(sync, START)
    timeline.settle(START)
    timeline.end(sync, 4220, (), START)
    sync.visits.clear()
    for moment in range(0, DAY, MINUTE):
        timeline.settle(START + moment)
        timeline.next_moment()
    assert Counter(fate=1) == sync.visits


@pytest.mark.parametrize("code", TERMINAL)
def test_a_running_sync_is_told_to_end(code: int) -> None:
    """A running sync ends at once with the code it is told; what stands behind starts at that moment."""
    yard = Yard()
    running, behind = yard.sync(2), yard.sync()
    yard.advance(SECOND)
    events = yard.end(running, code)
    assert [(1, "sync-ended", 1000, code), (1, "sync-started", 1000, 1000)] == _told(events)
    assert [1000, code] == [yard.code(running, 1), yard.code(running)]
    yard.advance(10 * SECOND)
    assert [code, 2000] == [yard.code(running), yard.code(behind)]


@pytest.mark.parametrize("code", TERMINAL)
def test_a_queued_sync_is_told_to_end(code: int) -> None:
    """A queued sync that is told to end never runs; those before and behind it do as if it had not been there."""
    yard = Yard(sync_time=10 * SECOND)
    running, queued, behind = yard.sync(), yard.sync(2), yard.sync()
    yard.advance(SECOND)
    assert [(1, "sync-ended", 1000, code)] == _told(yard.end(queued, code))
    assert [1000, code, 1000] == [yard.code(sync) for sync in (running, queued, behind)]
    yard.advance(19 * SECOND)
    assert [2000, code, 2000] == [yard.code(sync) for sync in (running, queued, behind)]


@pytest.mark.parametrize("code", TERMINAL)
@pytest.mark.parametrize("plan", [{"code": 1000}, {"code": 1010, "after": 0}, {"polls": 9}])
def test_a_held_sync_is_told_to_end(code: int, plan: dict[str, int]) -> None:
    """What never ends by itself ends when it is told, and what stands behind starts."""
    yard = Yard()
    held, behind = yard.sync(2, **plan), yard.sync()
    yard.advance(DAY)
    yard.end(held, code)
    assert [1010, code] == [yard.code(held, 1), yard.code(held)]
    yard.advance(10 * SECOND)
    assert 2000 == yard.code(behind)


def test_a_sync_is_told_to_end_before_it_starts() -> None:
    """A sync that was initiated at this very moment can be told to end; it then never starts."""
    yard = Yard()
    dataset = yard.dataset()
    sync = yard.tenant.initiate(yard.company.id, [dataset.id], yard.now)
    yard.tenant.end(sync.id, 4260, (), yard.now)
    assert [] == yard.settle()
    assert 4260 == yard.code(sync)
    assert 1000 == yard.code(yard.sync())


@pytest.mark.parametrize("code", TERMINAL)
def test_an_ended_sync_is_not_told_to_end(code: int) -> None:
    """What has ended refuses every further end, its own code too."""
    yard = Yard()
    sync = yard.sync()
    yard.end(sync, 4220)
    before = everything(yard.tenant)
    with pytest.raises(HasEnded, match="A sync that is ended cannot end"):
        yard.end(sync, code)
    assert before == everything(yard.tenant)


def test_an_unknown_sync_is_not_told_to_end() -> None:
    """The tenant names the sync that it does not have."""
    yard = Yard()
    with pytest.raises(NotFound, match="There is no sync 78787878-7878"):
        yard.tenant.end(b"x" * 16, 2000, (), yard.now)


@pytest.mark.parametrize(
    ("code", "named", "why"),
    [
        (1000, (), "1000 In Progress is no end; name a terminal code, such as 2000."),
        (1010, (), "is no end; name a terminal code, such as 2000."),
        (4000, (by_index(1, COMPLETED),), "has no Completed transaction, only Pending, Val"),
        (2040, (), "A sync that reads 2040 Success (No data pushed) has no Completed transaction"),
        (5080, (), "A sync that reads 5080 Duplication protection has no Completed transaction"),
        (2000, (by_index(3, PUSH_ERROR),), "has no PushError transaction, only Completed;"),
        (5130, (by_index(0, PUSH_ERROR),), "is already Completed, and stays so; leave it out."),
        (5000, (by_index(0, PENDING),), "00000000-0000-4000-8000-000000000001 is already Complete"),
        (5000, (by_index(4, COMPLETED),), "holds 4 transactions, counted from 0, and none at 4"),
        (5000, (by_id(b"x" * 16, COMPLETED),), "holds no transaction 78787878-7878-7878-7878-"),
        (5000, (by_index(3, COMPLETED), by_index(3, COMPLETED)), "named twice"),
    ],
)
def test_ends_that_cannot_be(code: int, named: tuple[Planned, ...], why: str) -> None:
    """An end that contradicts the table or what is decided is refused, and nothing changes."""
    yard = Yard(sync_time=10 * SECOND)
    sync = yard.sync(4)
    yard.sync()
    yard.advance(5 * SECOND)
    assert ["Completed", "Completed", "Pending", "Pending"] == yard.statuses(sync)
    before = everything(yard.tenant)
    with pytest.raises(Contradiction) as refused:
        yard.end(sync, code, *named)
    assert why in str(refused.value)
    assert before == everything(yard.tenant)


@pytest.mark.parametrize(("code", "lacks"), [(5130, "PushError"), (5120, "ValidationError")])
def test_too_late_to_fail(code: int, lacks: str) -> None:
    """When every transaction is completed none can fail any more."""
    yard = Yard(sync_time=10 * SECOND)
    sync = yard.sync(2)
    yard.advance(9 * SECOND)
    before = everything(yard.tenant)
    with pytest.raises(Contradiction, match=f"has a {lacks} transaction, and none of these"):
        yard.end(sync, code)
    assert before == everything(yard.tenant)
    yard.end(sync, 2000)
    assert 2000 == yard.code(sync)


def test_an_end_names_transactions() -> None:
    """What an end says of a transaction that is still open counts; what agrees with the past may be said."""
    yard = Yard(sync_time=10 * SECOND)
    keys = yard.transactions(4)
    sync = yard.sync(keys)
    yard.advance(5 * SECOND)
    named = (by_index(0, COMPLETED, "again"), by_id(keys[3], VALIDATION_ERROR, "told"))
    yard.end(sync, 5130, *named)
    expected = ["Completed", "Completed", "PushError", "ValidationError"]
    assert expected == yard.statuses(sync)
    assert [None, "told"] == [yard.verdicts(sync)[index].message for index in (0, 3)]


def test_an_end_in_the_middle_of_a_transaction() -> None:
    """Of a transaction that is written as two things, the decided half stays and the other follows the code."""
    yard = Yard(sync_time=10 * SECOND)
    kinds = (IntegrationType.EXPENSE, IntegrationType.BANKFEEDS)
    sync = yard.sync(2, integration_types=kinds)
    yard.advance(3 * SECOND)
    assert ["Completed", "Pending", "Pending", "Pending"] == yard.statuses(sync)
    yard.end(sync, 5130)
    assert ["Completed", "Completed", "PushError", "PushError"] == yard.statuses(sync)


def test_an_end_names_the_duplicates() -> None:
    """Told to end as a duplicate, a sync names the transactions that were completed before, or else all of them."""
    yard = Yard(sync_time=0)
    old, new = yard.transactions(2)
    yard.sync([old])
    yard.tenant.timeline.world = replace(yard.tenant.timeline.world, sync_time=10 * SECOND)
    errors = []
    for keys in ([old, new], [new]):
        sync = yard.sync(keys)
        yard.end(sync, 5080)
        assert sync.fate is not None
        errors.append(sync.fate.error.rpartition(": ")[2])
    assert [ids.text(old), ids.text(new)] == errors


@pytest.mark.parametrize("code", FRUITLESS)
def test_an_end_without_pushing_leaves_all_free(code: int) -> None:
    """What was told to end with nothing pushed may be synced again."""
    yard = Yard()
    keys = yard.transactions(2)
    yard.end(yard.sync(keys), code)
    again = yard.sync(keys)
    yard.idle()
    assert 2000 == yard.code(again)


def test_what_was_completed_before_an_end_stays_completed() -> None:
    """An end in the middle protects what was pushed until then, and nothing else."""
    yard = Yard(sync_time=10 * SECOND)
    keys = yard.transactions(4)
    sync = yard.sync(keys)
    yard.advance(5 * SECOND)
    yard.end(sync, 4220)
    assert set(keys[:2]) == yard.company.completed
    assert fate.data_pushed(sync.fate, yard.now)


def test_next() -> None:
    """`next` goes to the next thing that happens, whatever it is, and stays where nothing will happen."""
    yard = Yard(sync_time=10 * SECOND)
    yard.sync()
    yard.sync(code=1000)
    steps = []
    for _ in range(4):
        happened = [event.what for event in yard.next()]
        steps.append(((yard.now - START) / SECOND, happened))
    expected = [
        (10, [Happening.END, Happening.START]),
        (610.000001, [Happening.LONG]),
        (610.000001, []),
        (610.000001, []),
    ]
    assert expected == steps


def test_next_after_an_end() -> None:
    """What was entered for a sync before it was told to end is nothing that happens."""
    yard = Yard()
    yard.end(yard.sync(), 4220)
    assert [] == yard.next() + yard.idle()
    assert START == yard.now


def test_idle() -> None:
    """`idle` goes on until nothing with a moment is left; what is held does not count."""
    yard = Yard(sync_time=10 * SECOND)
    neighbour = yard.neighbour()
    for _ in range(3):
        yard.sync()
    yard.sync(company=neighbour, code=1010, after=0)
    yard.idle()
    assert START + 30 * SECOND == yard.now
    yard.idle()
    assert START + 30 * SECOND == yard.now


@pytest.mark.parametrize(
    ("days", "reached", "code"), [(30, 30 * DAY, 2000), (31, LONG_AFTER, 1010)]
)
def test_idle_looks_thirty_days_ahead(days: int, reached: Duration, code: int) -> None:
    """What happens within thirty days is waited for; of what comes later only that it runs long."""
    yard = Yard()
    sync = yard.sync(code=2000, after=days * DAY)
    yard.idle()
    assert (START + reached, code) == (yard.now, yard.code(sync))


@pytest.mark.parametrize("way", [advancing.to_next, advancing.until_idle])
def test_the_end_of_the_calendar(way: Callable[[Tenant], advancing.Steps]) -> None:
    """What lies beyond the calendar never happens, and nobody pretends that it has."""
    yard = Yard(sync_time=10 * SECOND, at=LATEST - SECOND)
    sync = yard.sync()
    assert [] == advancing.finish(way(yard.tenant))
    assert 1000 == yard.code(sync)
    assert yard.now <= LATEST
    assert set() == yard.company.completed
    before = everything(yard.tenant)
    with pytest.raises(Contradiction, match="Time ends here"):
        advancing.by(yard.tenant, 2 * SECOND)
    assert before == everything(yard.tenant)


def test_a_running_clock() -> None:
    """On a clock that runs, things happen as of their moments, however late somebody looks."""
    wall = [0]
    yard = Yard(sync_time=10 * SECOND, mode=ClockMode.REAL, wall=lambda: wall[0])
    first, second = yard.sync(), yard.sync()
    wall[0] += 25 * SECOND
    yard.settle()
    assert [2000, 2000] == [yard.code(sync) for sync in (first, second)]
    assert [10, 20] == [_ended(sync) for sync in (first, second)]
