"""Is a request tried again when that helps, and only then?"""

from datetime import UTC, datetime
from types import ModuleType

import pytest

from codat_client import (
    Backoff,
    FailedError,
    Failure,
    NetworkError,
    Policy,
    RefusedError,
    Response,
    TooManyRequestsError,
)
from codat_client.retry import AGAIN, REMEDIES, Key, retry_after

LOST = Failure("the answer was lost", arrived=True)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("operation", ["create-expense-transaction", "get-sync-by-id"])
@pytest.mark.parametrize("status", [*AGAIN, 501, 520, None])
def test_what_may_pass_is_tried_again_with_growing_waits(
    kit: ModuleType, operation: str, status: int | None
) -> None:
    """408, 429, every 5xx and a lost answer are tried again, POST as well as GET."""
    outcome = LOST if status is None else kit.answer(status)
    codat = kit.Codat(first={operation: [outcome] * 3})
    policy = Policy(polling=Backoff(100, 1, 100), retrying=Backoff(1, 2, 3))
    played = kit.play(codat, [kit.an_expense()], policy=policy)
    assert played.error is None
    assert 4 == len(codat.sent(operation))
    assert [1, 2, 3] == [wait for wait in played.waits if wait < 100]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 409, 413, 415, 418, 422])
@pytest.mark.parametrize("operation", ["create-expense-transaction", "get-sync-by-id"])
def test_what_was_refused_is_not_tried_again(kit: ModuleType, operation: str, status: int) -> None:
    """A 4xx stays one; the error says what helps where Codat's words do not."""
    codat = kit.Codat(first={operation: [kit.answer(status, {"error": "No."})]})
    played = kit.play(codat, [kit.an_expense()])
    assert isinstance(played.error, RefusedError)
    assert (operation, status) == (played.error.operation, played.error.status)
    assert 1 == len(codat.sent(operation))
    assert f"Codat answered {operation} with {status}: No." in str(played.error)
    assert REMEDIES.get(status, "") in str(played.error)


EXHAUSTED = [(LOST, NetworkError, "network"), (408, FailedError, "codat")]
EXHAUSTED += [(503, FailedError, "codat"), (429, TooManyRequestsError, "you")]


@pytest.mark.parametrize(("outcome", "kind", "fault"), EXHAUSTED)
def test_the_tries_are_used_up(
    kit: ModuleType, outcome: Failure | int, kind: type[Exception], fault: str
) -> None:
    """After the last try the error says who is at fault, and there is no wait behind it."""
    each = kit.answer(outcome) if isinstance(outcome, int) else outcome
    codat = kit.Codat(first={"create-expense-transaction": [each] * 9})
    played = kit.play(codat, [kit.an_expense()], policy=Policy(tries=3))
    assert (kind, fault) == (type(played.error), played.error.fault)
    assert [0.5, 1.0] == played.waits
    assert 3 == len(codat.requests)


KEYS = [
    (LOST, 1),
    (429, 1),
    (502, 1),
    (504, 1),
    (520, 1),
    (408, 2),
    (500, 2),
    (503, 2),
]


@pytest.mark.parametrize(("outcome", "keys"), KEYS)
def test_the_key_changes_only_when_codat_has_answered_that_it_failed(
    kit: ModuleType, outcome: Failure | int, keys: int
) -> None:
    """Codat keeps its failures with the key: the same key would bring back the same failure."""
    each = kit.answer(outcome) if isinstance(outcome, int) else outcome
    codat = kit.Codat(first={"initiate-sync": [each]})
    assert kit.play(codat, [kit.an_expense()]).error is None
    assert keys == len({request.key for request in codat.sent("initiate-sync")})


def test_the_table_of_keys_is_tested_whole() -> None:
    """Every answer of the table stands in the test above."""
    listed = {outcome: keys for outcome, keys in KEYS if isinstance(outcome, int)}
    assert {status: 1 if key is Key.SAME else 2 for status, key in AGAIN.items()} == {
        status: keys for status, keys in listed.items() if status in AGAIN
    }


def test_a_receipt_keeps_its_key_after_a_500(kit: ModuleType) -> None:
    """It may have been attached, and a second attachment would stay in the books."""
    codat = kit.Codat(first={"upload-attachment": [kit.answer(500)]})
    kit.play(codat, [kit.an_expense(receipts=kit.receipts(1))])
    assert (2, 1) == (len(codat.uploads()), len(set(codat.sent("upload-attachment"))))


def test_a_409_after_a_lost_answer_means_in_progress(kit: ModuleType) -> None:
    """The first try is still being carried out: ask again under the same key."""
    outcomes = [LOST, kit.answer(409), kit.answer(409)]
    codat = kit.Codat(first={"initiate-sync": outcomes})
    assert kit.play(codat, [kit.an_expense()]).error is None
    assert (4, 1) == (len(codat.sent("initiate-sync")), len(set(codat.sent("initiate-sync"))))


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"datasetId": "x"', b"[]", b"\xff", b"[" * 10**5]
)
def test_a_good_answer_that_cannot_be_read_is_asked_for_again(kit: ModuleType, body: bytes) -> None:
    """The work is done, its answer is not: the same key brings it back."""
    codat = kit.Codat(first={"create-expense-transaction": [Response(200, {}, body)]})
    assert kit.play(codat, [kit.an_expense()]).error is None
    assert 1 == len(set(codat.sent("create-expense-transaction")))


AFTER = [
    ("seconds", {"retry-after": "7"}, 7),
    ("no seconds", {"retry-after": "0"}, 0),
    ("a date, by the server's clock", {
        "retry-after": "Thu, 01 Jan 2026 08:00:30 GMT", "date": "Thu, 01 Jan 2026 08:00:00 GMT",
    }, 30),
    ("a date, by the driver's clock", {"retry-after": "Thu, 01 Jan 2026 12:01:00 GMT"}, 60),
    ("a date without zone", {"retry-after": "Thu, 01 Jan 2026 12:01:00 -0000"}, 60),
    ("a date that is over", {"retry-after": "Thu, 01 Jan 2026 11:00:00 GMT"}, 0),
    ("words", {"retry-after": "soon"}, 0),
    ("a fraction", {"retry-after": "1.5"}, 0),
    ("foreign digits", {"retry-after": "٣"}, 0),
    ("nothing", {}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("_", "headers", "seconds"), AFTER)
def test_retry_after_is_read(_: str, headers: dict[str, str], seconds: float) -> None:
    """Seconds or a date; what cannot be read asks nothing."""
    assert seconds == retry_after(Response(429, headers, at=NOON))


def test_a_date_without_any_clock_asks_nothing() -> None:
    """The flow has no clock: without `Date` and without the driver's there is no telling."""
    date = {"retry-after": "Thu, 01 Jan 2026 12:01:00 GMT"}
    assert 0 == retry_after(Response(429, date))


def test_retry_after_is_honoured(kit: ModuleType) -> None:
    """The wait is at least what was asked for; it is told, and the run goes on."""
    codat = kit.Codat(first={"initiate-sync": [kit.answer(429, retry_after="42")]})
    played = kit.play(codat, [kit.an_expense()])
    assert 42 == played.waits[0]
    assert "Answer 429 to initiate-sync; again in 42 s." in [told.text for told in played.told]


def test_a_day_is_not_waited_for(kit: ModuleType) -> None:
    """When the quota is gone until midnight the run ends at once and says why."""
    codat = kit.Codat(first={"initiate-sync": [kit.answer(429, retry_after="40000")]})
    played = kit.play(codat, [kit.an_expense()])
    assert isinstance(played.error, TooManyRequestsError)
    assert [] == played.waits
    assert "quota" in str(played.error)


def test_a_redirect_is_not_in_the_contract(kit: ModuleType) -> None:
    """Nobody else gets to see the API key."""
    codat = kit.Codat(first={"initiate-sync": [kit.answer(302, location="https://elsewhere")]})
    assert "its status is 302" in str(kit.play(codat, [kit.an_expense()]).error)
