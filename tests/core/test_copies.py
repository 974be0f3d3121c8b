"""What a company is and has can be copied, by pickle and deeply, and a copy lives on like the first."""

import copy
import json
import pickle
from collections.abc import Callable

import pytest

from codat_contract import PLATFORMS, Platform, TransactionStatus
from codat_mock import books
from codat_mock.core.companies import NO_TAGS, Company, Profile, References
from codat_mock.core.connections import Act
from codat_mock.core.deciding import World
from codat_mock.core.ids import Ids
from codat_mock.core.moments import DAY, MINUTE, SECOND
from codat_mock.core.timeline import Timeline
from core.story import glimpse
from core.yard import Yard, by_index

Copying = Callable[[Company], Company]

COPYING: dict[str, Copying] = {
    "pickle": lambda company: pickle.loads(pickle.dumps(company)),  # noqa: S301 our own bytes
    "deepcopy": copy.deepcopy,
}


def busy() -> Yard:
    """A yard whose company has syncs of every kind: ended, told to end, held, and queued behind that."""
    yard = Yard()
    yard.sync(2, transactions=(by_index(0, TransactionStatus.PUSH_ERROR, "no"),))
    yard.idle()
    yard.initiate(yard.noted("[mock:4260 x2]", "[mock:6000]"))
    yard.idle()
    yard.end(yard.sync(3, code=5130, after=MINUTE), 5000)
    yard.sync(code=1010)
    yard.sync()
    yard.tenant.initiate(yard.company.id, None, yard.now, 4040)
    accounting = yard.company.accounting
    assert accounting is not None
    accounting.move(Act.LAPSE, yard.now)
    accounting.move(Act.PAY, yard.now)
    return yard


@pytest.mark.parametrize("way", COPYING)
def test_a_copy_of_a_company(way: str) -> None:
    """A copy tells what the first one tells of every moment, and shares nothing that changes."""
    yard = busy()
    company = yard.company
    twin = COPYING[way](company)
    for one, other in zip(company.syncs, twin.syncs, strict=True):
        assert one is not other
        assert twin is other.company
        assert [glimpse(one, yard.now - ago) for ago in range(0, 2 * MINUTE, SECOND)] == [
            glimpse(other, yard.now - ago) for ago in range(0, 2 * MINUTE, SECOND)
        ]
        assert (one.preferred, one.plan, one.fate) == (other.preferred, other.plan, other.fate)
    assert company.marked == twin.marked
    assert 1 == len(twin.marked)
    assert company.completed == twin.completed
    assert [held.platform for held in company.connections.values()] == [
        held.platform for held in twin.connections.values()
    ]
    assert [twin.syncs.index(sync) for sync in twin.waiting] == [
        company.syncs.index(sync) for sync in company.waiting
    ]


@pytest.mark.parametrize("way", COPYING)
def test_a_copy_lives_on(way: str) -> None:
    """What waits in a copy runs as it would have; the first one is left as it was."""
    yard = busy()
    twin = COPYING[way](yard.company)
    held = twin.running
    assert held is not None
    timeline = Timeline(World(books.load, Ids(1), SECOND, json.loads))
    timeline.end(held, 2000, (), yard.now)
    timeline.settle(yard.now + DAY)
    assert [2000, 2000, 4040] == [sync.fate.code for sync in twin.syncs[-3:] if sync.fate]
    assert [1000, 1000, 1000] == [yard.code(sync) for sync in yard.company.syncs[-3:]]


@pytest.mark.parametrize("key", PLATFORMS)
def test_copies_of_platforms(key: str) -> None:
    """Every platform can be copied, whatever its row holds."""
    platform: Platform = pickle.loads(pickle.dumps(PLATFORMS[key]))  # noqa: S301 our own bytes
    assert PLATFORMS[key] == platform == copy.deepcopy(platform)


def test_a_company_without_tags() -> None:
    """A company that has no tags can be copied, and its copy has none either."""
    company = Company(b"c" * 16, Profile("Untagged Ltd"), 0, References.OPEN)
    assert NO_TAGS == pickle.loads(pickle.dumps(company)).profile.tags  # noqa: S301 our own bytes
