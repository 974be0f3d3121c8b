"""Does the report tell the user what happened and who must act next?"""

from types import ModuleType

import pytest

from codat_client import MARKED_AS_UPLOADED
from codat_client.conclusion import MUST_ACT
from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, TransactionStatus

SETTLED = {"Completed", "ValidationError", "PushError"}


def test_the_conclusion_of_the_seed() -> None:
    """The words are fixed."""
    assert "Expense marked as uploaded" == MARKED_AS_UPLOADED


@pytest.mark.parametrize("status", TransactionStatus)
@pytest.mark.parametrize("code", [number for number, row in SYNC_CODES.items() if row.terminal])
def test_every_status_under_every_code(
    kit: ModuleType, code: int, status: TransactionStatus
) -> None:
    """Completed is uploaded; a refusal is told by its message; the rest by the code's next step."""
    expense = kit.an_expense(receipts=kit.receipts(1))
    listed = [kit.an_entry(expense.id, status, message="Account 429 is archived.")]
    played = kit.play(kit.Codat(codes=[code], entries=listed), [expense])
    (result,) = played.report.expenses
    assert (status == "Completed") == result.uploaded == (result.conclusion == MARKED_AS_UPLOADED)
    assert (status, "Account 429 is archived.") == (result.status, result.message)
    if status in SETTLED - {"Completed"}:
        assert "you" == result.actor
        assert "You must act. Account 429 is archived. Correct it" in result.conclusion
    elif status not in SETTLED:
        row = SYNC_CODES[code]
        asked = "codat" if row.actor == "nobody" else row.actor
        assert asked == result.actor
        assert row.actor == "nobody" or row.next_step in result.conclusion
        assert result.conclusion.startswith(MUST_ACT[asked])


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Closed", "Closed."),
        ("Closed \n", "Closed."),
        ("Closed.", "Closed."),
        ("Closed!", "Closed!"),
        ("Is it closed?", "Is it closed?"),
        ("Account (429)", "Account (429)."),
        ("(It is closed.)", "(It is closed.)"),
    ],
)
def test_a_message_ends_as_a_sentence(kit: ModuleType, message: str, sentence: str) -> None:
    """Accounting software writes with and without a full stop; the next sentence needs one."""
    expense = kit.an_expense()
    codat = kit.Codat(
        codes=[5130], entries=[kit.an_entry(expense.id, "PushError", message=message)]
    )
    (result,) = kit.play(codat, [expense]).report.expenses
    told = f"You must act. {sentence} Correct it and send it again with the same id."
    assert told == result.conclusion


@pytest.mark.parametrize("status", ["ValidationError", "PushError"])
def test_a_refusal_without_a_message_has_the_contracts(kit: ModuleType, status: str) -> None:
    """`message` may be null."""
    expense = kit.an_expense()
    codat = kit.Codat(codes=[5130], entries=[kit.an_entry(expense.id, status)])
    (result,) = kit.play(codat, [expense]).report.expenses
    assert result.message is None
    assert str(TRANSACTION_STATUSES[TransactionStatus(status)].message) in result.conclusion


def test_partial_success(kit: ModuleType) -> None:
    """Under a failed sync what arrived is uploaded, and what did not is not."""
    good, bad = kit.an_expense(1, receipts=kit.receipts(1)), kit.an_expense(2)
    listed = [kit.an_entry(good.id), kit.an_entry(bad.id, "PushError")]
    report = kit.play(kit.Codat(codes=[5130], entries=listed), [good, bad]).report
    assert [good] == [result.expense for result in report.uploaded]
    assert [bad] == [result.expense for result in report.unfinished]
    assert not report.sync.success


def test_duplication_protection_names_the_culprits(kit: ModuleType) -> None:
    """Of two pending expenses, the one that the message names is done and the other is not."""
    done, fresh = kit.an_expense(0xA), kit.an_expense(0xB)
    status = {
        "syncStatusCode": 5080,
        "errorMessage": f"One or more transactions have previously been processed: {done.id}",
    }
    listed = [kit.an_entry(expense.id, "Pending") for expense in (done, fresh)]
    codat = kit.Codat(entries=listed, first={"get-sync-by-id": [kit.answer(200, status)]})
    first, second = kit.play(codat, [done, fresh]).report.expenses
    assert first.conclusion.endswith(
        "It is in the books already, by an earlier sync: leave it out of what you send."
    )
    assert SYNC_CODES[5080].next_step in second.conclusion
    assert {"you"} == {first.actor, second.actor}


def test_the_status_is_reported_as_codat_says_it(kit: ModuleType) -> None:
    """Both error texts, the word for the code and whether anything was pushed."""
    status = {
        "syncStatusCode": 5000,
        "syncStatus": "Error",
        "errorMessage": "Something went wrong.",
        "syncExceptionMessage": "NullReferenceException",
        "dataPushed": True,
    }
    codat = kit.Codat(first={"get-sync-by-id": [kit.answer(200, status)]})
    sync = kit.play(codat, [kit.an_expense()]).report.sync
    assert ("Error", "Something went wrong.", "NullReferenceException", True) == (
        sync.status,
        sync.error_message,
        sync.exception_message,
        sync.data_pushed,
    )


@pytest.mark.parametrize("empty", ["", None, 7])
def test_an_empty_message_is_none(kit: ModuleType, empty: object) -> None:
    """Codat sends empty texts for success."""
    status = {"syncStatusCode": 2000, "errorMessage": empty, "syncStatus": empty}
    codat = kit.Codat(first={"get-sync-by-id": [kit.answer(200, status)]})
    sync = kit.play(codat, [kit.an_expense()]).report.sync
    assert (None, None) == (sync.error_message, sync.status)


@pytest.mark.parametrize("code", [None, "2000", 2000.5, True])
def test_a_status_without_a_code_is_codats_fault(kit: ModuleType, code: object) -> None:
    """Nothing is guessed."""
    codat = kit.Codat(first={"get-sync-by-id": [kit.answer(200, {"syncStatusCode": code})]})
    assert "syncStatusCode is" in str(kit.play(codat, [kit.an_expense()]).error)
