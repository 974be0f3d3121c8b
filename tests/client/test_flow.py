"""Does the flow do what Codat's process demands, call by call?"""

import json
from types import ModuleType

import pytest

from codat_client import (
    MARKED_AS_UPLOADED,
    NOT_LISTED,
    NOT_SENT,
    Backoff,
    FailedError,
    Failure,
    InvalidExpenseError,
    NetworkError,
    Policy,
    RefusedError,
    Stage,
    StillRunningError,
    SyncStart,
    UnexpectedAnswerError,
)
from codat_contract import SYNC_CODES

LOST = Failure("the connection was reset", arrived=True)
NEVER_SENT = Failure("the connection was refused", arrived=False)


def test_the_whole_flow_in_its_order(kit: ModuleType) -> None:
    """One dataset, one sync, looks until it ends, the list, a receipt: nothing more."""
    codat = kit.Codat(codes=[1000, 1000, 2000])
    played = kit.play(codat, [kit.an_expense(receipts=kit.receipts(1))])
    expected = [
        "create-expense-transaction",
        "initiate-sync",
        0.5,
        "get-sync-by-id",
        0.75,
        "get-sync-by-id",
        1.125,
        "get-sync-by-id",
        "list-sync-transactions",
        "upload-attachment",
    ]
    assert expected == played.log
    assert [MARKED_AS_UPLOADED] == [result.conclusion for result in played.report.expenses]


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [1]), (50, [50]), (51, [50, 1]), (120, [50, 50, 20])]
)
def test_datasets_hold_fifty_and_one_sync_names_them_all(
    kit: ModuleType, count: int, sizes: list[int]
) -> None:
    """Expenses go in their order, fifty to a dataset, and one sync takes every dataset."""
    codat = kit.Codat()
    played = kit.play(codat, [kit.an_expense(number) for number in range(count)])
    bodies = [json.loads(sent.body)["items"] for sent in codat.sent("create-expense-transaction")]
    assert sizes == [len(items) for items in bodies]
    assert [kit.an_id(n) for n in range(count)] == [item["id"] for part in bodies for item in part]
    (initiated,) = codat.sent("initiate-sync")
    named = [f"dataset-{n + 1}" for n in range(len(sizes))]
    assert {"datasetIds": named} == json.loads(initiated.body)
    assert tuple(named) == played.report.dataset_ids
    assert f"dataset-{len(sizes)}" == played.report.expenses[-1].dataset_id


def test_every_post_has_a_key_of_its_own_and_no_get_has_one(kit: ModuleType) -> None:
    """An Idempotency-Key stands for one piece of work."""
    codat = kit.Codat()
    kit.play(codat, [kit.an_expense(n, receipts=kit.receipts(2)) for n in range(60)])
    keys = [request.key for request in codat.requests if request.method == "POST"]
    assert len(keys) == len(set(keys) - {None})
    assert {None} == {request.key for request in codat.requests if request.method == "GET"}


def test_waits_grow_to_the_cap(kit: ModuleType) -> None:
    """Each look comes later than the one before, until the cap."""
    policy = Policy(polling=Backoff(first=1, factor=3, cap=10))
    played = kit.play(kit.Codat(codes=[1000] * 5 + [2000]), [kit.an_expense()], policy=policy)
    assert [1, 3, 9, 10, 10, 10] == played.waits
    assert (6, 43) == (played.report.sync.polls, played.report.sync.waited)


def test_a_long_running_sync_is_waited_for_and_told(kit: ModuleType) -> None:
    """1010 is no end and no reason to initiate again."""
    codat = kit.Codat(codes=[1000, 1010, 1010, 2000])
    played = kit.play(codat, [kit.an_expense()])
    assert 1 == len(codat.sent("initiate-sync"))
    assert played.report.sync.long_running
    moves = [told.code for told in played.told if told.code]
    assert [1000, 1010, 2000] == moves


def test_patience_ends(kit: ModuleType) -> None:
    """A sync that does not end is left to itself, with its id in the report."""
    policy = Policy(polling=Backoff(first=1, factor=1, cap=1), give_up_after=3)
    played = kit.play(kit.Codat(codes=[1000]), [kit.an_expense()], policy=policy)
    assert isinstance(played.error, StillRunningError)
    assert [1, 1, 1] == played.waits
    assert (kit.SYNC, 1000, SyncStart.YES) == (
        played.report.sync.id,
        played.report.sync.code,
        played.report.start,
    )
    assert "do not initiate it again" in played.report.expenses[0].conclusion


@pytest.mark.parametrize("code", [number for number, row in SYNC_CODES.items() if row.terminal])
def test_every_terminal_code_ends_the_looks_and_the_list_is_read(
    kit: ModuleType, code: int
) -> None:
    """Whatever the code, the list of transactions is the authority."""
    codat = kit.Codat(codes=[1000, code])
    played = kit.play(codat, [kit.an_expense(receipts=kit.receipts(1))])
    row, sync = SYNC_CODES[code], played.report.sync
    assert (code, row.reason, True, row.success) == (
        sync.code,
        sync.reason,
        sync.terminal,
        sync.success,
    )
    assert 2 == sync.polls
    assert 1 == len(codat.uploads()), "Completed is Completed, whatever became of the sync"


@pytest.mark.parametrize(
    ("code", "looks", "success"),
    [(1020, 2, True), (2010, 1, True), (4999, 1, False), (7000, 1, False), (-189807894, 1, False)],
)
def test_an_unknown_code_is_judged_by_its_family(
    kit: ModuleType,
    code: int,
    looks: int,
    success: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """1xxx goes on, everything else is an end, and the report says that it was a guess."""
    played = kit.play(kit.Codat(codes=[code, 2000]), [kit.an_expense()])
    sync = played.report.sync
    assert (looks, success) == (sync.polls, sync.success)
    if looks == 1:
        assert "does not have the code" in sync.remark


def test_a_deleted_company_takes_its_list_along(kit: ModuleType) -> None:
    """After 4040 the list may be a 404: the report says so and who must act."""
    codat = kit.Codat(codes=[4040], first={"list-sync-transactions": [kit.answer(404)]})
    played = kit.play(codat, [kit.an_expense()])
    assert played.error is None
    assert "can no longer be read" in played.report.sync.remark
    (result,) = played.report.expenses
    assert (NOT_LISTED, "customer") == (result.status, result.actor)


def test_a_list_that_is_refused_after_a_success_is_an_error(kit: ModuleType) -> None:
    """Without the list nobody knows what arrived."""
    codat = kit.Codat(first={"list-sync-transactions": [kit.answer(404)]})
    played = kit.play(codat, [kit.an_expense()])
    assert isinstance(played.error, RefusedError)
    assert 2000 == played.report.sync.code


REFUSED_BEFORE = [
    ("no company", "not-a-company", [1], "company_id"),
    ("no expenses", None, [], "expenses"),
    ("an id twice", None, [1, 2, 1], "id stands twice: as expense 1 and as expense 3"),
]


@pytest.mark.parametrize(("_", "company", "numbers", "said"), REFUSED_BEFORE)
def test_what_cannot_be_sent_is_refused_before_anything_is(
    kit: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    _: str,
    company: str | None,
    numbers: list[int],
    said: str,
) -> None:
    """The error names the field, and no request was made."""
    monkeypatch.setattr(kit, "COMPANY", company or kit.COMPANY)
    codat = kit.Codat()
    played = kit.play(codat, [kit.an_expense(number) for number in numbers])
    assert isinstance(played.error, InvalidExpenseError)
    assert said in str(played.error)
    assert [] == codat.requests


def test_an_id_in_capitals_is_the_same_id(kit: ModuleType) -> None:
    """UUIDs are compared as UUIDs: in the input, and with Codat's list."""
    small = kit.an_expense(0xABC)
    capitals = kit.an_expense(0xABC, id=small.id.upper())
    assert "stands twice" in str(kit.play(kit.Codat(), [small, capitals]).error)
    codat = kit.Codat(entries=[kit.an_entry(small.id)])
    assert kit.play(codat, [capitals]).report.expenses[0].uploaded


def test_a_refused_dataset_stops_the_run_and_loses_nothing(kit: ModuleType) -> None:
    """A 4xx is not tried again; the datasets before it are in the report."""
    fine, refused = kit.answer(200, {"datasetId": "first"}), kit.answer(400, {"error": "No."})
    codat = kit.Codat(first={"create-expense-transaction": [fine, refused]})
    played = kit.play(codat, [kit.an_expense(number) for number in range(51)])
    assert isinstance(played.error, RefusedError)
    assert "you" == played.error.fault
    assert (("first",), SyncStart.NO, None) == (
        played.report.dataset_ids,
        played.report.start,
        played.report.sync,
    )
    assert 2 == len(codat.requests)
    assert {NOT_SENT} == {result.status for result in played.report.expenses}
    assert "dataset first" in played.report.expenses[0].conclusion
    assert "It was not sent" in played.report.expenses[50].conclusion


def test_a_lost_answer_to_initiate_is_asked_for_again_under_its_key(kit: ModuleType) -> None:
    """Codat keeps the answer of a key: the second try gets the first sync's id."""
    codat = kit.Codat(first={"initiate-sync": [LOST, LOST]})
    played = kit.play(codat, [kit.an_expense()])
    assert 3 == len(codat.sent("initiate-sync"))
    assert 1 == len(set(codat.sent("initiate-sync")))
    assert played.report.start is SyncStart.YES


START_AFTER = [
    ([LOST] * 5, NetworkError, SyncStart.UNKNOWN),
    ([NEVER_SENT] * 5, NetworkError, SyncStart.NO),
    ([NEVER_SENT] * 4 + [LOST], NetworkError, SyncStart.UNKNOWN),
    ([Failure("lost", arrived=True), 422], RefusedError, SyncStart.UNKNOWN),
    ([422], RefusedError, SyncStart.NO),
    ([500] * 5, FailedError, SyncStart.UNKNOWN),
    ([202] * 5, UnexpectedAnswerError, SyncStart.UNKNOWN),
]


@pytest.mark.parametrize(("outcomes", "kind", "start"), START_AFTER)
def test_whether_a_sync_was_started_is_said(
    kit: ModuleType, outcomes: list[object], kind: type[Exception], start: SyncStart
) -> None:
    """When that answer is lost for good, the report and the error say what is unknown."""
    prepared = [kit.answer(each) if isinstance(each, int) else each for each in outcomes]
    played = kit.play(kit.Codat(first={"initiate-sync": prepared}), [kit.an_expense()])
    assert kind is type(played.error)
    assert start is played.report.start
    unknown = start is SyncStart.UNKNOWN
    assert unknown == ("unknown whether a sync was started" in str(played.error))
    assert unknown == ("unknown whether a sync was started" in played.report.expenses[0].conclusion)
    assert (NOT_LISTED if unknown else NOT_SENT) == played.report.expenses[0].status


def test_an_answer_without_the_id_is_codats_fault(kit: ModuleType) -> None:
    """A 202 that is JSON but has no syncId: a sync may run, and nobody knows which."""
    codat = kit.Codat(first={"initiate-sync": [kit.answer(202, {})]})
    played = kit.play(codat, [kit.an_expense()])
    assert isinstance(played.error, UnexpectedAnswerError)
    assert "codat" == played.error.fault
    assert played.report.start is SyncStart.UNKNOWN


def test_the_sync_that_is_known_stays_known(kit: ModuleType) -> None:
    """When the looks fail for good the report still has the sync's id and its last code."""
    seen = kit.answer(200, {"syncStatusCode": 1000})
    codat = kit.Codat(first={"get-sync-by-id": [seen] + [kit.answer(503)] * 5})
    played = kit.play(codat, [kit.an_expense()])
    assert isinstance(played.error, FailedError)
    assert (kit.SYNC, 1000) == (played.report.sync.id, played.report.sync.code)


def test_each_stage_is_told_from_nothing_to_everything(kit: ModuleType) -> None:
    """A progress bar per stage needs the events and nothing else."""
    expenses = [kit.an_expense(number, receipts=kit.receipts(1)) for number in range(120)]
    played = kit.play(kit.Codat(codes=[1000, 2000]), expenses)
    for stage, total in zip(Stage, [3, 1, 120, 120], strict=True):
        events = [told for told in played.told if told.stage is stage]
        assert (0, (total, total)) == (events[0].done, (events[-1].done, events[-1].total))
        assert sorted(told.done for told in events) == [told.done for told in events]
