"""`codat-mock fault`: what shall go wrong on purpose?"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.flags import ALWAYS, Read, times_of
from codat_mock.cli.screen import ident, indented, legible, table
from codat_mock.cli.spoken import iso, short
from codat_mock.cli.verbs import Verb
from codat_mock.faults import Attribute, kinds

_EVERY = "*"
_ENVELOPE = {"id", "fault", "operation", "companyId", "times", "after", "hits"}
"""What an answer has of every fault."""


def _read_kind(text: str) -> str:
    known = kinds()
    if text in known:
        return text
    near = get_close_matches(text, known, 1)
    message = f"{text!r} is no fault; " + (
        f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    )
    raise ValueError(message)


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
        [f"--{_dashed(name)}", f"field_{name}"],
        type=types.get(sort, click.STRING),
        metavar={"integer": "N", "duration": "DURATION"}.get(sort, "TEXT"),
        help=" ".join(f"{', '.join(whose)}: {text}" for text, whose in of.items()),
    )


def _dashed(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


class _Faults(Verb):
    """A command with a flag for each field of each fault that there is."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The flags: of the fields behind those of every fault."""
        *own, helps = super().get_params(ctx)
        return [*own, *(_option(*field) for field in _fields().items()), helps]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what each fault does."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Faults"):
            formatter.write_dl([(name, kind.summary()) for name, kind in kinds().items()])


@click.command(
    "fault",
    cls=_Faults,
    examples=(
        (
            "fault status --status 503 --operation initiate-sync --times 2",
            "two fail, the third is well",
        ),
        ("fault reset", "the next call gets no answer, and does nothing"),
        ("fault lost-response --operation initiate-sync", "it does its work, and nobody is told"),
        ("fault rate-limit --retry-after 2 --allow 3 --times always", "each fourth call is a 429"),
        (
            "fault delay --by 2s --jitter 1s --after 1",
            "the next but one takes two or three seconds",
        ),
        ("fault", "what waits, and what was met"),
        ("fault --clear", "nothing goes wrong any more"),
    ),
)
@click.argument("kind", metavar="[KIND]", required=False, type=Read("kind", _read_kind))
@click.option(
    "--operation",
    metavar="ID",
    help="Which calls meet it, by operationId; all of the contract unless said.",
)
@click.option(
    "--times",
    metavar=f"N|{ALWAYS}",
    type=times_of("calls"),
    help="How many calls meet it; 1 unless said.",
)
@click.option("--after", metavar="N", type=click.IntRange(0), help="How many calls pass before.")
@click.option("--company", metavar="ID", help="Only calls about this company.")
@click.option(
    "--list", "listed", is_flag=True, help="Show the faults that wait, and those met last."
)
@click.option("--delete", metavar="FAULT", help="Forget one fault, such as fault-1.")
@click.option("--clear", is_flag=True, help="Forget every fault.")
@steering
def fault_command(
    server: Server, *, listed: bool, delete: str | None, clear: bool, **wanted: Any
) -> None:
    """Let something go wrong with coming calls.

    Faults queue: the first one in is met first, and a call meets one at the most. Calls that steer
    the mock meet none.
    """
    body = _body(**wanted)
    if (listed, delete is not None, clear, bool(body)).count(True) > 1:
        raise click.UsageError("Make a fault, or --list, --delete or --clear: one at a time.")
    if body and "fault" not in body:
        raise click.UsageError(f"Say which fault: {', '.join(kinds())}.")
    if body:
        _checked(body)
        server.show(server.control("create-fault", {"operation": _EVERY} | body), _made)
    elif clear:
        done = server.control("delete-faults")
        server.show(done, lambda out, _: out.print("Nothing goes wrong any more."))
    elif delete is not None:
        gone = f"{legible(delete)} is gone."
        server.show(server.control("delete-fault", faultId=delete), lambda out, _: out.print(gone))
    else:
        server.show(server.control("list-faults"), _listed)


def _body(
    *,
    kind: str | None,
    operation: str | None,
    times: int | str | None,
    after: int | None,
    company: str | None,
    **fields: Any,
) -> dict[str, Any]:
    said = {
        "fault": kind,
        "operation": operation,
        "times": times,
        "after": after,
        "companyId": company,
        **{name.removeprefix("field_"): value for name, value in fields.items()},
    }
    body = {name: value for name, value in said.items() if value is not None}
    return body | ({"times": None} if times == ALWAYS else {})


def _checked(body: Mapping[str, Any]) -> None:
    """Refuse flags that the fault does not have, and the lack of those that it needs, in the words of this command."""
    kind = kinds()[body["fault"]]
    known = {held.name: held for held in kind.attributes()}
    for name in body.keys() - _ENVELOPE - known.keys():
        flags = ", ".join(f"--{_dashed(own)}" for own in known) or "no flag of its own"
        raise click.UsageError(f"{kind.name} has no --{_dashed(name)}; it has {flags}.")
    for name, held in known.items():
        if held.required and name not in body:
            raise click.UsageError(f"{kind.name} needs --{_dashed(name)}: {held.help}")


def _made(out: Console, fault: Mapping[str, Any]) -> None:
    name, times, after = legible(fault["id"]), fault["times"], fault["after"]
    of = "" if fault["operation"] == _EVERY else f" of {legible(fault['operation'])}"
    of += " about that company" if "companyId" in fault else ""
    whose = {None: f"each call{of} meets", 1: f"the next call{of} meets"}.get(
        times, f"the next {times} calls{of} meet"
    )
    passed = f"once {after} {'has' if after == 1 else 'have'} passed, " if after else ""
    words = f"{passed}{whose} "
    end = f", until {name} is deleted" if times is None else ""
    told = Text.assemble(
        (name, "cyan"), "  ", words[:1].upper() + words[1:], *_what(fault), f"{end}."
    )
    out.print(told, soft_wrap=True)
    kind = kinds().get(fault["fault"])
    if kind is not None:
        indented(out, Text(f"The client sees: {kind.seen}", "dim"), len(name) + 2)


def _what(fault: Mapping[str, Any]) -> Iterator[Text | str]:
    """The fault, and those of its own fields that are not as usual, as people write them."""
    yield Text(legible(fault["fault"]), "bold red")
    kind = kinds().get(fault["fault"])
    known = {held.name: held for held in kind.attributes()} if kind else {}
    for name, value in fault.items():
        held = known.get(name)
        if name in _ENVELOPE or (held and held.default == value):
            continue
        told = short(value) if held and held.type == "duration" else legible(value)
        # A fault that is called as its field is need not say so twice.
        yield (
            f" {told}" if name == fault["fault"] else f", {_dashed(name).replace('-', ' ')} {told}"
        )


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    faults = answer["faults"]
    if not faults:
        out.print("Nothing goes wrong on purpose.")
        what = f"What can: {', '.join(kinds())}; `codat-mock fault --help` says how."
        out.print(Text(what, "dim"))
        return
    rows = table("Fault", "Calls", "Waits for", "Met", "What they meet")
    for fault in faults:
        times = fault["times"]
        waits = {None: "every one", 0: "none"}.get(times, str(times))
        if fault["after"]:
            waits += f", after {fault['after']}"
        lines = [Text.assemble(*_what(fault))]
        if "companyId" in fault:
            lines.append(Text.assemble("only of company ", ident(out, fault["companyId"])))
        rows.add_row(
            Text(legible(fault["id"]), "cyan"),
            "all" if fault["operation"] == _EVERY else legible(fault["operation"]),
            waits,
            str(fault["hits"]),
            Text("\n").join(lines),
            style="dim" if times == 0 else "",
        )
    out.print(rows)
