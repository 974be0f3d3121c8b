"""What grows, and how much? Said in a few lines, made of the figures of all parts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wording import counted, rounded

_ALONG = """\
How many times as much a call costs with the most that was measured: beside a mock that has not grown, or, of journal
and bodies, beside their smallest. A larger body is more work; what it costs a KiB stands below."""

_FIGURES = ("cpuMicroseconds", "p99Milliseconds")


def lines(everything: Mapping[str, Any]) -> Iterator[str]:
    """The summary at the top of the page."""
    yield from ("", "## In short", "")
    if growth := everything.get("growth"):
        yield from (_ALONG, "", "| | most | beside | CPU a call | p99 |", "|---|--:|--:|--:|--:|")
        yield from map(_row, growth["axes"])
        yield ""
    if million := everything.get("million"):
        yield f"- {million['requests']:,} requests to one that holds much: {_million(million)}"
    if load := everything.get("load"):
        title = f"{load['rate']:,.0f} expenses a second for {counted(load['minutes'], 'minute')}"
        yield f"- {title}: {_load(load)}"


def _row(axis: Mapping[str, Any]) -> str:
    first, last, unit = axis["points"][0], axis["points"][-1], axis["unit"]
    beside = "not grown" if "still" in last else f"{first['size']:,} {unit}"
    other = last.get("still", first)
    times = (_times(last[figure], other[figure]) for figure in _FIGURES)
    return f"| {axis['name']} | {last['size']:,} {unit} | {beside} | {' | '.join(times)} |"


def _times(figure: float | None, other: float | None) -> str:
    return f"{rounded(figure / other)} times" if figure and other else "?"


def _held(verdicts: Sequence[Mapping[str, Any]]) -> str:
    held = sum(verdict["holds"] for verdict in verdicts)
    return f"{held} of {counted(len(verdicts), 'bar')} held"


def _million(told: Mapping[str, Any]) -> str:
    first, last = told["parts"][0], told["parts"][-1]
    began, ended = (row["answers a second"] for row in (first, last))
    rates = f"{began:,} answers a second in the first tenth, {ended:,} in the last"
    return f"{_held(told['verdicts'])}; {rates}{_memory(first, last)}."


def _load(told: Mapping[str, Any]) -> str:
    first, last, part = told["parts"][0], told["parts"][-1], told["part"]
    wrong = sum(row["wrong"] for row in told["parts"])
    latency = f"p99 {rounded(first['p99 ms'])} ms in the first {part}, {rounded(last['p99 ms'])} ms in the last"
    answers = f"{counted(wrong, 'answer')} wrong or missing"
    return f"{_held(told['verdicts'])}; {answers}, {latency}{_memory(first, last)}."


def _memory(first: Mapping[str, Any], last: Mapping[str, Any]) -> str:
    held = [row["MiB"] for row in (first, last)]
    return "" if None in held else f", memory {rounded(held[0])} and {rounded(held[1])} MiB"
