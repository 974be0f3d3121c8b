"""`codat-mock scenarios run`: is all as expected when a scenario is played, and what becomes of its tenant then?"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import legible
from codat_mock.cli.verbs import NOT_SO, Refused, Verb
from codat_mock.settings import API_KEY, Settings

if TYPE_CHECKING:
    from codat_scenarios.playing.play import Performance, Played


@dataclass(slots=True)
class _Stage:
    """Where a scenario is played.

    Attributes:
        server: The server, with the key of the tenant.
        tenant: The tenant, if it is one of its own.
        kept: It stays when the play is over.
    """

    server: Server
    tenant: str | None
    kept: bool

    @property
    def key(self) -> str:
        """The key of the tenant."""
        return self.server.api_key or API_KEY


@click.command(
    "run",
    cls=Verb,
    examples=(
        ("scenarios run slow-friday", "no time passes for waiting"),
        ("scenarios run slow-friday --keep", "look around in it afterwards"),
        ("scenarios run mine.yaml --here", "in the tenant of the key"),
    ),
    epilog="Exit status: 0 when all was as expected, 1 when it was not, 2 when it cannot be played.",
)
@click.argument("scenario", metavar="NAME|FILE")
@click.option(
    "--here",
    is_flag=True,
    help="In the tenant of the key, which begins anew and stays; not in one of its own.",
)
@click.option(
    "--keep/--remove",
    default=None,
    help="Keep its tenant or remove it, whatever comes of it; "
    "unless said, it is kept when something was not as expected.",
)
@steering
def run(server: Server, *, scenario: str, here: bool, keep: bool | None) -> None:
    """Play a scenario, and say whether all was as expected.

    The reference client plays it, in a tenant of its own. There the clock stands still unless the
    scenario says otherwise, and each wait of the client advances it.
    """
    if here and keep is False:
        message = "the tenant of the key is never removed; leave out --here or --remove."
        raise Refused(message)
    document = _opened(scenario)
    with _staged(server, document, here=here, keep=keep is True) as stage:
        played = _played(stage, document)
        stage.kept = here or keep is True or (keep is None and not played.well)
    _told(stage, played)
    sys.exit(0 if played.well else NOT_SO)


def _opened(scenario: str) -> Mapping[str, Any]:
    """A scenario by name, or from a file.

    Raises:
        Refused: There is neither, or the file cannot be used.
    """
    from codat_mock.app import checker, new_tenant
    from codat_mock.scenes.checking import HINT
    from codat_mock.scenes.complaints import Unusable

    try:
        return checker(new_tenant("scenario", Settings(seed=0), 0)).opened(scenario).document
    except Unusable as wrong:
        lines = [*map(legible, wrong.lines()), HINT]
        raise Refused("\n".join(lines)) from wrong
    except LookupError as none:
        raise Refused(str(none.args[0])) from none


@contextmanager
def _staged(
    server: Server, document: Mapping[str, Any], *, here: bool, keep: bool
) -> Iterator[_Stage]:
    """A tenant in the scenario; one of its own is gone afterwards unless it is to be kept.

    Raises:
        Refused: The server refused it.
    """
    if here:
        server.control("load-scenario", dict(document))
        yield _Stage(server, None, kept=True)
        return
    made = server.control("create-tenant", {"clock": {"mode": "manual"}}).data
    stage = _Stage(replace(server, api_key=made["apiKey"]), made["id"], kept=keep)
    try:
        stage.server.control("load-scenario", dict(document))
        yield stage
    except BaseException:
        # Ctrl-C too. What went wrong is told; that the tenant could not be removed then is no news.
        if stage.kept:
            _where(stage, None, err=True)
        else:
            with suppress(Refused):
                server.control("delete-tenant", tenantId=made["id"])
        raise
    if not stage.kept:
        server.control("delete-tenant", tenantId=made["id"])


def _played(stage: _Stage, document: Mapping[str, Any]) -> "Performance":
    if stage.server.as_json:
        return _play(stage, document, lambda _: None)
    from codat_mock.cli.screen import console
    from codat_scenarios.playing import timeline

    out = console()
    timeline.opening(out, document, stage.server.url)
    played = _play(stage, document, lambda step: timeline.step(out, step))
    timeline.ending(out, played)
    return played


def _play(
    stage: _Stage, document: Mapping[str, Any], show: "Callable[[Played], None]"
) -> "Performance":
    from codat_scenarios.playing.calls import Calls, CannotPlayError
    from codat_scenarios.playing.play import play
    from codat_scenarios.playing.waiting import sleep

    calls = Calls(stage.server.url, stage.key)
    try:
        return play(document, calls, show, sleep)
    except CannotPlayError as wrong:
        raise Refused(str(wrong)) from wrong
    finally:
        calls.close()


def _told(stage: _Stage, played: "Performance") -> None:
    if stage.server.as_json:
        from codat_scenarios.playing.machine import told

        as_json = told(played, stage.tenant, stage.key, kept=stage.kept)
        click.echo(json.dumps(as_json, indent=2))
    elif stage.kept:
        _where(stage, played.last_sync)
    else:
        click.echo(
            click.style(
                "Its tenant is removed; with --keep it stays, to look around in it.", dim=True
            )
        )


def _where(stage: _Stage, sync: str | None, *, err: bool = False) -> None:
    """Say how to reach the tenant."""
    url, tenant = stage.server.url, stage.tenant
    named = f"/t/{tenant}" if tenant else ""
    lines = [f"Site: {url}{named}/"]
    if sync is not None:
        lines.append(f"Why: curl {url}/__mock{named}/explain/{sync}")
    if tenant is not None:
        at = f"--url {quote(url)}"
        lines = [
            f"Its tenant {tenant} is kept; its key is {stage.key}.",
            *lines,
            f"Look: codat-mock syncs {at} --api-key {quote(stage.key)}",
            f"Remove it: codat-mock tenants delete {tenant} {at}",
        ]
    for line in lines:
        click.echo(click.style(legible(line), dim=True), err=err)
