"""A mock that several tests look at, and a browser to do so."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

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


@pytest.fixture(name="browser", scope="session")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser for all tests that want one."""
    from browsing import NAMES, Browser, required

    program = next(filter(None, map(shutil.which, NAMES)), None)
    browser = Browser(required(program, os.environ), tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()
