"""`codat-mock scenarios`: which situations are there, what is wrong with one of yours, and how is one played?"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from codat_mock.cli.playing import run
from codat_mock.cli.screen import coded, legible, table
from codat_mock.cli.verbs import NOT_SO, WRONG_USE, Family, Refused, Verb
from codat_mock.settings import Settings

if TYPE_CHECKING:
    from codat_mock.scenes.checking import Checker
    from codat_mock.scenes.complaints import Complaint


@click.group(
    "scenarios",
    cls=Family,
    examples=(
        ("scenarios", "those that ship with the mock"),
        ("scenarios show slow-friday", "one of them, to begin your own with"),
        ("scenarios run slow-friday", "the reference client plays it"),
        ("scenarios validate mine.yaml", "what is wrong with yours"),
    ),
)
def scenarios_command() -> None:
    """List the scenarios, look into one, check a file, or play one.

    A scenario is a file of YAML: what there is, what goes wrong, and what a client does.
    `codat-mock scenarios schema` prints all that may stand in one, and editors complete from it.
    """
    if click.get_current_context().invoked_subcommand is None:
        _list(as_json=False)


@scenarios_command.command(
    "list", cls=Verb, examples=(("scenarios list", "name, codes and what happens"),)
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(*, as_json: bool) -> None:
    """List the scenarios that ship with the mock."""
    _list(as_json=as_json)


def _list(*, as_json: bool) -> None:
    from codat_mock.cli.screen import console
    from codat_mock.scenes import shelf

    documents = [shelf.document(name) for name in shelf.names()]
    if as_json:
        said = ("scenario", "title", "shows")
        click.echo(json.dumps([{name: one[name] for name in said} for one in documents], indent=2))
        return
    rows = table("Scenario", "Codes", "What happens")
    for one in documents:
        codes = Text(" ").join(coded(code) for code in one["shows"])
        rows.add_row(Text(one["scenario"], "cyan"), codes, one["title"])
    console().print(rows)


@scenarios_command.command(
    "show", cls=Verb, examples=(("scenarios show slow-friday", "its file, to copy and change"),)
)
@click.argument("name")
def show(*, name: str) -> None:
    """Print the file of a scenario that ships with the mock."""
    from codat_mock.scenes import shelf

    try:
        click.echo(shelf.source(name), nl=False)
    except LookupError as none:
        raise Refused(str(none.args[0])) from none


@scenarios_command.command(
    "schema",
    cls=Verb,
    examples=(("scenarios schema", "for an editor that completes YAML"),),
    epilog="Name it in the first line of a scenario: # yaml-language-server: $schema=scenario.schema.json",
)
def schema() -> None:
    """Print the JSON Schema of scenarios."""
    from codat_mock.faults import control
    from codat_mock.scenes.schema import schema as made

    click.echo(json.dumps(made(control()), indent=2))


@scenarios_command.command(
    "validate",
    cls=Verb,
    examples=(
        ("scenarios validate mine.yaml", "all that is wrong, and where"),
        ("scenarios validate --json mine.yaml", "the same for a machine"),
    ),
    epilog="`codat-mock scenarios schema` prints all that may stand in a scenario.\n\n"
    "Exit status: 0 when all can be loaded, 1 when one cannot, 2 when one cannot be read at all.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def validate(files: tuple[str, ...], *, as_json: bool) -> None:
    """Say what is wrong with files, without a server.

    What is there and will have no effect is told as a warning, and does not count.
    """
    from codat_mock.app import checker, new_tenant
    from codat_mock.scenes.checking import HINT

    reads = checker(new_tenant("scenario", Settings(seed=0), 0))
    seen = [_seen(reads, file) for file in files]
    if as_json:
        click.echo(json.dumps([row for one in seen for row in one.rows], indent=2))
    for line in () if as_json else (line for one in seen for line in one.lines):
        click.echo(legible(line))
    status = max(one.status for one in seen)
    if status and not as_json:
        click.echo(HINT, err=True)
    sys.exit(status)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file that was looked at.

    Attributes:
        status: The exit status that it asks for.
        lines: What people read.
        rows: What machines read.
    """

    status: int
    lines: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


def _seen(reads: "Checker", file: str) -> _Seen:
    from codat_mock.scenes.complaints import Unusable

    try:
        checked = reads.opened(file)
    except Unusable as wrong:
        rows = [_row(file, one, "error") for one in wrong.complaints]
        return _Seen(NOT_SO, wrong.lines(), rows)
    except LookupError as none:
        why = str(none.args[0])
        nowhere = dict.fromkeys(("line", "column", "pointer"))
        return _Seen(
            WRONG_USE, [why], [{"file": file, "severity": "error", "message": why, **nowhere}]
        )
    doubts = [replace(one, message=f"warning: {one.message}") for one in checked.doubts]
    lines = [line for one in doubts for line in one.lines(file)]
    rows = [_row(file, one, "warning") for one in checked.doubts]
    return _Seen(0, [*lines, f"{file}: in order."], rows)


def _row(file: str, complaint: "Complaint", severity: str) -> Mapping[str, Any]:
    return {
        "file": file,
        "severity": severity,
        "line": complaint.line,
        "column": complaint.column,
        "message": complaint.message,
        "pointer": complaint.pointer,
    }


scenarios_command.add_command(run)
