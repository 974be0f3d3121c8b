"""How is a flag read? By a function that raises a sentence, or from its variable."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


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
