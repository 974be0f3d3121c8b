"""How does the mock compare with another server, round by round?

The servers of a round follow each other at once, so what else goes on meanwhile is much the same for them. The quotient
of two medians would compare one round of the mock with another round of the other server.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from peers import MOCK

Rounds: TypeAlias = Sequence[float | None]
"""A figure of each round; None: it is not known."""


def by_rate(own: Rounds, other: Rounds) -> list[float]:
    """How many answers the mock gives for one of the other's, in each round in which both are known."""
    return [mine / its for mine, its in zip(own, other, strict=True) if mine is not None and its]


def by_cpu(own: Rounds, other: Rounds) -> list[float]:
    """The other's processor time an answer, in parts of the mock's; likewise."""
    return [its / mine for mine, its in zip(own, other, strict=True) if mine and its]


_FIGURES: Mapping[str, tuple[str, Callable[[Rounds, Rounds], list[float]]]] = {
    "rate": ("requestsPerSecond", by_rate),
    "cpu": ("cpuMicroseconds", by_cpu),
}
"""Where a document has the rounds of a server, and how two of them compare, by what ratios are judged by."""


def spread(servers: Mapping[str, Any], name: str, by: str) -> str:
    """The lowest and the highest ratio of a round; empty: a document does not tell."""
    figure, compared = _FIGURES[by]
    both = [servers.get(server, {}).get("rounds", {}).get(figure) for server in (MOCK.name, name)]
    ratios = compared(*both) if all(both) else []
    return f"{min(ratios):.2f} to {max(ratios):.2f}" if len(ratios) > 1 else ""
