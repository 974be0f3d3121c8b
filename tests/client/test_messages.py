"""Is every message of both services understood, and whatever else answered with patience?"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.letters import OTHER_SYNC, SYNC, is_heard, receiver, rule, signed, told, unsigned
from codat_client import Authorization
from codat_contract import contract

CONTRACT = [
    (f"{event}: {name}", example["value"])
    for event, item in contract()["webhooks"].items()
    if "sync" in event.lower()
    for name, example in item["post"]["requestBody"]["content"]["application/json"][
        "examples"
    ].items()
]


def test_there_are_examples() -> None:
    """Both ends of both services are among them."""
    assert 4 <= len(CONTRACT)


@pytest.mark.parametrize(
    "content", [value for _, value in CONTRACT], ids=[name for name, _ in CONTRACT]
)
def test_the_contract_s_examples(content: dict[str, Any]) -> None:
    """Each makes the client look at its sync, whichever way it comes."""
    for letter, options in (
        (signed(content), {}),
        (unsigned(content), {"authorizations": [Authorization.NONE]}),
    ):
        by = receiver(**options)
        assert "Taken" in letter.to(by).text
        assert is_heard(by)


SPELLINGS = [
    "expenses.sync.successful",
    "expenses.sync.unsuccessful",
    "SyncCompleted",
    "SyncFailed",
    "Sync Completed",
    "sync completed",
    "Sync Complete",
    "sync-complete",
    "sync-failed",
    "Sync Failed",
]


@pytest.mark.parametrize("event", SPELLINGS)
@pytest.mark.parametrize("form", [told, rule])
def test_spelling(event: str, form: Any) -> None:
    """All that the end of a sync was ever called, in either form."""
    by = receiver()
    assert "Taken" in signed(form(SYNC, event)).to(by).text
    assert is_heard(by)


IGNORED = [
    told(event="company.created"),
    told(event="client.rateLimit.reached"),
    told(event="expenses.sync.started"),
    told(event=""),
    told(event="x" * 10_000),
    {**told(), "eventType": None},
    {**told(), "eventType": ["expenses.sync.successful"]},
    told(sync_id=None),
    told(sync_id=7),
    told(sync_id=""),
    told(sync_id="s" * 201),
    {**told(), "payload": None},
    {**told(), "payload": [SYNC]},
    {"eventType": "expenses.sync.successful"},
    rule(kind="Sync Started"),
    rule(kind="New company synchronized"),
    rule(sync_id=None),
    {**rule(), "Data": SYNC},
    {"RuleType": "Sync Completed"},
    {},
]


@pytest.mark.parametrize("content", IGNORED)
def test_what_tells_no_end_of_a_sync(content: dict[str, Any]) -> None:
    """It is received, so that Codat does not send it again, and has no effect."""
    by = receiver()
    reply = signed(content).to(by)
    assert (200, True) == (reply.status, reply.text.startswith("Ignored"))
    assert not is_heard(by)


TOLERATED = [
    told(transactions=None),
    told(transactions=[]),
    told(transactions=[{"id": "t", "status": "Rejected"}]),
    told(transactions="many"),
    told(referenceCompany=None),
    {**told(), "somethingNew": {"a": [1]}, "generatedDate": "yesterday", "id": 7},
    {**rule(), "RuleId": None, "somethingNew": 1},
    rule(alert=None),
    rule(alert=7),
    rule(alert="a" * 1000),
]


@pytest.mark.parametrize("content", TOLERATED)
def test_what_is_not_needed_may_be_strange(content: dict[str, Any]) -> None:
    """Unknown fields and values, absent lists: the sync is looked at all the same."""
    by = receiver()
    assert "Taken" in signed(content).to(by).text
    assert is_heard(by)


def test_ids_in_other_letters() -> None:
    """A UUID is the same in capitals."""
    by = receiver()
    signed(told(SYNC.upper())).to(by)
    assert is_heard(by)


def test_state_by_sync() -> None:
    """The end of the second sync, come first, is not the end of the first."""
    by = receiver()
    signed(told(OTHER_SYNC), "msg_2").to(by)
    assert not is_heard(by)
    signed(told(SYNC, "expenses.sync.unsuccessful"), "msg_1").to(by)
    assert is_heard(by)
    assert is_heard(by, OTHER_SYNC)


def test_what_a_stranger_sent_is_shown_in_one_line() -> None:
    """A log shows the answer, perhaps in a terminal."""
    reply = signed(told(event="company\x1b[2J\n\u202e.created\ud800")).to(receiver())
    assert reply.text.isprintable()
    assert reply.body.endswith(b".\n")


NAMES = st.sampled_from(
    ["eventType", "payload", "syncId", "AlertId", "RuleType", "Data", "transactions", "other"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)
VALUES = st.sampled_from([*SPELLINGS, SYNC]) | JSON


@given(content=st.dictionaries(NAMES, VALUES) | JSON)
def test_any_json(content: Any) -> None:
    """Whatever Codat may send is answered: 200 when it is an object, or else 400."""
    by = receiver(authorizations=[Authorization.NONE])
    reply = by.receive("POST", {}, json.dumps(content).encode())
    assert (200 if isinstance(content, dict) else 400) == reply.status


@given(body=st.binary() | st.text().map(lambda text: text.encode(errors="replace")))
def test_any_bytes(body: bytes) -> None:
    """Nothing breaks."""
    by = receiver(authorizations=[Authorization.NONE])
    assert by.receive("POST", {}, body).status in (200, 400)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000, b"NaN", b"\x00"])
def test_hostile_bodies(body: bytes) -> None:
    """Depth and length break nothing either."""
    by = receiver(authorizations=[Authorization.NONE])
    assert 400 == by.receive("POST", {}, body).status
