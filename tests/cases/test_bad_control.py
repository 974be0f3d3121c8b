"""What becomes of a call to the control API that makes no sense?"""

from typing import Any

import httpx
import pytest

from cases.refusals import JSON, UNKNOWN, problem
from house import House, MakeHouse

WRITES = [
    ("PUT", "/__mock/clock"),
    ("POST", "/__mock/clock/advance"),
    ("POST", "/__mock/plans"),
    ("POST", "/__mock/faults"),
    ("POST", "/__mock/webhooks"),
    ("POST", f"/__mock/syncs/{UNKNOWN}/end"),
]
NOT_JSON = [b"", b"{", b"{'mode': 'real'}", b"\xff", b"NaN", b"[" * 100_000, b'{"a": "\\ud800"}']


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("body", NOT_JSON, ids=lambda body: repr(body[:12]))
def test_not_json(same_house: House, method: str, path: str, body: bytes) -> None:
    """What is no JSON, or no body at all, is a 400 in words."""
    problem(
        same_house, 400, lambda: same_house.http.request(method, path, content=body, headers=JSON)
    )


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_media_types_and_sizes(same_house: House, method: str, path: str) -> None:
    """The control API reads JSON of up to a megabyte: else 415 or 413."""

    def send(body: bytes, media_type: str) -> httpx.Response:
        headers = {"Content-Type": media_type}
        return same_house.http.request(method, path, content=body, headers=headers)

    problem(same_house, 415, lambda: send(b"{}", "text/plain"))
    problem(same_house, 413, lambda: send(b" " * 1_048_577, "application/json"))
    problem(
        same_house, 400, lambda: send(b"{}", "Application/JSON; charset=utf-8"), *_of_empty(path)
    )


def _of_empty(path: str) -> list[str]:
    """Where `{}` is wrong: everywhere, but for what has one field that must be there."""
    fields = {"end": ["/code"], "faults": ["/fault"], "webhooks": ["/url"]}
    return fields.get(path.rpartition("/")[2], [""])


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("body", [[], "text", 1, [{}]], ids=str)
def test_no_objects(same_house: House, method: str, path: str, body: object) -> None:
    """A body is an object."""
    problem(same_house, 400, lambda: same_house.http.request(method, path, json=body), "")


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_unknown_keys(same_house: House, method: str, path: str) -> None:
    """A key that no call has is refused by name, so that no slip of the pen is passed over."""
    body = {"code": 2000, "mode": "manual", "by": "PT1S", "fault": "delay", "aftre": "PT1S"}
    answer = same_house.http.request(method, path, json=body)
    assert 400 == answer.status_code
    assert "aftre" in answer.text


NO_DURATIONS = [
    *["", "P", "PT", "P1DT", "P1Y", "P1M", "P1W", "1S", "pt1s", " PT1S", "PT1S\n"],
    *["-PT1S", "+PT1S", "PT1.5M", "PT.5S", "PT1,5S", "PT\N{ARABIC-INDIC DIGIT ONE}S"],
    *["PT1.1234567S", "P1000000D", "PT100000000H", "PT99999999H", "P999999DT99999999H"],
]
NO_MOMENTS = [
    *["", "tomorrow", "2026-01-02", "2026-01-02T00:00:00", "2026-01-02 00:00:00Z", "2026-W01-1"],
    *["2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-02T24:00:00Z"],
    *["2026-01-02T00:00:60Z", "9999-12-31T23:59:60Z", "0000-01-01T00:00:00Z"],
    *["2026-01-02T00:00:00+99:99", "+10000-01-01T00:00:00Z", "2026-01-02T00:00:00Z\n"],
    *["2026-01-02T00:00:00.1234567Z"],
]
ADVANCES: dict[str, tuple[int, dict[str, Any], list[str]]] = {
    "two ways": (400, {"by": "PT1S", "until": "next"}, [""]),
    "three ways": (400, {"by": "PT1S", "to": "2026-01-02T00:00:00Z", "until": "idle"}, [""]),
    "no way": (400, {"settle": "PT1S"}, [""]),
    "until": (400, {"until": "later"}, ["/until"]),
    "number": (400, {"by": 10}, ["/by"]),
    "null": (400, {"by": None}, ["/by"]),
    "past": (409, {"to": "2025-12-31T23:59:59.999999Z"}, []),
    "past by its offset": (409, {"to": "2026-01-01T00:00:00+00:01"}, []),
    "before time began": (409, {"to": "0001-01-01T00:00:00+14:00"}, []),
    "beyond the calendar": (422, {"to": "9999-12-31T23:59:59-14:00"}, []),
    "after the last moment": (422, {"to": "9000-01-01T00:00:00.000001Z"}, []),
    **{f"by {text}": (400, {"by": text}, ["/by"]) for text in NO_DURATIONS},
    **{f"settle {text}": (400, {"by": "PT1S", "settle": text}, ["/settle"]) for text in ("", "2")},
    **{f"to {text}": (400, {"to": text}, ["/to"]) for text in NO_MOMENTS},
}


@pytest.mark.parametrize("name", ADVANCES)
def test_advances_that_cannot_be(same_house: House, name: str) -> None:
    """Durations and moments are of the calendar and in the forms that are documented; time goes one way, forward."""
    status, body, pointers = ADVANCES[name]
    problem(
        same_house,
        status,
        lambda: same_house.http.post("/__mock/clock/advance", json=body),
        *pointers,
    )


DURATIONS = {
    "PT0S": "2026-01-01T00:00:00Z",
    "PT0.000001S": "2026-01-01T00:00:00.000001Z",
    "PT1.5S": "2026-01-01T00:00:01.5Z",
    "PT90M": "2026-01-01T01:30:00Z",
    "PT1H30S": "2026-01-01T01:00:30Z",
    "P1DT12H": "2026-01-02T12:00:00Z",
    "P31D": "2026-02-01T00:00:00Z",
    "P999999D": "4763-11-28T00:00:00Z",
}


@pytest.mark.parametrize("duration", DURATIONS)
def test_durations(house: House, duration: str) -> None:
    """Days, hours, minutes, seconds and fractions of them are a duration, in any combination."""
    assert DURATIONS[duration] == house.advance(by=duration)["now"]


@pytest.mark.parametrize("duration", [*DURATIONS, "PT3630S", "PT61.25S", "PT86400S", "PT99999999S"])
def test_durations_of_plans(house: House, duration: str) -> None:
    """A plan is answered and listed with a duration that can be sent back."""
    made = house.plan(after=duration)
    assert 201 == made.status_code
    assert {"plans": [made.json()]} == house.http.get("/__mock/plans").json()
    again = house.plan(after=made.json()["after"])
    assert (201, made.json()["after"]) == (again.status_code, again.json()["after"])


def test_the_last_moment(house: House) -> None:
    """At the end of the calendar time stands still, and the mock goes on."""
    assert 200 == house.http.post("/__mock/clock/advance", json={"by": "P999999D"}).status_code
    assert "9000-01-01T00:00:00Z" == house.advance(to="9000-01-01T00:00:00Z")["now"]
    problem(house, 422, lambda: house.http.post("/__mock/clock/advance", json={"by": "PT1S"}))
    assert (
        1000 == house.status(house.initiate(house.dataset()[0]).json()["syncId"])["syncStatusCode"]
    )


CLOCKS: dict[str, tuple[int, dict[str, Any], list[str]]] = {
    "mode": (400, {"mode": "fast"}, ["/mode"]),
    "rate 0": (400, {"mode": "scaled", "rate": 0}, ["/rate"]),
    "rate below 0": (400, {"mode": "scaled", "rate": -1}, ["/rate"]),
    "rate too large": (400, {"mode": "scaled", "rate": 1_000_001}, ["/rate"]),
    "rate text": (400, {"mode": "scaled", "rate": "60"}, ["/rate"]),
    "rate true": (400, {"mode": "scaled", "rate": True}, ["/rate"]),
    "rate null": (400, {"mode": "scaled", "rate": None}, ["/rate"]),
    "manual with a rate": (400, {"mode": "manual", "rate": 60}, ["/rate"]),
    "real with a rate": (400, {"mode": "real", "rate": 1}, ["/rate"]),
    "rate of a manual clock": (400, {"rate": 60}, ["/rate"]),
    "now in the past": (409, {"now": "2025-01-01T00:00:00Z"}, []),
    "now beyond the calendar": (422, {"now": "9999-01-01T00:00:00Z"}, []),
    "now in a year without a date": (400, {"now": "0000-01-01T00:00:00Z"}, ["/now"]),
    "now at a leap second": (400, {"now": "9999-12-31T23:59:60Z"}, ["/now"]),
    "a good mode and a past": (
        409,
        {"mode": "scaled", "rate": 2, "now": "2025-01-01T00:00:00Z"},
        [],
    ),
}


@pytest.mark.parametrize("name", CLOCKS)
def test_clocks_that_cannot_be(same_house: House, name: str) -> None:
    """A setting of the clock is taken whole or not at all."""
    status, body, pointers = CLOCKS[name]
    problem(same_house, status, lambda: same_house.http.put("/__mock/clock", json=body), *pointers)


CALLS = [
    ("GET", "/__mock/plans"),
    ("DELETE", "/__mock/plans"),
    ("GET", "/__mock/clock"),
    *WRITES,
]


def keyless(house: House, method: str, path: str, **headers: str) -> httpx.Response:
    """A call without the key that the client has."""
    return house.http.send(httpx.Request(method, f"http://mock{path}", headers=headers))


@pytest.mark.parametrize(
    "client", ["10.0.0.5", "192.168.1.7", "2001:db8::1", "::1234", "::ffff:10.0.0.1"]
)
def test_off_loopback(make_house: MakeHouse, client: str) -> None:
    """From another machine every control call but health needs a key that is known."""
    house = make_house(client=client)
    for method, path in CALLS:
        problem(house, 401, lambda: keyless(house, method, path))  # noqa: B023
        problem(house, 401, lambda: keyless(house, method, path, Authorization="Basic eA=="))  # noqa: B023
        assert 401 != house.http.request(method, path).status_code
    assert 200 == keyless(house, "GET", "/__mock/health").status_code


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_on_loopback(make_house: MakeHouse, client: str) -> None:
    """On loopback they need none; a wrong one is refused all the same, but for health, which reads none."""
    house = make_house(client=client)
    assert 200 == keyless(house, "GET", "/__mock/plans").status_code
    problem(house, 401, lambda: keyless(house, "GET", "/__mock/plans", Authorization="Bearer x"))
    assert 200 == keyless(house, "GET", "/__mock/health", Authorization="Bearer x").status_code
