"""What the tests of the lane share."""

from collections.abc import Iterator

import pytest

from house import House, MakeHouse, houses


@pytest.fixture(name="strict_house")
def _strict_house(make_house: MakeHouse) -> House:
    """A mock that puts nothing right."""
    return make_house(strict=True)


@pytest.fixture(name="make_module_house", scope="module")
def _make_module_house() -> Iterator[MakeHouse]:
    """Build a mock for a whole module: keywords are fields of `Settings`; real time stands still."""
    yield from houses(wall=lambda: 0)


@pytest.fixture(name="limited")
def _limited(make_house: MakeHouse) -> House:
    """A mock that enforces limits."""
    return make_house(limits="documented")
