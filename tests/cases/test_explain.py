"""What does an explanation say, where is it found, and of what is there none?"""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from cases.refusals import UNKNOWN
from codat_contract import SYNC_CODES
from codat_mock.core.fate import Decider
from codat_mock.explaining.provoked import WELL
from codat_mock.explaining.syncs import DECIDED, TOLD
from house import House, MakeHouse
from lane.asking import as_tenant, tenant


def last(house: House) -> dict[str, Any]:
    """The explanation of the newest refusal."""
    return of(house, "last")


def of(house: House, name: str) -> dict[str, Any]:
    """An explanation, by its id."""
    answer = house.http.get(f"/__mock/explain/{name}")
    assert 200 == answer.status_code, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_every_refusal_leads_to_its_explanation(house: House) -> None:
    """No 2xx has the header; whatever else the contract answers has it, HEAD and unknown paths included."""
    answers = [
        house.http.get("/companies"),
        house.http.options("/companies"),
        house.create([{}]),
        house.http.head(f"/companies/{UNKNOWN}"),
        house.http.get("/companies", headers={"Authorization": "Bearer x"}),
        house.http.get("/nobody/answers"),
        house.http.get("/companies", headers={"Prefer": "code=503"}),
        house.http.patch("/companies"),
    ]
    assert [200, 204, 400, 404, 401, 404, 503, 405] == [answer.status_code for answer in answers]
    found = [answer.headers.get("x-mock-explain") for answer in answers]
    assert [None, None] == found[:2]
    expected = [f"http://mock/__mock/explain/{number}" for number in range(2, 8)]
    assert expected == found[2:]
    statuses = [house.http.get(address).json()["status"] for address in expected]
    assert [400, 404, 401, 404, 503, 405] == statuses


def test_an_address_without_a_key(house: House) -> None:
    """Of another tenant than the default one the address names it, and on loopback it opens without a key."""
    theirs = as_tenant(house, tenant(house, id="test-17")["apiKey"])
    address = theirs.create([{}]).headers["x-mock-explain"]
    assert "http://mock/__mock/t/test-17/explain/1" == address
    told = house.http.send(httpx.Request("GET", address)).json()
    assert "1" == told["id"]
    assert told == last(theirs)
    missing = house.http.get("/__mock/t/nobody/explain/1")
    assert (404, True) == (missing.status_code, "no tenant nobody" in missing.json()["detail"])


def test_off_loopback_a_key_is_needed(make_house: MakeHouse) -> None:
    """From another machine an explanation opens with a key only."""
    house = make_house(client="10.0.0.5")
    address = house.create([{}]).headers["x-mock-explain"]
    assert 401 == house.http.send(httpx.Request("GET", address)).status_code
    assert 200 == house.http.get(address).status_code


def test_bodies_stay_as_they_are(house: House) -> None:
    """Nothing of the explanation is in the answer itself: that is Codat's, to the letter."""
    body = house.http.get(f"/companies/{UNKNOWN}").json()
    assert {
        *("statusCode", "service", "error", "correlationId", "validation"),
        *("canBeRetried", "detailedErrorCode"),
    } == body.keys()


def test_problems(house: House) -> None:
    """Of each wrong place: how Codat writes it, its pointer, what was expected and what came."""
    items = [house.transaction(currency=7, lines=[{"netAmount": -1, "taxAmount": 1}])]
    house.create(items)
    problems = {problem["place"]: problem for problem in last(house)["problems"]}
    assert {"Items[0].Currency", "Items[0].Lines[0].NetAmount", "Items[0].Lines[0].AccountRef"} == (
        problems.keys()
    )
    expected = {
        "Items[0].Currency": ("/items/0/currency", "string", "7"),
        "Items[0].Lines[0].NetAmount": ("/items/0/lines/0/netAmount", "0 to 5000000", "-1"),
        "Items[0].Lines[0].AccountRef": ("/items/0/lines/0/accountRef", "a value", "nothing"),
    }
    for place, facts in expected.items():
        problem = problems[place]
        assert facts == (problem["pointer"], problem["expected"], problem["got"])
        assert problem["message"].endswith(".")


PARTS: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "query": (
        {"url": "/companies?page=0&pageSize=x"},
        [("page", "1 to 2147483647", "0"), ("pageSize", "a whole number", "'x'")],
    ),
    "query twice": ({"url": "/companies?page=1&page=2"}, [("page", "it once", "it 2 times")]),
    "media type": (
        {
            "method": "POST",
            "url": "/companies",
            "content": b"x",
            "headers": {"Content-Type": "a/b"},
        },
        [("Content-Type", "application/json", "a/b")],
    ),
    "method": (
        {"method": "PATCH", "url": "/companies"},
        [("method", "one of GET, HEAD, OPTIONS, POST", "PATCH")],
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_other_parts(name: str, house: House) -> None:
    """What is wrong outside a body has what was expected and what came, too, where that can be said."""
    sent, expected = PARTS[name]
    house.http.request(**{"method": "GET", **sent})
    problems = last(house)["problems"]
    assert expected == [(each["place"], each["expected"], each["got"]) for each in problems]


def test_a_near_miss_names_the_path_that_was_meant(house: House) -> None:
    """A path that nobody answers is told the one that was meant, in reason and next step."""
    house.http.get(f"{house.company}/sync/{UNKNOWN}/status")
    told = last(house)
    meant = "did you mean GET /companies/{companyId}/sync/expenses/syncs/{syncId}/status?"
    assert "route" == told["layer"]
    assert meant in told["why"]
    assert told["next"]["text"].endswith(meant)


def test_the_sync_concerned(house: House) -> None:
    """A refusal about a sync has its timeline, and while that runs the next call is to let it end."""
    dataset, (transaction,) = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    house.advance(by="PT0.5S")
    assert 400 == house.upload(sync_id, transaction).status_code
    told = last(house)
    assert ("state", "validation") == (told["layer"], told["rule"]["name"])
    assert sync_id == told["sync"]["syncId"]
    assert ["queued", "started"] == [event["event"] for event in told["sync"]["timeline"]]
    assert "/__mock/clock/advance" in told["next"]["curl"]
    house.advance(until="idle")
    assert ["queued", "started", "ended"] == [
        event["event"] for event in last(house)["sync"]["timeline"]
    ]


def test_nothing_about_a_sync_of_others(house: House) -> None:
    """A refusal that is about no sync, or about one that is not there, has none."""
    house.status(UNKNOWN)
    assert None is last(house)["sync"]
    house.create([{}])
    assert None is last(house)["sync"]


def test_the_next_call_is_ready_to_paste(house: House) -> None:
    """Its places are filled from the path, the key is the one that everybody knows, and it is answered with success."""
    house.http.get(f"{house.company}/syncs/{UNKNOWN}/status")
    curl = last(house)["next"]["curl"]
    path = f"{house.company}/syncs/list/status"
    assert f"curl -H 'Authorization: Basic bW9jay1hcGkta2V5' http://mock{path}" == curl
    assert 200 == house.http.get(path).status_code


def test_a_kept_answer_is_explained_as_the_first(house: House) -> None:
    """What an Idempotency-Key is answered again has the explanation of the first answer, and says that it is kept."""
    headers = {"Idempotency-Key": UNKNOWN}
    for number in (1, 2):
        house.http.post("/companies", json={}, headers=headers)
        told = of(house, str(number))
        assert ("schema", "validation", ["Name"]) == (
            told["layer"],
            told["rule"]["name"],
            [problem["place"] for problem in told["problems"]],
        )
    assert ["the same answer as before to this Idempotency-Key"] == told["remarks"]


NONE: dict[str, tuple[str, str]] = {
    "not yet": ("99", "no exchange 99 yet: the last is 1"),
    "zero": ("0", "Nothing was refused"),
    "last without any": ("last", "Nothing was refused"),
    "a success": ("1", "was answered 200"),
    "no sync": (UNKNOWN, f"no sync {UNKNOWN}"),
    "no id": ("zz", "has another form"),
}


@pytest.mark.parametrize("name", NONE)
def test_there_is_none(name: str, house: House) -> None:
    """Of what was not refused there is no explanation: a 404 that says why, and what to do."""
    house.http.get("/companies")
    id_, why = NONE[name]
    answer = house.http.get(f"/__mock/explain/{id_}")
    assert 404 == answer.status_code
    assert why in answer.json()["detail"]


def _by_plan(house: House) -> str:
    house.plan(code=4260)
    return house.synced(house.dataset()[0])


def _by_end(house: House) -> str:
    sync_id: str = house.initiate(house.dataset()[0]).json()["syncId"]
    house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 5000})
    return sync_id


def _by_state(house: House) -> str:
    house.customer("lapse")
    return house.synced(house.dataset()[0])


def _by_preference(house: House) -> str:
    answer = house.http.post(
        f"{house.company}/syncs", json={}, headers={"Prefer": "mock-sync=4260"}
    )
    house.advance(until="idle")
    sync_id: str = answer.json()["syncId"]
    return sync_id


def _by_magic(house: House) -> str:
    created = house.create([house.transaction(notes="[mock:5130]")])
    return house.synced(created.json()["datasetId"])


def _by_failure(house: House) -> str:
    timeline = house.mock.tenant.timeline
    timeline.world = replace(timeline.world, parse=None)  # type: ignore[arg-type]
    created = house.create([house.transaction(notes="[mock:2000]")])
    return house.synced(created.json()["datasetId"])


def _by_outcomes(house: House) -> str:
    return house.synced(house.dataset()[0])


DECIDERS = {
    Decider.PLAN: (_by_plan, 4260, "plan-1"),
    Decider.END: (_by_end, 5000, "/end ended it"),
    Decider.STATE: (_by_state, 4260, "state of its company"),
    Decider.PREFERENCE: (_by_preference, 4260, "header Prefer"),
    Decider.MAGIC: (_by_magic, 5130, "marker in the notes"),
    Decider.FAILURE: (_by_failure, 5000, "mock itself failed"),
    Decider.OUTCOMES: (_by_outcomes, 2000, "Nothing named a code"),
}


BY_SOMEBODY = {Decider.PLAN, Decider.END, Decider.PREFERENCE, Decider.MAGIC}


@pytest.mark.parametrize("decider", DECIDERS)
def test_who_decided(decider: Decider, house: House) -> None:
    """Of a sync it is told who decided its code, in words, and what the code asks for."""
    play, code, words = DECIDERS[decider]
    sync_id = play(house)
    told = of(house, sync_id)
    assert ("sync", sync_id, code) == (told["explains"], told["id"], told["sync"]["code"])
    assert decider.value == told["sync"]["decided"]["by"]
    assert words in told["sync"]["decided"]["text"]
    assert f"It reads {code} " in told["why"]
    assert (decider in BY_SOMEBODY) == told["sync"]["provoked"]
    assert told["next"]["text"].startswith(told["sync"]["nextStep"])
    assert (decider in BY_SOMEBODY) == ("Here it was provoked" in told["next"]["text"])
    assert house.status(sync_id)["errorMessage"] == told["sync"]["errorMessage"]


def test_every_decider_has_words() -> None:
    """Whoever can decide a code is told in a sentence of its own."""
    assert set(Decider) == DECIDED.keys() == DECIDERS.keys()


TERMINAL = [code for code, row in SYNC_CODES.items() if row.terminal]


@pytest.mark.parametrize("code", TERMINAL)
def test_a_provoked_code_says_nothing_of_the_company(house: House, code: int) -> None:
    """It is told that the company is untouched and what is not the matter; and the next sync succeeds, as is said."""
    house.plan(code=code)
    told = of(house, house.synced(house.dataset()[0]))
    provoked = "This was provoked for this sync alone; its company is untouched"
    assert f"{provoked}: {WELL[code]}." in told["why"]
    said = "a new sync, of a new dataset, can succeed"
    assert SYNC_CODES[code].success != (said in told["next"]["text"])
    assert 2000 == house.status(house.synced(house.dataset()[0]))["syncStatusCode"]


def test_words_for_every_provoked_code() -> None:
    """Of each code that a sync can end with there are words for what is not the matter."""
    assert set(TERMINAL) == WELL.keys()


def test_a_provoked_code_of_a_company_that_is_not_well(house: House) -> None:
    """Where the company would end a new sync, too, no success is promised, and the code of its state is named."""
    house.plan(code=5130)
    sync_id = house.synced(house.dataset()[0])
    house.customer("lapse")
    text = of(house, sync_id)["next"]["text"]
    assert "can succeed" not in text
    assert "the state of its company ends a new sync with 4260" in text


NAMED: dict[str, tuple[str, bool]] = {
    "a plan": ("plan-1, which it took", True),
    "a marker": ("such as [mock:PushError], named", True),
    "nobody": ("Nothing named a code", False),
}


@pytest.mark.parametrize("by", NAMED)
def test_what_becomes_of_transactions_was_named(house: House, by: str) -> None:
    """A code that follows from transactions which somebody has named was provoked as well; from misfits it was not."""
    words, provoked = NAMED[by]
    if by == "a plan":
        house.plan(transactions=[{"index": 0, "status": "PushError"}])
    item = house.transaction(notes="[mock:PushError]" if by == "a marker" else "Taxi")
    told = of(house, house.synced(house.create([item]).json()["datasetId"]))
    assert words in told["why"]
    assert provoked == told["sync"]["provoked"]


def test_what_was_named_is_not_all(make_house: MakeHouse) -> None:
    """Beside a transaction that really does not fit, nothing is said to be well."""
    house = make_house(references="strict")
    line = {**house.transaction()["lines"][0], "accountRef": {"id": "no such account"}}
    items = [house.transaction(), house.transaction(lines=[line])]
    house.plan(transactions=[{"index": 0, "status": "PushError"}])
    sync_id = house.synced(house.create(items).json()["datasetId"])
    told = of(house, sync_id)
    assert {"PushError": 1, "ValidationError": 1} == told["sync"]["transactions"]
    assert not told["sync"]["provoked"]


def test_ended_by_hand_after_all(house: House) -> None:
    """A sync that a plan has named transactions of, and that was ended by hand, was ended by hand."""
    house.plan(transactions=[{"index": 0, "status": "PushError"}])
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 5000})
    assert "/end ended it and named the code" in of(house, sync_id)["why"]


IN_VAIN = "plan-1 named index 7, index 8, index 9 and 1 more in vain: the sync has 1 transaction"


@pytest.mark.parametrize("advanced", [False, True])
def test_what_a_plan_names_in_vain(house: House, advanced: bool) -> None:  # noqa: FBT001 a parameter of the table
    """Transactions that the sync does not hold are passed over, and its explanation and evidence say so."""
    named = [{"index": index, "status": "PushError"} for index in (7, 8, 9, 10)]
    house.plan(transactions=named, after="PT11M")
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    if advanced:
        house.advance(until="idle")
    assert IN_VAIN in of(house, sync_id)["why"]
    for form in ("html", "md"):
        address = f"/__mock/syncs/{sync_id}/evidence?format={form}"
        assert IN_VAIN in house.http.get(address).text


def test_no_dataset_was_waiting(house: House) -> None:
    """An empty sync is told that it was empty, not that its transactions were there before."""
    sync_id = house.http.post(f"{house.company}/syncs", json={}).json()["syncId"]
    house.advance(until="idle")
    told = of(house, sync_id)
    assert 2040 == told["sync"]["code"]
    assert "No dataset was waiting" in told["why"]
    assert "No dataset was waiting: create one" in told["next"]["text"]
    assert "earlier sync" not in told["next"]["text"]
    house.plan(code=2040)
    assert "No dataset" not in of(house, house.synced(house.dataset()[0]))["why"]


PREFERRED = {
    "mock-sync=9999": ", ".join(map(str, SYNC_CODES)),
    "mock-sync=": ", ".join(map(str, SYNC_CODES)),
    "code=999": "code=STATUS, which is one of 202, 400",
    "code=402, example=nonsense": "payment-required, company-limit, free-plan",
}


@pytest.mark.parametrize("prefer", PREFERRED)
def test_a_preference_that_cannot_be_granted(house: House, prefer: str) -> None:
    """Rule and next step speak of the header, not of the body, and say what can be preferred."""
    answer = house.http.post(f"{house.company}/syncs", json={}, headers={"Prefer": prefer})
    assert 400 == answer.status_code
    told = last(house)
    assert "rule" == told["layer"]
    for text in (told["rule"]["text"], told["next"]["text"]):
        assert "header" in text
        assert "body" not in text
    assert PREFERRED[prefer] in told["next"]["text"]


def test_a_preference_where_no_sync_starts(house: House) -> None:
    """A code for a sync is to be preferred where one starts."""
    house.http.get("/companies", headers={"Prefer": "mock-sync=4260"})
    assert "mock-sync on initiate-sync and update-expense-dataset" in last(house)["next"]["text"]


def test_a_timeline(house: House) -> None:
    """Queued, started, running long, ended: each with its moment and what the sync read from then on."""
    house.plan(code=2000, after="PT11M")
    first, second = (house.initiate(house.dataset()[0]).json()["syncId"] for _ in range(2))
    waiting = of(house, second)
    assert f"It waits behind {first}." in waiting["why"]
    assert (None, ["queued"]) == (
        waiting["sync"]["decided"],
        [event["event"] for event in waiting["sync"]["timeline"]],
    )
    house.advance(until="idle")
    assert [
        ("2026-01-01T00:00:00Z", "queued", 1000),
        ("2026-01-01T00:00:00Z", "started", 1000),
        ("2026-01-01T00:10:00.000001Z", "runs long", 1010),
        ("2026-01-01T00:11:00Z", "ended", 2000),
    ] == [tuple(event.values()) for event in of(house, first)["sync"]["timeline"]]
    assert ["queued", "started", "ended"] == [
        event["event"] for event in of(house, second)["sync"]["timeline"]
    ]


def test_a_held_sync(house: House) -> None:
    """A sync that no time ends says which plan holds it, and the next call ends it."""
    house.plan(code=1000)
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    told = of(house, sync_id)
    assert "held by plan-1" in told["why"]
    assert f"/__mock/syncs/{sync_id}/end" in told["next"]["curl"]


def test_transactions(house: House) -> None:
    """How many have which status, and of the failed ones the first twenty with their messages."""
    dataset, ids = house.dataset(30)
    failed = [
        {"index": index, "status": "PushError", "message": f"No {index}."} for index in range(25)
    ]
    house.plan(transactions=failed)
    told = of(house, house.synced(dataset))["sync"]
    assert {"PushError": 25, "Completed": 5} == told["transactions"]
    assert (TOLD, True) == (len(told["failed"]), told["failedMore"])
    assert {
        "transactionId": ids[3],
        "status": "PushError",
        "integrationType": "expense",
        "message": "No 3.",
    } == told["failed"][3]
    assert 5130 == told["code"]


def test_a_sync_of_another_tenant(house: House) -> None:
    """A sync is explained to its own tenant, at the tenant's own moment."""
    theirs = as_tenant(house, tenant(house, id="other")["apiKey"])
    sync_id = theirs.initiate(theirs.dataset()[0]).json()["syncId"]
    assert 404 == house.http.get(f"/__mock/explain/{sync_id}").status_code
    assert 1000 == house.http.get(f"/__mock/t/other/explain/{sync_id}").json()["sync"]["code"]
    theirs.advance(by="PT1S")
    assert 2000 == house.http.get(f"/__mock/t/other/explain/{sync_id}").json()["sync"]["code"]
