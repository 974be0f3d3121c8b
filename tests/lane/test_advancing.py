"""What an advance costs is what happens in it, not what has happened before."""

from collections import Counter
from typing import Any

import pytest

from codat_mock.core import tenant as module
from codat_mock.core.companies import Sync
from codat_mock.core.ids import key
from codat_mock.core.register import READY_COMPANY
from house import MakeHouse

ENDED = 10_000

VISITS: Counter[str] = Counter()


class Watched(Sync):
    """A sync of which every look at it is counted."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        VISITS[name] += 1
        return super().__getattribute__(name)


def test_an_advance_touches_no_ended_sync(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes pass over ten thousand syncs that have ended: none of them is looked at, not even once."""
    monkeypatch.setattr(module, "Sync", Watched)
    house = make_house(sync_time=0, log="off")
    tenant = house.mock.tenant
    now = tenant.clock.now()
    for number in range(ENDED):
        dataset = tenant.create_dataset(
            key(READY_COMPANY), [number.to_bytes(16, "big")], b'{"items": [{}]}'
        )
        tenant.initiate(key(READY_COMPANY), [dataset.id], now)
        tenant.settle(now)
    assert ENDED == len(tenant.syncs)
    house.advance(by="PT1S")
    VISITS.clear()
    answer = house.advance(by="PT10M")
    assert ("2026-01-01T00:10:01Z", []) == (answer["now"], answer["effects"])
    assert Counter() == VISITS
    house.initiate(house.dataset()[0])
    house.advance(by="PT10M")
    assert VISITS
