"""The pages of docs/ that are made of the contract say what the contract says."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from codat_contract import contract, control
from codat_mock.scenes import shelf
from contract.documents import walk

DOCS = Path(__file__).parents[2] / "docs"


def _tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_tables", DOCS / "tables.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLES = _tables()


@pytest.mark.parametrize("name", TABLES.PAGES)
def test_page_is_current(name: str) -> None:
    """What is written is what `make docs` would write."""
    assert TABLES.page(name) == (DOCS / name).read_text("utf-8")


def test_schema_of_scenarios_is_current() -> None:
    """What editors complete from is what `make docs` would write."""
    assert TABLES.scenario_schema() == (DOCS / TABLES.SCHEMA).read_text("utf-8")


def test_tables_of_scenarios_are_current() -> None:
    """The page about scenarios has the tables that `make docs` would write, each with its rows."""
    page = (DOCS / "scenarios.md").read_text("utf-8")
    assert TABLES.with_tables() == page
    schemas = control()["components"]["schemas"]
    names = [*schemas["Scenario"]["properties"], *schemas["Step"]["properties"], *shelf.names()]
    assert [] == [name for name in names if f"| `{name}` | " not in page]
    assert 3 == page.count("<!-- end -->")


def test_every_deviation_is_listed() -> None:
    """Each `x-deviation` of the contract stands on the page, wherever it is noted."""
    notes = [
        node["x-deviation"]
        for _, node in walk(contract())
        if isinstance(node, Mapping) and "x-deviation" in node
    ]
    listed = TABLES.page("deviations.md").replace("\\|", "|")
    assert len(notes) > 60
    assert [] == [note for note in notes if " ".join(note.split()) not in listed]


def test_every_error_is_listed() -> None:
    """Each row of `x-errors` stands on the page with its exact words."""
    listed = TABLES.page("errors.md")
    assert [] == [
        name
        for name, row in contract()["x-errors"].items()
        if f"| {row['status']} | `{name}` | {row['service']} | {row['error']} |" not in listed
    ]
