"""`codat-mock evidence`: all that is known of a sync, in one file to hand on."""

from pathlib import Path

import click

from codat_mock.cli.companies import LAST, of_company, sync_named
from codat_mock.cli.control import Server, steering
from codat_mock.cli.verbs import Refused, Verb

_ENDINGS = {"html": "html", "md": "md", "har": "har", "curl": "sh", "json": "json"}
"""What a file is called that holds each format."""

_STDOUT = "-"


@click.command(
    "evidence",
    cls=Verb,
    examples=(
        ("evidence", "the last sync, as a page beside you"),
        ("evidence f3cca1de -o sync.html", "the first letters of an id will do"),
        ("evidence --format md -o -", "for an issue tracker, on standard output"),
    ),
)
@click.argument("sync", metavar="[SYNC]", default=LAST)
@click.option(
    "--format",
    "form",
    type=click.Choice([*_ENDINGS]),
    default="html",
    show_default=True,
    help="A page, Markdown, an HTTP archive, a shell script of curl commands, or JSON.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Where to; - is standard output. A file named after the sync unless said.",
)
@of_company
@steering
def evidence_command(
    server: Server, *, sync: str, form: str, output: str | None, company: str | None
) -> None:
    """Write all that is known of a sync into one file.

    SYNC is its id, the first letters of it, or `last`, which it is unless said. The file needs
    nothing beside itself, and keys and other secrets are left out of it.
    """
    if server.as_json:
        form, output = "json", _STDOUT
    sync_id = sync_named(server, company, sync)
    written = server.file("get-evidence", {"format": form}, syncId=sync_id)
    if output == _STDOUT:
        click.echo(written)
        return
    there = Path(output or f"sync-{sync_id[:8]}.{_ENDINGS[form]}")
    try:
        there.write_bytes(written)
    except OSError as wrong:
        raise Refused(
            f"{there} cannot be written: {wrong.strerror}; say with -o where to."
        ) from wrong
    click.echo(f"{there} has all that is known of {sync_id}.")
