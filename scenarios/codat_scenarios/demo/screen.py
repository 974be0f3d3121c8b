"""Who watches?

A person at a terminal (`terminal`), a log (`plain`) or a machine (`machine`): three screens for the
same performance, which tells each of them the same things in the same order.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from codat_client import ExpenseSyncError, Progress, Report
from codat_scenarios.demo.faults import UnusableFileError
from codat_scenarios.demo.month import Month
from codat_scenarios.stage import Server

__all__ = ["Ending", "Screen"]


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended.

    Attributes:
        month: What was to be taken to Codat.
        server: Where to.
        report: What became of it; None when nothing was sent.
        error: Why it stopped early, if it did.
        kept: The server stays when the demo has ended.
    """

    month: Month
    server: Server
    report: Report | None
    error: ExpenseSyncError | None = None
    kept: bool = False

    @property
    def as_planned(self) -> bool:
        """Whether every expense was marked as uploaded but those that were to be refused."""
        if self.error or self.report is None:
            return False
        refused = {expense.id for expense, _ in self.month.refusals}
        return {result.expense.id for result in self.report.unfinished} == refused


class Screen(Protocol):
    """What a performance needs to be seen."""

    def unusable(self, error: UnusableFileError) -> None:
        """The file has faults; nothing else will follow."""

    def opening(self, month: Month, server: Server) -> None:
        """The server runs; this is what will be done."""

    def flow(self) -> AbstractContextManager[object]:
        """Within this, progress is told."""

    def progress(self, event: Progress) -> None:
        """Something happened."""

    def ending(self, ending: Ending) -> None:
        """It is over: what became of each expense, and who must do what next."""
