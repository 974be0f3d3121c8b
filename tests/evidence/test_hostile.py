"""Whatever clients write, evidence shows it as letters, leads nowhere but to the mock, and tells no secret."""

import re
from typing import Any

import pytest

from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY
from evidence.lives import FORMATS, HOSTILE, Seen, evidence, lived
from explaining_pages import BROWSER
from house import House
from lane.asking import as_tenant, tenant

SECRETS = ("sesame", "whsec_", "open-barley")


def hostile(house: House) -> str:
    """A sync whose company, notes, messages, queries, names and headers are all hostile."""
    house.http.put(house.company.removesuffix("/sync/expenses"), json={"name": HOSTILE})
    house.plan(transactions=[{"index": 0, "status": "PushError", "message": HOSTILE}])
    made = house.create([house.transaction(notes=HOSTILE)])
    sync_id: str = house.initiate(made.json()["datasetId"]).json()["syncId"]
    house.advance(until="idle")
    address = f"{house.company}/syncs/{sync_id}/transactions"
    house.http.get(address, params={"page": HOSTILE, "<b>": "1"}, headers={"X-Test": "<i>'\"`"})
    house.http.get(f"{address}/<script>alert(1)</script>")
    house.upload(sync_id, "00000000-0000-4000-8000-000000000001", HOSTILE)
    return sync_id


def test_page(house: House) -> None:
    """No element, no attribute and no template comes out of what was written; the text is there as it was."""
    page = evidence(house, hostile(house))
    seen = Seen(page)
    assert {"script", "img", "i", "iframe"} & {tag for tag, _ in seen.elements} == set()
    assert not [name for _, attrs in seen.elements for name in attrs if name.startswith("on")]
    assert "{{ 7 * 7 }}" in seen.text
    assert "<img src=x onerror=alert(1)>" in seen.text


def test_markdown(house: House) -> None:
    """Outside of code there is nothing of what was written: no markup, no name that would be called."""
    text = evidence(house, hostile(house), "md")
    bare = re.sub(r"(?ms)^(`{3,})[^\n]*\n.*?^\1$", "", text)
    bare = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", bare)
    bare = re.sub(r"<code>[^<]*</code>", "", bare)
    assert [] == [part for part in ("<img", "<script", "@everyone", "onerror") if part in bare]
    assert {"details", "summary"} == {*re.findall(r"<(\w+)", bare)}


def test_cells(house: House) -> None:
    """A bar in a message is no border of a cell: every row of the transactions has as many as its heading."""
    rows = re.findall(r"^\| `0{8}-.*$", evidence(house, hostile(house), "md"), re.MULTILINE)
    assert [7] == [len(re.findall(r"(?<!\\)\|", row)) for row in rows]


def test_addresses(house: House) -> None:
    """The page leads to its own parts only, and takes nothing from anywhere."""
    page = evidence(house, hostile(house))
    addresses = Seen(page).addresses
    assert addresses
    assert [] == [one for one in addresses if not one.startswith(("#x", "data:,"))]
    assert "@import" not in page
    assert "url(" not in page


def test_explanation(house: House) -> None:
    """The page of a refusal is as safe, and leads to the mock alone."""
    hostile(house)
    for name in ("last", str(house.mock.tenant.journal.refused)):
        page = house.http.get(f"/__mock/explain/{name}", headers=BROWSER).text
        seen = Seen(page)
        assert {"script", "img", "i"} & {tag for tag, _ in seen.elements} == set()
        assert [] == [
            one for one in seen.addresses if not one.startswith(("#x", "data:,", "http://mock/"))
        ]


@pytest.mark.parametrize("form", FORMATS)
def test_no_secret(house: House, form: str) -> None:
    """No key, no secret of a webhook, no password in its address, and nothing that a body calls a secret."""
    made = tenant(house, id="test-17")
    theirs = as_tenant(house, made["apiKey"])
    held = house.mock.exchange.keyring.tenant("test-17")
    held.deliveries.directory.add("http://sesame:sesame@127.0.0.1:9/hooks?token=sesame")
    theirs.http.post("/__mock/keys", json={"apiKey": "open-barley"})
    sync_id = lived(theirs, 5130)
    theirs.http.post("/__mock/keys", json={"apiKey": "open-barley-too"})
    body: dict[str, Any] = {"datasetIds": [], "apiKey": "sesame", "syncId": sync_id}
    theirs.http.post(f"{house.company}/syncs", params={"api_key": "sesame"}, json=body)
    text = evidence(theirs, sync_id, form)
    keys = (API_KEY, made["apiKey"], authorization(made["apiKey"]).partition(" ")[2])
    assert [] == [secret for secret in (*SECRETS, *keys) if secret in text]
