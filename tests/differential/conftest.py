"""The two engines, and the table at the end of the run."""

import logging
from collections.abc import Iterator

import pytest

from differential.engines import Engines


@pytest.fixture(name="engines", scope="session")
def _engines() -> Iterator[Engines]:
    """The lane and stock connexion, built once, both strict."""
    yield from _built(strict=True)


@pytest.fixture(name="tolerant", scope="session")
def _tolerant() -> Iterator[Engines]:
    """The same, the lane as tolerant as it mostly is."""
    yield from _built(strict=False)


def _built(*, strict: bool) -> Iterator[Engines]:
    # Stock writes each refusal into its log, with a traceback: a megabyte a second of these requests.
    loud = logging.getLogger("connexion")
    before, loud.level = loud.level, logging.CRITICAL
    engines = Engines(strict=strict)
    yield engines
    engines.close()
    loud.setLevel(before)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was counted of each test that asks both engines."""
    for report in terminalreporter.getreports(""):
        for name, table in report.user_properties:
            if name == "differential" and report.when == "teardown":
                terminalreporter.section("lane and stock connexion")
                terminalreporter.write_line(str(table))
