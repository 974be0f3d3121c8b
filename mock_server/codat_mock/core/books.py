"""What stands in the accounting software of a customer? Accounts, tax rates, tracking categories and contacts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from codat_contract import ExpenseType


class AccountType(StrEnum):
    """On which side of the books an account stands; equal to the contract's enumeration."""

    ASSET = "Asset"
    LIABILITY = "Liability"
    INCOME = "Income"
    EXPENSE = "Expense"
    EQUITY = "Equity"


class BankAccountKind(StrEnum):
    """Whose the money on a bank account is: the customer's, or owed to the bank."""

    DEBIT = "Debit"
    CREDIT = "Credit"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart of accounts.

    Attributes:
        id: The accounting software's id of it.
        code: Its number in the chart.
        name: Its name.
        type: On which side of the books it stands.
        category: Type and category, joined by dots, as the accounting software has them.
        currency: Its currency.
        bank: It is a bank account or a card: `Books.bank_accounts` has one of the same id.
        balance: What is on it.
        description: What belongs there, if somebody has said so.
        archived: It is no longer used.
    """

    id: str
    code: str
    name: str
    type: AccountType
    category: str
    currency: str
    bank: bool
    balance: Decimal
    description: str | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax rate, in percent of the net amount.

    Attributes:
        id: The accounting software's id of it.
        name: Its name.
        code: Its code.
        effective: What is paid.
        total: Its components added up; a reverse charge has them and is not paid.
    """

    id: str
    name: str
    code: str
    effective: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Tracking:
    """A tracking category.

    Attributes:
        id: The accounting software's id of it.
        name: Its name.
        parent: The id of the one above it, if there is one.
        has_children: There are others below it.
    """

    id: str
    name: str
    parent: str | None = None
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A supplier or a customer.

    Attributes:
        id: The accounting software's id of it.
        name: Its name.
        contact_name: Whom to ask for, if that is known.
        email: Its address, if that is known.
        phone: Its number, if that is known.
        currency: Its one currency; None: it has several.
        tax_number: The tax office's number for it, if that is known.
        archived: Nothing is bought from it or sold to it any more.
    """

    id: str
    name: str
    contact_name: str | None = None
    email: str | None = None
    phone: str | None = None
    currency: str | None = None
    tax_number: str | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account or a card; there is an account of the same id, name, code, currency and balance.

    Attributes:
        id: The accounting software's id of it.
        name: Its name.
        code: Its number in the chart of accounts.
        currency: Its currency.
        kind: Whose the money is.
        institution: The bank.
        sort_code: The bank's number; None: it has none, or the accounting software does not tell.
        account_number: Likewise, the bank's number for it.
        balance: What is on it, or owed.
    """

    id: str
    name: str
    code: str
    currency: str
    kind: BankAccountKind
    institution: str
    sort_code: str | None
    account_number: str | None
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Books:
    """All that is read of a customer's accounting software.

    Attributes:
        platform: Codat's four letters for the accounting software.
        currency: The base currency.
        accounts: The chart of accounts.
        tax_rates: The tax rates; none where expenses cannot have one.
        tracking: The tracking categories, each behind the one above it; likewise.
        suppliers: From whom is bought.
        customers: To whom is sold.
        bank_accounts: Those of the accounts that are at a bank.
        default_bank_account: Id of the bank account that a configuration may name, in the base currency.
        default_supplier: Id of the supplier that it may name.
        default_customer: Id of the customer that it may name.
    """

    platform: str
    currency: str
    accounts: tuple[Account, ...]
    tax_rates: tuple[TaxRate, ...]
    tracking: tuple[Tracking, ...]
    suppliers: tuple[Contact, ...]
    customers: tuple[Contact, ...]
    bank_accounts: tuple[BankAccount, ...]
    default_bank_account: str
    default_supplier: str
    default_customer: str
    _accounts: Mapping[str, Account] = field(init=False, repr=False, compare=False)
    _tax_rates: Mapping[str, TaxRate] = field(init=False, repr=False, compare=False)
    _tracking: Mapping[str, Tracking] = field(init=False, repr=False, compare=False)
    _suppliers: Mapping[str, Contact] = field(init=False, repr=False, compare=False)
    _customers: Mapping[str, Contact] = field(init=False, repr=False, compare=False)
    _bank_accounts: Mapping[str, BankAccount] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make ready for looking things up by id."""
        for name in (
            "accounts",
            "tax_rates",
            "tracking",
            "suppliers",
            "customers",
            "bank_accounts",
        ):
            rows = {row.id: row for row in getattr(self, name)}
            object.__setattr__(self, f"_{name}", rows)  # frozen from here on

    def account(self, name: str) -> Account | None:
        """The account of this id, if there is one."""
        return self._accounts.get(name)

    def tax_rate(self, name: str) -> TaxRate | None:
        """The tax rate of this id, if there is one."""
        return self._tax_rates.get(name)

    def tracking_category(self, name: str) -> Tracking | None:
        """The tracking category of this id, if there is one."""
        return self._tracking.get(name)

    def supplier(self, name: str) -> Contact | None:
        """The supplier of this id, if there is one."""
        return self._suppliers.get(name)

    def customer(self, name: str) -> Contact | None:
        """The customer of this id, if there is one."""
        return self._customers.get(name)

    def bank_account(self, name: str) -> BankAccount | None:
        """The bank account of this id, if there is one."""
        return self._bank_accounts.get(name)


_PAYMENT, _REFUND, _REWARD, _CHARGEBACK, _TRANSFER_IN, _TRANSFER_OUT, *_ADJUSTMENTS = ExpenseType

_BOOKABLE: Mapping[AccountType, tuple[ExpenseType, ...]] = MappingProxyType(
    {
        AccountType.ASSET: (_PAYMENT, _REFUND, _CHARGEBACK, *_ADJUSTMENTS),
        AccountType.LIABILITY: (_PAYMENT, _REFUND, _CHARGEBACK, *_ADJUSTMENTS),
        AccountType.INCOME: (_REWARD, *_ADJUSTMENTS),
        AccountType.EXPENSE: (_PAYMENT, _REFUND, _REWARD, _CHARGEBACK),
        AccountType.EQUITY: (*_ADJUSTMENTS,),
    }
)
"""Which transactions may be booked to an account of a type, unless it is at a bank, in the contract's order."""

_BOOKABLE_AT_BANK: tuple[ExpenseType, ...] = (_TRANSFER_IN, _TRANSFER_OUT, *_ADJUSTMENTS)
"""Which transactions may be booked to a bank account or a card, in the contract's order."""


def valid_types(account: Account, supported: Collection[str]) -> tuple[ExpenseType, ...]:
    """Which transactions may be booked to an account, in the contract's order.

    Codat says what this is for: that no expense is booked to an account of income. Its example shows what an account
    of expenses takes; the other rows of the table are inferred from what the types of transactions mean.

    Args:
        account: The account.
        supported: The types of transactions that the accounting software takes.
    """
    bookable = _BOOKABLE_AT_BANK if account.bank else _BOOKABLE[account.type]
    return tuple(kind for kind in bookable if kind in supported)
