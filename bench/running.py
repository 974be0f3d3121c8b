"""How does a program that measures speak, fail and end?"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
import httpx
from rich.console import Console

from measure import WrongAnswerError
from servers import NotStartedError

_CHECK_FAILED = 1
_HARNESS_FAILED = 3

_FAILURES = (
    NotStartedError,
    WrongAnswerError,
    httpx.HTTPError,
    OSError,
    subprocess.SubprocessError,
)


_WIDE = 300
"""What is piped is folded nowhere."""


def console() -> Console:
    """Where results are shown: as wide as the terminal, or as wide as it takes where there is none."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)


def teller() -> Callable[[str], None]:
    """Tells of steps, to people alone: of each before it, and never during it, for that takes the generator's core."""
    aside = Console(stderr=True)

    def tell(step: str) -> None:
        if aside.is_terminal:
            aside.print(step, style="dim", highlight=False)

    return tell


@contextmanager
def failing_well(program: str) -> Iterator[None]:
    """Say what could not be measured, and exit with 3."""
    try:
        yield
    except _FAILURES as failure:
        click.echo(f"{program}: {str(failure) or type(failure).__name__}", err=True)
        sys.exit(_HARNESS_FAILED)


def ended(
    told: Mapping[str, Any],
    shown: Callable[[Mapping[str, Any], Console], None],
    *,
    as_json: bool,
) -> None:
    """Show what was measured, and exit: with 1 if something is not as it was to be."""
    if as_json:
        click.echo(json.dumps(told, indent=2))
    else:
        shown(told, console())
    holds = all(verdict["holds"] for verdict in told["verdicts"])
    sys.exit(0 if holds else _CHECK_FAILED)
