"""Writes the pages of docs/ that are made of the contract, the schema of scenarios, and the faults of control.yaml.

`python docs/tables.py`, or `make docs`. A test compares what is written with what would be.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from string import ascii_uppercase
from textwrap import indent
from typing import Any

import scenario_page
import yaml

from codat_contract import PLATFORMS, ContactKind, ExpenseType, Platform, contract, control
from codat_mock.api.calls import ORIGIN
from codat_mock.catalogue import ABOUT, Kind, Row, every, preamble
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.faults.workings.document import completed, examples, schemas
from codat_mock.journal.reach import Reach
from codat_mock.lane.keyring import authorization
from codat_mock.scenes.schema import schema
from codat_mock.settings import API_KEY

HERE = Path(__file__).parent
CONTROL = HERE.parent / "openapi" / "control.yaml"
CONTRACT = "[the contract](../openapi/sync-for-expenses.yaml)"
METHODS = ("get", "post", "put", "patch", "delete")
_ENDS = {"schema", "content", "application/json"}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---' for _ in head)}|"
    for row in rows:
        cells = (cell.replace("|", "\\|").replace("\n", " ") for cell in row)
        yield f"| {' | '.join(cells)} |"


def deviations() -> Iterator[str]:
    """Where the contract departs from what is published, and why."""
    document = contract()
    yield "# Deviations"
    yield ""
    yield f"Where {CONTRACT} departs from the published documents of Codat, and why."
    yield "Each row is an `x-deviation` note of the contract; this page is made of them by `make docs`."
    yield ""
    yield "## Everywhere"
    yield ""
    yield " ".join(document["info"]["x-deviation"].split())
    for title, head, root in (
        ("Operations", "operation", ("paths",)),
        ("Webhooks", "webhook", ("webhooks",)),
        ("Parameters and headers", "name", ("components", "parameters")),
        ("", "", ("components", "headers")),
        ("Schemas", "place", ("components", "schemas")),
        ("Answers", "answer", ("components", "responses")),
    ):
        rows = [
            (f"`{place}`", " ".join(note.split()))
            for place, note in _notes(_at(document, root), ())
        ]
        if title:
            yield ""
            yield f"## {title}"
            yield ""
            yield from table((head, "why"), rows)
        else:
            yield from list(table(("", ""), rows))[2:]


def _at(document: Mapping[str, Any], root: tuple[str, ...]) -> Any:
    node: Any = document
    for step in root:
        node = node[step]
    return node


def _notes(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        if "x-deviation" in node:
            yield _place(path), node["x-deviation"]
        for name, child in node.items():
            yield from _notes(child, (*path, str(name)))


def _place(path: tuple[str, ...]) -> str:
    if len(path) > 1 and path[1] in METHODS:
        rest = ".".join(step for step in path[2:] if step not in _ENDS)
        return f"{path[1].upper()} {path[0]}" + (f" {rest}" if rest else "")
    return ".".join(step for step in path if step not in {"properties", "schema"})


def platforms() -> Iterator[str]:
    """What each accounting platform takes."""
    yield "# Platforms"
    yield ""
    yield "What the accounting software of a company takes, as the mock has it."
    yield (
        "Facts are those of Codat's documentation of v1; "
        f"what it leaves open is marked as inference beside `x-platforms` in {CONTRACT}."
    )
    yield "This page is made of those rows by `make docs`."
    yield ""
    yield from table(
        ("platform", "key", "transactions", "tax rates", "tracking", "currencies", "updates"),
        [_row(platform) for platform in PLATFORMS.values()],
    )
    yield ""
    yield (
        "Currencies: O1 all in the base currency; O2 bank account and transaction in one foreign currency; "
        "O3 only the bank account is foreign; O4 only the transaction is; O5 all three differ."
    )
    yield ""
    yield "## Booked on"
    yield ""
    yield from table(
        ("platform", *ExpenseType),
        [
            (platform.name, *(_contact(platform, type_) for type_ in ExpenseType))
            for platform in PLATFORMS.values()
        ],
    )
    yield ""
    yield "## Attachments"
    yield ""
    yield from table(
        ("platform", "largest file", "files", "of transactions"),
        [_attachments(platform) for platform in PLATFORMS.values()],
    )


def _row(platform: Platform) -> tuple[str, ...]:
    allowed = sorted(platform.currencies) if platform.currencies is not None else ["any"]
    rate = ", with a rate" if platform.rate_required else ""
    none = f", none is `{platform.no_tax_rate}`" if platform.no_tax_rate else ""
    return (
        platform.name,
        f"`{platform.key}`",
        _types(platform.types),
        f"{platform.tax_rates}{none}",
        "yes" if platform.tracking else "no",
        f"{', '.join(allowed)}{rate}",
        ", ".join(platform.updates) or "none",
    )


def _types(types: Sequence[ExpenseType]) -> str:
    return "all" if len(types) == len(ExpenseType) else ", ".join(types) or "none"


def _contact(platform: Platform, type_: ExpenseType) -> str:
    if type_ not in platform.types:
        return "not taken"
    kind = platform.contacts.get(type_)
    if kind is ContactKind.SUPPLIER_IF_BANK:
        return "Supplier on a bank account, else Customer"
    return kind or "nobody"


def _attachments(platform: Platform) -> tuple[str, ...]:
    rule = platform.attachments
    if rule is None:
        return (platform.name, "none is taken", "", "")
    megabytes = rule.limit // contract()["x-megabyte"]
    extensions = ", ".join(sorted(rule.extensions)) if rule.extensions is not None else "any"
    types = ", ".join(rule.types) if rule.types is not None else "all that it takes"
    return (platform.name, f"{megabytes} MB", extensions, types)


def errors() -> Iterator[str]:
    """Every refusal of both documents."""
    yield "# Errors"
    yield ""
    yield f"Every refusal, word by word: the rows of `x-errors` in {CONTRACT}, made into this page by `make docs`."
    yield (
        "Each such answer leads to its explanation, by the header `X-Mock-Explain`: "
        "there these rows are filled with what was asked."
    )
    yield (
        "`Prefer: code=STATUS` provokes the row of that status which fits the operation best, "
        "`Prefer: code=STATUS, example=ROW` any of them."
    )
    yield ""
    yield from table(
        ("status", "row", "service", "error"),
        [
            (str(row["status"]), f"`{name}`", row["service"], row["error"])
            for name, row in contract()["x-errors"].items()
        ],
    )
    for title, document in (("Why", contract()), ("Why, in the control API", control())):
        yield ""
        yield f"## {title}"
        yield ""
        head = ("row", "layer", "rule", "source", "what to do")
        yield from table(head, [*_rules(document["x-errors"])])


def _rules(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for name, row in rows.items():
        for layer, rule in {row["layer"]: row, **row.get("otherwise", {})}.items():
            call = f" `{rule['call']}`" if "call" in rule else ""
            yield (f"`{name}`", layer, rule["rule"], rule["source"], rule["next"] + call)


_PROVOKED = {
    Kind.SYNC_CODE: "Status codes of syncs",
    Kind.TRANSACTION_STATUS: "Statuses of transactions",
    Kind.HTTP_STATUS: "HTTP statuses",
    Kind.FAULT: "Faults",
}


def catalogue() -> Iterator[str]:
    """Every way to every outcome."""
    yield "# Catalogue"
    yield ""
    yield "Every way to every outcome: what is provoked, by what, and the lines for a shell that do it."
    yield "A test runs each of them against a mock, and looks for what it promises."
    yield (
        "A mock answers the same at `GET /__mock/catalogue`, and `codat-mock catalogue 4260` finds the ways to one "
        f"outcome; this page is made of the tables in {CONTRACT} and of the faults by `make docs`."
    )
    yield ""
    reach = Reach(ORIGIN, authorization(API_KEY))
    known = {"COMPANY": READY_COMPANY, "CONNECTION": READY_CONNECTIONS[0]}
    yield "These lines go before any of the others:"
    yield from _block(preamble(reach, known).rstrip("\n"))
    yield ""
    yield from table(("by", "what it is"), [(f"`{by}`", about) for by, about in ABOUT.items()])
    rows = every()
    for kind, title in _PROVOKED.items():
        yield from _section(title, [row for row in rows if row.kind is kind])


def _section(title: str, rows: Sequence[Row]) -> Iterator[str]:
    """What shows many of them, each by a letter; then the ways to each value."""
    shown = Counter(row.sight.see for row in rows)
    often = [see for see, times in shown.items() if see and times > 1]
    letters = dict(zip(often, ascii_uppercase, strict=False))
    yield ""
    yield f"## {title}"
    yield ""
    yield "Lines that show what has come of others, by the letters that these name:"
    for see, letter in letters.items():
        yield from _block(f"# {letter}", see)
    for value in dict.fromkeys(row.value for row in rows):
        same = [row for row in rows if row.value == value]
        titles = {row.title for row in same}
        of_all = f", {same[0].title.rstrip('.')}" if len(titles) == 1 else ""
        yield ""
        yield f"### {value}{of_all}"
        for row in same:
            own = "" if of_all else f" {row.title}:"
            lines = [f"# {row.by}:{own} {row.about}", row.curl, *_shown(row, letters)]
            yield from _block(*lines)


def _shown(row: Row, letters: Mapping[str, str]) -> Iterator[str]:
    see = row.sight.see
    letter = f" Lines {letters[see]} show it." if see in letters else ""
    yield f"# {row.sight.then}{letter}"
    if see and not letter:
        yield see


def _block(*lines: str) -> Iterator[str]:
    yield ""
    yield "```sh"
    yield from lines
    yield "```"


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "catalogue.md": catalogue,
    "deviations.md": deviations,
    "errors.md": errors,
    "platforms.md": platforms,
}
"""What is written, by file."""


def page(name: str) -> str:
    """The text of a page."""
    return "\n".join(PAGES[name]()) + "\n"


def with_tables() -> str:
    """The page about scenarios, its tables as they would be now."""
    return scenario_page.with_tables((HERE / scenario_page.PAGE).read_text("utf-8"), table)


SCHEMA = "scenario.schema.json"
"""What editors complete scenarios from."""


def scenario_schema() -> str:
    """The schema of scenarios, with every fault that there is."""
    return json.dumps(schema(completed(control())), indent=2) + "\n"


_OF_FAULTS = re.compile(
    r"^( *)# `make docs` makes this of mock_server/codat_mock/faults: (\w+)\n(?:.*\n)*?\1# end\n",
    re.MULTILINE,
)


def with_faults(text: str) -> str:
    """The text of control.yaml with what it has of the faults, between its marks, as their files have it now."""
    made = {"examples": {"examples": examples()}, "schemas": schemas()}

    def block(found: re.Match[str]) -> str:
        start, margin, name = found[0].partition("\n")[0], found[1], found[2]
        written = yaml.safe_dump(
            made[name], sort_keys=False, default_flow_style=None, allow_unicode=True, width=100
        )
        return f"{start}\n{indent(written, margin)}{margin}# end\n"

    return _OF_FAULTS.sub(block, text)


if __name__ == "__main__":
    CONTROL.write_text(with_faults(CONTROL.read_text("utf-8")), "utf-8")
    (HERE / SCHEMA).write_text(scenario_schema(), "utf-8")
    (HERE / scenario_page.PAGE).write_text(with_tables(), "utf-8")
    for file in PAGES:
        (HERE / file).write_text(page(file), "utf-8")
