"""The books of the platforms: there is something to map to, and it hangs together."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from codat_contract import PLATFORMS, BrokenDocument, ExpenseType, Platform, TaxRule, contract
from codat_mock import books
from codat_mock.core.books import (
    Account,
    AccountType,
    BankAccountKind,
    Books,
    Contact,
    valid_types,
)

LOOK_UPS = {
    "accounts": Books.account,
    "tax_rates": Books.tax_rate,
    "tracking": Books.tracking_category,
    "suppliers": Books.supplier,
    "customers": Books.customer,
    "bank_accounts": Books.bank_account,
}
"""By what the books have, how one of it is found."""

FICTION = re.compile(r"01632 960\d{3}|\(\d{3}\) 555-01\d\d")
"""Telephone numbers that are nobody's, in the United Kingdom and in North America."""

NOBODYS = re.compile(r"[a-z]+@[a-z-]+\.example\.(com|org)")
"""Addresses that are nobody's."""

each_platform = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=lambda one: one.name)


def rows(of: Books, kind: str) -> list[Any]:
    """All that the books have of this kind."""
    return [*getattr(of, kind)]


def contacts(of: Books) -> list[Contact]:
    """The suppliers and the customers."""
    return [*of.suppliers, *of.customers]


@each_platform
def test_platforms_have_books(platform: Platform) -> None:
    """Each platform has the books of a customer who has about as much of everything as customers have."""
    held = books.load(platform.key)
    assert platform.key == held.platform
    assert len(held.accounts) in range(35, 61)
    assert len(held.suppliers) in range(8, 15)
    assert len(held.customers) in range(5, 9)
    assert set(AccountType) == {account.type for account in held.accounts}
    assert held is books.load(platform.key)


def test_no_other_books() -> None:
    """There are no books of a platform that the contract does not know, and whoever asks for them is told."""
    files = Path(books.__file__).parent.glob("*.yaml")
    assert PLATFORMS.keys() == {path.stem for path in files}
    with pytest.raises(BrokenDocument, match=r"^zzzz\.yaml: it is missing"):
        books.load("zzzz")


@each_platform
def test_tax_rates(platform: Platform) -> None:
    """Where a line may have a tax rate there are several to choose from, one of them says "no tax"."""
    held = books.load(platform.key)
    if platform.tax_rates is TaxRule.NONE:
        assert () == held.tax_rates
        return
    assert len(held.tax_rates) in range(4, 11)
    assert any(0 == rate.effective == rate.total for rate in held.tax_rates)
    assert all(0 <= rate.effective <= rate.total for rate in held.tax_rates)
    if platform.no_tax_rate:
        none = held.tax_rate(platform.no_tax_rate)
        assert none
        assert 0 == none.effective == none.total


@each_platform
def test_tracking(platform: Platform) -> None:
    """Where a line may have tracking categories there are two, each with a few below it."""
    held = books.load(platform.key)
    below = Counter(row.parent for row in held.tracking if row.parent)
    parents = [row for row in held.tracking if row.parent is None]
    assert (2 if platform.tracking else 0) == len(parents)
    for row in held.tracking:
        assert row.has_children == (row.id in below)
    for parent in parents:
        assert below[parent.id] in range(3, 7)


@each_platform
@pytest.mark.parametrize("kind", LOOK_UPS)
def test_look_ups(platform: Platform, kind: str) -> None:
    """Every row is found by its id, which it shares with no other; what is not there is not found."""
    held = books.load(platform.key)
    find = LOOK_UPS[kind]
    for row in rows(held, kind):
        assert row is find(held, row.id)
    assert find(held, "nobody's") is None
    assert find(held, "") is None


@each_platform
def test_defaults(platform: Platform) -> None:
    """A configuration of the defaults does for any expense: base currency, contacts of any, nothing archived."""
    held = books.load(platform.key)
    bank, account = (
        find(held, held.default_bank_account) for find in (Books.bank_account, Books.account)
    )
    assert bank
    assert account
    assert (held.currency, False) == (bank.currency, account.archived)
    for contact in (held.supplier(held.default_supplier), held.customer(held.default_customer)):
        assert contact
        assert (None, False) == (contact.currency, contact.archived)


@each_platform
def test_bank_accounts(platform: Platform) -> None:
    """A bank account is an account too and says the same; one is in a foreign currency, one is a card."""
    held = books.load(platform.key)
    by_id = {bank.id: bank for bank in held.bank_accounts}
    assert [account.id for account in held.accounts if account.bank] == [*by_id]
    for account in held.accounts:
        if bank := by_id.get(account.id):
            same = ("name", "code", "currency", "balance")
            assert [getattr(account, name) for name in same] == [
                getattr(bank, name) for name in same
            ]
            owed = account.type is AccountType.LIABILITY
            assert (BankAccountKind.CREDIT if owed else BankAccountKind.DEBIT) is bank.kind
    assert {*BankAccountKind} == {bank.kind for bank in held.bank_accounts}
    assert {held.currency} < {bank.currency for bank in held.bank_accounts}


@each_platform
def test_currencies_of_suppliers(platform: Platform) -> None:
    """One is paid in the base currency alone, one in a foreign one alone, one in any."""
    held = books.load(platform.key)
    currencies = {supplier.currency for supplier in held.suppliers}
    assert {None, held.currency} < currencies


@each_platform
def test_made_up(platform: Platform) -> None:
    """No address, no telephone number and no person in the books is real."""
    for contact in contacts(books.load(platform.key)):
        assert contact.email is None or NOBODYS.fullmatch(contact.email)
        assert contact.phone is None or FICTION.fullmatch(contact.phone)
        # A role: a name of a person has two capital letters.
        assert (
            contact.contact_name is None
            or contact.contact_name == contact.contact_name.capitalize()
        )


def test_enumerations() -> None:
    """Types of accounts are those that the contract's mapping options have, and kinds are among the contract's."""
    schemas = contract()["components"]["schemas"]
    types = schemas["AccountMappingInfo"]["properties"]["accountType"]["enum"]
    assert [*AccountType, None] == types
    kinds = schemas["BankAccount"]["properties"]["accountType"]["enum"]
    assert {*BankAccountKind} < {*kinds}


def account_of(kind: AccountType, *, bank: bool = False) -> Account:
    """An account of this type."""
    held = books.load("gbol")
    return next(one for one in held.accounts if (one.type, one.bank) == (kind, bank))


@pytest.mark.parametrize(
    ("kind", "bank", "expected"),
    [
        ("Expense", False, "Payment Refund Reward Chargeback"),
        ("Asset", False, "Payment Refund Chargeback AdjustmentIn AdjustmentOut"),
        ("Liability", False, "Payment Refund Chargeback AdjustmentIn AdjustmentOut"),
        ("Income", False, "Reward AdjustmentIn AdjustmentOut"),
        ("Equity", False, "AdjustmentIn AdjustmentOut"),
        ("Asset", True, "TransferIn TransferOut AdjustmentIn AdjustmentOut"),
        ("Liability", True, "TransferIn TransferOut AdjustmentIn AdjustmentOut"),
    ],
)
def test_valid_types(kind: str, expected: str, *, bank: bool) -> None:
    """What may be booked to an account follows from its type, and from whether it is at a bank."""
    account = account_of(AccountType(kind), bank=bank)
    assert tuple(expected.split()) == valid_types(account, ExpenseType)


def test_supported_types() -> None:
    """What the platform does not take cannot be booked; the order is the contract's, however it is asked."""
    account = account_of(AccountType.EXPENSE)
    assert ("Payment", "Refund") == valid_types(account, ["Refund", "TransferIn", "Payment"])
    assert () == valid_types(account, [])


@each_platform
def test_every_account_takes_something(platform: Platform) -> None:
    """No account is of no use at all, and none takes what its platform does not."""
    for account in books.load(platform.key).accounts:
        assert valid_types(account, ExpenseType)
        assert {*valid_types(account, platform.types)} <= {*platform.types}
