"""`codat-mock explain`: why was a call refused, or why has a sync ended so?"""

from typing import Any

import click

from codat_mock.cli.companies import of_company, sync_named
from codat_mock.cli.control import Server, steering
from codat_mock.cli.verbs import Verb
from codat_mock.explaining.terminal import show
from codat_mock.journal.reach import with_key

LAST = "last"


@click.command(
    "explain",
    cls=Verb,
    examples=(
        ("explain", "the last call that was refused"),
        ("explain 3", "call 3, as `codat-mock requests` counts them"),
        ("explain f3cca1de", "a sync: who has decided it, and what is to be done"),
    ),
)
@click.argument("what", metavar="[NUMBER|SYNC|last]", default=LAST)
@of_company
@steering
def explain_command(server: Server, *, what: str, company: str | None) -> None:
    """Say why a call was refused, or a sync has ended so.

    NUMBER is that of a call, and the end of its X-Mock-Explain, which may stand there as it is; SYNC
    is the id of a sync, or the first letters of it.
    """
    name = what.strip().rstrip("/").rpartition("/")[2]
    if name != LAST and not name.isdecimal():
        name = sync_named(server, company, name)
    answer = server.control("explain", explanationId=name)
    server.show(answer, lambda out, told: show(_with_key(server, told), out))


def _with_key(server: Server, told: dict[str, Any]) -> dict[str, Any]:
    """The same, its next call ready to paste with the key that was given here."""
    line = told["next"]["curl"]
    if line is None or not server.api_key:
        return told
    return {**told, "next": {**told["next"], "curl": with_key(line, server.authorization)}}
