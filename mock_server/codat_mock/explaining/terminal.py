"""How does an explanation look at a terminal? What was asked, why not, where, and what to do: a screen at most."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from codat_mock.explaining.syncs import when
from codat_mock.journal.terminal import printable, short, status_style

_PROBLEMS = 8
"""How many places are shown; the control API has the others."""

_STATES = {"Success": "green", "Failure": "red"}
_STATUSES = {"Completed": "green", "Pending": "dim", "PushError": "red", "ValidationError": "red"}


def show(told: Mapping[str, Any], console: Console) -> None:
    """Print the answer of `GET /__mock/explain/{id}`."""
    rows = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold", ratio=1)
    parts = _of_sync(told) if told["explains"] == "sync" else _of_refusal(told)
    for name, part in parts:
        rows.add_row(name, part)
    console.print(rows)
    if call := told["next"]["curl"]:
        # By itself, from the left edge and in one piece, so that it can be copied.
        console.print(Text(f"\n{printable(call)}", style="cyan"), soft_wrap=True)


def _of_refusal(told: Mapping[str, Any]) -> Iterator[tuple[str, RenderableType]]:
    request, rule = told["request"], told["rule"]
    head = Text(str(told["status"]), style=f"bold {status_style(told['status'])}")
    head.append(f" {short(request['method'])} {short(request['path'])}", style="bold")
    yield f"#{told['id']}", head
    yield "layer", Text(f"{told['layer']}, {rule['name']}")
    yield "why", Text(printable(told["why"]), style="yellow")
    if told["problems"]:
        yield "where", Group(*_problems(told["problems"], told["why"]))
    yield "rule", _ruled(rule)
    if told["sync"]:
        yield "sync", Group(*_sync(told["sync"]))
    yield "next", Text(printable(told["next"]["text"]), style="green")


def _of_sync(told: Mapping[str, Any]) -> Iterator[tuple[str, RenderableType]]:
    sync = told["sync"]
    yield "sync", Text(f"{sync['syncId']}  {sync['code']} {sync['reason']}", style="bold")
    yield "why", Text(printable(told["why"]), style="yellow")
    if sync["plan"]:
        yield "plan", Text(printable(sync["plan"]))
    yield "past", _timeline(sync)
    yield "items", Group(*_transactions(sync))
    if told["webhooks"]:
        yield "told", Group(*map(_webhook, told["webhooks"]))
    actor = "" if sync["actor"] == "nobody" or sync["provoked"] else f" ({sync['actor']})"
    yield "next", Text(f"{printable(told['next']['text'])}{actor}", style="green")


def _ruled(rule: Mapping[str, Any]) -> Text:
    text = Text(printable(rule["text"]))
    return text.append(f" ({printable(rule['source'])})", style="dim")


def _problems(problems: list[Mapping[str, Any]], why: str) -> Iterator[Text]:
    for problem in problems[:_PROBLEMS]:
        line = Text(printable(problem["place"] or problem["pointer"] or "body"), style="bold")
        if problem["expected"] is None:
            said = "" if problem["message"] == why else f"  {printable(problem['message'])}"
            yield line.append(said, style="not bold")
            continue
        line.append(f"  expected {printable(problem['expected'])}", style="not bold green")
        yield line.append(f", got {printable(problem['got'] or 'nothing')}", style="not bold red")
    if len(problems) > _PROBLEMS:
        yield Text(f"and {len(problems) - _PROBLEMS} more", style="dim")


def _sync(sync: Mapping[str, Any]) -> Iterator[Text]:
    yield Text(f"{sync['syncId']}  {sync['code']} {sync['reason']}")
    yield _timeline(sync)


def _timeline(sync: Mapping[str, Any]) -> Text:
    """`00:00:00 queued > 00:00:01 ended 2000`."""
    line = Text()
    for event in sync["timeline"]:
        line.append(" > " if line else "", style="dim")
        line.append(when(event), style="dim")
        line.append(f" {event['event']}")
        if event["event"] == "ended":
            line.append(f" {event['code']}", style="bold")
    return line


def _webhook(message: Mapping[str, Any]) -> Text:
    """Its line, `expenses.sync.successful to http://...: Success; answered 204 at 00:00:01.`, the state coloured."""
    before, state, after = printable(message["text"]).partition(f": {message['state']}")
    told = Text(f"{before}: ").append(
        state.removeprefix(": "), _STATES.get(message["state"], "yellow")
    )
    return told.append(after)


def _transactions(sync: Mapping[str, Any]) -> Iterator[Text]:
    tally = Text()
    for status, count in sync["transactions"].items():
        tally.append(", " if tally else "", style="dim")
        tally.append(f"{count} {status}", style=_STATUSES.get(status, "yellow"))
    yield tally or Text("none", style="dim")
    for failed in sync["failed"][:_PROBLEMS]:
        line = Text(f"{failed['transactionId']} {failed['status']}", style="red")
        yield line.append(f"  {printable(failed['message'] or '')}", style="not red default")
    if len(sync["failed"]) > _PROBLEMS or sync["failedMore"]:
        yield Text("and more", style="dim")
