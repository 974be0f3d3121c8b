"""What do all commands share? A group that imports them late, examples in their help, how they refuse, and print."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from typing import Any, TypeAlias

import click

NOT_SO = 1
WRONG_USE = 2
FAILED = 3
"""Exit statuses: something was looked for in vain, or is to be done by whoever called, or the server has failed."""

_COLUMNS = 80
"""Columns of a terminal."""

_ENDLESS = 1000

_USUAL = 50
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


@contextmanager
def printing() -> Iterator[None]:
    """Do something that prints.

    Raises:
        Failed: It could not be written; the sentence says why.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough, such as `head`.
        _give_up()
        raise click.exceptions.Exit(FAILED) from None
    except OSError as wrong:
        # What has a name is another file than standard output, and somebody else's to tell of.
        if wrong.filename is not None:
            raise
        _give_up()
        raise Failed(f"the output could not be written: {wrong.strerror or wrong}.") from wrong


def _give_up() -> None:
    """Let what is still to be flushed go nowhere, so that the end of the process does not fail over it."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


class Verb(click.Command):
    """A command whose help ends with examples.

    Attributes:
        examples: They are run by a test.
        instead: What to type instead of a flag that people try, without `codat-mock`.
    """

    def __init__(
        self,
        *rest: Any,
        examples: Examples = (),
        instead: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*rest, **more)
        self.examples = examples
        self.instead = instead or {}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; who tries a flag that there is not is told what is meant."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as none:
            name = none.option_name
            if name not in self.instead:
                raise
            message = f"There is no {name}; write it as: codat-mock {self.instead[name]}"
            raise click.NoSuchOption(name, message, None, ctx) from None

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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands below it, each with its whole first sentence."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, _sentence(one)) for name, one in found if one is not None])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


def write_examples(examples: Examples, formatter: click.HelpFormatter) -> None:
    """Write examples so that they can be pasted, one a line, with what each is for."""
    if not examples:
        return
    lines = [(f"  codat-mock {line}", what_for) for line, what_for in examples]
    # A line that is longer than most does not push away what is said of the others.
    usual = [len(line) for line, what_for in lines if len(_example(line, what_for)) <= _COLUMNS]
    width = max((length for length in usual if length <= _USUAL), default=0)
    with formatter.section("Examples"):
        for line, what_for in lines:
            ways = (_example(line.ljust(width), what_for), _example(line, what_for))
            fitting = next((way for way in ways if len(way) <= _COLUMNS), None)
            formatter.write(f"{fitting or f'  # {what_for}{chr(10)}{line}'}\n")


def _example(line: str, what_for: str) -> str:
    return f"{line}  # {what_for}"


def epilog(write: Callable[[click.HelpFormatter], None]) -> type[Verb]:
    """A kind of command whose help goes on after its examples."""

    class Longer(Verb):
        def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            super().format_epilog(ctx, formatter)
            write(formatter)

    return Longer


def _sentence(command: click.Command) -> str:
    """What a command is for; a line that is too long for the terminal is folded, never cut off."""
    return command.get_short_help_str(limit=_ENDLESS)


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
        "endpoints": "webhooks",
        "messages": "deliveries",
        "submit": "send",
        "initiate": "send",
    }
    """What people try, and what it is called."""

    def __init__(self, *rest: Any, sections: Sections, **more: Any) -> None:
        super().__init__(*rest, **more)
        self.sections = sections
        self._modules = {
            name: one for section in sections.values() for name, one in section.items()
        }

    def make_context(self, *rest: Any, **more: Any) -> click.Context:
        """Read the words, and print what `--help` does."""
        with printing():
            return super().make_context(*rest, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is meant."""
        with printing():
            return super().invoke(ctx)

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
                # The nearest alone: click names all that are a little like it, by the alphabet.
                meant = next(iter(get_close_matches(wanted, self._modules, 1)), None)
            if meant is None:
                raise
            message = f"{none.message} Did you mean {meant!r}?"
            raise click.exceptions.NoSuchCommand(wanted, message, None, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them by section."""
        widest = max(map(len, self._modules))
        for title, names in self.sections.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (name.ljust(widest), _sentence(command))
                        for name, command in commands.items()
                        if command is not None
                    ]
                )
