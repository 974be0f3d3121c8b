"""The tables at the end of the run."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from codat_contract import contract
from contract.documents import operations_in


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print which statuses were reached, and how many cases of each operation Schemathesis has brought to a 2xx."""
    reached: dict[str, set[int]] = defaultdict(set)
    for report in terminalreporter.getreports(""):
        for name, value in report.user_properties:
            if name == "reached" and report.when == "teardown":
                id_, status = value
                reached[id_].add(status)
            if name == "schemathesis" and report.when == "teardown":
                terminalreporter.section("schemathesis")
                terminalreporter.write_line(str(value))
    if reached:
        terminalreporter.section("statuses reached, by operation")
        for line in _matrix(reached):
            terminalreporter.write_line(line)


def _matrix(reached: dict[str, set[int]]) -> Iterator[str]:
    """A row an operation: `x` for a status that was reached, `-` for one that was not, nothing for one not declared."""
    declared = {
        node["operationId"]: set(map(int, node["responses"]))
        for _, _, node in operations_in(contract())
    }
    statuses = sorted({status for held in declared.values() for status in held})
    width = max(map(len, declared))
    yield f"{'operation':<{width}}  {'  '.join(map(str, statuses))}"
    for id_, wanted in declared.items():
        marks = (
            "x" if status in reached[id_] else "-" if status in wanted else " "
            for status in statuses
        )
        yield f"{id_:<{width}}  {'  '.join(f' {mark} ' for mark in marks)}".rstrip()
    total = sum(map(len, declared.values()))
    yield f"{sum(map(len, reached.values()))} of {total} statuses of {len(declared)} operations"
