"""The tables at the end of the run."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many cases of each operation Schemathesis has brought to a 2xx."""
    for report in terminalreporter.getreports(""):
        for name, table in report.user_properties:
            if name == "schemathesis" and report.when == "teardown":
                terminalreporter.section("schemathesis")
                terminalreporter.write_line(str(table))
