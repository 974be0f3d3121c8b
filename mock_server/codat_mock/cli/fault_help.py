"""What does `codat-mock fault --help` say? Of all faults a word, of one all that is known of it, from its own file."""

import shlex
from inspect import getdoc

import click

from codat_mock.cli.flags import ALWAYS, Read
from codat_mock.cli.spoken import iso
from codat_mock.cli.verbs import Verb, write_examples
from codat_mock.faults import Attribute, Fault, kinds
from codat_mock.faults.workings.fault import Example

EVERY = "*"
CALLS = "Which calls it hits, by operationId; all of the contract unless said."


def _fields() -> dict[str, list[tuple[str, Attribute]]]:
    """The fields of every fault, each with the faults that have it."""
    found: dict[str, list[tuple[str, Attribute]]] = {}
    for kind in kinds().values():
        for attribute in kind.attributes():
            found.setdefault(attribute.name, []).append((kind.name, attribute))
    return found


def _option(name: str, held: list[tuple[str, Attribute]]) -> click.Option:
    """A flag for a field; where several faults have it, what it says in each."""
    of = {each.help: [kind for kind, other in held if other.help == each.help] for _, each in held}
    types = {"integer": click.INT, "duration": Read("duration", iso)}
    sort = held[0][1].type
    return click.Option(
        [f"--{dashed(name)}", f"field_{name}"],
        type=types.get(sort, click.STRING),
        metavar={"integer": "N", "duration": "DURATION"}.get(
            sort, "WORD" if "enum" in held[0][1].schema else "TEXT"
        ),
        help=" ".join(f"{', '.join(whose)}: {text}" for text, whose in of.items()),
    )


def dashed(name: str) -> str:
    """The name of a field as that of a flag."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


class FaultHelp(Verb):
    """A command with a flag for each field of each fault that there is; the help of one fault has those of its own."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The flags: of the fields behind those of every fault."""
        *own, helps = super().get_params(ctx)
        return [*own, *(_option(*field) for field in _fields().items()), helps]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; which fault they are about is known before, for its help."""
        ctx.meta[_ABOUT] = next((kinds()[word] for word in args if word in kinds()), None)
        return super().parse_args(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, or what the fault does that it is about."""
        kind: type[Fault] | None = ctx.meta[_ABOUT]
        if kind is None:
            super().format_help_text(ctx, formatter)
            return
        with formatter.indentation():
            for paragraph in (getdoc(kind) or "").split("\n\n"):
                formatter.write_paragraph()
                formatter.write_text(in_flags(kind, " ".join(paragraph.split())))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the flags; those that one fault takes, first its own."""
        kind: type[Fault] | None = ctx.meta[_ABOUT]
        if kind is None:
            super().format_options(ctx, formatter)
            return
        params = {param.name: param for param in self.get_params(ctx)}
        own = [f"field_{held.name}" for held in kind.attributes()]
        others = [name for name in params if name and not name.startswith("field_")]
        names = [*own, *(name for name in others if name not in _OF_ALL)]
        shown = [_said(kind, name, params[name].get_help_record(ctx)) for name in names]
        with formatter.section("Options"):
            formatter.write_dl([row for row in shown if row is not None])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what each fault does, or what the words of one mean and what a client sees."""
        kind: type[Fault] | None = ctx.meta[_ABOUT]
        if kind is None:
            super().format_epilog(ctx, formatter)
            with formatter.section("Faults"):
                formatter.write_dl(
                    [(name, in_flags(kind, kind.summary())) for name, kind in kinds().items()]
                )
            return
        for held in kind.attributes():
            if held.meanings:
                with formatter.section(f"Values of --{dashed(held.name)}"):
                    formatter.write_dl(
                        [(word, in_flags(kind, text)) for word, text in held.meanings.items()]
                    )
        write_examples(tuple(map(_line, kind.requests())), formatter)
        with formatter.section("What the client sees, and how it lives through it"):
            formatter.write_text(f"{kind.seen} {kind.advice}")


_ABOUT = "codat-mock.fault"

_OF_ALL = frozenset({"kind", "listed", "delete", "clear"})
"""Flags that are no matter of one fault."""


def _said(kind: type[Fault], name: str, row: tuple[str, str] | None) -> tuple[str, str] | None:
    """A row of the help, with what the flag means for this fault."""
    if row is None:
        return None
    fields = {f"field_{held.name}": held.help for held in kind.attributes()}
    means = {**fields, "operation": CALLS, **kind.envelope}
    said = means.get({"company": "companyId"}.get(name, name))
    return row if said is None else (row[0], in_flags(kind, said))


def in_flags(kind: type[Fault], text: str) -> str:
    """What is said of a fault in words of the control API, in those of this command."""
    for held in kind.attributes():
        text = text.replace(f"`{held.name}`", f"--{dashed(held.name)}")
    return text.replace(", null until", f", {ALWAYS} until")


def _line(example: Example) -> tuple[str, str]:
    """A request for a fault as a command, and what it is for."""
    body = dict(example.body)
    words = ["fault", str(body.pop("fault"))]
    if body.get("operation") == EVERY:
        del body["operation"]
    for name, value in body.items():
        flag = {"companyId": "company"}.get(name, dashed(name))
        words += [f"--{flag}", ALWAYS if value is None else str(value)]
    return shlex.join(words), example.title[:1].lower() + example.title[1:]
