"""What does a log show?

Plain lines: no colours, nothing is overwritten, nothing is cut off.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

from codat_client import Progress, Report
from codat_scenarios.demo import wording
from codat_scenarios.demo.faults import UnusableFileError
from codat_scenarios.demo.figures import BASE, HEADINGS, legible, rows, totals
from codat_scenarios.demo.month import Month
from codat_scenarios.demo.screen import Ending
from codat_scenarios.stage import Server

__all__ = ["PlainScreen"]

Column = tuple[str, bool]
"""A heading, and whether the cells below it are aligned to the right."""

EXPENSES: Sequence[Column] = tuple((name, name == HEADINGS.amount) for name in HEADINGS)

SUMS: Sequence[Column] = (
    ("Currency", False),
    ("Expenses", True),
    ("Paid", True),
    ("Received", True),
    (f"In {BASE}", True),
)


class PlainScreen:
    """Writes lines."""

    def __init__(self, write: Callable[[str], None]) -> None:
        """Keep what writes one line."""
        self._write = write

    def unusable(self, error: UnusableFileError) -> None:
        """Write one line per fault."""
        self._write(wording.NOTHING_SENT)
        for line in str(error).splitlines():
            self._write(legible(line))

    def opening(self, month: Month, server: Server) -> None:
        """Write what will be done, and what is planned."""
        self._write(f"{wording.contents(month)}.")
        self._write(f"The mock server runs at {server.url}.")
        self._write(wording.plan_notice(month))
        for expense, message in month.refusals:
            self._write(f"- {wording.named(expense)}: {message}")

    def flow(self) -> AbstractContextManager[object]:
        """Need nothing around the progress."""
        return nullcontext()

    def progress(self, event: Progress) -> None:
        """Write the event in one line."""
        self._write(f"{event.stage.value} {event.done}/{event.total}: {legible(event.text)}")

    def ending(self, ending: Ending) -> None:
        """Write the table, the sums, and who must do what next."""
        if ending.report:
            self._result(ending.report)
        if ending.error:
            self._write(f"Stopped: {legible(str(ending.error))}")
        if ending.kept:
            self._write(f"{wording.KEPT} Site: {ending.server.url}/")
            for command in wording.look_around(ending.server, ending.report):
                self._write(command)

    def _result(self, report: Report) -> None:
        self._table(EXPENSES, rows(report))
        for label, value in wording.balance(report):
            self._write(f"{label}: {value}" if label else value)
        every = totals(report)
        self._table(SUMS, [*map(wording.sums, every), wording.together(every)])
        if lacking := wording.rates_missing(every):
            self._write(lacking)
        if step := wording.next_step(report):
            self._write(step)
        for result in report.unfinished:
            self._write(f"- {wording.named(result.expense)}: {legible(result.conclusion)}")

    def _table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        for line in _aligned(columns, rows):
            self._write(line)


def _aligned(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    every = [tuple(heading for heading, _ in columns), *rows]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    for row in every:
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, (_, right) in zip(row, widths, columns, strict=True)
        )
        yield "  ".join(padded).rstrip()
