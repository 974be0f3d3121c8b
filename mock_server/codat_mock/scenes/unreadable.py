"""What is probably wrong where a file cannot be read as YAML? In words of people who write files, not parsers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import yaml

_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line of YAML."""

Place: TypeAlias = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True, slots=True)
class _Met:
    """What a reader has stumbled over.

    Attributes:
        at: Where.
        began: Where that began which it was about to read.
        line: The line at `at`, up to there.
        found: What it has found instead of what it wanted, if it says so.
    """

    at: Place
    began: Place
    line: str
    found: str

    @property
    def ended(self) -> bool:
        """Whether the file was at its end."""
        return "end>" in self.found


_Said: TypeAlias = Callable[[_Met], tuple[Place, str]]


def _here(message: str) -> _Said:
    return lambda met: (met.at, message.replace("{found}", met.found))


def _there(message: str) -> _Said:
    return lambda met: (met.began, message)


def _colon(met: _Met) -> tuple[Place, str]:
    if re.search(r":\s", met.line):
        return met.at, (
            "There is a second colon in this line; put a text that has one in quotes, as in `title: 'Late: the bill'`."
        )
    return met.at, (
        "This line is indented deeper than it may be, or the one before it lacks a colon; "
        "keys of one object begin in the same column."
    )


def _bracket(bracket: str) -> _Said:
    def said(met: _Met) -> tuple[Place, str]:
        if met.ended:
            return met.began, f"The bracket {bracket} that stands here is never closed."
        if met.at[0] == met.began[0]:
            return met.at, (
                f"A comma is missing before this, or the bracket {bracket} in column {met.began[1]} is not closed; "
                "a text that has a colon is put in quotes."
            )
        return met.began, (
            f"The bracket {bracket} that stands here is not closed, or a comma is missing before line {met.at[0]}."
        )

    return said


def _nothing(met: _Met) -> tuple[Place, str]:
    if met.ended:
        return met.at, "The file ends here, and a bracket was opened that is not closed."
    if met.found == ",":
        return met.at, "There is nothing before this comma; leave it out."
    return (
        met.at,
        f"{met.found} cannot stand here: a value is missing before it, or it closes nothing.",
    )


_QUOTED = _there("The quotation mark that stands here is never closed.")
_ESCAPED = _here(
    "In double quotes a backslash begins a character that cannot be typed; write it twice, or use single quotes."
)
_INDENTED = _here(
    "This line is indented differently from those that it belongs to; what belongs together begins in the same column."
)

_ROWS: tuple[tuple[str, _Said], ...] = (
    (r"character '\\t'", _here("There is a tab here; write spaces instead.")),
    (r"that cannot start", _here("No text begins with {found} unless it stands in quotes.")),
    (
        r"expected ':'",
        _there(
            "A colon is missing in this line, or the space behind it; write as in `title: Two are refused`."
        ),
    ),
    (r"mapping values", _colon),
    (
        r"sequence entries",
        _here("A list begins in a line of its own; put this dash below its key."),
    ),
    (r"mapping keys", _here("No text begins with ? unless it stands in quotes.")),
    (r"escape", _ESCAPED),
    (r"quoted scalar", _QUOTED),
    (
        r"block scalar",
        _there("Behind | and > the line ends; the text begins in the next one, indented."),
    ),
    (
        r"undefined alias",
        _here("*{found} stands for what &{found} marks, and nothing before it is marked so."),
    ),
    (r"duplicate anchor", _here("The mark &{found} stands here twice; give each its own.")),
    (
        r"an anchor|an alias",
        _there("No text begins with & or * unless it stands in quotes, as in `operation: '*'`."),
    ),
    (r"\ba? ?tag\b", _there("No text begins with ! unless it stands in quotes.")),
    (
        r"directive|incompatible",
        _here("A line that begins with % speaks of YAML itself; leave it out."),
    ),
    (r"another document", _here("A second document begins here; a file holds one scenario.")),
    (r"',' or '\}'", _bracket("{")),
    (r"',' or '\]'", _bracket("[")),
    (r"node content", _nothing),
    (r"found '[\]}]'", _here("This {found} closes nothing: no such bracket is open.")),
    (
        r"found ','",
        _here("A comma stands between brackets alone; leave it out, or put the text in quotes."),
    ),
    (
        r"end>, but found '<(scalar|alias|anchor|tag)>'",
        _here(
            "Something stands behind the end of a value; one pair of quotes holds all of a text, "
            "and has a quotation mark within it twice."
        ),
    ),
    (r"<block end>", _INDENTED),
    (
        r"<document start>",
        _here(
            "This does not go on with what stands before it; what belongs together begins in the same column."
        ),
    ),
)
"""What is said, by what PyYAML says; the first that fits."""

_ANY = _here(
    "This cannot be read; look for a colon, a quotation mark or a bracket that is missing, here or in the line before."
)

_FOUND = re.compile(
    r"(?:but (?:found|got) |character |alias |anchor )(?:'(?P<quoted>[^']*)'|\"(?P<double>[^\"]*)\")"
)


def diagnosed(wrong: yaml.YAMLError, text: str) -> tuple[Place, str]:
    """Where a text cannot be read, and what is probably wrong there."""
    if isinstance(wrong, yaml.reader.ReaderError):
        before = _BREAK.split(text[: wrong.position])
        strange = ord(text[wrong.position])
        return (len(before), len(before[-1]) + 1), (
            f"There is a character here that nobody can see, U+{strange:04X}; leave it out."
        )
    if not isinstance(wrong, yaml.MarkedYAMLError):
        return (1, 1), _ANY(_Met((1, 1), (1, 1), "", ""))[1]
    said = f"{wrong.context} {wrong.problem}"
    at = _place(wrong.problem_mark or wrong.context_mark)
    line = line_of(text, at[0])[: at[1]]
    if (tab := re.match(r" *\t", line)) is not None:
        return (at[0], tab.end()), "There is a tab here; write spaces instead."
    found = _FOUND.search(said)
    name = (found["quoted"] or found["double"] or "") if found else ""
    met = _Met(at, _place(wrong.context_mark or wrong.problem_mark), line, name)
    row = next((row for pattern, row in _ROWS if re.search(pattern, said)), _ANY)
    return row(met)


def line_of(text: str, line: int) -> str:
    """A line of a text, by its number from 1; empty where there is none."""
    lines = _BREAK.split(text)
    return lines[line - 1] if line <= len(lines) else ""


def _place(mark: yaml.Mark | None) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
