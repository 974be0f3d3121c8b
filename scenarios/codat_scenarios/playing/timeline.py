"""What does a person see? A step after the other, what came of each and when, then the verdict."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from codat_scenarios.demo.bars import code_style
from codat_scenarios.demo.figures import legible
from codat_scenarios.playing.play import Performance, Played

__all__ = ["ending", "opening", "step"]

MARGIN = 4
WORDS: Mapping[str, str] = {
    "sync": "The client sends {expenses} expenses",
    "start": "The client sends {expenses} expenses, and looks away",
    "finish": "The client goes on with {of}",
    "resubmit": "The client sends again what has failed of {of}",
    "again": "The client syncs the datasets of {of} once more",
    "advance": "Time passes",
    "plan": "A plan is made",
    "fault": "Something is to go wrong",
    "customer": "The customer's side: {act}",
    "end": "{of} is ended",
    "inbox": "The inbox {name} is told",
    "trigger": "A webhook is sent by hand: {event}",
    "expect": "{of} must be as expected",
}
"""What each kind of step is called."""


def opening(out: Console, scenario: Mapping[str, Any], url: str) -> None:
    """Say what is played, and where."""
    title = legible(scenario.get("title", scenario["scenario"]))
    out.print(Text.assemble((title, "bold cyan"), (f"  {scenario['scenario']}, on {url}", "dim")))
    if "about" in scenario:
        out.print(Text(legible(scenario["about"].strip()), "dim"))
    if not scenario.get("steps"):
        out.print("It has no steps: it is loaded, and there is nothing to play.")


def step(out: Console, played: Played) -> None:
    """Show a step."""
    named = WORDS[played.kind].format_map({"of": "What was told", **played.body})
    name = f", as {played.body['as']}" if "as" in played.body else ""
    mark = Text(f"{played.number:>2}  ", "green" if played.well else "bold red")
    out.print(mark.append(legible(named + name), "bold"))
    rows = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True, style="dim")
    rows.add_column(overflow="fold")
    for one in played.happened:
        style = "bold red" if one.wrong else code_style(one.code) if one.code else ""
        rows.add_row(_time(one.at), Text(legible(one.text), style))
    if rows.row_count:
        out.print(Padding(rows, (0, 0, 0, MARGIN), expand=False))


def _time(at: str) -> str:
    """The time of the day; a sync runs long a microsecond after ten minutes, since that is strictly later."""
    time = at.partition("T")[2].removesuffix("Z")
    whole = time.removesuffix(".000001")
    return time if whole == time else f"just after {whole}"


def ending(out: Console, played: Performance) -> None:
    """Give the verdict."""
    out.print()
    codes = ", ".join(map(str, played.seen)) or "none"
    for told in played.notes:
        out.print(Text(legible(told), "yellow"))
    if played.well:
        out.print(
            Text.assemble(("All was as expected. ", "bold green"), (f"Codes seen: {codes}.", "dim"))
        )
        return
    out.print(Text.assemble(("Not as expected. ", "bold red"), (f"Codes seen: {codes}.", "dim")))
    for failure in played.failures:
        out.print(Text(f"  {legible(failure)}", "red"))
    if played.left:
        out.print(Text(f"  Steps that were not played: {played.left}.", "red"))
