"""What is wrong with a file, and how is it told? Apart from its reader: most servers are in no scenario."""

from dataclasses import dataclass
from unicodedata import east_asian_width

_SHOWN = 100
"""How much of a line is shown."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that is wrong with a file.

    Attributes:
        line: Where, from 1.
        column: Where in the line, from 1.
        message: What, a sentence.
        pointer: The same place as a JSON pointer; None: the file is no YAML there.
        text: The line itself, where the file cannot be read.
    """

    line: int
    column: int
    message: str
    pointer: str | None = None
    text: str = ""

    def lines(self, source: str) -> list[str]:
        """`file:line:column: what`; then the line itself, with a mark below the column, if it helps to see it."""
        told = f"{source}:{self.line}:{self.column}: {self.message}"
        if not self.text.strip():
            return [told]
        first = max(0, self.column - 1 - _SHOWN // 2)
        seen = "".join(
            letter if letter.isprintable() else " " if letter == "\t" else "?"
            for letter in self.text
        )
        before = seen[first : self.column - 1]
        room = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in before)
        return [told, f"    {seen[first : first + _SHOWN].rstrip()}", f"    {' ' * room}^"]


class Unusable(ValueError):
    """A scenario that cannot be loaded.

    Attributes:
        source: Its file.
        complaints: Why, in the order of the file.
    """

    def __init__(self, source: str, complaints: tuple[Complaint, ...]) -> None:
        """Keep the reasons."""
        self.source = source
        self.complaints = complaints
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Each reason as `file:line:column: what`, with the line itself where the file cannot be read."""
        return [line for one in self.complaints for line in one.lines(self.source)]
