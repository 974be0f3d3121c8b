"""Does each receipt arrive exactly once, where it may and nowhere else?"""

import random
from collections import Counter
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import MARKED_AS_UPLOADED, Failure, Policy
from codat_client.exchange import Unreadable

STATUSES = ["Completed", "PushError", "ValidationError", "Pending", "Unknown", "Novel"]
KINDS = ["expense", "expenses", "Expense", "bankfeed", "bankfeeds", "novel", None]
IS_EXPENSE = {"expense", "expenses", "Expense", None}

entries = st.tuples(st.integers(0, 7), st.sampled_from(STATUSES), st.sampled_from(KINDS))


@given(
    receipts=st.lists(st.integers(0, 3), min_size=1, max_size=6),
    listed=st.lists(entries, max_size=20),
    page_size=st.integers(1, 7),
    trouble=st.lists(st.sampled_from([200, 429, 503, 500, None]), max_size=12),
    at_once=st.integers(1, 12),
    order=st.randoms(use_true_random=False),
)
def test_exactly_the_completed_expenses_get_each_receipt_once(
    kit: ModuleType,
    receipts: list[int],
    listed: list[tuple[int, str, str | None]],
    page_size: int,
    trouble: list[int | None],
    at_once: int,
    order: random.Random,
) -> None:
    """For any list in any pages and any order of answers: Completed and expense, each file once."""
    expenses = [kit.an_expense(n, receipts=kit.receipts(count)) for n, count in enumerate(receipts)]
    codat = kit.Codat(
        entries=[kit.an_entry(kit.an_id(n), status, kind) for n, status, kind in listed],
        page_size=page_size,
        first={"upload-attachment": [_outcome(kit, each) for each in trouble]},
    )
    policy = Policy(uploads_at_once=at_once, tries=len(trouble) + 1)
    played = kit.play(codat, expenses, policy=policy, shuffled=order)
    taken = {n for n, status, kind in listed if status == "Completed" and kind in IS_EXPENSE}
    expected = {
        (expense.id, receipt.file_name)
        for n, expense in enumerate(expenses)
        for receipt in expense.receipts
        if n in taken
    }
    assert Counter(expected) == _arrived(codat, trouble)
    results = played.report.expenses
    assert taken & set(range(len(expenses))) == {n for n, it in enumerate(results) if it.uploaded}
    for result in results:
        assert result.uploaded == (result.conclusion == MARKED_AS_UPLOADED)
        assert result.uploaded or not any(receipt.arrived for receipt in result.receipts)
    assert {at_once} >= set(played.at_once)


def _outcome(kit: ModuleType, each: int | None) -> Any:
    if each is None:
        return Failure("lost", arrived=False)
    return kit.answer(each, {"id": "attached"})


def _arrived(codat: Any, trouble: list[int | None]) -> Counter[tuple[str, str]]:
    """Count the uploads that were answered well."""
    outcomes = [*trouble, *[200] * len(codat.uploads())]
    return Counter(
        sent for sent, outcome in zip(codat.uploads(), outcomes, strict=False) if outcome == 200
    )


def test_the_same_expense_as_bank_feed_and_as_expense(kit: ModuleType) -> None:
    """Codat may list an id twice; as an expense it takes receipts, once."""
    expense = kit.an_expense(receipts=kit.receipts(2))
    for feed in STATUSES:
        twice = [
            kit.an_entry(expense.id, feed, "bankfeeds"),
            kit.an_entry(expense.id, "Completed", "expense"),
        ]
        for listed in (twice, twice[::-1]):
            codat = kit.Codat(entries=listed)
            assert kit.play(codat, [expense]).report.expenses[0].uploaded
            assert [(expense.id, "0.pdf"), (expense.id, "1.pdf")] == codat.uploads()


def test_a_bank_feed_takes_no_receipts(kit: ModuleType) -> None:
    """The report says where the receipts can go instead."""
    expense = kit.an_expense(receipts=kit.receipts(1))
    codat = kit.Codat(entries=[kit.an_entry(expense.id, "Completed", "bankfeeds")])
    (result,) = kit.play(codat, [expense]).report.expenses
    assert [] == codat.uploads()
    assert ("Completed", False, "you") == (result.status, result.uploaded, result.actor)
    assert "bank feed" in result.conclusion
    (result,) = kit.play(codat, [kit.an_expense()]).report.expenses
    assert (False, "nobody") == (result.uploaded, result.actor)


def test_a_refused_receipt_fails_alone(kit: ModuleType) -> None:
    """The others arrive, and the report says why this one did not."""
    refusal = {
        "error": "There are problems with the request, see the Validation property.",
        "validation": {"errors": [{"itemId": "file", "message": "EXE is not supported."}]},
    }
    codat = kit.Codat(first={"upload-attachment": [kit.answer(400, refusal)]})
    expenses = [kit.an_expense(number, receipts=kit.receipts(2)) for number in range(2)]
    played = kit.play(codat, expenses)
    first, second = played.report.expenses
    assert played.error is None
    assert (False, True) == (first.uploaded, second.uploaded)
    assert [False, True] == [receipt.arrived for receipt in first.receipts]
    assert "file: EXE is not supported." in first.receipts[0].error
    assert "1 of 2 receipts" in first.conclusion
    assert "0.pdf" in first.conclusion
    assert "Do not send the expense again" in first.conclusion
    assert "attachment-2" == first.receipts[1].attachment_id


def test_a_receipt_that_cannot_be_read_fails_alone(kit: ModuleType) -> None:
    """It is not tried again."""
    codat = kit.Codat(first={"upload-attachment": [Unreadable("FileNotFoundError: gone")]})
    played = kit.play(codat, [kit.an_expense(receipts=kit.receipts(2))])
    (result,) = played.report.expenses
    assert [False, True] == [receipt.arrived for receipt in result.receipts]
    assert "The receipt cannot be read: FileNotFoundError: gone." == result.receipts[0].error
    assert 2 == len(codat.uploads())


def test_those_that_must_be_tried_again_wait_once_together(kit: ModuleType) -> None:
    """A storm of 429 is answered with one pause, the longest that was asked for."""
    storm = [kit.answer(429, retry_after=str(seconds)) for seconds in (3, 9, 6)]
    codat = kit.Codat(first={"upload-attachment": storm})
    played = kit.play(codat, [kit.an_expense(receipts=kit.receipts(5))])
    upload = "upload-attachment"
    assert [upload] * 5 + [9] + [upload] * 3 == played.log[-9:]
    assert played.report.expenses[0].uploaded


@pytest.mark.parametrize("at_once", [1, 10, 50])
def test_how_many_at_once_is_the_policys_choice(kit: ModuleType, at_once: int) -> None:
    """Ten by default."""
    policy = Policy(uploads_at_once=at_once)
    played = kit.play(kit.Codat(), [kit.an_expense(receipts=kit.receipts(60))], policy=policy)
    assert [at_once] == played.at_once
    assert 10 == Policy().uploads_at_once
