"""What is in the journal of a tenant, which part of it is asked for, and what is never in it?"""

import json
import timeit
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from cases.refusals import UNKNOWN
from codat_mock.core.journal import LONGEST_BODY, MOST
from codat_mock.journal.redacting import body, without_secrets
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY
from house import House, MakeHouse
from lane.asking import as_tenant, tenant


def listed(house: House, **query: Any) -> dict[str, Any]:
    """The answer of GET /__mock/requests."""
    answer = house.http.get("/__mock/requests", params=query)
    assert 200 == answer.status_code, answer.text
    body: dict[str, Any] = answer.json()
    return body


def numbers(house: House, **query: Any) -> list[int]:
    """The numbers of the exchanges that fit."""
    return [seen["number"] for seen in listed(house, **query)["requests"]]


@pytest.fixture(name="session")
def _session(house: House) -> tuple[House, str]:
    """1 dataset, 2 plan, 3 sync, 4 wrong dataset, 5 advance, 6 status, 7 unknown path; and the sync's id."""
    dataset, _ = house.dataset()
    house.plan(code=4260)
    sync_id = house.initiate(dataset).json()["syncId"]
    house.create([{}])
    house.advance(by="PT1S")
    house.status(sync_id.upper())
    house.http.get("/nobody/answers")
    return house, sync_id


def test_an_entry(session: tuple[House, str]) -> None:
    """An exchange has its number, moment, operation, status, bodies, headers, moves, remarks and refusal."""
    house, sync_id = session
    entries = {seen["number"]: seen for seen in listed(house, api="all")["requests"]}
    assert [*range(1, 8)] == [*entries]
    initiated, refused, advanced = entries[3], entries[4], entries[5]
    assert ("contract", "initiate-sync", "POST", 202) == tuple(
        initiated[name] for name in ("api", "operation", "method", "status")
    )
    assert f"{house.company}/syncs" == initiated["path"]
    assert "2026-01-01T00:00:00Z" == initiated["at"]
    assert {"syncId": sync_id} == json.loads(initiated["response"]["body"])
    assert len(initiated["request"]["body"]) == initiated["request"]["bodySize"]
    assert [f"sync {sync_id} of 1 transaction takes plan-1"] == initiated["remarks"]
    assert None is initiated["refused"]
    assert "validation" == refused["refused"]["row"]
    assert "control" == advanced["api"]
    assert [(sync_id, 1000, 4260)] == [
        (move["syncId"], move["from"], move["to"]) for move in advanced["moves"]
    ]
    assert (None, 404) == (entries[7]["operation"], entries[7]["status"])


FILTERS: dict[str, tuple[dict[str, Any], list[int]]] = {
    "contract alone": ({}, [1, 3, 4, 6, 7]),
    "control alone": ({"api": "control"}, [2, 5]),
    "all": ({"api": "all"}, [1, 2, 3, 4, 5, 6, 7]),
    "operation": ({"operation": "create-expense-transaction"}, [1, 4]),
    "operation of the control API": ({"operation": "create-plan", "api": "all"}, [2]),
    "status": ({"status": "404"}, [7]),
    "class of status": ({"status": "4xx"}, [4, 7]),
    "limit": ({"limit": 2}, [6, 7]),
    "several": ({"status": "4xx", "limit": 1, "operation": "create-expense-transaction"}, [4]),
    "none": ({"status": "503"}, []),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(name: str, session: tuple[House, str]) -> None:
    """What is asked for is listed, the newest last; `total` counts what fits, however few are listed."""
    house, _ = session
    query, expected = FILTERS[name]
    assert expected == numbers(house, **query)
    unlimited = {key: value for key, value in query.items() if key != "limit"}
    assert len(numbers(house, **unlimited)) == listed(house, **query)["total"]


def test_about_a_sync(session: tuple[House, str]) -> None:
    """An exchange is about a sync when it names it in path, body or answer, however it is written, or has moved it."""
    house, sync_id = session
    assert [3, 5, 6] == numbers(house, sync=sync_id, api="all")
    assert [3, 5, 6] == numbers(house, sync=sync_id.upper(), api="all")
    assert [] == numbers(house, sync=UNKNOWN, api="all")


BAD_QUERIES = [
    "status=4",
    "status=4x",
    "limit=0",
    "limit=1001",
    "sync=zz",
    "api=both",
    "format=xml",
]


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_bad_queries(query: str, house: House) -> None:
    """What no exchange can have is refused, and by name."""
    answer = house.http.get(f"/__mock/requests?{query}")
    assert 400 == answer.status_code
    assert query.partition("=")[0] == answer.json()["errors"][0]["pointer"]


def test_an_operation_that_there_is_not(house: House) -> None:
    """A slip of the pen finds nothing for ever, so it is refused, with the operation that was meant."""
    answer = house.http.get("/__mock/requests?operation=initate-sync")
    assert 400 == answer.status_code
    assert "did you mean initiate-sync?" in answer.json()["detail"]


def test_reads_of_the_control_api_are_not_recorded(house: House) -> None:
    """Whoever looks into the journal, the clock or an explanation does not find himself there."""
    for path in ("clock", "plans", "requests", "explain/last", "nothing", "health"):
        house.http.get(f"/__mock/{path}")
        house.http.head(f"/__mock/{path}")
    assert [] == numbers(house, api="all")


def test_forget(session: tuple[House, str]) -> None:
    """What is forgotten is gone; what comes after has numbers of its own, and the call that forgot is the first."""
    house, _ = session
    assert 204 == house.http.delete("/__mock/requests").status_code
    assert [8] == numbers(house, api="all")
    house.http.get("/companies")
    assert [8, 9] == numbers(house, api="all")
    gone = house.http.get("/__mock/explain/4")
    assert 404 == gone.status_code
    assert "no longer kept" in gone.json()["detail"]


def test_evictions_are_counted(house: House) -> None:
    """Beyond a thousand the oldest go; the answer says how many, and an explanation of one says so too."""
    house.create([{}])
    for _ in range(MOST + 4):
        house.http.get("/companies")
    answer = listed(house, limit=1)
    assert (MOST, 5) == (answer["total"], answer["evicted"])
    gone = house.http.get("/__mock/explain/1")
    assert 404 == gone.status_code
    assert "5 were given up" in gone.json()["detail"]


def test_large_bodies_are_kept_cut(house: House) -> None:
    """Of a body over 64 KiB the beginning is kept, and its length is told; what was done with it is not touched."""
    notes = "n" * (LONGEST_BODY + 1000)
    created = house.create([house.transaction(notes=notes)])
    assert 200 == created.status_code
    (seen,) = listed(house)["requests"]
    request = seen["request"]
    assert (LONGEST_BODY, LONGEST_BODY) == (len(request["body"]), request["bodyKept"])
    assert request["bodySize"] > LONGEST_BODY + 1000
    held = next(iter(house.mock.tenant.register.companies.values())).datasets
    assert notes.encode() in next(iter(held.values())).body


def test_large_answers_are_kept_cut(house: House) -> None:
    """A large answer goes out whole, and is kept cut."""
    for _ in range(20):
        house.dataset(50)
    sync_id = house.http.post(f"{house.company}/syncs", json={}).json()["syncId"]
    house.advance(until="idle")
    page = house.http.get(f"{house.company}/syncs/{sync_id}/transactions?pageSize=1000")
    assert 1000 == len(page.json()["results"])
    response = listed(house)["requests"][-1]["response"]
    assert (LONGEST_BODY, len(page.content)) == (response["bodyKept"], response["bodySize"])


def test_small_bodies_are_not_copied(house: House) -> None:
    """The bytes of a dataset are held once, by dataset and journal together."""
    house.dataset()
    (seen,) = house.mock.tenant.journal
    held = next(iter(house.mock.tenant.register.companies.values())).datasets
    assert seen.request.body is next(iter(held.values())).body


def test_each_tenant_has_its_own(house: House) -> None:
    """Exchanges go to the journal of the tenant whose key they have; with no key that opens one, to the default's."""
    made = tenant(house, id="other")
    theirs = as_tenant(house, made["apiKey"])
    before = numbers(house, api="all")
    theirs.http.get("/companies")
    theirs.http.get("/nobody/answers")
    theirs.http.get("/companies/x/y/z")
    theirs.http.patch("/companies")
    assert [200, 404, 404, 405] == [seen["status"] for seen in listed(theirs)["requests"]]
    assert before == numbers(house, api="all")
    strangers = ({"Authorization": "Bearer x"}, {"Authorization": authorization("nobody's")})
    for headers in strangers:
        assert 401 == house.http.get("/companies", headers=headers).status_code
    assert [401, 401] == [seen["status"] for seen in listed(house)["requests"]]


def test_stock_records_too(make_house: MakeHouse) -> None:
    """Under connexion the same exchanges are recorded, with operation, body and refusal."""
    house = make_house(engine="stock")
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    house.status(UNKNOWN)
    house.create([{}])
    house.http.get("/nobody/answers")
    seen = listed(house)["requests"]
    assert [200, 202, 404, 400, 404] == [each["status"] for each in seen]
    assert [
        *("create-expense-transaction", "initiate-sync", "get-sync-by-id"),
        *("create-expense-transaction", None),
    ] == [each["operation"] for each in seen]
    assert sync_id in seen[1]["response"]["body"]
    assert "datasetIds" in seen[1]["request"]["body"]
    headers = {header["name"] for each in seen for header in each["request"]["headers"]}
    assert "authorization" in headers
    told = house.http.get("/__mock/explain/last").json()
    assert ("route", "/nobody/answers") == (told["layer"], told["request"]["path"])
    script = house.http.get("/__mock/requests?format=curl")
    assert (200, "text/plain; charset=utf-8") == (
        script.status_code,
        script.headers["content-type"],
    )


SECRET = "hunter2-and-more"
FORMS = (
    "Basic {base64}",
    "basic {base64}",
    "Bearer {key}",
    "{key}",
    "{key} {base64}",
    "{base64} x",
)


@pytest.mark.parametrize("form", FORMS)
def test_no_key_is_shown(house: House, form: str) -> None:
    """However a key is sent, in a header, a body, an answer or a query, no export and no explanation has it."""
    base64 = b64encode(SECRET.encode()).decode()
    made = tenant(house, id="secret", apiKey=SECRET)
    assert SECRET == made["apiKey"]
    house.http.post("/__mock/keys", json={"apiKey": f"{SECRET}-2"})
    house.http.post("/__mock/keys", content=b'{"apiKey": "%s-3' % SECRET.encode())
    house.http.post("/__mock/keys", json={"apiKey": f"{SECRET}-2"})
    house.http.post("/__mock/keys", content=b'{"api\\u004bey": "%s-4"}' % SECRET.encode())
    header = {"Authorization": form.format(key=SECRET, base64=base64), "X-Api-Key": SECRET}
    house.http.get("/companies", headers=header)
    house.http.post("/companies", headers=header, content=b"{")
    house.http.get(
        f"/companies?apiKey={SECRET}&api_key={SECRET}", headers={"Cookie": f"k={SECRET}"}
    )
    theirs = as_tenant(house, SECRET)
    theirs.http.get("/companies", headers=header)
    told = [
        mine.http.get(path).text
        for mine in (house, theirs)
        for path in (
            "/__mock/explain/last",
            *(f"/__mock/requests?api=all&format={kind}" for kind in ("json", "har", "curl")),
        )
    ]
    assert 8 == len(told)
    for text in told:
        assert SECRET not in text
        assert base64.rstrip("=") not in text


DEEP = f'{{"secret": "{SECRET}"}}'

HIDING = [
    f"{{'apiKey': '{SECRET}'}}",
    f"{{'password': {{'a': '{SECRET}'}}, 'b'",
    f"a: 1\nsecret: {SECRET} and more\nb: 2",
    f"secret: |\n  first\n  {SECRET}\nb: 3",
    f"apiKeys:\n - first\n - {SECRET}\nb: 3",
    f"[client]\nclient_secret = {SECRET} and more",
    f"client_secret={SECRET}&a=1",
    f'{{"secret": ["first", "{SECRET}"], ',
    f'{{"log": "{{\\"apiKey\\": \\"{SECRET}\\"}}"',
    *(
        f'{{"{name}": "{SECRET}"}}'
        for name in ("clientSecret", "accessToken", "refresh_token", "password", "signing-key")
    ),
    *('{"a":' * levels + DEEP + "}" * levels for levels in (200, 300, 1000)),
    *("[" * levels + DEEP + "]" * levels for levels in (1, 300, 1000)),
    f"apiKey={SECRET}&a=1",
    f'{{"api\\u004bey": "{SECRET}", ',
    f"secret: whsec_{SECRET}",
]


@pytest.mark.parametrize("body", HIDING, ids=range(len(HIDING)))
def test_bodies_that_hide_secrets(house: House, body: str) -> None:
    """However deep a secret lies, and in whatever form it came, it is not shown, and the journal can be read."""
    header = {"Content-Type": "application/json"}
    house.http.post("/companies", headers=header, content=body)
    for kind in ("json", "har", "curl"):
        answer = house.http.get("/__mock/requests", params={"format": kind})
        assert 200 == answer.status_code
        assert SECRET not in answer.text


HEADERS = (
    *("X-Secret", "Webhook-Secret", "X-Codat-Api-Key", "X-Api-Key", "X-Auth-Token"),
    *("Client_Secret", "X-Access-Token", "Ocp-Apim-Subscription-Key", "Cookie"),
)


@pytest.mark.parametrize("name", HEADERS)
def test_headers_that_hold_secrets(house: House, name: str) -> None:
    """A header whose name ends as those of secrets do is named, and its value is not shown."""
    house.http.get("/companies", headers={name: SECRET})
    for kind in ("json", "har", "curl"):
        text = house.http.get("/__mock/requests", params={"format": kind}).text
        assert SECRET not in text
        assert name.lower() in text


def test_headers_that_quote_secrets(house: House) -> None:
    """An address in a header has no key, and what signs webhooks says itself what it is."""
    sent = {"Referer": f"http://me:{SECRET}@h/?accessToken={SECRET}", "X-Note": f"whsec_{SECRET}"}
    house.http.get("/companies", headers=sent)
    text = house.http.get("/__mock/requests").text
    assert SECRET not in text
    assert "http://[redacted]@h/?accessToken=[redacted]" in text


def test_headers_that_hold_none(house: House) -> None:
    """What only sounds like a secret stays: it is needed to repeat the request."""
    house.http.post("/companies", json={}, headers={"Idempotency-Key": UNKNOWN})
    assert UNKNOWN in house.http.get("/__mock/requests?format=curl").text


def test_no_refusal_shows_a_secret(house: House) -> None:
    """A field that is refused is named, but what stood in it is not repeated."""
    answer = house.http.post("/__mock/keys", json={"apiKey": f"{SECRET} with spaces"})
    assert "apiKey must be of a form such as" in answer.text
    assert SECRET not in answer.text
    assert SECRET not in house.http.get("/__mock/explain/last").text


def test_schemes_are_kept(house: House) -> None:
    """Of an Authorization the scheme stays, where it is one."""
    for header in (authorization(API_KEY), "Bearer abc", "abc def", "abc"):
        house.http.get("/companies", headers={"Authorization": header})
    shown = [
        header["value"]
        for seen in listed(house)["requests"]
        for header in seen["request"]["headers"]
        if header["name"] == "authorization"
    ]
    assert ["Basic [redacted]", "Bearer [redacted]", "[redacted]", "[redacted]"] == shown


def test_what_only_sounds_like_a_secret_stays(house: House) -> None:
    """A body with such a word in its data is shown byte by byte as it came."""
    body = b'{"items": [{"notes": "the apiKey and the password", "amount": 1.50}]}'
    house.http.post(
        f"{house.company}/expense-transactions",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert body.decode() == listed(house)["requests"][-1]["request"]["body"]


REDACTED = {
    "a=1&clientSecret=x&b=2": "a=1&clientSecret=[redacted]&b=2",
    "a: 1\nsecret: x y\nb: 2": 'a: 1\nsecret:"[redacted]"\nb: 2',
    "{'apiKey': 'x', 'b': 2}": "{'apiKey':\"[redacted]\", 'b': 2}",
    '{"token": "x", "b": [': '{"token":"[redacted]", "b": [',
    '{"b":1.50,"token":"x"}': '{"b":1.5,"token":"[redacted]"}',
}


@pytest.mark.parametrize("text", REDACTED)
def test_the_rest_stays(text: str) -> None:
    """Of a body that holds a secret everything else is shown."""
    assert REDACTED[text] == body(text.encode()).decode()


def test_what_holds_no_secret_is_not_read() -> None:
    """A large body with such words in its data is looked through, not read: that takes less than half the time."""
    items = [{"notes": "the token of the taxi", "lines": [{"a": 1, "b": {"id": "x"}}] * 3}] * 400
    raw = orjson.dumps(items)

    def shortest(work: Callable[[], object]) -> float:
        return min(timeit.repeat(work, number=1, repeat=20))

    assert raw == body(raw)
    assert 2 * shortest(lambda: body(raw)) < shortest(lambda: without_secrets(orjson.loads(raw)))


def _har(house: House, **query: Any) -> dict[str, Any]:
    archive: dict[str, Any] = listed(house, format="har", **query)["log"]
    return archive


def test_har(session: tuple[House, str]) -> None:
    """An archive has all that HAR 1.2 demands of each entry, and of each what was asked and answered."""
    house, _ = session
    log = _har(house, api="all")
    assert ("1.2", "codat-mock") == (log["version"], log["creator"]["name"])
    assert 7 == len(log["entries"])
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} < entry.keys()
        assert {"send", "wait", "receive"} == entry["timings"].keys()
        request, response = entry["request"], entry["response"]
        demanded = {"method", "url", "httpVersion", "cookies", "headers", "headersSize", "bodySize"}
        assert demanded | {"queryString"} <= request.keys()
        assert {"status", "statusText", "httpVersion", "cookies", "headers"} <= response.keys()
        assert {"content", "redirectURL", "headersSize", "bodySize"} <= response.keys()
        assert {"size", "mimeType"} <= response["content"].keys()
        assert httpx.URL(request["url"]).is_absolute_url
        assert ("postData" in request) == (request["bodySize"] > 0)
        for pair in (*request["headers"], *request["queryString"], *response["headers"]):
            assert {"name", "value"} == pair.keys()
    posted = log["entries"][0]["request"]["postData"]
    assert "application/json" == posted["mimeType"]
    assert "items" in json.loads(posted["text"])
    assert [seen["number"] for seen in listed(house, api="all")["requests"]] == [
        entry["_codatMock"]["number"] for entry in log["entries"]
    ]


def test_har_of_a_form(house: House) -> None:
    """A form is told by its parts: the name of its file, what it is and how long; its bytes are left out."""
    house.upload(house.synced(house.dataset()[0]), house.transaction_id(), "ü b.pdf", b"\x00\xff")
    (param,) = _har(house)["entries"][-1]["request"]["postData"]["params"]
    assert ("file", "application/pdf", "2 bytes, left out here") == (
        param["name"],
        param["contentType"],
        param["comment"],
    )


def test_bytes_that_are_no_text(house: House) -> None:
    """They are told in base64, and that they are."""
    house.http.post("/companies", content=b"\xff\x00", headers={"Content-Type": "application/json"})
    request = listed(house)["requests"][-1]["request"]
    assert ("base64", b64encode(b"\xff\x00").decode()) == (
        request["bodyEncoding"],
        request["body"],
    )
    comment = _har(house)["entries"][-1]["request"]["postData"]["comment"]
    assert "base64" in comment


def test_the_same_session_has_the_same_journal(make_house: MakeHouse) -> None:
    """On a manual clock the same seed and the same requests give the same journal, byte by byte."""

    def play() -> bytes:
        house = make_house(seed=5)
        house.synced(house.dataset(2)[0])
        house.create([{}])
        house.http.get("/nobody/answers")
        return house.http.get("/__mock/requests?api=all").content

    assert play() == play()


def test_it_stays_flat(house: House) -> None:
    """Of reads and refusals no more is kept at the end than after the first thousand: counted, not weighed."""
    for _ in range(MOST):
        house.http.get("/companies/x")
    journal = house.mock.tenant.journal
    size = journal.size
    for _ in range(MOST):
        house.http.get("/companies/x")
    assert MOST == len(journal)
    assert abs(journal.size - size) <= 4 * MOST
    assert 0 == len(house.mock.tenant.untold)
