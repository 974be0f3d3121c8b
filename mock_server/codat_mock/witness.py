"""What is written of each exchange, and of each attempt to deliver a webhook? A line with what came of it."""

import json
import os
import re
from collections.abc import Callable
from typing import TextIO

from codat_mock.core import ids
from codat_mock.core.journal import SyncMoved, Witnessed
from codat_mock.core.messages import Attempt, Message, MessageState, Posted
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
    status = _status(reply.status, colour=colour)
    moves = "".join(f"  {move(event)}" for event in seen.moves if _shows(event))
    remarks = "".join(f"  {_printable(remark)}" for remark in seen.remarks)
    why = f"  {_printable(first_sentence(seen.refused.why))}" if seen.refused else ""
    return f"{status} {_short(request.method)} {_short(request.path[:300])}{remarks}{moves}{why}"


def posted_line(posted: Posted, *, colour: bool = False) -> str:
    """An attempt to deliver a webhook on one line: of what, to whom, what came of it, and how it goes on.

    Of the address it has neither scheme nor query: there may be a secret in that.
    """
    message, attempt = posted.message, posted.attempt
    about = f" of {message.sync.text[:8]}…" if message.sync else ""
    status = _status(attempt.status, colour=colour)
    told = [
        f"{status} webhook {message.kind.name}{about} to {_short(_receiver(message))}",
        _on_purpose(message, attempt),
        _printable(attempt.why[:_LONGEST]),
        _printable(_outlook(posted)),
    ]
    return "  ".join(filter(None, told))


def _status(status: int | None, *, colour: bool) -> str:
    text = str(status or _NONE)
    if not colour:
        return text
    return f"\x1b[{_COLOURS.get((status or 0) // 100, '36')}m{text}\x1b[0m"


def _receiver(message: Message) -> str:
    """Host, port and path of a receiver."""
    return re.split("[?#]", (message.endpoint.url or "").partition("://")[2], maxsplit=1)[0][:300]


def _on_purpose(message: Message, attempt: Attempt) -> str:
    """What a fault has done to an attempt."""
    if message.spoil is None or not attempt.spoiled:
        return ""
    return f"{attempt.spoiled} on purpose ({message.spoil.fault})"


def _outlook(posted: Posted) -> str:
    """How it goes on with a message after an attempt; empty: it does not, since it was received."""
    message, attempt, endpoint = *posted[:2], posted.message.endpoint
    if not posted.known:
        return "its tenant went back to before it"
    if message.under_way:
        return "again at once"
    told = []
    if message.ended is MessageState.FAILURE:
        told.append(_given_up(message, attempt))
    elif message.ended is not None and not attempt.received:
        told.append("it was received before")
    if endpoint.disabled:
        told.append(f"its endpoint is {endpoint.asleep}")
    elif message.due is not None:
        told.append(f"again at {write_moment(message.due)}")
    return "; ".join(told)


def _given_up(message: Message, attempt: Attempt) -> str:
    if message.why:
        return f"given up: {message.why}"
    return "given up, as its receiver asks" if attempt.aborts else "given up"


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


def posted_record(posted: Posted) -> str:
    """An attempt to deliver a webhook as one line of JSON."""
    message, attempt = posted.message, posted.attempt
    goes_on = posted.known and message.due is not None
    return json.dumps(
        {
            "webhook": message.kind.name,
            "messageId": message.id,
            "syncId": message.sync.text if message.sync else None,
            "receiver": _receiver(message),
            "at": write_moment(attempt.at),
            "status": attempt.status,
            "why": attempt.why or None,
            "onPurpose": _on_purpose(message, attempt) or None,
            "state": message.state,
            "nextAttempt": write_moment(message.due) if goes_on else None,
            "outlook": _outlook(posted) or None,
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


def writer(kind: str, stream: TextIO | None) -> Callable[[Witnessed | Posted], None] | None:
    """What writes exchanges and attempts to `stream`; once nobody reads it any more, it writes no more.

    Args:
        kind: `text`, `json`, `errors` (what was refused or not delivered alone, as text) or `off`.
        stream: Where to; None, as for a process without one: nowhere.
    """
    if kind == "off" or stream is None:
        return None
    plain = kind == "json" or bool(os.environ.get("NO_COLOR"))
    out, colour, read = stream, not plain and stream.isatty(), True

    def write(seen: Witnessed | Posted) -> None:
        nonlocal read
        if not read or (kind == "errors" and _went_well(seen)):
            return
        try:
            out.write(_written(seen, kind, colour=colour) + "\n")
            out.flush()
        except (OSError, ValueError):
            read = False

    return write


def _went_well(seen: Witnessed | Posted) -> bool:
    if isinstance(seen, Posted):
        return seen.attempt.received
    return seen.reply.status < _FAILED


def _written(seen: Witnessed | Posted, kind: str, *, colour: bool) -> str:
    if isinstance(seen, Posted):
        return posted_record(seen) if kind == "json" else posted_line(seen, colour=colour)
    return record(seen) if kind == "json" else line(seen, colour=colour)
