"""What the tables of refusals share."""

from collections.abc import Iterator

import httpx
import pytest

from codat_mock.app import build
from codat_mock.core.clock import ClockMode
from codat_mock.core.moments import read_moment
from codat_mock.lane.exchange import Witnessed
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY, ClockSetting, Settings
from house import House, InProcess, MakeHouse


@pytest.fixture(name="limited")
def _limited(make_house: MakeHouse) -> House:
    """A mock that enforces limits."""
    return make_house(limits="documented")


@pytest.fixture(name="same_house", scope="module")
def _same_house() -> Iterator[House]:
    """One mock for all tests of a module, for refusals alone: they leave nothing behind, which each test checks."""
    seen: list[Witnessed] = []
    clock = ClockSetting(ClockMode.MANUAL, read_moment("2026-01-01T00:00:00Z"))
    mock = build(Settings(seed=1, clock=clock), seen.append)
    headers = {"Authorization": authorization(API_KEY)}
    with httpx.Client(
        transport=InProcess(mock.application),
        base_url="http://mock",
        headers=headers,
        trust_env=False,
    ) as http:
        yield House(mock, http, seen)
