"""Which options do the programs here share?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from measure import MANY

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document, for machines.")

connections = click.option(
    "--connections",
    default=MANY,
    show_default=True,
    type=click.IntRange(1, 1_000),
    help="By how many connections a mock is loaded.",
)

_FOLDER = click.Path(file_okay=False, exists=True, path_type=Path)


def write(page: str, charts: str = "") -> Callable[[Any], Any]:
    """Where what was measured is written, as JSON and as a page."""
    files = f"{page}.json and the page {page}.md{charts}"
    return click.option(
        "--write", metavar="FOLDER", type=_FOLDER, help=f"Write {files} there, too."
    )
