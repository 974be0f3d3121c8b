"""How does the journal look at a terminal? A line an exchange: what was asked, what came of it, what moved."""

import re
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COLOURS = {2: "green", 4: "yellow", 5: "red"}
_LONGEST = 160


def show(listed: Mapping[str, Any], console: Console) -> None:
    """Print the answer of `GET /__mock/requests`."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for seen in listed["requests"]:
        table.add_row(
            str(seen["number"]), _time(seen["at"]), _status(seen), _method(seen), _told(seen)
        )
    if listed["requests"]:
        console.print(table)
    console.print(Text(_foot(listed), style="dim"))


def status_style(status: int) -> str:
    """The colour of a status, by its class."""
    return _COLOURS.get(status // 100, "cyan")


def short(text: str) -> str:
    """A text whose ids are cut short, and which no letter in it can turn, colour or break."""
    cut = _UUID.sub(lambda found: f"{found[0][:8]}…", printable(text))
    return cut if len(cut) <= _LONGEST else f"{cut[:_LONGEST]}…"


def printable(text: str) -> str:
    """A text with a question mark in the place of what is not to be printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _time(at: str) -> str:
    """The time of the day, to the tenth of a second: the day is mostly the same."""
    clock = at.partition("T")[2].removesuffix("Z")
    return f"{clock[:10]:<10}"


def _status(seen: Mapping[str, Any]) -> Text:
    return Text(str(seen["status"]), style=status_style(seen["status"]))


def _method(seen: Mapping[str, Any]) -> Text:
    style = "magenta" if seen["api"] == "control" else "bold"
    return Text(short(seen["method"])[:7], style=style)


def _told(seen: Mapping[str, Any]) -> Text:
    """Where it went; below, what is worth a word."""
    query = f"?{seen['query']}" if seen["query"] else ""
    told = Text(short(seen["path"] + query))
    for move in seen["moves"]:
        if move["from"] != move["to"]:
            told.append(f"\n{move['syncId'][:8]}… {move['from']} -> {move['to']}", style="cyan")
    for remark in seen["remarks"]:
        told.append(f"\n{short(remark)}", style="dim")
    if seen["refused"]:
        told.append(f"\n{printable(seen['refused']['why'])[:_LONGEST]}", style="yellow")
    return told


def _foot(listed: Mapping[str, Any]) -> str:
    shown, total, evicted = len(listed["requests"]), listed["total"], listed["evicted"]
    if not shown:
        return "Nothing that fits was asked."
    older = f" of {total}" if total > shown else ""
    gone = f", {evicted} older ones were given up for want of room" if evicted else ""
    return f"{shown}{older} exchange{'s' if total > 1 else ''}{gone}"
