"""A mock that is served, and the command line that steers it."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from cli.desk import Desk, MakeDesk, served


@pytest.fixture(name="make_desk")
def _make_desk() -> Iterator[MakeDesk]:
    """Serve a mock with seed 1 on a manual clock, and a command line that knows where it is."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(served())


@pytest.fixture(name="desk")
def _desk(make_desk: MakeDesk) -> Desk:
    """A served mock and its command line."""
    return make_desk()
