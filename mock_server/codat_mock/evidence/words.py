"""How is it said to people? Colours, actors, spans of time, and JSON that can be read."""

import json
import re

import orjson

from codat_contract import SYNC_CODES, SyncCode, TransactionStatus
from codat_mock.core.journal import SyncMoved
from codat_mock.core.messages import MessageState
from codat_mock.core.moments import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Duration,
    Moment,
    time_of_day,
    write_moment,
)
from codat_mock.core.timeline import Happening

ACTORS = {"nobody": "nobody", "you": "you", "customer": "the customer", "codat": "Codat"}
"""Who must act."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SHORTEST = SECOND // 1000
_UNITS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"))

_ONE_LINE = 100
"""As many letters are read at a glance."""

_TONES = {
    TransactionStatus.COMPLETED: "good",
    TransactionStatus.PENDING: "busy",
}


def actor(row: SyncCode, provoked: bool) -> str:  # noqa: FBT001 a fact of the same sync
    """Who must act; where the code was provoked, who would have to."""
    who = ACTORS[row.actor]
    who = f"{who[0].upper()}{who[1:]}"
    return f"{who}, if it were not provoked" if provoked and row.actor != "nobody" else who


def tone(row: SyncCode) -> str:
    """The colour of a code: on its way, running long, good, good with something left to do, or bad."""
    if not row.terminal:
        return "busy" if row.number == min(SYNC_CODES) else "warn"
    if row.success:
        return "good" if row.actor == "nobody" else "warn"
    return "bad"


def tone_of_transaction(status: TransactionStatus) -> str:
    """The colour of what became of a transaction."""
    return _TONES.get(status, "bad")


def tone_of_status(status: int | None) -> str:
    """The colour of an HTTP status; None: nothing was answered."""
    if not status:
        return "bad"
    return {2: "good", 3: "busy", 4: "warn"}.get(status // 100, "bad")


def tone_of_message(state: str) -> str:
    """The colour of how far a webhook is."""
    return {MessageState.SUCCESS.value: "good", MessageState.FAILURE.value: "bad"}.get(
        state, "busy"
    )


def span(length: Duration) -> str:
    """A length of time in its two largest units, such as `10 min 5 s`; of what is less than a millisecond no more."""
    if 0 < length < _SHORTEST:
        return "<1 ms"
    length = round(length / _SHORTEST) * _SHORTEST
    said: list[str] = []
    for unit, name in _UNITS:
        if unit == SECOND:
            seconds = length / SECOND
            if length >= _SHORTEST or not said:
                said.append(f"{seconds:.3f}".rstrip("0").rstrip(".") + f" {name}")
        elif whole := length // unit:
            said.append(f"{whole} {name}")
            length -= whole * unit
    return " ".join(said[:2])


def day(moment: Moment) -> str:
    """Its date."""
    return write_moment(moment).partition("T")[0]


def time(moment: Moment) -> str:
    """Its time of the day, to the millisecond."""
    return time_of_day(write_moment(moment))


def just_after(moment: Moment) -> str:
    """The same of what came strictly after something, which is a microsecond later."""
    return time_of_day(write_moment(moment), strictly=True)


def moved(move: SyncMoved) -> str:
    """When a sync has got another code."""
    return just_after(move.at) if move.what is Happening.LONG else time(move.at)


def legible(moment: Moment) -> str:
    """Date and time, UTC."""
    return f"{day(moment)} {time(moment)}"


def short(text: str) -> str:
    """A text whose ids are cut short."""
    return _UUID.sub(lambda found: f"{found[0][:8]}\u2026", text)


def inline(node: object) -> str:
    """JSON on one line."""
    return json.dumps(node, ensure_ascii=False)


def indented(text: str) -> str:
    """JSON on several lines; numbers stay as they were written, and what is no JSON stays as it is."""
    try:
        orjson.loads(text)
    except ValueError:
        return text
    lines, depth, before = [""], 0, ""
    for part in _TOKEN.findall(text):
        if part in "}]":
            depth -= 1
            if before not in ("{", "["):
                lines.append("  " * depth)
        elif before in ("{", "[", ","):
            lines.append("  " * depth)
        lines[-1] += ": " if part == ":" else part
        depth += part in ("{", "[")
        before = part
    return "\n".join(lines)


def compact(text: str) -> str:
    """JSON on several lines as one line, if that is short; what is on one line stays."""
    line = " ".join(part.strip() for part in text.splitlines())
    return line if len(line) <= _ONE_LINE else text
