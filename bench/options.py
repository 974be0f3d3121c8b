"""Which options do the programs here share?"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from measure import MANY

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document, for machines.")

connections = click.option(
    "--connections",
    default=MANY,
    show_default=True,
    type=click.IntRange(1, 1_000),
    help="By how many connections a mock is loaded.",
)


def given() -> str:
    """The arguments of the command that runs, as they were given; of a folder its name, wherever it is."""
    return " ".join(_given(click.get_current_context()))


def _given(context: click.Context) -> Iterator[str]:
    for parameter in context.command.params:
        name = parameter.name or ""
        if context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        value = context.params[name]
        words = [_word(each) for each in (value if isinstance(value, tuple) else (value,))]
        if isinstance(parameter, click.Argument):
            yield from words
        elif value is True:
            yield parameter.opts[-1]
        else:
            yield from (f"{parameter.opts[0]} {word}" for word in words)


def _word(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = value.name if isinstance(value, Path) else str(value)
    # In double quotes: ARGS='...' stands around it.
    return f'"{text}"' if re.search(r"[^\w.-]", text) else text


_FOLDER = click.Path(file_okay=False, exists=True, path_type=Path)


def write(page: str, charts: str = "") -> Callable[[Any], Any]:
    """Where what was measured is written, as JSON and as a page."""
    files = f"{page}.json and the page {page}.md{charts}"
    return click.option(
        "--write", metavar="FOLDER", type=_FOLDER, help=f"Write {files} there, too."
    )
