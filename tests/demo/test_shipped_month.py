"""The month that ships with the demo keeps what is promised of it."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from codat_client import Expense
from codat_contract import PLATFORMS, contract
from codat_scenarios.demo.columns import COLUMNS
from codat_scenarios.demo.month import DATA, shipped_month

RATES = {
    "INPUT2": Decimal("0.20"),
    "RRINPUT": Decimal("0.05"),
    "ZERORATEDINPUT": Decimal(0),
    "EXEMPTINPUT": Decimal(0),
    "NONE": Decimal(0),
    "REVERSECHARGES": Decimal(0),
}
"""The tax rates of a United Kingdom chart, by their ids there."""

OPENINGS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff"}
ENDINGS = {".pdf": b"%%EOF", ".png": b"IEND\xaeB`\x82", ".jpg": b"\xff\xd9"}


@pytest.fixture(scope="module", name="expenses")
def _expenses() -> tuple[Expense, ...]:
    return shipped_month().expenses


def rows() -> Iterator[Mapping[str, str]]:
    """Give the file's lines as they are, read by nothing of ours."""
    with (DATA / "expenses.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def receipt_files() -> list[Path]:
    """Give the files that lie in the folder."""
    return sorted((DATA / "receipts").iterdir())


def test_there_are_three_datasets_of_expenses(expenses: tuple[Expense, ...]) -> None:
    """At least 120 expenses of one month, which make three datasets."""
    most = contract()["components"]["schemas"]["CreateExpenseRequest"]["properties"]["items"]
    assert 120 <= len(expenses)
    assert 3 == -(-len(expenses) // most["maxItems"])
    assert {(2026, 10)} == {(one.issue_date.year, one.issue_date.month) for one in expenses}


def test_the_file_is_in_the_order_of_time(expenses: tuple[Expense, ...]) -> None:
    """A month reads from its first day to its last."""
    moments = [one.issue_date for one in expenses]
    assert sorted(moments) == moments


def test_every_id_is_there_once(expenses: tuple[Expense, ...]) -> None:
    """Ids are what Codat tells expenses by."""
    assert len(expenses) == len({one.id for one in expenses})


def test_every_type_occurs(expenses: tuple[Expense, ...]) -> None:
    """Refunds, rewards, and whatever else the contract has."""
    types = contract()["components"]["schemas"]["ExpenseTransactionType"]["enum"]
    assert set(types) == {one.type for one in expenses}


def test_only_foreign_currencies_have_rates(expenses: tuple[Expense, ...]) -> None:
    """Pounds are the base; euros and dollars say how many pounds each is."""
    assert {"GBP", "EUR", "USD"} == {one.currency for one in expenses}
    for one in expenses:
        assert (one.currency != "GBP") == (one.currency_rate is not None), one.id


def test_a_day_has_one_rate_per_currency(expenses: tuple[Expense, ...]) -> None:
    """All expenses of a day are converted alike, below one pound per euro or dollar."""
    rates: dict[tuple[int, str], set[Decimal]] = {}
    for one in expenses:
        if one.currency_rate is not None:
            rates.setdefault((one.issue_date.day, one.currency), set()).add(one.currency_rate)
    assert {1} == {len(found) for found in rates.values()}
    assert all(Decimal("0.7") < rate < Decimal("0.9") for found in rates.values() for rate in found)


def test_some_expenses_are_split(expenses: tuple[Expense, ...]) -> None:
    """Over accounts, over tax rates, and over departments."""
    split = [one for one in expenses if len(one.lines) > 1]
    assert 10 <= len(split)
    assert any(len({line.account for line in one.lines}) > 1 for one in split)
    assert any(len({line.tax_rate for line in one.lines}) > 1 for one in split)
    assert any(len({line.tracking for line in one.lines}) > 1 for one in split)


def test_tracking_categories_occur(expenses: tuple[Expense, ...]) -> None:
    """Departments and projects; lines of both have two ids."""
    counts = Counter(len(line.tracking) for one in expenses for line in one.lines)
    assert {0, 1, 2} == set(counts)


def test_each_line_adds_up() -> None:
    """Net and tax are the total that the receipt shows."""
    for row in rows():
        net, tax, total = (Decimal(row[name]) for name in ("netAmount", "taxAmount", "totalAmount"))
        assert total == net + tax, row


def test_the_tax_is_that_of_its_rate() -> None:
    """The tax is the net amount times the rate, to the penny."""
    for row in rows():
        if not row["taxRateRef"]:
            assert row["type"].startswith("Transfer"), row
            continue
        expected = Decimal(row["netAmount"]) * RATES[row["taxRateRef"]]
        assert abs(expected - Decimal(row["taxAmount"])) <= Decimal("0.01"), row


def test_foreign_expenses_reclaim_no_tax() -> None:
    """What is spent abroad has no tax of the United Kingdom."""
    for row in rows():
        if row["currency"] not in {"GBP", ""}:
            assert row["taxRateRef"] in {"NONE", "REVERSECHARGES", ""}, row


def test_the_plan_refuses_three_that_are_there(expenses: tuple[Expense, ...]) -> None:
    """Each is in the file and has its own reason; one at least has receipts."""
    refusals = shipped_month().refusals
    assert 3 == len(refusals)
    assert 3 == len({message for _, message in refusals})
    assert any(expense.receipts for expense, _ in refusals)
    assert {one.id for one in expenses} >= {expense.id for expense, _ in refusals}


def test_the_plan_names_refusals_only() -> None:
    """The rest of the plan is left to the mock."""
    plan = json.loads((DATA / "plan.json").read_text(encoding="utf-8"))
    assert {"transactions"} == set(plan)
    assert {"PushError"} == {item["status"] for item in plan["transactions"]}


def test_at_least_ten_expenses_have_receipts(expenses: tuple[Expense, ...]) -> None:
    """Ten can be uploaded in parallel, and one expense has two."""
    counts = [len(one.receipts) for one in expenses if one.receipts]
    assert 10 <= len(counts)
    assert 2 <= max(counts)


def test_every_receipt_belongs_to_one_expense(expenses: tuple[Expense, ...]) -> None:
    """No file is missing, none lies there in vain, none is used twice."""
    named = sorted(receipt.file_name for one in expenses for receipt in one.receipts)
    assert [path.name for path in receipt_files()] == named


@pytest.mark.parametrize("path", receipt_files(), ids=lambda path: path.name)
def test_a_receipt_is_what_its_name_says(path: Path) -> None:
    """The file begins and ends as its kind does, and is neither empty nor heavy."""
    content = path.read_bytes()
    assert content.startswith(OPENINGS[path.suffix])
    assert ENDINGS[path.suffix] in content[-16:]
    assert 2_000 <= len(content) <= 60_000


@pytest.mark.parametrize("path", receipt_files(), ids=lambda path: path.name)
def test_the_accounting_platform_takes_it(path: Path) -> None:
    """The company of the demo keeps its books in Xero."""
    rule = PLATFORMS["gbol"].attachments
    assert rule is not None
    assert rule.extensions is None or path.suffix[1:].upper() in rule.extensions
    assert path.stat().st_size <= rule.limit


def test_receipts_are_of_three_kinds() -> None:
    """PDF, PNG and JPEG."""
    assert set(OPENINGS) == {path.suffix for path in receipt_files()}


def test_the_header_has_every_column() -> None:
    """The shipped file is the example of the documented header."""
    assert {column.name for column in COLUMNS} == set(next(rows()))
