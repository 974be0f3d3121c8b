"""What an answer costs, in calls of Python functions: a count holds on any machine, whoever else works there.

Counted is what `python bench` measures, with the same things on: a webhook endpoint that listens, and a fault that
waits for another operation.
"""

import gc
from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest

from codat_mock.core.journal import MOST
from codat_mock.settings import ClockSetting
from endurance.counting import counted
from house import House, MakeHouse
from measure import all_on
from workloads import WORKLOADS, Call, Calls, played

AT_MOST = {
    "GET status": 60,
    "POST 1 x 2": 80,
    "POST 50 x 4": 140,
    "page of 100": 390,
    "upload 100 KB": 106,
    "whole flow": 560,
}
"""By workload, what it may cost: what it does cost and a few more, so that it comes down when that does."""

AN_ITEM = {"POST 50 x 4": 1, "page of 100": 4}
"""By workload, what each of its items may add."""

WARM = 3
"""After so many everything is compiled and cached that is made on first need."""


@pytest.fixture(name="busy")
def _busy(make_house: MakeHouse) -> House:
    """A mock as it is measured: real time, syncs that end at once, everything on."""
    house = make_house(clock=ClockSetting(), sync_time=0)
    all_on(house.http)
    return house


def prepared(house: House, name: str) -> Calls:
    """The calls of a workload, made a few times so far."""
    (workload,) = (row for row in WORKLOADS if row.name == name)
    return warmed(house, workload.prepared(house.http))


def warmed(house: House, calls: Calls) -> Calls:
    """The same, made a few times."""
    for _ in range(WARM):
        played(house.http, calls)
    return calls


def few(call: Call, count: int) -> Call:
    """The same call with so many items in it, or asking for so many."""
    path = call.path.replace("pageSize=100", f"pageSize={count}")
    items = orjson.loads(call.body)["items"] if call.body else []
    return replace(call, path=path, body=orjson.dumps({"items": items[:count]}) if items else b"")


@pytest.mark.parametrize("name", [workload.name for workload in WORKLOADS])
def test_cost(busy: House, name: str) -> None:
    """What is measured costs no more than the table says."""
    assert counted(busy, *prepared(busy, name)) <= AT_MOST[name]


@pytest.mark.parametrize("name", AN_ITEM)
def test_items(busy: House, name: str) -> None:
    """Each further item costs the same, and no more than the table says: nothing is looked through again for it."""
    (call,) = prepared(busy, name)
    one, some, more = (counted(busy, *warmed(busy, (few(call, n),))) for n in (10, 20, 30))
    assert some - one == more - some
    assert some - one <= 10 * AN_ITEM[name]


def companies(house: House) -> None:
    """Three hundred companies."""
    for number in range(300):
        house.http.post("/companies", json={"name": f"Company {number}"}).raise_for_status()


def syncs(house: House) -> None:
    """Three hundred syncs of the same company."""
    for _ in range(300):
        house.initiate(house.dataset()[0]).raise_for_status()


def tenants(house: House) -> None:
    """Fifty tenants."""
    for _ in range(50):
        house.http.post("/__mock/tenants", json={}).raise_for_status()


def exchanges(house: House) -> None:
    """As many exchanges as are kept, and one more."""
    house.mock.tenant.journal.forget()
    for _ in range(MOST + 1):
        house.http.get("/companies")
    assert house.mock.tenant.journal.evicted


@pytest.mark.parametrize("grown", [companies, syncs, tenants, exchanges])
def test_however_much_there_is(busy: House, grown: Callable[[House], None]) -> None:
    """How far a sync is takes the same number of calls among many companies, syncs, tenants and exchanges as alone."""
    status = prepared(busy, "GET status")
    busy.mock.tenant.journal.forget()
    before = counted(busy, *status)
    grown(busy)
    assert before == counted(busy, *warmed(busy, status))


def test_nothing_is_left(busy: House) -> None:
    """Once the journal is full a thousand reads leave as many objects for the collector as there were."""
    status = prepared(busy, "GET status")

    def left() -> int:
        for _ in range(1_000):
            counted(busy, *status)
        busy.seen.clear()
        # What holds nothing but plain values is let go of by the collector, from the inside: it takes a few rounds.
        for _ in range(3):
            gc.collect()
        return len(gc.get_objects())

    left()
    assert busy.mock.tenant.journal.evicted
    assert left() == left()
