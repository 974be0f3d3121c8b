"""An inbox keeps whatever comes, says what it is worth, and answers as it was told."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from cases.refusals import problem
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.ids import text
from codat_mock.core.moments import DAY, SECOND
from codat_mock.edge import wall_clock
from codat_mock.server import Running
from house import House

INBOX = "/__mock/t/default/inbox/orders"
SECRET = "whsec_c2VjcmV0IG9mIGEgdGVzdCBvbmx5ISE="


def arrivals(http: httpx.Client, path: str = INBOX) -> list[dict[str, Any]]:
    """What has come."""
    found: list[dict[str, Any]] = http.get(path).json()["arrivals"]
    return found


def endpoint(house: House) -> Endpoint:
    """An endpoint whose secret is known."""
    return house.mock.tenant.deliveries.directory.add("http://127.0.0.1:9/", SECRET)


def signed(secret: str = SECRET, ago: int = 0, id_: str = "msg_1", body: str = "{}") -> Any:
    """The headers of a signed message, and its body."""
    at = datetime.fromtimestamp(wall_clock() // SECOND - ago, UTC)
    headers = {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": f"v2,nonsense {Webhook(secret).sign(id_, at, body)}",
    }
    return {"headers": headers, "content": body}


@pytest.mark.parametrize(
    ("body", "media_type", "told"),
    [
        (b"{", "application/json", {"body": "{"}),
        (b"", None, {"body": ""}),
        ("Zürich ☕".encode(), "text/plain", {"body": "Zürich ☕"}),
        (b"\xff\x00", "image/png", {"body": "/wA=", "bodyEncoding": "base64"}),
        (b"x" * 1_048_576, "multipart/form-data", {"body": "x" * 1_048_576}),
    ],
    ids=["broken JSON", "nothing", "text", "bytes", "a megabyte"],
)
def test_anything_is_kept(
    house: House, body: bytes, media_type: str | None, told: dict[str, str]
) -> None:
    """Whatever comes, of whatever type, is kept as it came, with its headers, and answered 200 without a word."""
    headers = {"X-Own": "1"} | ({} if media_type is None else {"Content-Type": media_type})
    answer = house.http.post(INBOX, content=body, headers=headers)
    assert (200, b"") == (answer.status_code, answer.content)
    (came,) = arrivals(house.http)
    assert told == {name: came[name] for name in came if name.startswith("body")}
    kept = {header["name"]: header["value"] for header in came["headers"]}
    assert ("1", media_type) == (kept["x-own"], kept.get("content-type"))


def test_too_large(house: House) -> None:
    """More than a megabyte is not read."""
    problem(house, 413, lambda: house.http.post(INBOX, content=b"x" * 1_048_577))
    assert [] == arrivals(house.http)


def test_no_key(house: House) -> None:
    """Who sends needs no key, and whatever stands in Authorization is kept as it came."""
    del house.http.headers["Authorization"]
    sent = {"Authorization": "Bearer of-the-receiver"}
    assert 200 == house.http.post(INBOX, headers=sent).status_code
    assert {"name": "authorization", "value": "Bearer of-the-receiver"} in arrivals(house.http)[0][
        "headers"
    ]


def test_each_tenant_has_its_own(house: House) -> None:
    """The tenant is the one in the path, whatever key is sent; one that there is not is a 404."""
    house.http.post("/__mock/tenants", json={"id": "other"})
    house.http.post("/__mock/t/other/inbox/orders")
    assert [1, 0] == [
        len(arrivals(house.http, INBOX.replace("default", name))) for name in ("other", "default")
    ]
    for method in ("GET", "POST", "DELETE"):
        path = "/__mock/t/nobody/inbox/orders"
        problem(house, 404, lambda: house.http.request(method, path))  # noqa: B023
    problem(house, 404, lambda: house.http.post("/__mock/t/default/inbox/a%20b"))


def test_answers_as_told(house: House) -> None:
    """In order, with its headers, and how long it took as data."""
    answers = [
        {"status": 503, "times": 2, "headers": {"Retry-After": "7"}},
        {"took": "PT16S"},
        {"status": 404},
    ]
    told = house.http.put(INBOX, json={"answers": answers}).json()["answers"]
    assert [503, 200, 404] == [answer["status"] for answer in told]
    came = [house.http.post(INBOX) for _ in range(5)]
    assert [503, 503, 200, 404, 404] == [answer.status_code for answer in came]
    assert ["7", "7", None] == [answer.headers.get("retry-after") for answer in came[:3]]
    assert [None, "16", None] == [answer.headers.get("x-mock-took") for answer in came[1:4]]
    assert [503, 503, 200, 404, 404] == [one["status"] for one in arrivals(house.http)]
    assert 204 == house.http.delete(INBOX).status_code
    assert ([], 200) == (arrivals(house.http), house.http.post(INBOX).status_code)


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ([{"status": 199}], "/answers/0/status"),
        ([{"status": 600}], "/answers/0/status"),
        ([{"status": 200}, {"times": 0}], "/answers/1/times"),
        ([{"took": "15"}], "/answers/0/took"),
        ([{"headers": {"a": "b\r\nc: d"}}], "/answers/0/headers/a"),
        ([{"headers": {"a b": "c"}}], "/answers/0/headers/a b"),
        ([{"headers": {"a:": "c"}}], "/answers/0/headers/a:"),
        ([{"headers": {"": "c"}}], "/answers/0/headers/"),
        ([{"headers": {"Content-Length": "3"}}], "/answers/0/headers/Content-Length"),
        ([{"headers": {"X-Mock-Took": "3"}}], "/answers/0/headers/X-Mock-Took"),
        ([{}], "/answers/0"),
    ],
    ids=str,
)
def test_answers_that_cannot_be(house: House, answers: list[Any], pointer: str) -> None:
    """An answer that HTTP does not have is refused with its place, and the inbox answers as before."""
    problem(house, 400, lambda: house.http.put(INBOX, json={"answers": answers}), pointer)
    assert 200 == house.http.post(INBOX).status_code


def test_signature(house: House) -> None:
    """A message that an endpoint's secret has signed verifies, and it is said whose; never the secret itself."""
    owner = endpoint(house)
    house.http.post(INBOX, **signed())
    (came,) = arrivals(house.http)
    expected = {"verifies": True, "why": "", "endpointId": text(owner.id), "secret": "current"}
    assert (expected, "msg_1", None) == (came["signature"], came["webhookId"], came["repeats"])
    assert SECRET.removeprefix("whsec_") not in house.http.get(INBOX).text


@pytest.mark.parametrize("ago", [-290, 290])
def test_not_quite_stale(house: House, ago: int) -> None:
    """Five minutes are allowed, in both directions."""
    endpoint(house)
    house.http.post(INBOX, **signed(ago=ago))
    assert arrivals(house.http)[0]["signature"]["verifies"]


def _changed(**headers: str) -> Any:
    right = signed()
    return {**right, "headers": {**right["headers"], **headers}}


@pytest.mark.parametrize(
    ("send", "why"),
    [
        pytest.param(dict, "not signed", id="nothing"),
        pytest.param(
            lambda: _changed(**{"webhook-signature": ""}), "not signed", id="no signature"
        ),
        pytest.param(
            lambda: _changed(**{"webhook-signature": "v1a,eHg="}), "not signed", id="another scheme"
        ),
        pytest.param(
            lambda: _changed(**{"webhook-signature": "v1,\xff"}), "No endpoint", id="no ASCII"
        ),
        pytest.param(lambda: _changed(**{"webhook-id": "msg_2"}), "No endpoint", id="another id"),
        pytest.param(lambda: _changed(**{"webhook-timestamp": "soon"}), "no number", id="no time"),
        pytest.param(
            lambda: _changed(**{"webhook-timestamp": "9" * 12}), "No endpoint", id="year 33658"
        ),
        pytest.param(
            lambda: _changed(**{"webhook-timestamp": "9" * 400}), "no number", id="a long time"
        ),
        pytest.param(lambda: {**signed(), "content": "{ }"}, "No endpoint", id="another body"),
        pytest.param(lambda: {**signed(), "content": b"\xff"}, "No endpoint", id="no text"),
        pytest.param(
            lambda: signed("whsec_YW5vdGhlciBzZWNyZXQ="), "No endpoint", id="another secret"
        ),
        pytest.param(lambda: signed(ago=310), "five minutes", id="too old"),
        pytest.param(lambda: signed(ago=-310), "five minutes", id="too new"),
    ],
)
def test_what_is_not_to_be_trusted(house: House, send: Callable[[], Any], why: str) -> None:
    """What does not verify is kept all the same, with the reason."""
    endpoint(house)
    sent = send()
    headers = [
        (name.encode(), value.encode("latin-1")) for name, value in sent.get("headers", {}).items()
    ]
    assert 200 == house.http.post(INBOX, content=sent.get("content"), headers=headers).status_code
    signature = arrivals(house.http)[0]["signature"]
    assert not signature["verifies"]
    assert why in signature["why"]


def test_secrets_that_take_turns(house: House) -> None:
    """While one secret takes the place of another both verify, and it is said which it was; later one does not."""
    owner, tenant = endpoint(house), house.mock.tenant
    owner.rotate("whsec_bmV3IHNlY3JldA==", tenant.clock.now() + DAY)
    house.http.post(INBOX, **signed())
    house.http.post(INBOX, **signed("whsec_bmV3IHNlY3JldA=="))
    house.advance(by="P1D")
    house.http.post(INBOX, **signed())
    told = [
        (one["signature"]["verifies"], one["signature"]["secret"]) for one in arrivals(house.http)
    ]
    assert [(True, "outgoing"), (True, "current"), (False, "former")] == told
    assert "no more" in arrivals(house.http)[2]["signature"]["why"]


def test_repetition(house: House) -> None:
    """A webhook-id that came before is recognised."""
    for id_ in ("msg_1", "msg_2", "msg_1"):
        house.http.post(INBOX, **signed(id_=id_))
    assert [None, None, 1] == [one["repeats"] for one in arrivals(house.http)]


def test_no_call_of_a_client(house: House) -> None:
    """What comes to an inbox is not in the journal, whatever becomes of it, and takes no moves of syncs with it."""
    sync = house.initiate(house.dataset()[0]).json()["syncId"]
    house.mock.tenant.settle(house.mock.tenant.clock.forward(house.mock.tenant.clock.now() + DAY))
    for path in (INBOX, "/__mock/t/nobody/inbox/orders"):
        house.http.post(path)
    house.status(sync)
    seen = house.http.get("/__mock/requests", params={"api": "all"}).json()["requests"]
    assert not [one for one in seen if "/inbox/" in one["path"]]
    assert [2000] == [move["to"] for move in seen[-1]["moves"] if move["effect"] == "sync-ended"]


def test_it_is_state(house: House) -> None:
    """An inbox goes back with its tenant: what came, and how it answers."""
    house.http.put(INBOX, json={"answers": [{"status": 202}]})
    house.http.post(INBOX)
    house.http.post("/__mock/snapshots")
    house.http.post(INBOX)
    house.http.post("/__mock/reset")
    assert ([], 200) == (arrivals(house.http), house.http.post(INBOX).status_code)
    house.http.post("/__mock/snapshots/snapshot-1/restore")
    assert ([1], 202) == (
        [one["number"] for one in arrivals(house.http)],
        house.http.post(INBOX).status_code,
    )


def test_the_mock_tells_itself(mock: Running, http: httpx.Client) -> None:
    """An endpoint at an inbox: each attempt comes and verifies, and is answered as the inbox was told."""
    url = f"{mock.url}{INBOX}"
    mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(url))
    http.put(INBOX, json={"answers": [{"status": 500}, {"took": "PT16S"}, {"status": 204}]})
    http.post("/companies/c0da7000-0000-4000-8000-000000000001/sync/expenses/syncs", json={})
    advanced = mock.advance(until="idle")
    assert advanced["settled"]
    came = arrivals(http)
    assert [True] * 3 == [one["signature"]["verifies"] for one in came]
    assert [None, 1, 1] == [one["repeats"] for one in came]
    (sent,) = http.get("/__mock/deliveries").json()["deliveries"]
    assert ("Success", [500, None, 204]) == (
        sent["state"],
        [attempt["status"] for attempt in sent["attempts"]],
    )
    assert "15 seconds" in sent["attempts"][1]["why"]
