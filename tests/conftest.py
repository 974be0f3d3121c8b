"""What every test may use."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from house import House, MakeHouse, houses

_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("dev", max_examples=30, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "ci",
    max_examples=150,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=_SLOW,
)
settings.load_profile("dev")


@pytest.fixture(name="make_house")
def _make_house() -> Iterator[MakeHouse]:
    """Build a mock: keywords are fields of `Settings`; without any, a manual clock and seed 1."""
    yield from houses()


@pytest.fixture(name="house")
def _house(make_house: MakeHouse) -> House:
    """A mock on a manual clock that stands at the beginning of 2026, with seed 1."""
    return make_house()
