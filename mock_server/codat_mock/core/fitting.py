"""Does a transaction fit the accounting software's records?

What a client sent is read again only here, when its sync starts to run: the records of that moment count.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from codat_contract import ContactKind, CurrencyOption, ExpenseType, Platform, TaxRule
from codat_mock.core.books import BankAccount, Books, Contact, valid_types
from codat_mock.core.companies import Configuration, References, Sync
from codat_mock.core.datasets import Item, Parse

Rule: TypeAlias = Callable[["Case"], str | None]

_BANK_ACCOUNT, _SUPPLIER, _CUSTOMER = "bankAccount", "supplier", "customer"

_UNTAXED = frozenset({"TransferIn", "TransferOut"})
"""Types of transactions that carry no tax rate."""


@dataclass(frozen=True, slots=True)
class Case:
    """A transaction before its judge.

    Attributes:
        item: The transaction as the client sent it.
        platform: The accounting software.
        books: Its records.
        configuration: Where expenses go unless the transaction says otherwise, if anybody has said so.
    """

    item: Item
    platform: Platform
    books: Books
    configuration: Configuration | None

    @property
    def type(self) -> ExpenseType:
        """Its type."""
        return ExpenseType(self.item["type"])

    @property
    def currency(self) -> str:
        """Its currency; what says none is in that of the books."""
        return (self.item.get("currency") or self.books.currency).upper()

    @property
    def lines(self) -> list[Item]:
        """Its lines."""
        return self.item.get("lines") or []

    @property
    def bank_account(self) -> BankAccount | None:
        """The account that the money moved on, where it is known."""
        named = _reference(self.item, "bankAccountRef")
        if named is None and self.configuration:
            named = self.configuration.bank_account
        return self.books.bank_account(named or "")

    @property
    def supplier(self) -> Contact | None:
        """The supplier that it is booked on, if it is booked on one that is known."""
        if contact_kind(self) is not ContactKind.SUPPLIER:
            return None
        named = _reference(self.item, "contactRef")
        if named is None and self.configuration:
            named = self.configuration.supplier
        return self.books.supplier(named or "")


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a sync.

    Attributes:
        configuration: Why the company's configuration does not do, if it does not.
        misfits: What is wrong with its transactions, by their places in it; those that fit are left out.
    """

    configuration: str | None
    misfits: Mapping[int, str]


def findings(sync: Sync, books: Books, parse: Parse) -> Findings:
    """Hold a sync against the accounting software's records; it is read once, and not at all if nothing could be found.

    A configuration must have what a transaction takes from there, and that must exist; what every transaction names
    itself is not looked at. Of a sync whose configuration does not do, nothing else is told.
    """
    company = sync.company
    configuration, platform = company.configuration, company.platform
    rules = _rules(sync, platform)
    relies = configuration is None or company.references is not References.OPEN
    if platform is None or not (rules or relies):
        return Findings(None, {})
    held, misfits = _configured(configuration, books), {}
    for place, item in enumerate(sync.items(parse)):
        case = Case(item, platform, books, configuration)
        if relies and (why := _misconfigured(case, place, held)):
            return Findings(why, {})
        if wrong := next(filter(None, (rule(case) for rule in rules)), None):
            misfits[place] = wrong
    return Findings(None, misfits)


def _misconfigured(case: Case, place: int, held: Mapping[str, object]) -> str | None:
    for field in _taken(case):
        if case.configuration is None:
            return f"The company has no configuration, and transaction {place} takes its {field} from it; save one."
        if held[field] is None:
            return f"The {field} of the company's configuration does not exist in {case.platform.name}."
    return None


def _configured(configuration: Configuration | None, books: Books) -> Mapping[str, object]:
    """The records that a configuration names, by field; None: there is no such record."""
    if configuration is None:
        return {}
    return {
        _BANK_ACCOUNT: books.bank_account(configuration.bank_account),
        _SUPPLIER: books.supplier(configuration.supplier),
        _CUSTOMER: books.customer(configuration.customer),
    }


def _taken(case: Case) -> Iterator[str]:
    """The fields of the configuration that a transaction takes, because it names nothing of its own."""
    if _reference(case.item, "bankAccountRef") is None:
        yield _BANK_ACCOUNT
    kind = contact_kind(case)
    if kind is ContactKind.CUSTOMER:
        yield _CUSTOMER
    if kind is ContactKind.SUPPLIER and _reference(case.item, "contactRef") is None:
        yield _SUPPLIER


def contact_kind(case: Case) -> ContactKind | None:
    """Whom the transaction is booked on: a supplier, a customer or nobody."""
    kind = case.platform.contacts.get(case.type)
    if kind is not ContactKind.SUPPLIER_IF_BANK:
        return kind
    named = _reference(case.lines[0], "accountRef") if case.lines else None
    account = case.books.account(named or "")
    return ContactKind.SUPPLIER if account and account.bank else ContactKind.CUSTOMER


def _rules(sync: Sync, platform: Platform | None) -> tuple[Rule, ...]:
    """What is looked at in this sync; nothing, where nothing could be found."""
    company = sync.company
    if company.references is References.STRICT:
        # What an update leaves out stays as it was written.
        return RULES + REFERENCES + (() if sync.updates else (_lines,))
    picky = platform and (
        len(platform.types) < len(ExpenseType) or platform.currencies or platform.rate_required
    )
    return RULES if picky else ()


def _type(case: Case) -> str | None:
    if case.type in case.platform.types:
        return None
    taken = ", ".join(case.platform.types)
    name = case.platform.name
    return f"{name} takes {taken}, no {case.type}." if taken else f"{name} takes no expenses."


def _currency(case: Case) -> str | None:
    base = case.books.currency
    bank = case.bank_account.currency if case.bank_account else base
    option = option_of(base, bank, case.currency)
    allowed = case.platform.currencies
    if allowed is not None and option not in allowed:
        return (
            f"{case.platform.name} takes no transaction in {case.currency} on a bank account in {bank} "
            f"while the books are in {base}."
        )
    if case.platform.rate_required and option is not CurrencyOption.ALL_BASE:
        rate = case.item.get("currencyRate")
        return (
            f"A currencyRate from {case.currency} to {base} is required." if rate is None else None
        )
    return None


def option_of(base: str, bank: str, transaction: str) -> CurrencyOption:
    """Which of the five combinations of currencies this is."""
    if bank == base:
        same = transaction == base
        return CurrencyOption.ALL_BASE if same else CurrencyOption.FOREIGN_TRANSACTION
    if transaction == bank:
        return CurrencyOption.FOREIGN_BANK_AND_TRANSACTION
    return CurrencyOption.FOREIGN_BANK if transaction == base else CurrencyOption.ALL_DIFFER


def _lines(case: Case) -> str | None:
    return None if case.lines else "The transaction has no lines."


def _bank_account(case: Case) -> str | None:
    named = _reference(case.item, "bankAccountRef")
    if named is not None and case.books.bank_account(named) is None:
        return _unknown("bank account", named, case)
    return None


def _contact(case: Case) -> str | None:
    named = _reference(case.item, "contactRef")
    if named is not None:
        if not case.platform.contacts:
            return f"{case.platform.name} takes no supplier for a single transaction."
        held = case.books.supplier(named)
        if held is None:
            return _unknown("supplier", named, case)
        if held.archived:
            return f"The supplier {held.name} is archived."
    supplier = case.supplier
    if supplier and supplier.currency not in (None, case.currency):
        return (
            f"The supplier {supplier.name} is paid in {supplier.currency}, not in {case.currency}."
        )
    return None


def _accounts(case: Case) -> str | None:
    for line in case.lines:
        named = _reference(line, "accountRef") or ""
        account = case.books.account(named)
        if account is None:
            return _unknown("account", named, case)
        if account.archived:
            return f"The account {account.name} is archived."
        if case.type not in valid_types(account, case.platform.types):
            return f"{account.name} is of type {account.type}: no {case.type} can be booked to it."
    return None


def _tax_rates(case: Case) -> str | None:
    rule = case.platform.tax_rates
    for line in case.lines:
        named = _reference(line, "taxRateRef")
        if named is None:
            if rule is TaxRule.REQUIRED and case.type not in _UNTAXED:
                none = case.platform.no_tax_rate
                hint = f"; for no tax it is {none}" if none else ""
                return f"{case.platform.name} needs a taxRateRef on each line{hint}."
        elif rule is TaxRule.NONE:
            return f"{case.platform.name} takes no tax rates; leave out taxRateRef."
        elif named != case.platform.no_tax_rate and case.books.tax_rate(named) is None:
            return _unknown("tax rate", named, case)
    return None


def _tracking(case: Case) -> str | None:
    for line in case.lines:
        for reference in line.get("trackingRefs") or ():
            named = reference.get("id") or ""
            held = case.books.tracking_category(named)
            if held is None:
                return _unknown("tracking category", named, case)
            if held.has_children:
                return f"The tracking category {held.name} has others below it; name one of those."
    return None


RULES: tuple[Rule, ...] = (_type, _currency)
"""What is looked at for every company."""

REFERENCES: tuple[Rule, ...] = (
    _bank_account,
    _contact,
    _accounts,
    _tax_rates,
    _tracking,
)
"""What is looked at besides where references must exist."""


def _reference(holder: Mapping[str, Any], field: str) -> str | None:
    """The id in a reference, if there is one."""
    named: str | None = (holder.get(field) or {}).get("id")
    return named


def _unknown(what: str, named: str, case: Case) -> str:
    return f"There is no {what} {named[:60]} in {case.platform.name}."
