"""What must a reader of the figures know? Sentences, made of what the document of a run says."""

from collections.abc import Iterator, Mapping
from typing import Any

from measure import MANY
from peers import MOCK
from servers import FIRST

_BUSY = 0.95
"""A server that used less of its core than this had to wait: for the load generator, or for others."""

WRK = "wrk"

READING = f"""\
- `requests/s` are single calls, of the whole flow, too: a flow is five of them.
  `p50` and `p99` are latencies of a call.
  A question mark stands for what is not known, such as the latency where no answer came within a run.
- `CPU us` is the processor time of the server's process for a request, user and system, in microseconds.
  What loads it is not counted.
- `core busy` is the part of the time in which the server's process used its core.
- `times by rate` and `times by CPU` are how many answers the mock gives for one of the other's.
  They are the median of the ratios of the rounds; in brackets are the lowest and the highest, where they were written
  down.
  The servers of a round are loaded one right after the other, so a ratio within a round meets the same machine; the
  quotient of two columns, medians both, mixes rounds and is another figure.
- Bars are at {MANY} connections because a single one leaves a server idle until the client sends its next call: those
  figures are as much the client's.
- A server is missing where it cannot take part: the whole flow needs one that holds state, and the floor always gives
  one answer.
- `openapi-backend (few)` is openapi-backend with none of the contract's operations but those that are measured.
  Its router goes through all that it knows at each request, and who writes such a mock may leave out what is not asked.
- `first 200` is the time from the start of the process to its first answer of 200 to `GET {FIRST}` with the API key."""
"""How the tables are read."""

SETTING = """\
The mock runs with `--log off --sync-time 0`: it writes no log, and a sync takes no time.
On is all else that a user may have on: journal, explanations, rate-limit headers, tenants, faults (one waits for
another call) and webhooks (an endpoint listens)."""
"""With what the mock is measured."""


def notes(told: Mapping[str, Any]) -> Iterator[str]:
    """What is to be said of this run."""
    how = told["how"]
    yield (
        "The floor is uvicorn with the mock's flags around an application that always gives the mock's "
        "answer: what HTTP by ASGI alone costs. The mock answers a call that came whole without ASGI "
        "between, so it can come near the floor, or pass it."
    )
    yield from _judged(told)
    if how.get("generator") != WRK:
        yield (
            "The load came from the generator in Python, which is slower than wrk: these rates are to be compared "
            "with each other alone, and not with those of docs/benchmark.md, which were made by wrk."
        )
    yield from _waiting(told)
    servers = [figures for row in told["workloads"] for figures in row["servers"].values()]
    if how.get("serverCore") is None:
        yield (
            "Nothing is pinned to a core here (there is one alone, or the system cannot), so "
            "servers and load generator compete: judge by CPU time, `--by cpu`."
        )
    if any(figures["cpuMicroseconds"] is None for figures in servers):
        yield "This system does not tell the CPU time of another process, hence the question marks."
    for name, why in told["absent"].items():
        yield f"{name} is absent: {why}."


def _judged(told: Mapping[str, Any]) -> Iterator[str]:
    judged = told.get("judged", {"by": "rate", "slack": 0})
    if judged["by"] == "rate":
        yield (
            "Bars that are ratios are judged by rate: that is what who calls a server gets of it. "
            "The ratio by CPU time stands beside it in the tables; it depends on the server alone."
        )
    else:
        yield (
            "Bars that are ratios are judged by CPU time, which others who use the cores meanwhile hardly change."
        )
    if judged["slack"]:
        yield f"Of what is wanted of ratios {judged['slack']:.0%} may be missing: two runs may differ by that."


def _waiting(told: Mapping[str, Any]) -> Iterator[str]:
    """Who did not use the whole core, though there was always something to do."""
    waited = {
        name: None
        for row in told["workloads"]
        for name, figures in row["servers"].items()
        if row["connections"] >= MANY
        and figures["coreBusy"] is not None
        and figures["coreBusy"] < _BUSY
    }
    if waited:
        names = ", ".join(name for name in waited if name != MOCK.name)
        own = f"{'; the mock was, too' if names else 'the mock'}" if MOCK.name in waited else ""
        yield (
            f"Less than {_BUSY:.0%} busy at {MANY} connections, in one table or more, were: {names}{own}. "
            "They waited for the next call, or something else ran on their core: a quicker generator or a quieter "
            "machine would have shown higher rates of them there, and much the same CPU time."
        )
