"""`codat-mock catalogue`: which ways lead to an outcome?"""

from collections.abc import Iterable, Mapping, Sequence
from shlex import quote
from typing import Any, TypeAlias

import click
from rich.console import Console
from rich.text import Text

from codat_mock.catalogue import Kind
from codat_mock.catalogue.lines import UUID
from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import legible, note, style, table
from codat_mock.cli.verbs import NotSo, Verb
from codat_mock.journal.reach import Reach

RowOf: TypeAlias = Mapping[str, Any]
"""A row of the server's answer."""

_TITLES = {
    Kind.SYNC_CODE: "Status codes of syncs",
    Kind.TRANSACTION_STATUS: "Statuses of transactions",
    Kind.HTTP_STATUS: "HTTP statuses",
    Kind.FAULT: "Faults",
}
_AT_ONCE = 14
"""So many ways are shown with their lines; of more there is a list."""

_STEM = 5
"""So many letters of a word are its own, so that `duplicate` finds what is said of duplication."""

_DRAWS = "$(uuid)"


@click.command(
    "catalogue",
    cls=Verb,
    examples=(
        ("catalogue", "everything that can be provoked, and by what"),
        ("catalogue 4260", "every way to 4260, ready to paste"),
        ("catalogue 4260 plan", "one of them"),
        ("catalogue duplicate", "what has the word"),
        ("catalogue 429 limits", "an HTTP status"),
        ("catalogue lost-response", "a fault"),
    ),
)
@click.argument("words", metavar="[WORD]...", nargs=-1)
@steering
def catalogue_command(server: Server, *, words: Sequence[str]) -> None:
    """Find the ways to an outcome, ready to paste.

    WORD is a code, a status, a fault, a way such as `plan`, or what stands in the words about one.
    With several words all must be found. With --json the whole catalogue is printed.
    """
    answer = server.control("get-catalogue")
    if server.as_json:
        server.show(answer, lambda *_: None)
        return
    rows = _found(answer.data["rows"], words)
    if not rows:
        said = " ".join(words)
        raise NotSo(
            f"nothing in the catalogue is about {said!r}; `codat-mock catalogue` lists what there is."
        )
    known = answer.data["variables"] | {"URL": server.url}
    if server.api_key:
        known["AUTHORIZATION"] = server.authorization
    if words and len(rows) <= _AT_ONCE:
        server.show(answer, lambda out, _: _ways(out, rows, known))
    else:
        server.show(answer, lambda out, _: _list(out, rows))


def _found(rows: Sequence[RowOf], words: Iterable[str]) -> list[RowOf]:
    """The rows that all of the words are about: by name if any row has that, else by what is said of it."""
    left = list(rows)
    for word in map(str.casefold, words):
        named = [row for row in left if word in _names(row)]
        left = named or _telling(left, word) or _telling(left, word[: max(_STEM, len(word) - 2)])
    return left


def _telling(rows: Iterable[RowOf], word: str) -> list[RowOf]:
    return [row for row in rows if word in _told(row)]


def _names(row: RowOf) -> set[str]:
    provokes = row["provokes"]
    return {str(provokes["value"]).casefold(), provokes["kind"], row["by"], row["title"].casefold()}


def _told(row: RowOf) -> str:
    provokes = row["provokes"]
    return f"{provokes['value']} {row['title']} {row['about']} {row['then']}".casefold()


def _list(out: Console, rows: Sequence[RowOf]) -> None:
    """What can be provoked, and the ways to it."""
    for kind, title in _TITLES.items():
        of_kind = [row for row in rows if row["provokes"]["kind"] == kind]
        if not of_kind:
            continue
        out.print(Text(title, "bold"))
        listed = table()
        listed.columns.clear()
        listed.add_column(no_wrap=True)
        listed.add_column(ratio=3, overflow="fold")
        listed.add_column(ratio=2, overflow="fold")
        for value in dict.fromkeys(row["provokes"]["value"] for row in of_kind):
            same = [row for row in of_kind if row["provokes"]["value"] == value]
            titles = dict.fromkeys(legible(row["title"]) for row in same)
            listed.add_row(
                Text(f"  {legible(value)}", _colour(kind, value)),
                "; ".join(titles),
                Text(", ".join(dict.fromkeys(row["by"] for row in same)), "dim"),
            )
        out.print(listed)
        out.print()
    note(out, "`codat-mock catalogue 4260` shows the lines for each way to one of them.")


def _ways(out: Console, rows: Sequence[RowOf], known: Mapping[str, str]) -> None:
    """The lines for each way, from the left edge and in one piece, so that they can be pasted."""
    scripts = "".join(row["curl"] + row["see"] for row in rows)
    out.print(Text("# First, and once:", "dim"))
    if "AUTHORIZATION" not in known and "$AUTHORIZATION" in scripts:
        _script(out, Reach(known["URL"]).setting, "cyan")
    for name, value in known.items():
        if f"${name}" in scripts:
            _script(out, f"{name}={quote(value)}", "cyan")
    if _DRAWS in scripts:
        _script(out, UUID, "cyan")
    shown = None
    for row in rows:
        value, kind = row["provokes"]["value"], Kind(row["provokes"]["kind"])
        head = Text(f"\n# {legible(value)} {legible(row['title'])}", f"bold {_colour(kind, value)}")
        if shown != head.plain:
            out.print(head, soft_wrap=True)
            shown = head.plain
        out.print(Text(f"\n# {row['by']}: {legible(row['about'])}", "bold"), soft_wrap=True)
        _script(out, row["curl"], "cyan")
        out.print(Text(f"# {legible(row['then'])}", "green"), soft_wrap=True)
        _script(out, row["see"], "")


def _script(out: Console, text: str, colour: str) -> None:
    for line in text.splitlines():
        out.print(Text(legible(line), colour), soft_wrap=True)


def _colour(kind: str, value: object) -> str:
    if kind == Kind.SYNC_CODE and isinstance(value, int):
        return style(value)
    return {Kind.FAULT: "red", Kind.HTTP_STATUS: "yellow"}.get(Kind(kind), "cyan")
