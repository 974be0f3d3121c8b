"""What became of telling of a sync stands in its explanation and its evidence, and what was on purpose of it."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from rich.console import Console

from codat_mock.evidence.drawing import drawn
from codat_mock.evidence.gathering import Evidence, Place, gather
from codat_mock.explaining import terminal
from codat_mock.journal.reach import Reach
from evidence.lives import Seen, evidence, told
from house import House
from webhooks.posting import OTHER, URL, Office, offices


@pytest.fixture(name="office")
def _office() -> Iterator[Office]:
    """A mock whose webhooks go to a list."""
    yield from offices()


def spoil(office: Office, do: str) -> None:
    """Have the next webhook spoiled."""
    office.house.fault("webhook", "*", do=do)


def shown(explained: Mapping[str, Any]) -> str:
    """What is printed of an explanation, its white space aside."""
    stream = io.StringIO()
    terminal.show(explained, Console(file=stream, width=100, highlight=False))
    return " ".join(stream.getvalue().split())


def lines(office: Office, sync_id: str) -> list[str]:
    """What the explanation of a sync says of its webhooks."""
    answer = office.house.http.get(f"/__mock/explain/{sync_id}").json()
    return [one["text"] for one in answer["webhooks"]]


def test_nobody_was_told(house: House) -> None:
    """Without an endpoint nothing is said of webhooks."""
    sync_id = house.synced(house.dataset()[0])
    explained = house.http.get(f"/__mock/explain/{sync_id}").json()
    assert [] == explained["webhooks"]
    assert " told " not in shown(explained)


def test_a_line_for_each(office: Office) -> None:
    """To whom, how far, the last answer, the next attempt, and what was on purpose."""
    office.listen()
    office.listen(OTHER)
    office.answer(401, 500, 200)
    spoil(office, "bad-signature")
    spoil(office, "drop")
    sync_id = office.sync()
    office.house.advance(by="PT1S")
    kind = "expenses.sync.successful"
    assert [
        (
            f"{kind} to {URL}: Attempting; answered 401 at 00:00:01; the next attempt is at 00:00:06; "
            "bad-signature on purpose by fault-1."
        ),
        f"{kind} to {OTHER}: Failure; dropped on purpose by fault-2.",
    ] == lines(office, sync_id)
    office.house.advance(until="idle")
    assert [
        (
            f"{kind} to {URL}: Success; answered 200 at 00:05:06, after 3 attempts; "
            "bad-signature on purpose by fault-1."
        ),
    ] == lines(office, sync_id)[:1]


def test_the_next_day(office: Office) -> None:
    """A time of another day than that of the event has its date."""
    office.listen()
    office.post.always = 500
    sync_id = office.sync()
    office.house.advance(by="PT20H")
    (line,) = lines(office, sync_id)
    assert "answered 500 at 17:35:06, after 7 attempts" in line
    assert "the next attempt is at 2026-01-02 03:35:06" in line


def test_no_answer_and_disabled(office: Office) -> None:
    """That nothing was answered is told with the reason, and why nothing more is sent; no next attempt is promised."""
    endpoint = office.listen(f"{URL}?token=abc")
    office.answer(None, url=f"{URL}?token=abc")
    sync_id = office.sync()
    office.house.advance(by="PT1S")
    office.control(lambda deliveries: deliveries.disable(endpoint))
    (line,) = lines(office, sync_id)
    assert "no answer () at 00:00:01; its endpoint is disabled; enable it and it is sent" in line
    assert "next attempt" not in line
    assert "abc" not in line


def test_at_a_terminal(office: Office) -> None:
    """The explanation at a terminal has the lines, and a page for browsers has them."""
    office.listen()
    spoil(office, "stale")
    sync_id = office.sync()
    office.house.advance(until="idle")
    explained = office.house.http.get(f"/__mock/explain/{sync_id}").json()
    assert f" told {explained['webhooks'][0]['text']}" in shown(explained)
    page = office.house.http.get(f"/__mock/explain/{sync_id}", headers={"Accept": "text/html"})
    assert "answered 200 at 00:00:01; stale on purpose by fault-1." in Seen(page.text).text


def struck(office: Office) -> str:
    """The id of a sync of whose two messages one came stale and one not at all."""
    office.listen()
    office.listen(OTHER)
    spoil(office, "stale")
    spoil(office, "drop")
    sync_id = office.sync()
    office.house.advance(until="idle")
    return sync_id


def test_in_the_file(office: Office) -> None:
    """The evidence has which fault a message has met and what each attempt has of it, and the call that planted it."""
    sync_id = struck(office)
    body = told(office.house, sync_id)
    assert [("fault-1", "stale", ""), ("fault-2", "drop", "dropped on purpose by fault-2")] == [
        (row["faultId"], row["spoiled"], row["why"]) for row in body["messages"]
    ]
    assert ["stale"] == [attempt["spoiled"] for attempt in body["messages"][0]["attempts"]]
    assert ["create-fault"] * 2 == [
        seen["operation"] for seen in body["exchanges"] if seen["operation"] == "create-fault"
    ]


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize("said", ["stale on purpose by fault-1", "dropped on purpose by fault-2"])
def test_in_words(office: Office, form: str, said: str) -> None:
    """Page and Markdown say so."""
    text = evidence(office.house, struck(office), form)
    assert said in text


def _gathered(office: Office, sync_id: str) -> Evidence:
    tenant = office.house.mock.tenant
    (sync,) = tenant.syncs.values()
    place = Place("0", 0, Reach("http://mock"), default=True)
    found = gather(sync, tenant, place)
    assert sync_id == found.sync_id
    return found


def test_in_the_drawing(office: Office) -> None:
    """What was spoiled is marked with its word, and what was dropped stands where it would have been sent."""
    drawing = drawn(_gathered(office, struck(office)))
    marks: list[tuple[Any, ...]] = [
        (mark.above, mark.inside, mark.fault) for mark in drawing.marks if mark.kind == "message"
    ]
    assert [("stale", "200", True), ("dropped", "", True)] == marks
