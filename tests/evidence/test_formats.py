"""Of a sync with any code there is evidence in every format, and each of them says how it stands."""

import json

import pytest

from cases.refusals import UNKNOWN
from codat_contract import SYNC_CODES
from evidence.lives import FORMATS, Seen, evidence, lived, told
from house import House, MakeHouse
from lane.asking import as_tenant, tenant

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "har": "application/json",
    "curl": "text/plain; charset=utf-8",
    "json": "application/json",
}


@pytest.mark.parametrize("code", SYNC_CODES)
def test_every_code(house: House, code: int) -> None:
    """Page and Markdown name code, reason, who acts and the next step; the others hold what was asked."""
    sync_id, row = lived(house, code), SYNC_CODES[code]
    page = " ".join(Seen(evidence(house, sync_id)).text.split())
    markdown = evidence(house, sync_id, "md")
    for text in (page, markdown):
        assert [] == [
            part
            for part in (str(code), row.reason, row.next_step, sync_id, "seed 1")
            if part not in text
        ]
    assert code == told(house, sync_id)["explanation"]["sync"]["code"]
    initiated = f"{house.company}/syncs"
    archive = json.loads(evidence(house, sync_id, "har"))["log"]
    assert f"http://mock{initiated}" in [entry["request"]["url"] for entry in archive["entries"]]
    assert f'"$URL"{initiated}\n' in evidence(house, sync_id, "curl")


@pytest.mark.parametrize("form", FORMATS)
def test_media_type(house: House, form: str) -> None:
    """Each format says what it is; a page is what comes unless said."""
    address = f"/__mock/syncs/{lived(house, 2000)}/evidence"
    answer = house.http.get(address, params={"format": form})
    assert MEDIA_TYPES[form] == answer.headers["content-type"]
    assert MEDIA_TYPES["html"] == house.http.get(address).headers["content-type"]


def test_reading_changes_nothing(house: House) -> None:
    """It is the same twice, byte by byte, and is not in the journal itself."""
    sync_id = lived(house, 5130)
    for form in FORMATS:
        assert evidence(house, sync_id, form) == evidence(house, sync_id, form)
    assert "evidence" not in json.dumps(told(house, sync_id)["exchanges"])


def test_archive(house: House) -> None:
    """The archive has what HAR 1.2 wants of each entry, in the order of time."""
    archive = json.loads(evidence(house, lived(house, 5130), "har"))["log"]
    assert "1.2" == archive["version"]
    times = [entry["startedDateTime"] for entry in archive["entries"]]
    assert times == sorted(times)
    for entry in archive["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} < entry.keys()


def test_transactions(house: House) -> None:
    """Each with what its client sent, exactly summed, and what became of it."""
    lines = [{"netAmount": 0.1, "taxAmount": 0.2, **house.transaction()["lines"][0]}] * 3
    items = [house.transaction(notes="Taxi", currency="EUR", lines=lines), house.transaction()]
    house.plan(transactions=[{"index": 1, "status": "PushError", "message": "No such account."}])
    sync_id = house.synced(house.create(items).json()["datasetId"])
    first, second = told(house, sync_id)["transactions"]
    assert ("37.80", "EUR", "Taxi", "Completed") == tuple(
        first[name] for name in ("amount", "currency", "notes", "status")
    )
    assert ("12.60", "PushError", "No such account.") == tuple(
        second[name] for name in ("amount", "status", "message")
    )
    page = Seen(evidence(house, sync_id)).text
    assert [True] * 3 == [text in page for text in ("37.80 EUR", "Taxi", "No such account.")]


def test_many_transactions(house: House) -> None:
    """Five hundred are told, and how many more there are."""
    sync_id = house.synced(*(house.dataset(size)[0] for size in (*[50] * 10, 1)))
    known = told(house, sync_id)
    assert (500, 1) == (len(known["transactions"]), known["transactionsMore"])
    assert "1 more are left out." in evidence(house, sync_id)


def test_of_another_tenant(house: House) -> None:
    """The address with a tenant opens without a key; with the key of another tenant there is no such sync."""
    theirs = as_tenant(house, tenant(house, id="test-17")["apiKey"])
    theirs_sync = lived(theirs, 2000)
    here = f"/__mock/t/test-17/syncs/{theirs_sync}/evidence"
    assert "tenant test-17" in house.http.get(here).text
    assert "codat-mock tenants new test-17" in house.http.get(here).text
    assert 404 == house.http.get(f"/__mock/syncs/{theirs_sync}/evidence").status_code


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"syncs/{UNKNOWN}/evidence", 404, "The tenant has no sync"),
        (f"t/nobody/syncs/{UNKNOWN}/evidence", 404, "no tenant nobody"),
        ("syncs/zz/evidence", 404, ""),
        (f"syncs/{UNKNOWN}/evidence?format=pdf", 400, "format"),
        (f"syncs/{UNKNOWN}/evidence?format=", 400, "format"),
    ],
)
def test_refused(house: House, path: str, status: int, said: str) -> None:
    """What is not there is a 404, what is no format a 400; each says what to do."""
    answer = house.http.get(f"/__mock/{path}")
    assert status == answer.status_code
    assert said in answer.text


def test_off_loopback_a_key_is_needed(make_house: MakeHouse) -> None:
    """From another machine evidence opens with a key only."""
    house = make_house(client="10.0.0.5")
    address = f"/__mock/syncs/{lived(house, 2000)}/evidence"
    assert 200 == house.http.get(address).status_code
    del house.http.headers["Authorization"]
    assert 401 == house.http.get(address).status_code


def _step(text: str, command: str) -> str:
    [line] = [line for line in text.splitlines() if line.startswith(command)]
    return line


@pytest.mark.parametrize(
    ("host", "there", "port"),
    [
        ("127.0.0.1:4261", "http://127.0.0.1:4261", 4261),
        ("localhost:4260", "http://localhost:4260", 4260),
        ("[::1]:9", "http://[::1]:9", 9),
        ("mock.example:8080", "http://127.0.0.1:8080", 8080),
        ("mock.example", "http://127.0.0.1:4260", 4260),
    ],
)
def test_where_it_is_seen_again(house: House, host: str, there: str, port: int) -> None:
    """The new mock is started where the script looks for it, in the place of an old one that was on this machine."""
    sync_id = lived(house, 2000)
    address = f"/__mock/syncs/{sync_id}/evidence?format=md"
    text = house.http.get(address, headers={"Host": host}).text
    assert f" --port {port} " in _step(text, "codat-mock serve")
    assert f"export URL={there} " in text.replace("'", "")
    assert f" --url http://{host}" in _step(text, "codat-mock evidence").replace("'", "")
    assert (there == f"http://{host}") == ("Stop that mock, and start" in text)


def test_a_tenant_is_made_where_it_is_seen_again(house: House) -> None:
    """The tenant is made at the new mock, too."""
    theirs = as_tenant(house, tenant(house, id="test-17")["apiKey"])
    address = f"/__mock/t/test-17/syncs/{lived(theirs, 2000)}/evidence?format=md"
    text = house.http.get(address, headers={"Host": "127.0.0.1:4299"}).text
    assert "codat-mock tenants new test-17 --url http://127.0.0.1:4299" in text


@pytest.mark.parametrize("form", ["html", "md"])
def test_provoked(house: House, form: str) -> None:
    """Of a code that somebody has provoked it is said that the company is untouched, and nobody is told to act."""
    house.plan(code=4260)
    text = " ".join(evidence(house, house.synced(house.dataset()[0]), form).split())
    for part in (
        "its company is untouched: its subscription has not lapsed, and nothing must be paid.",
        "Here it was provoked: a new sync, of a new dataset, can succeed",
        "The customer, if it were not provoked",
    ):
        assert part in text
    house.customer("lapse")
    text = evidence(house, house.synced(house.dataset()[0]), form)
    assert "provoked" not in text
