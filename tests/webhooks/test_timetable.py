"""Attempts come at their moments of the virtual clock, in as long as it takes to send them.

Of the cases of DOMAIN.md 10 that a mock can show:

| case | test |
|---|---|
| 54 told before the answer | test_before_the_answer.py: test_a_webhook_before_the_answer |
| 55 the same message twice | test_chaos.py: test_duplicated |
| 56 out of order | test_chaos.py: test_reordered |
| 57 an answer after 15.1 seconds | test_receivers.py: test_processed_and_late |
| 58 500, 500, 500, 200 | test_timetable.py: test_three_failures_and_a_success |
| 59 the older service, and redirections | test_older_service.py: test_final_statuses and those behind it |
| 60 tampered, stale, unknown version, two secrets | test_signatures.py |
| 61 removed, and disabled for a while | test_endpoints.py: test_removed_between_attempts and those behind it |
| 62 lost for good | test_chaos.py: test_lost_entirely |
| 63 the list of transactions is the authority | test_chaos.py: test_the_list_is_the_authority |
| 64 company tags | test_who_is_told.py: test_company_tags; as calls in cases/test_webhook_calls.py |
| 65 the 51st consumer | cases/test_webhook_calls.py: test_there_are_fifty_at_most |
| 66 one message for each sync that has ended | test_timetable.py: test_one_message_for_each_end |
"""

from itertools import accumulate

import pytest

from codat_mock.core.moments import DAY, SECOND
from webhooks.posting import BEGAN, Office

PAUSES = [5, 300, 1800, 7200, 18000, 36000, 36000]
EIGHT = [*accumulate(PAUSES, initial=1.0)]
"""The seconds at which a message of a sync that takes one is tried."""


def test_all_eight(office: Office) -> None:
    """A dead receiver is tried eight times, the last time 27 hours, 35 minutes and 5 seconds after the first."""
    office.listen()
    office.post.always = 500
    office.sync()
    advanced = office.house.advance(until="idle")
    assert EIGHT == office.post.seconds()
    assert 27 * 3600 + 35 * 60 + 5 == EIGHT[-1] - EIGHT[0]
    assert ["Failure"] == office.states()
    assert BEGAN + round(EIGHT[-1] * SECOND) == office.now
    assert advanced["settled"]
    assert 1 == len(set(office.post.headers("webhook-id")))
    assert 1 == len({parcel.body for _, parcel in office.post.parcels})


def test_three_failures_and_a_success(office: Office) -> None:
    """500, 500, 500, 200: at 0, 5 seconds, 5 minutes and 30 minutes; then no more."""
    office.listen()
    office.answer(500, 500, 500, 200)
    office.sync()
    office.house.advance(until="idle")
    office.house.advance(by="P5D")
    assert EIGHT[:4] == office.post.seconds()
    assert ["Success"] == office.states()
    (message,) = office.messages
    assert [500, 500, 500, 200] == [attempt.status for attempt in message.attempts]


@pytest.mark.parametrize(
    "steps",
    [["PT28H"], ["PT1S", "PT5S", "PT27H54M54S"], ["PT7M"] * 240, ["PT0.9S", "PT6H", "PT22H"]],
    ids=["one", "three", "240", "uneven"],
)
def test_in_any_steps(office: Office, steps: list[str]) -> None:
    """However the clock gets there, the attempts are at the same moments."""
    office.listen()
    office.post.always = None
    office.sync()
    for step in steps:
        office.house.advance(by=step)
    assert EIGHT == office.post.seconds()


def test_from_next_to_next(office: Office) -> None:
    """`until: next` stops at each attempt, and each is told among the effects of its step."""
    office.listen()
    office.post.always = 503
    office.sync()
    told = [office.house.advance(until="next")["effects"] for _ in EIGHT]
    assert EIGHT == office.post.seconds()
    assert [1] * 8 == [
        len([row for row in step if row["effect"] == "webhook-sent"]) for step in told
    ]
    before = office.now
    assert [] == office.house.advance(until="next")["effects"]
    assert before == office.now


def test_how_far_it_is(office: Office) -> None:
    """A message is Attempting between attempts, and says when the next one is."""
    office.listen()
    office.post.always = 500
    office.sync()
    office.house.advance(by="PT1S")
    (row,) = office.house.http.get("/__mock/deliveries").json()["deliveries"]
    assert ("Attempting", "2026-01-01T00:00:06Z") == (row["state"], row["nextAttempt"])
    office.house.advance(until="idle")
    (row,) = office.house.http.get("/__mock/deliveries").json()["deliveries"]
    assert ("Failure", None, 8) == (row["state"], row["nextAttempt"], len(row["attempts"]))


def test_one_message_for_each_end(office: Office) -> None:
    """Every sync that has ended is told once to each endpoint; one that runs long, 1010, is not told."""
    office.listen()
    office.listen("http://127.0.0.1:9/other")
    office.house.plan(code=1010)
    held = office.sync()
    office.house.advance(by="PT1H")
    assert 1010 == office.house.status(held)["syncStatusCode"]
    assert [] == office.post.parcels
    office.house.http.post(f"/__mock/syncs/{held}/end", json={"code": 5000})
    ended = [held, *(office.sync() for _ in range(3))]
    office.house.advance(until="idle")
    office.house.advance(by="P1D")
    for url in ("http://127.0.0.1:9/hooks", "http://127.0.0.1:9/other"):
        assert 4 == len(office.post.seconds(url))
    told = [body["payload"]["syncId"] for body in office.post.bodies()]
    assert sorted(ended * 2) == sorted(told)
    assert 4 == len({body["id"] for body in office.post.bodies()})
    assert 8 == len(set(office.post.headers("webhook-id")))


def test_five_days_of_failures(office: Office) -> None:
    """An endpoint that fails for five days is disabled; what waits for it is suspended, and goes when it is enabled."""
    endpoint = office.listen()
    office.post.always = 500
    for _ in range(5):
        office.sync()
        office.house.advance(by="P1D")
        assert not endpoint.disabled
    office.sync()
    office.house.advance(by="P1D")
    assert endpoint.disabled
    assert "five days" in endpoint.why
    sent = len(office.post.parcels)
    waiting = [message for message in office.messages if message.ended is None]
    assert waiting
    office.sync()
    office.house.advance(by="P5D")
    assert sent == len(office.post.parcels)
    office.post.always = 200
    office.control(lambda deliveries: deliveries.enable(endpoint, office.now))
    assert sent + len(waiting) == len(office.post.parcels)
    assert {"Success"} == {message.state.value for message in waiting}
    assert not endpoint.disabled


def test_a_success_begins_the_days_anew(office: Office) -> None:
    """One success among the failures, and the five days begin again."""
    endpoint = office.listen()
    office.post.always = 500
    for day in range(9):
        if day == 4:
            office.answer(200)
        office.sync()
        office.house.advance(by="P1D")
    assert not endpoint.disabled
    assert office.now - BEGAN == 9 * DAY
