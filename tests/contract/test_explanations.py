"""Every row of errors has an explanation that names layer, rule and next step, however the error comes about."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import httpx
import pytest

from cases.refusals import JSON as AS_JSON
from cases.refusals import UNKNOWN
from codat_contract import contract, control
from codat_mock.core.directory import MOST as MOST_ENDPOINTS
from codat_mock.core.errors import Busy, MalformedQuery
from codat_mock.core.journal import Witnessed
from codat_mock.core.register import READY_COMPANY
from codat_mock.core.snapshots import MOST
from codat_mock.explaining import refusals, rules
from codat_mock.journal.reach import Reach
from codat_mock.lane.keyring import authorization
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request
from contract.documents import DOCUMENTS, operations_in
from contract.reaching import OTHER_WAYS, WAYS, Scene
from contract.test_every_status import OPERATIONS
from house import House

Way: TypeAlias = Callable[[House], httpx.Response]

_PRODUCT = f"/companies/{READY_COMPANY}/sync/expenses"


def _by_status(id_: str, status: int) -> Way:
    """The way on which the status of the operation is reached."""

    def way(house: House) -> httpx.Response:
        operation = OPERATIONS[id_]
        return OTHER_WAYS.get((id_, status), WAYS[status])(Scene.of(house), operation)

    return way


def _over_the_limit(house: House) -> httpx.Response:
    limits = house.mock.tenant.limits
    house.http.get("/companies")
    limits.enforced, limits.used = True, limits.quota
    return house.http.get("/companies")


def _without_connection(house: House) -> httpx.Response:
    house.customer("unlink")
    return house.http.post(f"{_PRODUCT}/syncs", json={})


ENDPOINT = {"url": "http://127.0.0.1:9/", "eventTypes": ["expenses.sync.successful"]}


def _one_endpoint_too_many(house: House, path: str = "/webhooks") -> httpx.Response:
    answers = [house.http.post(path, json=ENDPOINT) for _ in range(MOST_ENDPOINTS + 1)]
    return answers[-1]


REAL: Mapping[tuple[str, str], Way] = {
    ("request-not-valid", "schema"): lambda house: house.http.post(
        "/companies", content=b"{", headers=AS_JSON
    ),
    ("request-not-valid", "rule"): lambda house: house.http.post(
        f"{_PRODUCT}/syncs", json={}, headers={"Prefer": "mock-sync=9999"}
    ),
    ("validation", "schema"): lambda house: house.create([{}]),
    ("validation", "rule"): lambda house: house.create([house.transaction(id=UNKNOWN)] * 2),
    ("validation", "state"): lambda house: house.initiate(UNKNOWN),
    ("malformed-query", "schema"): lambda house: house.http.get("/companies?page=0"),
    ("unresolved-property", "schema"): lambda house: house.http.get("/companies?query=nonsense=1"),
    ("unauthorized", "authentication"): _by_status("list-companies", 401),
    ("forbidden", "authentication"): _by_status("get-company", 403),
    ("no-company", "state"): lambda house: house.http.get(f"/companies/{UNKNOWN}"),
    ("no-connection", "state"): lambda house: house.http.get(
        f"/companies/{READY_COMPANY}/connections/{UNKNOWN}"
    ),
    ("no-data", "state"): _by_status("get-account", 404),
    ("no-endpoint", "state"): lambda house: house.http.get(f"/rules/{UNKNOWN}"),
    ("too-many-endpoints", "state"): _one_endpoint_too_many,
    ("not-found", "state"): lambda house: house.http.get(f"{_PRODUCT}/syncs/{UNKNOWN}/status"),
    ("not-found", "route"): lambda house: house.http.get("/companie"),
    ("method-not-allowed", "route"): lambda house: house.http.patch("/companies"),
    ("not-requested", "state"): _by_status("list-accounts", 409),
    ("content-too-large", "schema"): _by_status("create-company", 413),
    ("unsupported-media-type", "schema"): _by_status("create-company", 415),
    ("no-connections", "state"): _without_connection,
    ("updates-unsupported", "rule"): _by_status("update-expense-dataset", 422),
    ("key-reused", "rule"): _by_status("initiate-sync", 422),
    ("too-many-requests", "rate-limit"): _over_the_limit,
}
"""By row of the contract and layer, a real way to it."""

BY_PREFER = set(contract()["x-errors"]) - {name for name, _ in REAL}


def _ended_twice(house: House) -> httpx.Response:
    sync_id = house.synced(house.dataset()[0])
    return house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 2000})


def _failing(house: House) -> httpx.Response:
    house.mock.tenant.plans = None  # type: ignore[assignment]
    return house.plan(code=4260)


def _taken(house: House) -> httpx.Response:
    return house.http.post("/__mock/keys", json={"apiKey": "mock-api-key"})


def _in_vain(house: House) -> httpx.Response:
    house.initiate(house.dataset()[0])
    return house.http.post("/__mock/wait", json={"until": "sync-ended", "timeout": "PT0S"})


def _one_snapshot_too_many(house: House) -> httpx.Response:
    answers = [house.http.post("/__mock/snapshots") for _ in range(MOST + 1)]
    return answers[-1]


def _sent_to_nobody(house: House) -> httpx.Response:
    endpoint = house.http.post("/__mock/webhooks", json=ENDPOINT).json()["id"]
    house.initiate(house.dataset()[0])
    house.advance(by="PT1S")
    house.http.delete(f"/__mock/webhooks/{endpoint}")
    (message,) = house.http.get("/__mock/deliveries").json()["deliveries"]
    return house.http.post(f"/__mock/deliveries/{message['messageId']}/resend")


CONTROL: Mapping[tuple[str, str], Way] = {
    ("request-not-valid", "schema"): lambda house: house.http.post(
        "/__mock/plans", content=b"{", headers=AS_JSON
    ),
    ("validation", "schema"): lambda house: house.plan(code=1),
    ("unauthorized", "authentication"): lambda house: house.http.post(
        "/__mock/plans", headers={"Authorization": authorization("another-key")}
    ),
    ("no-company", "state"): lambda house: house.customer("link", company=UNKNOWN),
    ("no-connection", "state"): lambda house: house.customer("link", connection=UNKNOWN),
    ("no-endpoint", "state"): lambda house: house.http.delete(f"/__mock/webhooks/{UNKNOWN}"),
    ("too-many-endpoints", "state"): lambda house: _one_endpoint_too_many(
        house, "/__mock/webhooks"
    ),
    ("not-delivered", "state"): _sent_to_nobody,
    ("not-found", "state"): lambda house: house.http.delete("/__mock/plans/plan-9"),
    ("not-found", "route"): lambda house: house.http.post("/__mock/plan"),
    ("method-not-allowed", "route"): lambda house: house.http.patch("/__mock/plans"),
    ("back-in-time", "rule"): lambda house: house.http.post(
        "/__mock/clock/advance", json={"to": "2025-01-01T00:00:00Z"}
    ),
    ("sync-has-ended", "state"): _ended_twice,
    ("no-such-move", "state"): lambda house: house.customer("pay"),
    ("taken", "state"): _taken,
    ("in-use", "rule"): lambda house: house.http.delete("/__mock/tenants/default"),
    ("no-room", "state"): _one_snapshot_too_many,
    ("content-too-large", "schema"): lambda house: house.http.post(
        "/__mock/plans", content=b"{}", headers={**AS_JSON, "Content-Length": str(2**32)}
    ),
    ("unsupported-media-type", "schema"): lambda house: house.http.post(
        "/__mock/plans", content=b"{}", headers={"Content-Type": "text/plain"}
    ),
    ("contradiction", "rule"): lambda house: house.plan(after="PT1S", polls=2),
    ("internal-error", "mock"): _failing,
    ("still-waiting", "state"): _in_vain,
}
"""By row of the control contract and layer, a way to it."""

BY_HAND = {
    "malformed-query": MalformedQuery(
        "The field limit must be at least 1."
    ),  # Only of reads: not recorded.
    "busy": Busy(
        "Another advance of this tenant is under way; wait for its answer."
    ),  # Of two at once.
}
"""Rows of the control contract that no single recorded call is refused with."""


def _last(house: House) -> dict[str, Any]:
    body: dict[str, Any] = house.http.get("/__mock/explain/last").json()
    return body


def _complete(told: Mapping[str, Any], name: str, layer: str) -> None:
    """An explanation names row, layer, rule, source, reason and next step, and no place is left open."""
    assert (name, layer) == (told["rule"]["name"], told["layer"])
    for text in (told["rule"]["text"], told["rule"]["source"], told["why"], told["next"]["text"]):
        assert len(text) > 8
    assert "{" not in told["next"]["text"]


def test_every_row_is_walked() -> None:
    """There is a way to each row of the contract, in each of its layers, or it can only be provoked."""
    assert _layers("contract") == {*REAL, *((name, _layer(name)) for name in BY_PREFER)}
    provoked = {"payment-required", "company-limit", "free-plan", "maintenance", "internal-error"}
    retired = {"transfers-retired", "adjustments-retired"}
    assert provoked | retired | {"request-in-progress"} == BY_PREFER


def test_every_row_of_the_control_contract_is_walked() -> None:
    """There is a way to each row of the control contract, in each of its layers."""
    others = {(name, layer) for name, layer in _layers("control") if name in BY_HAND}
    assert _layers("control") == {*CONTROL, *others}


@pytest.mark.parametrize(("name", "layer"), REAL)
def test_what_is_refused_is_explained(name: str, layer: str, house: House) -> None:
    """The header of the answer leads to an explanation; `last` is the same."""
    answer = REAL[name, layer](house)
    assert contract()["x-errors"][name]["status"] == answer.status_code
    told = house.http.get(answer.headers["x-mock-explain"]).json()
    _complete(told, name, layer)
    row = rules.rows(contract, "contract")[name]
    for place in rules.places({row.rule.layer: row.rule, **row.otherwise}[layer].next):
        assert not re.search(rf"\b{place}\b", told["next"]["text"]), "a place was not filled"
    assert (answer.status_code, answer.request.method) == (
        told["status"],
        told["request"]["method"],
    )
    assert told == _last(house)


@pytest.mark.parametrize("name", contract()["x-errors"])
def test_what_is_provoked_is_explained(name: str, house: House) -> None:
    """Whatever the row, the layer of what was provoked is `provoked`, and rule and next step are the row's."""
    status = contract()["x-errors"][name]["status"]
    id_ = next(
        node["operationId"]
        for _, _, node in operations_in(contract())
        if str(status) in node["responses"]
    )
    prefer = f"code={status}, example={name}"
    answer = Scene.of(house).send(OPERATIONS[id_], headers={"Prefer": prefer})
    assert status == answer.status_code
    told = house.http.get(answer.headers["x-mock-explain"]).json()
    _complete(told, name, "provoked")
    assert f"Provoked by Prefer: {prefer}." == told["why"]


@pytest.mark.parametrize(("name", "layer"), CONTROL)
def test_what_the_control_api_refuses_is_explained(name: str, layer: str, house: House) -> None:
    """A refused control call has no header, but it is recorded and explained as well."""
    answer = CONTROL[name, layer](house)
    assert control()["x-errors"][name]["status"] == answer.status_code
    assert "x-mock-explain" not in answer.headers
    _complete(_last(house), name, layer)


@pytest.mark.parametrize("name", BY_HAND)
def test_what_is_refused_elsewhere(name: str, house: House) -> None:
    """A row that no single recorded call has is complete all the same."""
    request, refused = Request("POST", "/__mock/clock/advance", b"", None), BY_HAND[name]
    assert name == refused.row
    seen = Witnessed(request, Reply(400, "", b""), (), refused, (), 1, control=True)
    told = refusals.explained(seen, house.mock.tenant, 0, Reach("http://mock"))
    _complete(told, name, _layer(name, "control"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_rows(document: str) -> None:
    """A row says which layer refuses, which rule is broken, where that stands, and what to do: in sentences."""
    for name, row in rules.rows(DOCUMENTS[document], document).items():
        for layer, rule in {row.rule.layer: row.rule, **row.otherwise}.items():
            assert layer == rule.layer, name
            assert layer in rules.LAYERS
            assert layer != "provoked"
            for text in (rule.text, rule.next):
                assert text[0].isupper(), name
                assert text.endswith((".", "}")), name
            assert rule.source
            assert rules.places(rule.text) == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_calls_of_rows(document: str) -> None:
    """The call that a row proposes is an operation of one of the documents."""
    known = {
        (
            method.upper(),
            (base["servers"][0]["url"] if "__mock" in base["servers"][0]["url"] else "") + path,
        )
        for base in (contract(), control())
        for path, method, _ in operations_in(base)
    }
    calls = [
        rule.call.split(" ")[:2]
        for row in rules.rows(DOCUMENTS[document], document).values()
        for rule in (row.rule, *row.otherwise.values())
        if rule.call
    ]
    assert calls
    assert [] == [call for call in calls if tuple(call) not in known]


def test_layers_are_those_of_the_schema() -> None:
    """What an explanation may call its layer is what a row, or the code, can say."""
    schema = control()["components"]["schemas"]["RefusalExplained"]["properties"]["layer"]
    assert list(rules.LAYERS) == schema["enum"]


def _layers(document: str) -> set[tuple[str, str]]:
    return {
        (name, layer)
        for name, row in DOCUMENTS[document]()["x-errors"].items()
        for layer in (row["layer"], *row.get("otherwise", {}))
    }


def _layer(name: str, document: str = "contract") -> str:
    layer: str = DOCUMENTS[document]()["x-errors"][name]["layer"]
    return layer
