"""What does a person at a terminal see?

Bars while it goes on, then one line per expense, then the sums and who must do what next.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from codat_client import Progress, Report
from codat_scenarios.demo import wording
from codat_scenarios.demo.bars import StageBars, code_style
from codat_scenarios.demo.faults import UnusableFileError
from codat_scenarios.demo.figures import BASE, Total, legible, totals
from codat_scenarios.demo.lines import expense_lines
from codat_scenarios.demo.month import Month
from codat_scenarios.demo.screen import Ending
from codat_scenarios.stage import Server

__all__ = ["TerminalScreen"]

TITLE = "A month of expenses, through Codat, into the books"


class TerminalScreen:
    """Draws."""

    widest_panel: ClassVar[int] = 100
    """Columns; longer lines of prose are hard to follow."""

    def __init__(self, console: Console) -> None:
        """Keep the terminal."""
        self._console = console
        self._bars = StageBars(console)

    def unusable(self, error: UnusableFileError) -> None:
        """List the faults."""
        faults = [Text(legible(line)) for line in str(error).splitlines()]
        self._panel(wording.NOTHING_SENT, "red", *faults)

    def opening(self, month: Month, server: Server) -> None:
        """Say what will be done, and what is planned."""
        self._panel(
            TITLE,
            "cyan",
            Text(f"{wording.contents(month)}."),
            Text.assemble("The mock server runs at ", (server.url, "cyan"), "."),
            Text(wording.plan_notice(month)),
            *(
                _item(Text.assemble(f"{wording.named(expense)}: ", (legible(message), "red")))
                for expense, message in month.refusals
            ),
        )

    def flow(self) -> AbstractContextManager[object]:
        """Give the bars."""
        return self._bars

    def progress(self, event: Progress) -> None:
        """Move a bar."""
        self._bars.show(event)

    def ending(self, ending: Ending) -> None:
        """Draw the table, the sums, who must do what next, and where to look."""
        if ending.report:
            self._console.print()
            for line in expense_lines(ending.report, self._console.width):
                self._console.print(line, soft_wrap=True)
            self._console.print()
            self._panel("In the books", "green", *_in_the_books(ending.report))
            if ending.report.unfinished:
                self._panel("Who must do what next", "red", *_left_over(ending.report))
        if ending.error:
            self._panel("Stopped", "red", Text(legible(str(ending.error))))
        self._where_to_look(ending)

    def _where_to_look(self, ending: Ending) -> None:
        if not ending.kept:
            self._console.print(Text(wording.NEXT_TIME, "dim"))
            return
        site = Text.assemble("Site  ", (f"{ending.server.url}/", "cyan"))
        self._panel("Where to look", "cyan", site, Text(wording.KEPT))
        # Outside of the panel and never wrapped, so that it can be copied.
        for command in wording.look_around(ending.server, ending.report):
            self._console.print(Text(command), soft_wrap=True)

    def _panel(self, title: str, style: str, *content: RenderableType) -> None:
        panel = Panel(
            Group(*content),
            title=Text(title, f"bold {style}"),
            title_align="left",
            border_style=style,
            box=box.ROUNDED,
            padding=(0, 1),
            width=min(self._console.width, self.widest_panel),
        )
        self._console.print(panel)


def _item(text: Text) -> RenderableType:
    """Put a bullet before a text, and keep the text's further lines clear of it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text("\u2022", "red"), text)
    return grid


def _in_the_books(report: Report) -> Iterator[RenderableType]:
    every = totals(report)
    yield _balance(report)
    yield ""
    yield _sums(every)
    if lacking := wording.rates_missing(every):
        yield ""
        yield Text(lacking, "yellow")


def _sums(every: Sequence[Total]) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("Currency", no_wrap=True)
    for heading in ("Expenses", "Paid", "Received", f"In {BASE}"):
        table.add_column(heading, justify="right", no_wrap=True)
    for total in every:
        table.add_row(*wording.sums(total))
    table.add_row(*wording.together(every), style="bold")
    return table


def _balance(report: Report) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    code = report.sync.code if report.sync else None
    for label, value in wording.balance(report):
        grid.add_row(Text(label, "dim"), Text(value, code_style(code) if label == "Sync" else ""))
    return grid


def _left_over(report: Report) -> Iterator[RenderableType]:
    if step := wording.next_step(report):
        yield Text(step, "bold")
    for result in report.unfinished:
        expense = Text(wording.named(result.expense), "bold")
        yield _item(Text.assemble(expense, "\n", legible(result.conclusion)))
