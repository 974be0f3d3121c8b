"""What the tests of webhooks share."""

from collections.abc import Iterator

import httpx
import pytest

from codat_mock.server import Running
from served import client_of, running
from webhooks.posting import Office, offices


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


@pytest.fixture(name="office")
def _office() -> Iterator[Office]:
    """A mock in process on a manual clock, whose webhooks go to a list."""
    yield from offices()


@pytest.fixture(name="limited")
def _limited() -> Iterator[Office]:
    """The same where limits refuse."""
    yield from offices(limits="documented")
