"""`codat-mock scenarios`: which situations are there, what is wrong with one of yours, and how is one played?"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import coded, legible, note, table
from codat_mock.cli.verbs import Family, Refused, Verb
from codat_mock.settings import API_KEY, Settings

if TYPE_CHECKING:
    from codat_mock.scenes.checking import Checker
    from codat_scenarios.playing.play import Performance, Played

_FAILED = 1


@click.group(
    "scenarios",
    cls=Family,
    examples=(
        ("scenarios", "those that ship with the mock"),
        ("scenarios show slow-friday", "one of them, to begin your own with"),
        ("scenarios run slow-friday", "see it played by the reference client"),
    ),
)
def scenarios_command() -> None:
    """List the scenarios, look into one, check a file, or play one.

    A scenario is a file of YAML: what there is, what goes wrong, and what a client does.
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
        ("scenarios validate mine.yaml", "all that is wrong, with line and column"),
        ("scenarios validate --json mine.yaml", "the same for a machine"),
    ),
    epilog="Exit status: 0 when all can be loaded, 1 when one cannot.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def validate(files: tuple[str, ...], *, as_json: bool) -> None:
    """Say what is wrong with files, without a server."""
    from codat_mock.scenes.checking import Unusable

    checker, found, wrong = _checker(), [], []
    for file in files:
        try:
            checker.file(Path(file))
        except Unusable as unusable:
            wrong += unusable.lines()
            found += [{"file": file, **_complaint(one)} for one in unusable.complaints]
        except LookupError as none:
            raise Refused(str(none.args[0])) from none
        else:
            wrong += [] if as_json else [f"{file}: in order."]
    if as_json:
        click.echo(json.dumps(found, indent=2))
    for line in () if as_json else wrong:
        click.echo(legible(line))
    sys.exit(_FAILED if found else 0)


def _complaint(complaint: Any) -> dict[str, Any]:
    return {
        "line": complaint.line,
        "column": complaint.column,
        "message": complaint.message,
        "pointer": complaint.pointer,
    }


@scenarios_command.command(
    "run",
    cls=Verb,
    examples=(
        ("scenarios run slow-friday", "in a tenant of its own, where no time passes for waiting"),
        ("scenarios run mine.yaml --here", "in the tenant of the key, as its clock goes"),
    ),
    epilog="Exit status: 0 when all was as expected, 1 when it was not, 2 when it cannot be played.",
)
@click.argument("scenario", metavar="NAME|FILE")
@click.option(
    "--here",
    is_flag=True,
    help="In the tenant of the key, which begins anew; not in one of its own.",
)
@steering
def run(server: Server, *, scenario: str, here: bool) -> None:
    """Play a scenario with the reference client, and say whether all was as expected.

    In a tenant of its own the clock stands still unless the scenario says otherwise, and each wait
    of the client advances it.
    """
    document = _opened(scenario)
    tenant, api_key = _loaded(server, document, here=here)
    if server.as_json:
        from codat_scenarios.playing.machine import told

        played = _play(server, api_key, document, lambda _: None)
        click.echo(json.dumps(told(played, tenant, api_key), indent=2))
    else:
        from codat_mock.cli.screen import console
        from codat_scenarios.playing import timeline

        out = console()
        timeline.opening(out, document, server.url)
        played = _play(server, api_key, document, lambda step: timeline.step(out, step))
        timeline.ending(out, played)
        _where_to_look(out, server.url, tenant, played.last_sync)
    sys.exit(0 if played.well else _FAILED)


def _opened(scenario: str) -> Mapping[str, Any]:
    """A scenario by name, or from a file.

    Raises:
        Refused: There is neither, or the file cannot be used.
    """
    from codat_mock.scenes.checking import Unusable

    try:
        return _checker().opened(scenario)
    except Unusable as wrong:
        raise Refused(str(wrong)) from wrong
    except LookupError as none:
        raise Refused(str(none.args[0])) from none


def _play(
    server: Server, api_key: str, document: Mapping[str, Any], show: "Callable[[Played], None]"
) -> "Performance":
    from codat_scenarios.playing.calls import Calls, CannotPlayError
    from codat_scenarios.playing.play import play
    from codat_scenarios.playing.waiting import sleep

    calls = Calls(server.url, api_key)
    try:
        return play(document, calls, show, sleep)
    except CannotPlayError as wrong:
        raise Refused(str(wrong)) from wrong
    finally:
        calls.close()


def _loaded(server: Server, document: Mapping[str, Any], *, here: bool) -> tuple[str | None, str]:
    """The tenant that is in the scenario now, if it is one of its own, and its key."""
    if here:
        server.control("load-scenario", dict(document))
        return None, server.api_key or API_KEY
    made = server.control("create-tenant", {"clock": {"mode": "manual"}}).data
    own = Server(server.url, made["apiKey"], as_json=server.as_json)
    own.control("load-scenario", dict(document))
    return made["id"], made["apiKey"]


def _where_to_look(out: Console, url: str, tenant: str | None, sync: str | None) -> None:
    place = f"/t/{tenant}/" if tenant else "/"
    note(out, f"Site: {url}{place}")
    if sync is not None:
        named = f"/__mock/t/{tenant}" if tenant else "/__mock"
        note(out, f"Why: curl {url}{named}/explain/{sync}")


def _checker() -> "Checker":
    from codat_mock.app import checker, new_tenant

    return checker(new_tenant("scenario", Settings(seed=0), 0))
