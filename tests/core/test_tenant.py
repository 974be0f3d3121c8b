"""What can be asked of a tenant: datasets, syncs, receipts; and that a refusal changes nothing."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import PLATFORMS
from codat_mock.core import advancing, ids
from codat_mock.core.connections import ConnectionStatus
from codat_mock.core.datasets import Dataset
from codat_mock.core.errors import (
    BackInTime,
    Contradiction,
    Fault,
    Invalid,
    NoCompany,
    NoConnections,
    NotFound,
    Refused,
)
from codat_mock.core.ids import Key
from codat_mock.core.machine import Phase
from codat_mock.core.moments import LATEST, MINUTE, SECOND, write_moment
from codat_mock.core.queries import overview
from codat_mock.core.tenant import SHOWN
from core.story import everything
from core.yard import START, Yard

STRANGER: Key = b"x" * 16
KEYS = st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=6)


@given(KEYS, st.binary(min_size=16, max_size=16))
def test_finding_in_a_dataset(keys: list[Key], other: Key) -> None:
    """A transaction is found where it stands, and only if it stands there."""
    dataset = Dataset(STRANGER, b"".join(keys), b"")
    assert keys == list(dataset)
    assert list(range(len(keys))) == [dataset.find(key) for key in keys]
    assert (keys.index(other) if other in keys else None) == dataset.find(other)


def test_bytes_across_two_ids_are_no_id() -> None:
    """What only seems to stand there, across the border of two ids, is not found; behind it it is."""
    straddling = b"b" * 8 + b"c" * 8
    keys = [b"a" * 8 + b"b" * 8, b"c" * 8 + b"d" * 8]
    assert None is Dataset(STRANGER, b"".join(keys), b"").find(straddling)
    assert 2 == Dataset(STRANGER, b"".join([*keys, straddling]), b"").find(straddling)


@given(
    st.lists(st.integers(0, 4), max_size=4), st.integers(0, 12), st.integers(0, 12), st.integers(0)
)
def test_a_sync_is_its_datasets_in_a_row(
    sizes: list[int], start: int, stop: int, place: int
) -> None:
    """Any stretch of a sync's transactions is that stretch of its datasets laid end to end."""
    yard = Yard()
    groups = [yard.transactions(size) for size in sizes]
    sync = yard.initiate(*[yard.dataset(group) for group in groups])
    flat = [key for group in groups for key in group]
    assert len(flat) == sync.transactions
    assert flat[start:stop] == list(sync.keys(start, stop))
    if flat:
        assert place % len(flat) == sync.find(flat[place % len(flat)])
    assert None is sync.find(STRANGER)


def test_twins_in_a_dataset() -> None:
    """An id that stands twice is refused at each repetition, with its first place."""
    yard = Yard()
    one, other = yard.transactions(2)
    with pytest.raises(Invalid) as refused:
        yard.dataset([one, other, one, one])
    text = ids.text(one)
    expected = [
        Fault(f"Items[{place}].Id", f"The id {text} stands at Items[0] already.")
        for place in (2, 3)
    ]
    assert expected == list(refused.value.faults)


def test_unknown_datasets() -> None:
    """Each dataset that the company lacks is named by its place; another company's is as unknown as none."""
    yard = Yard()
    mine, theirs = yard.dataset(), yard.dataset(company=yard.neighbour())
    wanted = [STRANGER, mine.id, theirs.id]
    with pytest.raises(Invalid) as refused:
        yard.tenant.initiate(yard.company.id, wanted, yard.now)
    assert ["DatasetIds[0]", "DatasetIds[2]"] == [fault.place for fault in refused.value.faults]
    said = {
        fault.message.replace(ids.text(key), "")
        for fault, key in zip(refused.value.faults, wanted[::2], strict=True)
    }
    assert {"No dataset  was found for this company."} == said


@pytest.mark.parametrize(("unknown", "told"), [(100, 100), (101, 101), (5000, 101)])
def test_many_unknown_datasets(unknown: int, told: int) -> None:
    """At most a hundred are named, and one line says how many more there are."""
    yard = Yard()
    with pytest.raises(Invalid) as refused:
        yard.tenant.initiate(yard.company.id, [STRANGER] * unknown, yard.now)
    faults = refused.value.faults
    assert told == len(faults)
    if unknown > 100:
        assert Fault("DatasetIds", f"There are {unknown - 100} more problems.") == faults[-1]


def test_repeated_datasets_count_once() -> None:
    """A dataset that is named twice is taken once, where it was named first."""
    yard = Yard()
    one, other = yard.dataset(2), yard.dataset(1)
    assert (other, one) == yard.initiate(other, one, other).datasets


def test_all_that_is_pending() -> None:
    """Without names a sync takes the company's datasets that no sync has taken, in the order in which they came."""
    yard = Yard()
    neighbour = yard.neighbour()
    first, second, third = yard.dataset(), yard.dataset(), yard.dataset()
    yard.dataset(company=neighbour)
    yard.initiate(second)
    syncs = [yard.tenant.initiate(yard.company.id, None, yard.now) for _ in range(2)]
    assert [(first, third), ()] == [sync.datasets for sync in syncs]


def test_a_refused_initiation_leaves_datasets_pending() -> None:
    """What a refused call named is still there for the next one."""
    yard = Yard()
    dataset = yard.dataset()
    with pytest.raises(Invalid):
        yard.tenant.initiate(yard.company.id, [dataset.id, STRANGER], yard.now)
    assert (dataset,) == yard.tenant.initiate(yard.company.id, None, yard.now).datasets


def test_a_dataset_that_comes_while_a_sync_waits() -> None:
    """A sync takes what was there when it was initiated, not what came before it ran."""
    yard = Yard()
    yard.sync()
    sync = yard.sync(2)
    late = yard.dataset()
    yard.idle()
    assert (2, None) == (sync.transactions, sync.find(late.keys))
    assert [late.id] == list(yard.company.unsynced)


@pytest.mark.parametrize("connection", ["accounting", "partner"])
@pytest.mark.parametrize("status", [status for status in ConnectionStatus if status != "Linked"])
def test_connections(connection: str, status: ConnectionStatus) -> None:
    """Without both connections linked nothing is initiated, and the sentence tells which is what."""
    yard = Yard()
    dataset = yard.dataset()
    getattr(yard.company, connection).status = status
    with pytest.raises(NoConnections) as refused:
        yard.initiate(dataset)
    expected = {"accounting": "Linked", "partner": "Linked", connection: status.value}
    assert (
        f"The accounting connection is {expected['accounting']}, "
        f"the expense connection is {expected['partner']}; both must be Linked."
    ) == refused.value.why
    getattr(yard.company, connection).status = ConnectionStatus.LINKED
    assert 1000 == yard.code(yard.initiate(dataset))


def test_a_sync_of_another_company() -> None:
    """A sync that belongs to another company is refused in the same words as one that never was."""
    yard = Yard()
    theirs = yard.sync(company=yard.neighbour())
    said = []
    for key in (theirs.id, STRANGER):
        with pytest.raises(NotFound) as refused:
            yard.tenant.sync(yard.company.id, key)
        said.append(refused.value.why.replace(ids.text(key), "ID"))
    assert said[0] == said[1]


GONE = ids.key("c0da7000-0000-4000-8000-000000000002")


def _attach_too_early(yard: Yard) -> None:
    running = next(iter(yard.tenant.syncs.values()))
    yard.tenant.attach(running, next(running.keys(0, 1)), "a.pdf", 1, yard.now)


REFUSALS: dict[str, tuple[type[Refused], Callable[[Yard], object]]] = {
    "no company": (NoCompany, lambda yard: yard.tenant.create_dataset(STRANGER, [], b"")),
    "a deleted company": (NoCompany, lambda yard: yard.tenant.initiate(GONE, None, yard.now)),
    "twins": (Invalid, lambda yard: yard.dataset([STRANGER, STRANGER])),
    "unknown dataset": (
        Invalid,
        lambda yard: yard.tenant.initiate(yard.company.id, [STRANGER], yard.now),
    ),
    "no sync": (NotFound, lambda yard: yard.tenant.sync(yard.company.id, STRANGER)),
    "no end": (NotFound, lambda yard: yard.tenant.end(STRANGER, 2000, (), yard.now)),
    "no plan": (NotFound, lambda yard: yard.tenant.plans.remove("plan-99")),
    "too early to attach": (Invalid, _attach_too_early),
    "the past": (BackInTime, lambda yard: advancing.to(yard.tenant, yard.now - 1)),
    "no such future": (Contradiction, lambda yard: advancing.to(yard.tenant, LATEST + 1)),
    "nor that far": (Contradiction, lambda yard: advancing.by(yard.tenant, LATEST)),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused_changes_nothing(name: str) -> None:
    """Of all that can be read nothing changes by a refused command, nor do the ids that are drawn next."""
    kind, command = REFUSALS[name]
    yard = Yard()
    yard.tenant.register.delete(yard.neighbour().id, yard.now)
    yard.sync(2)
    yard.sync(code=1000)
    yard.plan(code=4260, times=None)
    yard.dataset()
    before = everything(yard.tenant)
    with pytest.raises(kind) as refused:
        command(yard)
    assert before == everything(yard.tenant)
    assert str(refused.value).endswith(".")


def test_advance() -> None:
    """An advance stops at every moment at which something is due; no time at all is a way too."""
    yard = Yard(sync_time=10 * SECOND)
    yard.sync()
    yard.sync()
    assert [] == advancing.finish(advancing.by(yard.tenant, 0))
    stops = [
        (yard.now - START, len(events))
        for events in advancing.to(yard.tenant, yard.now + 30 * SECOND)
    ]
    assert [(10 * SECOND, 2), (20 * SECOND, 1), (30 * SECOND, 0)] == stops
    assert [] == yard.settle()


def test_events_are_kept_until_they_are_told() -> None:
    """Whoever lets something happen, the next call can tell of it: an advance, an end, a poll, a look at the page."""
    yard = Yard()
    polled, ended, left = yard.sync(polls=1), yard.sync(), yard.sync()
    yard.poll(polled)
    yard.end(ended, 4220)
    yard.tenant.clock.forward(yard.now + MINUTE)
    overview(yard.tenant)
    moves = [(event.sync, event.now) for event in yard.tenant.untold if event.before != event.now]
    assert [(polled, 2000), (ended, 4220), (left, 2000)] == moves


def test_overview() -> None:
    """The newest sync stands first; each row tells what the sync itself tells."""
    yard = Yard(sync_time=10 * SECOND)
    ended, running, queued = yard.sync(1, code=4220), yard.sync(3), yard.sync(2)
    yard.advance(16 * SECOND)
    seen = overview(yard.tenant)
    assert (write_moment(yard.now), "manual", 3) == (seen.now, seen.mode, seen.syncs)
    assert [ids.text(sync.id) for sync in (queued, running, ended)] == [
        row.sync_id for row in seen.rows
    ]
    assert [Phase.QUEUED, Phase.RUNNING, Phase.ENDED] == [row.phase for row in seen.rows]
    assert [1000, 1000, 4220] == [row.code.number for row in seen.rows]
    counts = [dict(row.transactions) for row in seen.rows]
    assert [{"Pending": 2}, {"Completed": 2, "Pending": 1}, {"Pending": 1}] == counts
    assert ["", "", True] == [
        row.error and "no longer authorized" in row.error for row in seen.rows
    ]


def test_overview_is_bounded() -> None:
    """The last hundred syncs are shown, and how many there are in all."""
    yard = Yard(sync_time=0)
    syncs = [yard.sync() for _ in range(SHOWN + 5)]
    seen = overview(yard.tenant)
    assert (SHOWN, SHOWN + 5) == (len(seen.rows), seen.syncs)
    assert [ids.text(sync.id) for sync in syncs[:4:-1]] == [row.sync_id for row in seen.rows]


def test_overview_counts_receipts() -> None:
    """A row tells how many receipts its sync has taken."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(2)
    sync, _ = yard.sync(keys), yard.sync()
    for key in (*keys, keys[0]):
        yard.tenant.attach(sync, key, "a.pdf", 1, yard.now)
    assert [0, 3] == [row.attachments for row in overview(yard.tenant).rows]


def test_ready_company() -> None:
    """Every tenant begins with a company that can sync at once: Xero, linked, configured."""
    company = Yard().company
    assert (PLATFORMS["gbol"], True, True, False) == (
        company.platform,
        company.linked,
        company.configuration is not None,
        company.lapsed or company.deleted,
    )


def test_a_deleted_company_leaves_little_behind() -> None:
    """Of a company that is gone only those syncs stay that people can see, or that still wait."""
    yard = Yard(sync_time=0)
    company = yard.neighbour()
    for _ in range(SHOWN + 20):
        yard.sync(company=company)
    running = yard.sync(company=company, after=10 * SECOND)
    assert SHOWN + 21 == len(yard.tenant.syncs)
    yard.tenant.delete_company(company.id, yard.now)
    assert SHOWN == len(yard.tenant.syncs)
    assert 4040 == yard.code(running)
