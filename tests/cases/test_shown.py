"""How do explanations and the journal look at a terminal? Short, and nothing that was sent steers it."""

import io
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

import pytest
from rich.console import Console

from cases.refusals import UNKNOWN
from codat_mock.explaining import terminal as explaining
from codat_mock.journal import terminal as journal
from house import House

Show: TypeAlias = Callable[[Mapping[str, Any], Console], None]

WIDTH = 100


def shown(show: Show, answer: Mapping[str, Any], *, colour: bool = False) -> list[str]:
    """The lines that are printed at a terminal of a hundred columns."""
    stream = io.StringIO()
    show(answer, Console(file=stream, width=WIDTH, force_terminal=colour, highlight=False))
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def _explained(house: House, name: str = "last") -> list[str]:
    return shown(explaining.show, house.http.get(f"/__mock/explain/{name}").json())


def test_a_refusal(house: House) -> None:
    """Status, layer, reason, places, rule, and what to do: on one screen."""
    house.create([{**house.transaction(), "currency": 7}])
    lines = _explained(house)
    assert [
        "#1     400 POST /companies/c0da7000…/sync/expenses/expense-transactions",
        "layer  schema, validation",
    ] == lines[:2]
    assert "where  Items[0].Currency  expected string, got 7" in lines
    assert any(line.startswith("next ") for line in lines)
    assert all(len(line) <= WIDTH for line in lines)


def test_many_problems(house: House) -> None:
    """Of many places the first are shown, and how many there are more."""
    house.create([{}] * 10)
    lines = _explained(house)
    assert any(line.strip().startswith("and ") and line.endswith(" more") for line in lines)
    assert len(lines) < 20


def test_a_call_can_be_copied(house: House) -> None:
    """The next call stands on one line from the left edge, however wide the terminal is."""
    house.status(UNKNOWN)
    assert (
        f"curl -H 'Authorization: Basic bW9jay1hcGkta2V5' http://mock{house.company}/syncs/list/status"
        in _explained(house)
    )


def test_a_sync(house: House) -> None:
    """Code, reason, past, transactions, and what to do."""
    dataset, ids = house.dataset(3)
    house.plan(transactions=[{"index": 1, "status": "PushError", "message": "No."}])
    sync_id = house.synced(dataset)
    lines = _explained(house, sync_id)
    assert f"sync   {sync_id}  5130 Data push error" == lines[0]
    assert "past   00:00:00 queued > 00:00:00 started > 00:00:01 ended 5130" in lines
    assert "items  1 PushError, 2 Completed" in lines
    assert f"       {ids[1]} PushError  No." in lines


def test_what_runs_long(house: House) -> None:
    """It does so strictly after ten minutes, which is told in words."""
    house.plan(code=2000, after="PT11M")
    past = _explained(house, house.synced(house.dataset()[0]))[5]
    assert past.endswith("> just after 00:10:00 runs long > 00:11:00 ended 2000")


def test_a_provoked_sync(house: House) -> None:
    """Nobody is told to act whose act is not needed."""
    house.plan(code=4260)
    lines = " ".join(_explained(house, house.synced(house.dataset()[0])))
    assert "(customer)" not in lines
    assert "Here it was provoked" in " ".join(lines.split())


def test_the_journal(house: House) -> None:
    """A line an exchange, and below it what is worth a word; then how many there are."""
    sync_id = house.synced(house.dataset()[0])
    house.http.get("/nobody/answers")
    lines = shown(journal.show, house.http.get("/__mock/requests?api=all&limit=3").json())
    assert " 2 00:00:00   202 POST /companies/c0da7000…/sync/expenses/syncs" in [
        f" {line}" for line in lines
    ]
    assert any(line.endswith(f"{sync_id[:8]}… 1000 -> 2000") for line in lines)
    assert any("There is no path /nobody/answers" in line for line in lines)
    assert "3 of 4 exchanges" == lines[-1]


def test_an_empty_journal(house: House) -> None:
    """Nothing is said to be nothing."""
    lines = shown(journal.show, house.http.get("/__mock/requests").json())
    assert ["Nothing that fits was asked."] == lines


@pytest.mark.parametrize("hostile", ["\x1b[31m", "\x85", "\u202e", "\u2028", "[red]", "[/]"])
def test_nothing_that_was_sent_steers_the_terminal(house: House, hostile: str) -> None:
    """Escapes, line breaks and rich's own marks in paths and bodies are letters like others, or question marks."""
    house.http.get(f"/a{quote(hostile)}b")
    house.create([{**house.transaction(), "currency": hostile, hostile: hostile}])
    house.http.get("/companies", params={"page": hostile})
    listed = house.http.get("/__mock/requests").json()
    texts = [shown(journal.show, listed)]
    texts += [_explained(house, number) for number in ("1", "2", "3")]
    for lines in texts:
        assert all(letter.isprintable() for line in lines for letter in line)
    kept = hostile if hostile.isprintable() else "?"
    assert any(f"/a{kept}" in line for line in texts[0])


def test_colours(house: House) -> None:
    """At a terminal there are colours, elsewhere there are none."""
    house.create([{}])
    told = house.http.get("/__mock/explain/last").json()
    assert any("\x1b[" in line for line in shown(explaining.show, told, colour=True))
    assert not any("\x1b[" in line for line in shown(explaining.show, told))
