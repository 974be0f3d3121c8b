"""How is a flag read? By a function that raises a sentence, or from its variable."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

ALWAYS = "always"
"""What is said where there is no end."""


class Read(click.ParamType[Any]):
    """A parameter type from a function that raises ValueError with a sentence."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read what was given; a default is what it is already."""
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except (ValueError, OverflowError) as wrong:
            self.fail(str(wrong), param, ctx)


def times_of(what: str) -> Read:
    """Reads how many there shall be: a number from 1 on, or `ALWAYS`; `what` are they."""

    def read(text: str) -> int | str:
        if text.strip().lower() == ALWAYS:
            return ALWAYS
        if not text.strip().isdecimal() or int(text) < 1:
            message = f"{text!r} is no number of {what}; write one from 1 on, or {ALWAYS}"
            raise ValueError(message)
        return int(text)

    return Read("times", read)


def flag(name: str, *names: str, **rest: Any) -> Callable[[F], F]:
    """A flag that can be set by its variable too."""
    variable = f"CODAT_MOCK_{name.removeprefix('--').replace('-', '_').upper()}"
    return click.option(
        name,
        *names,
        envvar=variable,
        show_envvar=True,
        show_default=rest.get("default") is not None,
        **rest,
    )
