"""How far is it? One bar per stage of the flow, on a terminal."""

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.progress_bar import ProgressBar
from rich.text import Text

from codat_client import Progress, Stage
from codat_contract import SYNC_CODES
from codat_scenarios.demo.figures import legible

__all__ = ["StageBars", "code_style"]

ARROW = " \u2192 "
ROOMY = 100
WIDTH, NARROW_WIDTH = 24, 12
"""Of a bar, in a terminal of `ROOMY` columns and in a narrower one."""


def code_style(code: int | None) -> str:
    """Return the colour of a sync's status code: on the way, well, failed."""
    row = SYNC_CODES.get(code) if code else None
    if row is None or not row.terminal:
        return "yellow"
    return "green" if row.success else "red"


class _Bar(BarColumn):
    """A bar that ends in the colour of its stage, red when the sync failed."""

    def render(self, task: Task) -> ProgressBar:
        bar = super().render(task)
        bar.finished_style = task.fields["style"]
        return bar


class _Said(ProgressColumn):
    """What is to be said beside the bar; cut to one line."""

    def render(self, task: Task) -> Text:
        said: Text = task.fields["said"]
        return said


class StageBars:
    """Bars for all stages, those to come too; a context within which they move."""

    def __init__(self, console: Console) -> None:
        """Draw nothing yet."""
        self._bars = Bars(
            TextColumn("  {task.description}"),
            _Bar(
                WIDTH if console.width >= ROOMY else NARROW_WIDTH,
                complete_style="cyan",
                pulse_style="yellow",
            ),
            _Said(),
            console=console,
        )
        self._tasks: dict[Stage, TaskID] = {}
        self._moves: list[int] = []

    def __enter__(self) -> None:
        """Draw the bars."""
        for stage in Stage:
            self._tasks[stage] = self._bars.add_task(
                stage.value, total=1, said=Text(), style="green"
            )
        self._bars.start()

    def __exit__(self, *error: object) -> None:
        """Leave the bars where they are."""
        for task in self._bars.tasks:
            if task.total is None:
                self._bars.update(task.id, total=1)
        self._bars.stop()

    def show(self, event: Progress) -> None:
        """Move the bar of the event's stage."""
        if event.stage is Stage.SYNC:
            self._show_sync(event)
            return
        self._bars.update(
            self._tasks[event.stage],
            total=event.total or 1,
            completed=event.done if event.total else 1,
            said=Text(f"{event.done} of {event.total}"),
        )

    def _show_sync(self, event: Progress) -> None:
        if event.code is not None and event.code not in self._moves:
            self._moves.append(event.code)
        ended = event.done == event.total
        self._bars.update(
            self._tasks[event.stage],
            total=1 if ended else None,
            completed=event.done,
            said=self._codes() if self._moves else Text(legible(event.text), "dim"),
            style=code_style(self._moves[-1]) if self._moves else "green",
        )

    def _codes(self) -> Text:
        said = Text(overflow="ellipsis", no_wrap=True)
        for number, code in enumerate(self._moves):
            row = SYNC_CODES.get(code)
            said.append(ARROW if number else "", "dim")
            said.append(str(row) if row else str(code), code_style(code))
        return said
