"""How are answers to Idempotency-Keys kept, how many, and for how long?"""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.errors import KeyReused, RequestInProgress
from codat_mock.core.idempotency import KEPT_FOR, Answers, Sent
from codat_mock.core.moments import MINUTE
from house import House, MakeHouse
from lane.asking import (
    as_tenant,
    holder,
    keyed,
    remarks,
    tenant,
    told,
)


@pytest.fixture(name="same_house", scope="module")
def _same_house(make_module_house: MakeHouse) -> House:
    return make_module_house()


def _kept(answers: Answers, key: bytes, now: int, body: bytes = b"") -> Sent:
    sent = Sent(200, "text/plain", body)
    answers.reserve(key, now).keep(b"mark", sent, now)
    return sent


def test_answers_are_bounded_by_count() -> None:
    """Past so many answers the oldest are given up, and counted."""
    answers = Answers(most=3)
    for number in range(5):
        _kept(answers, b"%d" % number, number)
    assert (3, 2) == (len(answers), answers.evicted)
    found = [answers.reserve(b"%d" % number, 5).first(b"mark") is not None for number in range(5)]
    assert [False, False, True, True, True] == found


def test_answers_are_bounded_by_bytes() -> None:
    """Past so many bytes the oldest are given up, and counted; one answer that is larger than all is not kept."""
    answers = Answers(most_bytes=10_000)
    for number in range(5):
        _kept(answers, b"%d" % number, number, bytes(3_000))
    assert (2, 3) == (len(answers), answers.evicted)
    _kept(answers, b"large", 5, bytes(20_000))
    assert (0, 6) == (len(answers), answers.evicted)
    _kept(answers, b"small", 6)
    assert 1 == len(answers)


def test_evictions_are_said(house: House) -> None:
    """The log says when answers had to go."""
    house.mock.tenant.answers = Answers(most=1)
    keyed(house, "POST", "/companies", "a", json={"name": "N"})
    keyed(house, "POST", "/companies", "b", json={"name": "N"})
    said = "1 answers to Idempotency-Keys were given up so far, for want of room"
    assert said in remarks(house)


def test_answers_that_are_over_are_forgotten() -> None:
    """What nobody asks for again is let go of when its time is over."""
    answers = Answers()
    for number in range(10):
        _kept(answers, b"%d" % number, number * MINUTE)
    answers.reserve(b"new", KEPT_FOR + 4 * MINUTE).release()
    assert (5, 0) == (len(answers), answers.evicted)


def test_a_key_is_held_by_one_request() -> None:
    """Only the request that holds a key can let go of it."""
    answers = Answers()
    first = answers.reserve(b"k", 0)
    with pytest.raises(RequestInProgress):
        answers.reserve(b"k", 0)
    first.release()
    second = answers.reserve(b"k", 0)
    first.release()
    with pytest.raises(RequestInProgress):
        answers.reserve(b"k", 0)
    second.keep(b"mark", Sent(200, "", b""), 0)
    with pytest.raises(KeyReused):
        answers.reserve(b"k", 0).first(b"other")


@dataclass(frozen=True)
class Ask:
    """A request that makes a company: its key, the name, and how long to wait before it."""

    key: str | None
    name: str
    minutes: int


_ASKS = st.builds(
    Ask,
    st.sampled_from(["a", "b", None]),
    st.sampled_from(["One", "Two", ""]),
    st.sampled_from([0, 0, 0, 30, 90]),
)


@given(st.lists(_ASKS, max_size=12))
def test_effects_happen_once(same_house: House, asks: list[Ask]) -> None:
    """Whatever is asked under whatever key: each key has one effect in ninety minutes, and one answer."""
    made = tenant(same_house)
    house = as_tenant(same_house, made["apiKey"])
    now = 0
    kept: dict[str, tuple[int, str, Any]] = {}
    expected = 1
    for ask in asks:
        house.advance(by=f"PT{ask.minutes}M")
        now += ask.minutes
        headers = {} if ask.key is None else {"Idempotency-Key": ask.key}
        answer = house.http.post("/companies", json={"name": ask.name}, headers=headers)
        until, name, first = kept.get(ask.key or "", (-1, "", None))
        if now < until:
            assert (name == ask.name) is (answer.status_code != 422)
            assert name != ask.name or first == told(answer)
            continue
        assert (200 if ask.name else 400) == answer.status_code
        expected += bool(ask.name)
        if ask.key is not None:
            kept[ask.key] = (now + 90, ask.name, told(answer))
    assert expected == len(holder(same_house, made["apiKey"]).register.companies)
    same_house.http.delete(f"/__mock/tenants/{made['id']}")
