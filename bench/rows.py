"""What stands in the row of a server, or of a bar? The same at a terminal and on the page of the docs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peers import MOCK
from rounds import spread
from wording import counted, number

HEADINGS = (
    "requests/s",
    "times by rate",
    "CPU us",
    "times by CPU",
    "p50 ms",
    "p99 ms",
    "core busy",
)

_FEW = 10


def cells(name: str, servers: Mapping[str, Any], seconds: float) -> Iterator[str]:
    """The cells of a server's row.

    Args:
        name: Which server.
        servers: What a document has of all of them with this workload.
        seconds: How long each run took.
    """
    figures = servers[name]
    rate, busy = figures["requestsPerSecond"], number(figures["coreBusy"], ".0%")
    if not rate:
        # In most rounds no answer came in time: whatever is made of the others would be too good.
        yield from (f"too slow to be measured in {seconds:g} s", *"-----", busy)
        return
    yield f"{rate:,.1f}" if rate < _FEW else f"{rate:,.0f}"
    yield _times(name, servers, "rate", figures["mockByRate"])
    yield number(figures["cpuMicroseconds"], ",.1f")
    yield _times(name, servers, "cpu", figures["mockByCpu"])
    yield number(figures["p50Milliseconds"], ".2f")
    yield number(figures["p99Milliseconds"], ".2f")
    yield busy


def _times(name: str, servers: Mapping[str, Any], by: str, ratio: float | None) -> str:
    if name == MOCK.name:
        return ""
    between = spread(servers, name, by)
    return number(ratio, ".2f") + (f" ({between})" if between else "")


def start_cells(start: Mapping[str, Any]) -> Iterator[str]:
    """The cells of a server's row in the table of starts."""
    for figure in ("milliseconds", "mebibytes", "mebibytesAfterReads"):
        yield number(start[figure], ",.0f")


def bar_cells(bar: Mapping[str, Any]) -> Iterator[str]:
    """The cells of a bar's row."""
    yield from (bar["what"], bar["wanted"], bar["measured"])
    yield {True: "yes", False: "NO", None: "?"}[bar["held"]]


def tally(bars: Sequence[Mapping[str, Any]]) -> str:
    """How many bars are held, broken, or not judged."""
    held, broken, open_ = (
        sum(bar["held"] is wanted for bar in bars) for wanted in (True, False, None)
    )
    return f"{held} held, {broken} broken, {open_} not judged"


def lacking(bars: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Who was not measured, though bars are about them, in a sentence; none: nobody."""
    names = {name: None for bar in bars for name in bar.get("lacking", ())}
    if names:
        yield f"Bars are not judged, or only in part, without figures of: {', '.join(names)}."


def runs(how: Mapping[str, Any]) -> str:
    """How often, and for how long, servers were loaded by what."""
    times = counted(how["rounds"], "run")
    return f"{times} of {how['seconds']:g} s each at each server, loaded by {how['generator']}"
