"""What the tests of the lane share."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from codat_mock.app import build
from codat_mock.lane.keyring import authorization
from codat_mock.lane.replies import Witnessed
from codat_mock.settings import API_KEY, ClockSetting, Settings
from house import House, InProcess, MakeHouse


@pytest.fixture(name="strict_house")
def _strict_house(make_house: MakeHouse) -> House:
    """A mock that puts nothing right."""
    return make_house(strict=True)


@pytest.fixture(name="make_module_house", scope="module")
def _make_module_house() -> Iterator[MakeHouse]:
    """Build a mock for a whole module: keywords are fields of `Settings`; real time stands still."""
    clients: list[httpx.Client] = []

    def make(**fields: Any) -> House:
        chosen = {"seed": 1, "clock": ClockSetting.read("manual"), **fields}
        seen: list[Witnessed] = []
        mock = build(Settings(**chosen), seen.append, wall=lambda: 0)
        http = httpx.Client(
            transport=InProcess(mock.application),
            base_url="http://mock",
            headers={"Authorization": authorization(API_KEY)},
            trust_env=False,
        )
        clients.append(http)
        return House(mock, http, seen)

    yield make
    for http in clients:
        http.close()


@pytest.fixture(name="limited")
def _limited(make_house: MakeHouse) -> House:
    """A mock that enforces limits."""
    return make_house(limits="documented")
