"""`codat-mock demo`: a month of expenses through the whole flow."""

import sys
from pathlib import Path

import click

from codat_mock.cli.verbs import Verb

_EXITS = (
    "Exit status: 0 when all went as planned, 1 when expenses failed that no plan named,\n"
    "2 when the file cannot be used, 3 when no server could be started."
)


class _Demo(Verb):
    """The demo, whose help shows what a file of expenses looks like."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from codat_scenarios.demo import csv_help

        super().format_epilog(ctx, formatter)
        formatter.write(f"\n{csv_help().rstrip()}\n")
        formatter.write(f"\n{_EXITS}\n")


@click.command(
    "demo",
    cls=_Demo,
    examples=(
        ("demo", "the month that ships with it"),
        ("demo --csv expenses.csv --receipts receipts/ --keep", "your own, and look around"),
    ),
)
@click.option(
    "--csv", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Your own expenses."
)
@click.option(
    "--receipts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where their receipts are.",
)
@click.option(
    "--keep", is_flag=True, help="Leave the server running afterwards, and say where to look."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, for machines.")
def demo_command(csv: Path | None, receipts: Path | None, *, keep: bool, as_json: bool) -> None:
    """Take a month of expenses through the whole flow."""
    if receipts is not None and csv is None:
        raise click.UsageError(
            "--receipts says where the receipts of --csv are; name the file too."
        )
    from codat_scenarios.demo import run

    sys.exit(run(csv=csv, receipts=receipts, keep=keep, as_json=as_json))
