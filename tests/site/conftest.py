"""A mock that several tests look at."""

from collections.abc import Iterator

import httpx
import pytest

from codat_mock.app import build
from codat_mock.core.moments import read_moment
from codat_mock.lane.exchange import Witnessed
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY, ClockMode, ClockSetting, Settings
from house import House, InProcess


@pytest.fixture(name="lasting", scope="module")
def _lasting() -> Iterator[House]:
    """One mock for all tests of a module, on a manual clock; building the page of each takes a while."""
    clock = ClockSetting(ClockMode.MANUAL, read_moment("2026-01-01T00:00:00Z"))
    seen: list[Witnessed] = []
    mock = build(Settings(seed=1, clock=clock), seen.append)
    headers = {"Authorization": authorization(API_KEY)}
    transport = InProcess(mock.application)
    with httpx.Client(
        transport=transport, base_url="http://mock", headers=headers, trust_env=False
    ) as http:
        yield House(mock, http, seen)
