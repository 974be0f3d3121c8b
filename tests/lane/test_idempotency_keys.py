"""What is an Idempotency-Key, and which requests take one?"""

import pytest

from cases.refusals import refused
from codat_mock.core.register import READY_COMPANY
from house import House
from lane.asking import (
    KEY,
    keyed,
    told,
    why,
)

COMPANY = f"/companies/{READY_COMPANY}"


@pytest.mark.parametrize("key", [KEY, "", "x" * 999])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/companies"), ("PUT", COMPANY), ("DELETE", COMPANY), ("POST", "/__mock/plans")],
)
def test_what_takes_no_key(house: House, method: str, path: str, key: str) -> None:
    """Other methods, and the control API, pass keys over."""
    body = (
        None
        if method in {"GET", "DELETE"}
        else {"name": "N"}
        if method == "PUT"
        else {"code": 2000}
    )
    assert keyed(house, method, path, key, json=body).is_success
    assert 0 == len(house.mock.tenant.answers)


@pytest.mark.parametrize("key", ["k", "a b", "1" * 255, "{GUID}", "ключ", "a, b"])
def test_any_text_is_a_key(house: House, key: str) -> None:
    """Outside --strict a key is any text of up to 255 characters."""
    answers = [
        keyed(house, "POST", "/companies", key.encode(), json={"name": "N"}) for _ in range(2)
    ]
    assert 200 == answers[0].status_code
    assert told(answers[0]) == told(answers[1])


def test_keys_are_told_apart_by_case(house: House) -> None:
    """Keys are compared as they stand."""
    ids = {keyed(house, "POST", "/companies", key, json={"name": "N"}).json()["id"] for key in "kK"}
    assert 2 == len(ids)


WRONG: dict[str, list[tuple[str, str]]] = {
    "empty": [("Idempotency-Key", "")],
    "blank": [("Idempotency-Key", "  ")],
    "long": [("Idempotency-Key", "x" * 256)],
    "two": [("Idempotency-Key", "a"), ("Idempotency-Key", "b")],
    "twice": [("Idempotency-Key", "a"), ("Idempotency-Key", "a")],
}


@pytest.mark.parametrize("name", WRONG)
def test_no_keys(house: House, name: str) -> None:
    """A key that is none, or two of them, is a 400."""
    headers = [*house.http.headers.items(), *WRONG[name]]
    refused(house, 400, lambda: house.http.post("/companies", json={"name": "N"}, headers=headers))
    assert 0 == len(house.mock.tenant.answers)


@pytest.mark.parametrize(
    ("key", "status"),
    [
        (KEY, 200),
        (KEY.upper(), 200),
        ("k", 400),
        (KEY[:-1], 400),
        (f"{{{KEY}}}", 400),
        (KEY.replace("-", ""), 400),
        (f"{KEY}0", 400),
    ],
)
def test_strict_keys(strict_house: House, key: str, status: int) -> None:
    """A strict server takes GUIDs alone, as the documentation has it."""
    answer = keyed(strict_house, "POST", "/companies", key, json={"name": "N"})
    assert status == answer.status_code
    assert status == 200 or "is a GUID" in why(strict_house)
