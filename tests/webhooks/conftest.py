"""What the tests of webhooks share."""

from collections.abc import Iterator

import httpx
import pytest

from codat_mock.server import Running
from served import client_of, running


@pytest.fixture(name="mock")
def _mock() -> Iterator[Running]:
    """A served mock on a manual clock."""
    with running() as mock:
        yield mock


@pytest.fixture(name="http")
def _http(mock: Running) -> Iterator[httpx.Client]:
    """A client of it."""
    with client_of(mock) as http:
        yield http
