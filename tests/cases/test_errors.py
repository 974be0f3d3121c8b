"""The documented cases of keys, and what holds of every error body."""

from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

import httpx
import pytest

from cases.refusals import JSON, UNKNOWN, refused
from codat_mock.core.register import READY_CONNECTIONS
from codat_mock.lane.keyring import authorization
from house import House, MakeHouse

WRONG_KEYS: dict[str, bytes] = {
    "empty": b"",
    "scheme": b"Basic",
    "no key": b"Basic ",
    "raw": b"mock-api-key",
    "raw after Basic": b"Basic mock-api-key",
    "bearer": b"Bearer bW9jay1hcGkta2V5",
    "token": b"bW9jay1hcGkta2V5",
    "unknown": authorization("another-key").encode(),
    "colon": b"Basic " + b64encode(b"mock-api-key:"),
    "user": b"Basic " + b64encode(b"user:mock-api-key"),
    "no padding": b"Basic bW9jay1hcGkta2V",
    "not ASCII": b"Basic \xd0\xba\xd0\xbb\xd1\x8e\xd1\x87",
    "joined": b"Basic bW9jay1hcGkta2V5, Basic bW9jay1hcGkta2V5",
    "long": b"Basic " + b64encode(b"k" * 30_000),
}
SAID = {
    "raw": "no `Basic`",
    "bearer": "scheme is Bearer, not Basic",
    "raw after Basic": "not base64",
    "colon": "colon",
    "user": "colon",
    "unknown": "unknown",
}
"""What the log tells apart."""


@pytest.mark.parametrize("name", WRONG_KEYS)
def test_case_67_wrong_keys(same_house: House, name: str) -> None:
    """Anything but `Basic` and the key alone in base64 is a 401, and the log tells the ways apart but no key."""
    path, headers = (
        f"{same_house.company}/syncs/{UNKNOWN}/status",
        [(b"Authorization", WRONG_KEYS[name])],
    )
    before = len(same_house.seen)
    body = refused(same_house, 401, lambda: same_house.http.get(path, headers=headers))
    assert ("PublicApi", "Unauthorized") == (body["service"], body["error"])
    explained = same_house.seen[before].refused
    assert explained is not None
    assert SAID.get(name, "") in explained.why
    assert "mock-api-key" not in explained.why


def test_case_67_no_key(same_house: House) -> None:
    """Without the header it is a 401, before the path's ids, the body or its media type are looked at."""
    for path in ("/companies/x/sync/expenses/syncs", f"{same_house.company}/expense-transactions"):
        request = same_house.http.build_request("POST", path, content=b"\xff")
        del request.headers["Authorization"]
        refused(same_house, 401, lambda request=request: same_house.http.send(request))  # type: ignore[misc]


def test_case_67_two_headers(same_house: House) -> None:
    """Two Authorization headers cannot both be meant, even when both are right."""
    key = authorization("mock-api-key")
    request = same_house.http.build_request("GET", f"{same_house.company}/syncs/{UNKNOWN}/status")
    headers = [*request.headers.raw, (b"Authorization", key.encode())]
    twice = httpx.Request("GET", request.url, headers=headers)
    refused(same_house, 401, lambda: same_house.http.send(twice))


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC", "Basic "])
def test_case_67_right_keys(same_house: House, scheme: str) -> None:
    """The name of the scheme is blind to case, as HTTP has it."""
    credentials = authorization("mock-api-key").split()[1]
    headers = {"Authorization": f"{scheme} {credentials}"}
    path = f"{same_house.company}/syncs/{UNKNOWN}/status"
    assert 404 == same_house.http.get(path, headers=headers).status_code


@pytest.mark.parametrize("key", ["ключ", "with:colon", "a" * 500, "two words"])
def test_any_key_can_be_set(make_house: MakeHouse, key: str) -> None:
    """A key may hold any characters, a colon and letters of any script too; the built-in one is then unknown."""
    house = make_house(api_keys=(key, "second"))
    path = f"{house.company}/syncs/{UNKNOWN}/status"
    for opens, status in ((key, 404), ("second", 404), ("mock-api-key", 401)):
        answer = house.http.get(path, headers={"Authorization": authorization(opens)})
        assert status == answer.status_code


class Row(NamedTuple):
    """An error, and a request that gets it."""

    status: int
    service: str
    error: str
    retried: str
    provoke: Callable[[House], httpx.Response]


def _unlinked(house: House) -> httpx.Response:
    dataset, _ = house.dataset()
    house.customer("unlink", READY_CONNECTIONS[1])
    return house.initiate(dataset)


def _initiate(
    body: str = "{}", company: str = "", **headers: str
) -> Callable[[House], httpx.Response]:
    sent = {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return lambda house: house.http.post(
        f"{company or house.company}/syncs", content=body, headers=sent
    )


def _read(rest: str) -> Callable[[House], httpx.Response]:
    return lambda house: house.http.get(f"{house.company}/syncs/{UNKNOWN}{rest}")


NOT_VALID = "Error processing request - not valid."
PROBLEMS = "There are problems with the request, see the Validation property for more detail."
TOO_LARGE = "The request body is larger than the 33554432 bytes that are read here."
NO_TEXT = "The media type text/plain is not read here; send application/json."
NO_CONNECTIONS = "The company does not have a valid set of data connections."

ERRORS: dict[str, Row] = {
    "not JSON": Row(400, "PublicApi", NOT_VALID, "Unknown", _initiate("{")),
    "validation": Row(400, "ExpenseSyncApi", PROBLEMS, "No", lambda house: house.create([])),
    "query": Row(
        400,
        "ClientsApi",
        "Error parsing query - Malformed query.",
        "Unknown",
        _read("/transactions?page=x"),
    ),
    "key": Row(401, "PublicApi", "Unauthorized", "Unknown", _initiate(Authorization="x")),
    "company": Row(
        404,
        "ClientsApi",
        f"No company was found with ID {UNKNOWN}",
        "Unknown",
        _initiate(company=f"/companies/{UNKNOWN}/sync/expenses"),
    ),
    "company's form": Row(
        404,
        "ClientsApi",
        "No company was found with ID mine",
        "Unknown",
        _initiate(company="/companies/mine/sync/expenses"),
    ),
    "sync": Row(404, "ExpenseSyncApi", "NotFound", "Unknown", _read("/status")),
    "path": Row(404, "ExpenseSyncApi", "NotFound", "Unknown", _read("")),
    "method": Row(
        405,
        "PublicApi",
        "Method Not Allowed",
        "No",
        lambda house: house.http.put(f"{house.company}/syncs", json={}),
    ),
    "size": Row(413, "PublicApi", TOO_LARGE, "No", _initiate(Content_Length="33554433")),
    "media type": Row(415, "PublicApi", NO_TEXT, "No", _initiate(Content_Type="text/plain")),
    "connections": Row(422, "ExpenseSyncApi", NO_CONNECTIONS, "No", _unlinked),
}


@pytest.mark.parametrize("name", ERRORS)
def test_case_72_error_bodies(house: House, name: str) -> None:
    """Every error has Codat's fields and words; `validation` is there, null or with both of its lists."""
    row = ERRORS[name]
    answer = row.provoke(house)
    body = answer.json()
    fields = ("statusCode", "service", "error", "canBeRetried", "detailedErrorCode")
    assert (*row[:4], 0) == tuple(body[field] for field in fields)
    assert row.status == answer.status_code
    assert body["validation"] is None or {"errors", "warnings"} == set(body["validation"])


def test_case_73_correlation_ids(house: House) -> None:
    """Each error has a correlation id of its own, the same errors too."""
    found = [
        row.provoke(house).json()["correlationId"] for _ in range(3) for row in ERRORS.values()
    ]
    assert len(found) == len(set(found))
    assert {32} == {len(correlation) for correlation in found}


def test_refusals_do_not_disturb_the_ids(make_house: MakeHouse) -> None:
    """With the same seed the same ids are drawn, however much was refused in between."""
    calm, troubled = make_house(seed=7), make_house(seed=7)
    for name, row in ERRORS.items():
        if name != "connections":
            row.provoke(troubled)
    sync_id = troubled.synced(troubled.dataset()[0])
    assert calm.synced(calm.dataset()[0]) == sync_id
    end = {"code": 4000, "transactions": [{"index": 0, "status": "ValidationError"}]}
    assert 409 == troubled.http.post(f"/__mock/syncs/{sync_id}/end", json=end).status_code
    running = [house.initiate(house.dataset()[0]).json()["syncId"] for house in (calm, troubled)]
    end = {"code": 4000, "transactions": [{"index": 0, "status": "PushError"}]}
    assert 422 == troubled.http.post(f"/__mock/syncs/{running[1]}/end", json=end).status_code
    assert calm.dataset() == troubled.dataset()
