"""`codat-mock fault`: what shall go wrong on purpose?"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.fault_help import CALLS, EVERY, FaultHelp, dashed
from codat_mock.cli.flags import ALWAYS, Read, times_of
from codat_mock.cli.screen import ident, indented, legible, table
from codat_mock.cli.spoken import short
from codat_mock.faults import Fault, kinds

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


@click.command(
    "fault",
    cls=FaultHelp,
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
        ("fault webhook --do drop", "the next webhook is never sent"),
        ("fault", "what waits, and what was hit"),
        ("fault --clear", "nothing goes wrong any more"),
    ),
)
@click.argument("kind", metavar="[KIND]", required=False, type=Read("kind", _read_kind))
@click.option(
    "--operation",
    metavar="ID",
    help=f"{CALLS} webhook: which webhooks, by event type.",
)
@click.option(
    "--times",
    metavar=f"N|{ALWAYS}",
    type=times_of("calls"),
    help="How many it hits; 1 unless said.",
)
@click.option("--after", metavar="N", type=click.IntRange(0), help="How many pass before.")
@click.option("--company", metavar="ID", help="Only what is about this company.")
@click.option(
    "--list", "listed", is_flag=True, help="Show the faults that wait, and those met last."
)
@click.option("--delete", metavar="FAULT", help="Forget one fault, such as fault-1.")
@click.option("--clear", is_flag=True, help="Forget every fault.")
@steering
def fault_command(
    server: Server, *, listed: bool, delete: str | None, clear: bool, **wanted: Any
) -> None:
    """Let something go wrong with coming calls, or with webhooks.

    Faults queue: the first one in is met first, and a call or a webhook meets one at the most.
    Calls that steer the mock meet none. `codat-mock fault KIND --help` says what one of them takes.
    """
    body = _body(**wanted)
    if (listed, delete is not None, clear, bool(body)).count(True) > 1:
        raise click.UsageError("Make a fault, or --list, --delete or --clear: one at a time.")
    if body and "fault" not in body:
        raise click.UsageError(f"Say which fault: {', '.join(kinds())}.")
    if body:
        _checked(body)
        usual = {} if kinds()[body["fault"]].usual_operation else {"operation": EVERY}
        server.show(server.control("create-fault", usual | body), _made)
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
        flags = ", ".join(f"--{dashed(own)}" for own in known) or "no flag of its own"
        raise click.UsageError(f"{kind.name} has no --{dashed(name)}; it has {flags}.")
    for name, held in known.items():
        if held.required and name not in body:
            raise click.UsageError(f"{kind.name} needs --{dashed(name)}: {held.help}")


def _made(out: Console, fault: Mapping[str, Any]) -> None:
    name, times, after = legible(fault["id"]), fault["times"], fault["after"]
    known = _known(fault)
    messages = known is not None and known.strikes_messages
    starts = known is not None and known.strikes_initiations
    what = "webhook" if messages else "call"
    of = "" if fault["operation"] == EVERY else f" of {legible(fault['operation'])}"
    of = " that starts a sync" if starts and not of else of
    of += " about that company" if "companyId" in fault else ""
    hit = {None: f"each {what}{of}", 1: f"the next {what}{of}"}.get(
        times, f"the next {times} {what}s{of}"
    )
    meets = ": " if messages else " meet " if times and times > 1 else " meets "
    passed = f"once {after} {'has' if after == 1 else 'have'} passed, " if after else ""
    words = f"{passed}{hit}{meets}"
    end = f", until {name} is deleted" if times is None else ""
    told = Text.assemble(
        (name, "cyan"),
        "  ",
        words[:1].upper() + words[1:],
        *_what(fault, named=not messages),
        f"{end}.",
    )
    out.print(told, soft_wrap=True)
    if known is not None:
        does = f"{known.does()} " if messages else ""
        indented(out, Text(f"{does}The client sees: {known.sees()}", "dim"), len(name) + 2)


def _known(fault: Mapping[str, Any]) -> Fault | None:
    """The fault that an answer tells of; None: it is of a kind that is not known here."""
    kind = kinds().get(fault["fault"])
    return None if kind is None else kind.read(fault)


def _what(fault: Mapping[str, Any], *, named: bool = True) -> Iterator[Text | str]:
    """The fault, and those of its own fields that are not as usual, as people write them; `named`: its name first."""
    if named:
        yield Text(legible(fault["fault"]), "bold red")
    kind = kinds().get(fault["fault"])
    known = {held.name: held for held in kind.attributes()} if kind else {}
    between = " " if named else ""
    for name, value in fault.items():
        held = known.get(name)
        if name in _ENVELOPE or (held and held.default == value):
            continue
        told = short(value) if held and held.type == "duration" else legible(value)
        # A fault that is called as its field is need not say so twice, nor does a word that says what it does.
        plain = name == fault["fault"] or bool(held and held.meanings)
        yield f"{between}{told}" if plain else f", {dashed(name).replace('-', ' ')} {told}"


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    faults = answer["faults"]
    if not faults:
        out.print("Nothing goes wrong on purpose.")
        what = f"What can: {', '.join(kinds())}; `codat-mock fault --help` says how."
        out.print(Text(what, "dim"))
        return
    rows = table("Fault", "What it hits", "Waits for", "Hits", "What it does")
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
            _hit(fault),
            waits,
            str(fault["hits"]),
            Text("\n").join(lines),
            style="dim" if times == 0 else "",
        )
    out.print(rows)


def _hit(fault: Mapping[str, Any]) -> str:
    """What a fault waits for: calls, unless it waits for webhooks."""
    known, every = _known(fault), fault["operation"] == EVERY
    if known is not None and known.strikes_messages:
        return "all webhooks" if every else f"webhooks {legible(fault['operation'])}"
    return "all" if every else legible(fault["operation"])
