"""Does it grow? What was measured at the end, held against what was at the beginning, or against what is documented."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wording import apart

DRIFT = 0.1
"""By what part rate and memory may change over a million requests."""

TWICE = 2.0
"""How many times the p99 of a mock that holds next to nothing a full one may have."""

A_DATASET = 1024
"""What a dataset may cost beside its own bytes."""

A_SYNC = 2048
"""What a sync may cost."""

A_COMPLETED = 192
"""What it may cost that a transaction was completed: its id, and a place in a set that is never full."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Something that was to be so.

    Attributes:
        what: What was.
        got: The figure.
        bound: What it may be at most.
        unit: Of both.
    """

    what: str
    got: float
    bound: float
    unit: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is so."""
        return self.got <= self.bound

    def document(self) -> dict[str, Any]:
        """It as JSON."""
        return {
            "what": self.what,
            "got": self.got,
            "bound": self.bound,
            "unit": self.unit,
            "holds": self.holds,
        }


def said(verdict: Mapping[str, Any]) -> str:
    """A verdict in a line."""
    word, unit = "yes" if verdict["holds"] else "NO", verdict["unit"]
    got, bound = apart(verdict["got"], verdict["bound"])
    return f"{word}: {verdict['what']}: {got}{unit}, at most {bound}{unit}"


def all_hold(verdicts: Iterable[Verdict]) -> bool:
    """Whether everything is as it was to be."""
    return all(verdict.holds for verdict in verdicts)


def steady(what: str, first: float, last: float) -> Verdict:
    """Whether the last figure is the first one, within `DRIFT`, whether it grew or fell."""
    change = abs(last - first) / first if first else float(bool(last))
    return Verdict(
        f"change of {what} from the first tenth to the last", change * 100, DRIFT * 100, " %"
    )


def within(what: str, first: float, last: float, most: float) -> Verdict:
    """Whether the last figure is at most so many times the first one."""
    return Verdict(what, last / first if first else float("inf"), most, " times")


def failures(count: int) -> Verdict:
    """Whether nothing failed."""
    return Verdict("answers that were wrong, or never came", count, 0)


def documented(datasets: Sequence[int], syncs: int, expenses: int) -> float:
    """The bytes of memory that an expense may cost.

    Args:
        datasets: The bytes of each dataset's body.
        syncs: How many syncs took them.
        expenses: How many transactions they held, all of them completed.
    """
    kept = sum(datasets) + A_DATASET * len(datasets) + A_SYNC * syncs
    return kept / expenses + A_COMPLETED
