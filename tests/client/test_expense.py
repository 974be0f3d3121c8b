"""Is what Codat would refuse for its form refused where it is written?"""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from codat_client import Expense, InvalidExpenseError, Line, Receipt, YourError
from codat_client.limits import limits
from codat_contract import contract

GOOD = Line(Decimal(10), Decimal(2), "429")


def line(**fields: Any) -> tuple[Line, ...]:
    """Give the lines of an expense of which the second has these fields."""
    return GOOD, dataclasses.replace(GOOD, **fields)


WRONG = [
    ("id", "17", "id is not a UUID"),
    ("id", "{4d7c6929-7770-412b-91bb-44d3bc71d111}", "id is not a UUID"),
    ("id", "4d7c69297770412b91bb44d3bc71d111", "id is not a UUID"),
    ("type", "payment", "type is 'payment', but must be one of Payment, Refund"),
    ("issue_date", "2026-01-31", "issue_date is '2026-01-31', but must be a date"),
    ("currency", "gbp", "currency is 'gbp', but must be three capital letters"),
    ("currency", "GBPX", "currency"),
    ("currency", "ÄÖÜ", "currency"),
    ("currency_rate", Decimal(0), "currency_rate is 0, but must be greater than 0"),
    ("currency_rate", Decimal(-1), "currency_rate"),
    ("currency_rate", 0.781, "currency_rate is 0.781, but must be a Decimal"),
    ("lines", (), "lines are 0, but must be between 1 and 100"),
    ("lines", (GOOD,) * 101, "lines are 101, but must be between 1 and 100"),
    ("lines", line(net=Decimal("-0.01")), "lines[1].net is -0.01, but must be between 0 and"),
    ("lines", line(net=Decimal("5000000.01")), "lines[1].net"),
    ("lines", line(tax=Decimal("-0.01")), "lines[1].tax"),
    ("lines", line(tax=2.5), "lines[1].tax is 2.5, but must be a Decimal"),
    ("lines", line(net=3), "lines[1].net is 3, but must be a Decimal"),
    ("lines", line(net=Decimal("NaN")), "lines[1].net is NaN, which JSON cannot say"),
    ("lines", line(net=Decimal("Infinity")), "lines[1].net is Infinity"),
    ("lines", line(net=Decimal("0.1234567890123456")), "lines[1].net has more than 15 digits"),
    ("lines", line(net=Decimal("1E-400")), "lines[1].net has more than 15 digits"),
    ("lines", line(account=" "), "lines[1].account is empty"),
    ("lines", line(tax_rate=""), "lines[1].tax_rate is empty"),
    ("lines", line(tracking=("a",) * 11), "lines[1].tracking has 11 ids, but must have at most 10"),
]


@pytest.mark.parametrize(("field", "value", "said"), WRONG)
def test_a_wrong_field_is_named(kit: ModuleType, field: str, value: object, said: str) -> None:
    """The error names the expense, the field and what it must be."""
    with pytest.raises(InvalidExpenseError) as caught:
        kit.an_expense(**{field: value})
    assert said in str(caught.value)
    if field != "id":
        assert str(caught.value).startswith(f"Expense {kit.an_id(1)}: ")
    assert "you" == caught.value.fault


def test_all_that_is_wrong_is_named_at_once(kit: ModuleType) -> None:
    """Whoever mends an expense wants to do it once; it is a ValueError as well."""
    with pytest.raises(ValueError, match="type is 'Gift'") as caught:
        kit.an_expense(type="Gift", currency="", lines=line(account=""))
    assert isinstance(caught.value, InvalidExpenseError)
    assert ["type", "currency", "lines[1].account"] == [name for name, _ in caught.value.problems]


RIGHT = [
    ("id", "4D7C6929-7770-412B-91BB-44D3BC71D111"),
    ("issue_date", datetime(2026, 1, 31, 12, tzinfo=UTC)),
    ("currency_rate", Decimal("0.781000001")),
    ("lines", (GOOD,) * 100),
    ("lines", line(net=Decimal(0), tax=Decimal("5000000.00"))),
    ("lines", line(tracking=("a",) * 10)),
]


@pytest.mark.parametrize(("field", "value"), RIGHT)
def test_what_stands_on_the_bound_is_taken(kit: ModuleType, field: str, value: object) -> None:
    """The bounds belong to what is allowed."""
    assert value == getattr(kit.an_expense(**{field: value}), field)


@pytest.mark.parametrize("name", limits().types)
def test_every_type_of_the_contract_is_taken(kit: ModuleType, name: str) -> None:
    """The types are asked of the contract."""
    assert name == kit.an_expense(type=name).type


def test_the_limits_are_the_contracts() -> None:
    """No bound stands twice."""
    schemas = contract()["components"]["schemas"]
    assert schemas["CreateExpenseRequest"]["properties"]["items"]["maxItems"] == limits().expenses
    fields = schemas["ExpenseTransactionLine"]["properties"]
    for amount in ("netAmount", "taxAmount"):
        bounds = fields[amount]["minimum"], fields[amount]["maximum"]
        assert bounds == (limits().least, limits().most)


def test_the_total_is_exact() -> None:
    """Ten cents and twenty are thirty."""
    lines = (Line(Decimal("0.10"), Decimal("0.20"), "1"), Line(Decimal("0.30"), Decimal(0), "1"))
    expense = Expense(
        "4d7c6929-7770-412b-91bb-44d3bc71d111", "Refund", date(2026, 1, 31), "GBP", lines
    )
    assert Decimal("0.60") == expense.total


def test_values_do_not_change(kit: ModuleType) -> None:
    """What was checked stays as it was checked."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        kit.an_expense().currency = "EUR"


def test_a_receipt_is_read_when_it_is_wanted(tmp_path: Path) -> None:
    """A month of receipts is not held in memory."""
    path = tmp_path / "lunch.pdf"
    path.write_bytes(b"old")
    receipt = Receipt.at(path)
    path.write_bytes(b"new")
    assert ("lunch.pdf", b"new") == (receipt.file_name, receipt.read())
    assert ("a.png", b"\x89PNG") == ((of := Receipt.of("a.png", b"\x89PNG")).file_name, of.read())


def test_a_receipt_must_exist_when_it_is_named(tmp_path: Path) -> None:
    """A missing file is found before the sync, not after it."""
    for place in (tmp_path / "missing.pdf", tmp_path):
        with pytest.raises(YourError, match="where there is no file"):
            Receipt.at(place)


@pytest.mark.parametrize("name", ["", "  ", "a\nb.pdf", "a\x00.pdf", "\ud800.pdf"])
def test_a_receipt_must_have_a_name_that_can_be_sent(name: str) -> None:
    """The name decides whether the platform takes the file."""
    with pytest.raises(InvalidExpenseError, match="names no file"):
        Receipt.of(name, b"")
