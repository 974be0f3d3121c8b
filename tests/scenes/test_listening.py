"""An endpoint of a scenario that listens for what is never sent is told of, and the file is loaded all the same."""

from typing import Any

import pytest

from codat_mock.app import checker, new_tenant
from codat_mock.scenes import shelf
from codat_mock.scenes.listening import in_vain
from codat_mock.settings import Settings

URL = "http://127.0.0.1:9/hooks"


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ({}, []),
        ({"eventTypes": ["expenses.sync.successful"]}, []),
        ({"eventTypes": ["sync-complete"], "style": "rules"}, []),
        (
            {"eventTypes": ["expenses.sync.succesful"]},
            ["expenses.sync.succesful is never sent here; did you mean expenses.sync.successful?"],
        ),
        ({"eventTypes": ["read.completed"]}, ["read.completed is never sent here."]),
        (
            {"eventTypes": ["Sync Completed"]},
            [
                "Sync Completed is never sent here as events; an endpoint of style rules is told of it."
            ],
        ),
    ],
    ids=["nothing", "there", "rule", "misspelled", "of another product", "of the other service"],
)
def test_what_is_never_sent(endpoint: dict[str, Any], said: list[str]) -> None:
    """A name is held against what the service of its endpoint sends, and the nearest is named."""
    assert said == [why for _, why in in_vain({"endpoints": [{"url": URL, **endpoint}]})]


def test_where_it_stands() -> None:
    """It is told with its line, as a doubt: the file can be loaded."""
    types = "eventTypes: [expenses.sync.successful,\n  Expenses.Sync.Ended]"
    raw = f"scenario: mine\nendpoints:\n- url: {URL}\n  {types}\n"
    settings = Settings(seed=0)
    checked = checker(new_tenant("scenario", settings, 0)).checked("f", raw.encode())
    (doubt,) = checked.doubts
    assert (5, "/endpoints/0/eventTypes/1") == (doubt.line, doubt.pointer)
    assert "never sent here; did you mean expenses.sync." in doubt.message


@pytest.mark.parametrize("name", shelf.names())
def test_those_that_ship(name: str) -> None:
    """None of the scenarios that ship listens in vain."""
    assert [] == [*in_vain(shelf.document(name))]
