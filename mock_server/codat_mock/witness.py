"""What is written of each exchange? A line with what came of it, what moved, and why it was refused."""

import json
import os
import re
from collections.abc import Callable
from typing import TextIO

from codat_mock.core import ids
from codat_mock.core.journal import SyncMoved, Witnessed
from codat_mock.core.moments import write_moment
from codat_mock.core.timeline import Happening

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`'\"])")
_FAILED = 400
_NONE = "---"
"""Stands for the status of an answer that there was none of."""

_LONGEST = 200
"""How much of an error message stands in a line."""

_COLOURS = {2: "32", 4: "33", 5: "31"}


def line(seen: Witnessed, *, colour: bool = False) -> str:
    """An exchange on one line.

    The ids in the path are cut short, those that somebody may want to copy are not; what a client sent cannot break out
    of the line.
    """
    request, reply = seen.request, seen.reply
    status = str(reply.status or _NONE)
    if colour:
        status = f"\x1b[{_COLOURS.get(reply.status // 100, '36')}m{status}\x1b[0m"
    moves = "".join(f"  {move(event)}" for event in seen.moves if _shows(event))
    remarks = "".join(f"  {_printable(remark)}" for remark in seen.remarks)
    why = f"  {_printable(first_sentence(seen.refused.why))}" if seen.refused else ""
    return f"{status} {_short(request.method)} {_short(request.path[:300])}{remarks}{moves}{why}"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _short(text: str) -> str:
    return _UUID.sub(lambda found: f"{found[0][:8]}…", _printable(text))


def first_sentence(text: str) -> str:
    """What comes before the first full stop that ends a sentence, that included."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]


def move(event: SyncMoved) -> str:
    """What has happened to a sync, and why if it failed: `6fb40d5e… 1000 -> 2000`."""
    why = f" {_printable(event.why[:_LONGEST])}" if event.why else ""
    return f"{ids.text(event.sync)[:8]}… {event.before} -> {event.now}{why}"


def _shows(event: SyncMoved) -> bool:
    return event.what is not Happening.START


def record(seen: Witnessed) -> str:
    """An exchange as one line of JSON."""
    return json.dumps(
        {
            "method": seen.request.method,
            "path": seen.request.path,
            "status": seen.reply.status,
            "moves": [
                {
                    "at": write_moment(event.at),
                    "syncId": ids.text(event.sync),
                    "from": event.before,
                    "to": event.now,
                    "why": event.why or None,
                }
                for event in seen.moves
                if _shows(event)
            ],
            "remarks": seen.remarks,
            "refused": seen.refused.row if seen.refused else None,
            "why": seen.refused.why if seen.refused else None,
        }
    )


def closing(kind: str, undelivered: int) -> str | None:
    """What is written at the stop of webhooks that were not delivered; None: nothing.

    Args:
        kind: As for `writer`.
        undelivered: How many there are.
    """
    if kind == "off" or not undelivered:
        return None
    if kind == "json":
        return json.dumps({"undelivered": undelivered})
    return f"{undelivered} webhook{' was' if undelivered == 1 else 's were'} not delivered."


def writer(kind: str, stream: TextIO | None) -> Callable[[Witnessed], None] | None:
    """What writes exchanges to `stream`; once nobody reads it any more, it writes no more.

    Args:
        kind: `text`, `json`, `errors` (refusals alone, as text) or `off`.
        stream: Where to; None, as for a process without one: nowhere.
    """
    if kind == "off" or stream is None:
        return None
    plain = kind == "json" or bool(os.environ.get("NO_COLOR"))
    out, colour, read = stream, not plain and stream.isatty(), True

    def write(seen: Witnessed) -> None:
        nonlocal read
        if not read or (kind == "errors" and seen.reply.status < _FAILED):
            return
        try:
            out.write((record(seen) if kind == "json" else line(seen, colour=colour)) + "\n")
            out.flush()
        except (OSError, ValueError):
            read = False

    return write
