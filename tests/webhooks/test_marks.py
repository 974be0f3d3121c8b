"""What a fault did to a webhook is said wherever the webhook is told of; a fault that could do nothing waits."""

from typing import Any

import pytest

from codat_contract import WebhookService
from webhooks.posting import OTHER, URL, Office


def spoil(office: Office, do: str, **fields: Any) -> None:
    """Have the next webhook spoiled."""
    office.house.fault("webhook", fields.pop("operation", "*"), do=do, **fields)


def synced(office: Office, number: int = 1) -> list[str]:
    """Have so many syncs end, all that comes of it done; their ids."""
    syncs = [office.sync() for _ in range(number)]
    office.house.advance(until="idle")
    return syncs


def deliveries(office: Office) -> list[dict[str, Any]]:
    """The messages as they are listed."""
    rows: list[dict[str, Any]] = office.house.http.get("/__mock/deliveries").json()["deliveries"]
    return rows


def marks(office: Office) -> list[list[str]]:
    """What is said of the attempts of each message."""
    return [[attempt["spoiled"] for attempt in row["attempts"]] for row in deliveries(office)]


def faults(office: Office) -> list[tuple[int, int]]:
    """How often each fault has struck, and how often it still will."""
    listed = office.house.http.get("/__mock/faults").json()["faults"]
    return [(fault["hits"], fault["times"]) for fault in listed]


FIRST = ["delay", "bad-signature", "stale", "old-secret", "truncate"]


@pytest.mark.parametrize("do", FIRST)
def test_the_first_attempt_is_marked(office: Office, do: str) -> None:
    """The first attempt has the word of the fault, and those behind it none: they are as they should be."""
    office.listen()
    office.answer(500, 200)
    spoil(office, do)
    synced(office)
    assert [[do, ""]] == marks(office)
    assert ("fault-1", do) == (deliveries(office)[0]["faultId"], deliveries(office)[0]["spoiled"])


def test_copies_are_marked(office: Office) -> None:
    """Of a message that comes several times those after the first have the mark; none that is resent has it."""
    office.listen()
    office.answer(500, 200)
    spoil(office, "duplicate", copies=2)
    synced(office)
    assert [["", "", "duplicate", "duplicate"]] == marks(office)
    id_ = deliveries(office)[0]["messageId"]
    office.house.http.post(f"/__mock/deliveries/{id_}/resend")
    office.house.advance(by="PT0S")
    assert [["", "", "duplicate", "duplicate", ""]] == marks(office)


def test_what_was_held_back_is_marked(office: Office) -> None:
    """Of two that come the wrong way round the one that was held back has the mark."""
    office.listen()
    spoil(office, "reorder")
    synced(office, 2)
    assert [["reorder"], [""]] == marks(office)


def test_what_it_waits_for_meets_another(office: Office) -> None:
    """The one that a held message waits for is not held itself: a second fault of that kind waits for the next."""
    office.listen()
    spoil(office, "reorder", times=2)
    synced(office, 2)
    assert [(1, 1)] == faults(office)
    synced(office, 2)
    assert [["reorder"], [""]] * 2 == marks(office)
    assert [(2, 0)] == faults(office)


def test_a_replay_is_marked(office: Office) -> None:
    """The message before which another one was repeated has the mark; the repeated one has no further attempt."""
    office.listen()
    synced(office)
    spoil(office, "replay")
    synced(office)
    assert [[""], ["replay"]] == marks(office)
    assert office.post.parcels[0][1] == office.post.parcels[1][1]


def test_a_replay_waits_for_something_to_replay(office: Office) -> None:
    """Where nothing went to a receiver yet, the fault lets its message pass and strikes the next."""
    office.listen()
    spoil(office, "replay")
    first = synced(office)
    assert [(0, 1)] == faults(office)
    assert [None] == [row["faultId"] for row in deliveries(office)]
    second = synced(office)
    assert [(1, 0)] == faults(office)
    told = [body["payload"]["syncId"] for body in office.post.bodies()]
    assert [*first, *first, *second] == told


def test_a_replay_after_going_back(office: Office) -> None:
    """What went to a receiver last is part of what a snapshot saves."""
    office.listen()
    first = synced(office)
    office.house.http.post("/__mock/snapshots")
    synced(office)
    office.house.http.post("/__mock/snapshots/snapshot-1/restore")
    spoil(office, "replay")
    synced(office)
    told = [body["payload"]["syncId"] for body in office.post.bodies()]
    assert first[0] == told[-2]
    assert office.post.parcels[0][1] == office.post.parcels[-2][1]


@pytest.mark.parametrize("do", ["bad-signature", "stale", "old-secret"])
def test_what_is_not_signed_is_let_be(office: Office, do: str) -> None:
    """A fault of signatures passes by what has none, and strikes what has one."""
    office.listen(service=WebhookService.RULES)
    spoil(office, do)
    synced(office)
    assert [(0, 1)] == faults(office)
    office.listen(OTHER)
    synced(office)
    assert [[""], [""], [do]] == marks(office)


def test_told_before_the_answer(office: Office) -> None:
    """Every receiver's message has the mark, and meets no second fault: that waits for the next."""
    office.listen()
    office.listen(OTHER)
    office.house.fault("webhook", "initiate-sync", do="before-answer")
    spoil(office, "drop")
    office.sync()
    assert [["before-answer"], ["before-answer"]] == marks(office)
    assert {("fault-1", "before-answer")} == {
        (row["faultId"], row["spoiled"]) for row in deliveries(office)
    }
    synced(office)
    assert [(1, 0), (1, 0)] == faults(office)


def test_one_message_to_one_receiver(office: Office) -> None:
    """Where several are told of the same, one of them gets what is spoiled."""
    office.listen()
    office.listen(OTHER)
    spoil(office, "drop")
    synced(office)
    assert ["Failure", "Success"] == office.states()
    assert [OTHER] == [parcel.url for _, parcel in office.post.parcels]
    assert "dropped on purpose by fault-1" == deliveries(office)[0]["why"]


def test_a_dropped_one_is_sent_well(office: Office) -> None:
    """What was dropped and is resent is as it should be."""
    office.listen()
    spoil(office, "drop")
    synced(office)
    assert [[]] == marks(office)
    office.house.http.post(f"/__mock/deliveries/{deliveries(office)[0]['messageId']}/resend")
    office.house.advance(by="PT0S")
    assert [[""]] == marks(office)


def test_effects_have_it(office: Office) -> None:
    """What an advance tells of an attempt, and the numbered attempts, have the mark."""
    office.listen()
    spoil(office, "stale")
    office.sync()
    effects = office.house.advance(until="idle")["effects"]
    assert ["stale"] == [one["spoiled"] for one in effects if one["effect"] == "webhook-sent"]
    attempts = office.house.http.get("/__mock/attempts").json()["attempts"]
    assert ["stale"] == [attempt["spoiled"] for attempt in attempts]


def test_a_fault_without_operation(office: Office) -> None:
    """It waits for any webhook, as with `*`; with before-answer for any call that starts a sync."""
    office.listen()
    for do in ("drop", "before-answer"):
        made = office.house.http.post("/__mock/faults", json={"fault": "webhook", "do": do})
        assert (201, "*") == (made.status_code, made.json()["operation"])
    synced(office)
    synced(office)
    assert [(1, 0), (1, 0)] == sorted(faults(office))


@pytest.mark.parametrize("operation", ["expenses.sync.successful", "initiate-sync"])
def test_those_of_syncs(limited: Office, operation: str) -> None:
    """Before an event type, or before what starts syncs, a fault lets the webhooks about other things be."""
    limited.listen(events=("expenses.sync.successful", "client.rateLimit.reached"))
    spoil(limited, "drop", operation=operation)
    limited.house.http.post("/__mock/trigger", json={"event": "client.rateLimit.reached"})
    assert [(0, 1)] == faults(limited)
    synced(limited)
    assert [(1, 0)] == faults(limited)


def test_rules_by_any_spelling(office: Office) -> None:
    """A rule type may be written as it may be in a rule."""
    office.listen(service=WebhookService.RULES)
    spoil(office, "drop", operation="sync completed")
    synced(office)
    assert ["Failure"] == office.states()


def test_no_signature_to_spoil(office: Office) -> None:
    """A fault of signatures before a kind that has none could never strike: it is refused, and says what to do."""
    body = {"fault": "webhook", "operation": "Sync Failed", "do": "stale"}
    refused = office.house.http.post("/__mock/faults", json=body)
    assert 422 == refused.status_code
    assert "Sync Failed is not signed" in refused.json()["detail"]
    assert "expenses.sync.successful" in refused.json()["detail"]
    assert [] == faults(office)


def test_why_it_waits(office: Office) -> None:
    """A message to an endpoint that is disabled says so, in the list and to who advances, until it is sent."""
    endpoint = office.listen()
    office.answer(500)
    office.sync()
    office.house.advance(by="PT1S")
    assert [""] == [row["why"] for row in deliveries(office)]
    office.control(lambda deliveries: deliveries.disable(endpoint, "it has failed for five days"))
    told = office.house.advance(until="idle")
    why = "its endpoint is disabled: it has failed for five days; enable it and it is sent"
    assert [why] == [row["why"] for row in told["waiting"]]
    assert [(why, "Attempting", None)] == [
        (row["why"], row["state"], row["nextAttempt"]) for row in deliveries(office)
    ]
    office.control(lambda deliveries: deliveries.enable(endpoint, office.now))
    assert [("", "Success")] == [(row["why"], row["state"]) for row in deliveries(office)]
    assert [] == office.house.advance(until="idle")["waiting"]
    assert [URL, URL] == [parcel.url for _, parcel in office.post.parcels]
