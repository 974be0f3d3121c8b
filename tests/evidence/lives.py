"""Syncs of which there is something to tell."""

from html.parser import HTMLParser
from typing import Any

from codat_contract import SYNC_CODES
from house import House

FORMATS = ("html", "md", "har", "curl", "json")

HOSTILE = "</script><img src=x onerror=alert(1)>\"'`|{{ 7 * 7 }}\u202e @everyone &amp; $(id) \x7f"
"""What a client may write wherever it may write anything."""


def lived(house: House, code: int) -> str:
    """The id of a sync of three transactions that reads a code, as planned, and was looked at meanwhile."""
    assert 201 == house.plan(code=code).status_code
    dataset, _ = house.dataset(3)
    sync_id: str = house.initiate(dataset).json()["syncId"]
    house.status(sync_id)
    if SYNC_CODES[code].terminal:
        house.advance(until="idle")
    else:
        house.advance(by="PT5S")
    assert code == house.status(sync_id)["syncStatusCode"]
    return sync_id


def evidence(house: House, sync_id: str, form: str = "html") -> str:
    """The evidence of a sync in a format."""
    answer = house.http.get(f"/__mock/syncs/{sync_id}/evidence", params={"format": form})
    assert 200 == answer.status_code, answer.text
    return answer.text


def told(house: House, sync_id: str) -> dict[str, Any]:
    """The evidence of a sync as JSON."""
    answer = house.http.get(f"/__mock/syncs/{sync_id}/evidence", params={"format": "json"})
    assert 200 == answer.status_code, answer.text
    body: dict[str, Any] = answer.json()
    return body


class Seen(HTMLParser):
    """What a page has: its elements with their attributes, and its text.

    Attributes:
        elements: In their order.
        text: All of it.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def addresses(self) -> list[str]:
        """Wherever the page leads, or takes something from."""
        names = ("href", "src", "action", "srcset", "poster", "data", "xlink:href")
        return [value for _, attrs in self.elements for name in names if (value := attrs.get(name))]
