"""What is wrong with the file, and where?

Every fault of a file is found before anything is sent, so that nobody mends a file line by line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["MOST_FAULTS", "Fault", "UnusableFileError"]

MOST_FAULTS = 25
"""Faults that are listed; of the others only the number is told."""

LONGEST_CELL = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        file: The name of the file.
        problem: The rest of the sentence: what was got and what is expected.
        line: The line of the file, counted from 1; None when it is the whole file.
        column: The column's name; None when it is the whole line.
    """

    file: str
    problem: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Say it in one line: place first, then the problem."""
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        end = "" if self.problem.endswith(("?", ".")) else "."
        return f"{place}: {self.column or 'it'} {self.problem}{end}"


class UnusableFileError(Exception):
    """The file has faults; nothing was sent.

    Attributes:
        faults: The first of them, at most `MOST_FAULTS`, in the order of the file.
        more: How many others there are.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the first faults and count the others."""
        self.faults = tuple(faults[:MOST_FAULTS])
        self.more = len(faults) - len(self.faults)
        lines = [str(fault) for fault in self.faults]
        if self.more:
            lines.append(f"... and {self.more} more.")
        super().__init__("\n".join(lines))


def shown(text: str) -> str:
    """Quote what a cell holds, in one line and not at any length."""
    cut = text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}..."
    return repr(cut)
