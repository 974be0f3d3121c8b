"""What do all commands share? A group that imports them late, examples in their help, and how they refuse."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, TypeAlias

import click

NOT_SO = 1
WRONG_USE = 2
FAILED = 3
"""Exit statuses: something was looked for in vain, or is to be done by whoever called, or the server has failed."""

_USUAL = 48
"""Columns of an example."""

Examples: TypeAlias = Sequence[tuple[str, str]]
"""Command lines without `codat-mock`, and what each is for."""

Sections: TypeAlias = Mapping[str, Mapping[str, str]]


class Refused(click.ClickException):
    """A command that could not do what it was asked; the message is a sentence that says what to do.

    Attributes:
        places: What is wrong where, if it is in several places.
    """

    exit_code = WRONG_USE

    def __init__(self, message: str, places: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.places = places

    def show(self, file: Any = None) -> None:
        """Write the sentence, and a line for each place."""
        click.echo(f"{click.style('codat-mock:', fg='red')} {self.message}", file=file, err=True)
        for place, what in self.places:
            click.echo(f"  {click.style(place or '/', bold=True)}  {what}", file=file, err=True)


class NotSo(Refused):
    """Something that was looked for, and is not so."""

    exit_code = NOT_SO


class Failed(Refused):
    """A server that did not do what it should."""

    exit_code = FAILED


class Verb(click.Command):
    """A command whose help ends with examples.

    Attributes:
        examples: They are run by a test.
    """

    def __init__(self, *rest: Any, examples: Examples = (), **more: Any) -> None:
        super().__init__(*rest, **more)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what else there is to say."""
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


class Family(click.Group):
    """A command with commands below it, which does something by itself too.

    Attributes:
        examples: As those of a `Verb`.
    """

    def __init__(self, *rest: Any, examples: Examples = (), **more: Any) -> None:
        more.setdefault("invoke_without_command", True)
        super().__init__(*rest, **more)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


def write_examples(examples: Examples, formatter: click.HelpFormatter) -> None:
    """Write examples so that they can be pasted, one a line, what each is for behind it."""
    if not examples:
        return
    lines = [(f"codat-mock {line}", what_for) for line, what_for in examples]
    # A line that is longer than most does not push away what is said of the others.
    width = max((len(line) for line, _ in lines if len(line) <= _USUAL), default=0)
    with formatter.section("Examples"):
        for line, what_for in lines:
            formatter.write(f"  {line.ljust(width)}  # {what_for}\n")


def epilog(write: Callable[[click.HelpFormatter], None]) -> type[Verb]:
    """A kind of command whose help goes on after its examples."""

    class Longer(Verb):
        def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            super().format_epilog(ctx, formatter)
            write(formatter)

    return Longer


class Verbs(click.Group):
    """The commands, each imported when it is needed, and listed by what they are for.

    Who serves never imports what the others need, and the other way round.
    """

    synonyms: Mapping[str, str] = {
        "start": "serve",
        "run": "serve",
        "status": "health",
        "faults": "fault",
        "plans": "plan",
        "journal": "requests",
        "why": "explain",
        "until": "wait",
        "webhooks": "deliveries",
    }
    """What people try, and what it is called."""

    def __init__(self, *rest: Any, sections: Sections, **more: Any) -> None:
        super().__init__(*rest, **more)
        self.sections = sections
        self._modules = {
            name: one for section in sections.values() for name, one in section.items()
        }

    def list_commands(self, _: click.Context) -> list[str]:
        """Their names."""
        return list(self._modules)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Import a command.

        Raises:
            Refused: A document of the contract cannot be used; its tables are read while it is imported.
        """
        if name not in self._modules:
            return None
        try:
            module = import_module(f"codat_mock.cli.{self._modules[name]}")
        except ValueError as broken:
            raise Refused(str(broken)) from broken
        command: click.Command = getattr(module, f"{name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant, or say which one may be."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as none:
            wanted, meant = none.command_name, self.synonyms.get(none.command_name)
            if meant is None:
                raise click.exceptions.NoSuchCommand(wanted, None, self._modules, ctx) from None
            message = f"{none.message} Did you mean {meant!r}?"
            raise click.exceptions.NoSuchCommand(wanted, message, None, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them by section."""
        widest = max(map(len, self._modules))
        room = formatter.width - widest - 6
        for title, names in self.sections.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (name.ljust(widest), command.get_short_help_str(room))
                        for name, command in commands.items()
                        if command is not None
                    ]
                )
