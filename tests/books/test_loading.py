"""Files of books: what they may leave out, and that a slip of the pen is told."""

import re

import pytest

from codat_contract import BrokenDocument
from codat_mock.books.loading import read

SMALL = """
currency: GBP
default_bank_account: '1'
default_supplier: S1
default_customer: C1
accounts:
  Asset:
    - {id: '1', code: '090', name: Bank, category: Asset.Bank, balance: '10.50', bank: {institution: Bank}}
  Expense:
    - {id: '2', code: '429', name: General, category: Expense.Overhead, balance: 7}
tax_rates:
  - {id: NON, name: No tax, code: NON, effective: 0, total: 0}
tracking:
  - {id: T1, name: Region, children: [{id: T2, name: North}]}
suppliers:
  - {id: S1, name: Seller, currency: EUR}
customers:
  - {id: C1, name: Buyer, archived: true}
"""
"""The books of somebody who has hardly anything."""

MISTAKES = {
    "no YAML": ("currency: GBP", "currency: {", "while parsing"),
    "nothing": (SMALL, "", "zzzz.yaml: None is no mapping"),
    "unknown list": ("customers:", "clients:", "zzzz.yaml: the key clients is unknown"),
    "missing key": ("currency: GBP\n", "", "zzzz.yaml: the key currency is missing"),
    "unknown key": (
        "code: '429'",
        "number: '429'",
        "zzzz.yaml, accounts.Expense[0]: the key number is unknown",
    ),
    "missing id": ("id: S1, ", "", "zzzz.yaml, suppliers[0]: the key id is missing"),
    "unknown type": ("Expense:", "Cost:", "zzzz.yaml, accounts: the key Cost is unknown"),
    "no list": (
        "\n  - {id: NON, name: No tax, code: NON, effective: 0, total: 0}",
        " NON",
        "zzzz.yaml, tax_rates: 'NON' is no list",
    ),
    "no row": (
        "{id: C1, name: Buyer, archived: true}",
        "C1",
        "zzzz.yaml, customers[0]: 'C1' is no mapping",
    ),
    "unquoted id": (
        "{id: '2',",
        "{id: 2,",
        "zzzz.yaml, accounts.Expense[0].id: 2 is no text; what looks like a number is quoted",
    ),
    "empty name": ("name: General", "name: ' '", "accounts.Expense[0].name: ' ' is no text"),
    "base currency": (
        "currency: GBP",
        "currency: gbp",
        "zzzz.yaml, currency: 'gbp' is no currency",
    ),
    "currency": ("EUR", "euros", "zzzz.yaml, suppliers[0].currency: 'euros' is no currency"),
    "float": (
        "'10.50'",
        "10.50",
        "accounts.Asset[0].balance: 10.5 is no amount; those that are not integers are quoted",
    ),
    "truth": ("effective: 0", "effective: yes", "tax_rates[0].effective: True is no amount"),
    "word": ("'10.50'", "'ten'", "accounts.Asset[0].balance: 'ten' is no amount"),
    "infinite": ("'10.50'", "'Infinity'", "accounts.Asset[0].balance: 'Infinity' is no amount"),
    "flag": (
        "archived: true",
        "archived: 1",
        "zzzz.yaml, customers[0].archived: 1 is neither true nor false",
    ),
    "bank": ("institution", "name", "zzzz.yaml, accounts.Asset[0].bank: the key name is unknown"),
    "bank of another type": (
        "Asset:",
        "Equity:",
        "zzzz.yaml, accounts.Equity: the account 1 is at a bank; Asset, Liability can be, no Equity",
    ),
    "child": (
        "{id: T2, name: North}",
        "{id: T2, name: North, parent: T1}",
        "zzzz.yaml, tracking[0].children[0]: the key parent is unknown",
    ),
    "twin": ("id: T2", "id: T1", "zzzz.yaml, tracking: there are two with the id T1"),
    "twin account": ("{id: '2'", "{id: '1'", "zzzz.yaml, accounts: there are two with the id 1"),
    "default": (
        "default_bank_account: '1'",
        "default_bank_account: '2'",
        "zzzz.yaml, default_bank_account: there is none with the id 2",
    ),
    "default supplier": (
        "default_supplier: S1",
        "default_supplier: C1",
        "zzzz.yaml, default_supplier: there is none with the id C1",
    ),
}
"""What stands in SMALL, what somebody wrote instead, and what they are told."""


def test_small_books() -> None:
    """The books that the mistakes are made in have none."""
    held = read("zzzz", SMALL)
    assert ("zzzz", "GBP", "10.50") == (held.platform, held.currency, str(held.accounts[0].balance))
    assert ["GBP", "GBP"] == [account.currency for account in held.accounts]
    assert [(None, True), ("T1", False)] == [
        (row.parent, row.has_children) for row in held.tracking
    ]


@pytest.mark.parametrize(("instead_of", "written", "told"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(instead_of: str, written: str, told: str) -> None:
    """A mistake in a file is told in a sentence that names the file, the place and what is wrong there."""
    assert instead_of in SMALL
    with pytest.raises(BrokenDocument, match=re.escape(told)):
        read("zzzz", SMALL.replace(instead_of, written, 1))
