"""What every test may use."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings

from codat_mock.app import build
from codat_mock.core.moments import read_moment
from codat_mock.lane.exchange import Witnessed
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY, ClockMode, ClockSetting, Settings
from house import House, InProcess, MakeHouse

START = "2026-01-01T00:00:00Z"

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
    clients: list[httpx.Client] = []

    def make(client: str = "127.0.0.1", **fields: Any) -> House:
        chosen = {"seed": 1, "clock": ClockSetting(ClockMode.MANUAL, read_moment(START)), **fields}
        seen: list[Witnessed] = []
        mock = build(Settings(**chosen), seen.append)
        http = httpx.Client(
            transport=InProcess(mock.application, client),
            base_url="http://mock",
            headers={"Authorization": authorization(API_KEY)},
            trust_env=False,
        )
        clients.append(http)
        return House(mock, http, seen)

    yield make
    for http in clients:
        http.close()


@pytest.fixture(name="house")
def _house(make_house: MakeHouse) -> House:
    """A mock on a manual clock that stands at the beginning of 2026, with seed 1."""
    return make_house()
