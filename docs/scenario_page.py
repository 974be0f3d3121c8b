"""What of docs/scenarios.md is made of the schema and of the files that ship; the rest of that page is written."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from codat_contract import Document, control
from codat_mock.scenes import shelf
from codat_mock.scenes.keys import Key, Keys

Rows = Iterable[Sequence[str]]
Table = Callable[[Sequence[str], Sequence[Sequence[str]]], Iterator[str]]

PAGE = "scenarios.md"

_MADE = re.compile(
    r"^(<!-- `make docs` makes this: (\w+) -->)\n(?:.*\n)*?<!-- end -->$", re.MULTILINE
)


def with_tables(text: str, table: Table) -> str:
    """The text of the page with its tables, between their marks, as they are now."""

    def block(found: re.Match[str]) -> str:
        head, rows = _TABLES[found[2]](control())
        return "\n".join((found[1], "", *table(head, [*rows]), "", "<!-- end -->"))

    return _MADE.sub(block, text)


def _keys(document: Document) -> tuple[Sequence[str], Rows]:
    return ("key", "what it says", "such as"), _rows(Keys.of(document).scenario)


def _steps(document: Document) -> tuple[Sequence[str], Rows]:
    return ("step", "what is done", "such as"), _rows(Keys.of(document).step)


def _rows(keys: Mapping[str, Key]) -> Rows:
    return [(f"`{key.name}`", key.about, f"`{key.example}`") for key in keys.values()]


def _shipped(_: Document) -> tuple[Sequence[str], Rows]:
    return ("scenario", "codes", "what one sees"), [
        (f"`{name}`", ", ".join(map(str, shelf.document(name)["shows"])), _opening(name))
        for name in shelf.names()
    ]


def _opening(name: str) -> str:
    """The comment with which a file begins."""
    lines = shelf.source(name).decode().splitlines()
    first = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return " ".join(line.removeprefix("#").strip() for line in lines[:first])


_TABLES: Mapping[str, Callable[[Document], tuple[Sequence[str], Rows]]] = {
    "keys": _keys,
    "steps": _steps,
    "shipped": _shipped,
}
"""What is made, by the name in its mark."""
