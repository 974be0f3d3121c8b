"""What does each accounting platform take? The rows of `x-platforms`, and that of the expense platform itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from codat_contract.documents import CONTRACT, BrokenDocument, Document, contract, table


class ExpenseType(StrEnum):
    """Which way the money went; equal to the contract's enumeration."""

    PAYMENT = "Payment"
    REFUND = "Refund"
    REWARD = "Reward"
    CHARGEBACK = "Chargeback"
    TRANSFER_IN = "TransferIn"
    TRANSFER_OUT = "TransferOut"
    ADJUSTMENT_IN = "AdjustmentIn"
    ADJUSTMENT_OUT = "AdjustmentOut"


class ContactKind(StrEnum):
    """Whom a transaction names."""

    SUPPLIER = "Supplier"
    CUSTOMER = "Customer"
    SUPPLIER_IF_BANK = "SupplierIfBank"


class TaxRule(StrEnum):
    """Whether a line needs a tax rate, may have one, or may not."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class CurrencyOption(StrEnum):
    """How the base currency, the bank account's and the transaction's differ."""

    ALL_BASE = "O1"
    FOREIGN_BANK_AND_TRANSACTION = "O2"
    FOREIGN_BANK = "O3"
    FOREIGN_TRANSACTION = "O4"
    ALL_DIFFER = "O5"


@dataclass(frozen=True, slots=True)
class AttachmentRule:
    """Which files a platform takes.

    Attributes:
        limit: The largest file, in bytes.
        extensions: Upper-case extensions without a dot; None: any.
        types: The types of transactions that take receipts; None: all that the platform takes.
    """

    limit: int
    extensions: frozenset[str] | None
    types: tuple[ExpenseType, ...] | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """An accounting platform.

    Attributes:
        key: Codat's four letters for it.
        name: Its name.
        integration_id: Codat's id of it.
        types: The types of transactions that it takes.
        contacts: Whom a transaction of a type names; a type that is absent names nobody.
        tax_rates: Whether a line needs a tax rate.
        no_tax_rate: Id of the tax rate that says "no tax"; None: there is none to name.
        tracking: Whether a line may have tracking categories.
        currencies: Which currencies may go together; None: that of the transaction is not looked at.
        rate_required: A foreign currency needs a rate.
        updates: The types whose completed records can be changed.
        attachments: Which files it takes; None: it takes none.
    """

    key: str
    name: str
    integration_id: str
    types: tuple[ExpenseType, ...]
    contacts: Mapping[ExpenseType, ContactKind] = field(hash=False)
    tax_rates: TaxRule
    no_tax_rate: str | None
    tracking: bool
    currencies: frozenset[CurrencyOption] | None
    rate_required: bool
    updates: tuple[ExpenseType, ...]
    attachments: AttachmentRule | None


@dataclass(frozen=True, slots=True)
class PartnerExpense:
    """The expense platform, as a company's connection to it tells.

    Attributes:
        key: Codat's four letters for it.
        name: Its name.
        integration_id: Codat's id of it.
        source_type: What kind of source it is.
    """

    key: str
    name: str
    integration_id: str
    source_type: str


def _platform(row: Document) -> Platform:
    currencies = row["currencies"]
    return Platform(
        key=row["key"],
        name=row["name"],
        integration_id=row["integrationId"],
        types=_types(row["types"]),
        # Connections hold platforms, and snapshots copy connections: a plain dictionary can be copied.
        contacts={
            ExpenseType(kind): ContactKind(contact) for kind, contact in row["contacts"].items()
        },
        tax_rates=TaxRule(row["taxRates"]),
        no_tax_rate=row["noTaxRate"],
        tracking=row["tracking"],
        currencies=None if currencies is None else frozenset(map(CurrencyOption, currencies)),
        rate_required=row["rateRequired"],
        updates=_types(row["updates"]),
        attachments=_attachments(row["attachments"]),
    )


def _attachments(rule: Document | None) -> AttachmentRule | None:
    if rule is None:
        return None
    extensions, types = rule["extensions"], rule["types"]
    return AttachmentRule(
        limit=rule["megabytes"] * contract()["x-megabyte"],
        extensions=None if extensions is None else frozenset(extensions),
        types=None if types is None else _types(types),
    )


def _types(names: Iterable[str]) -> tuple[ExpenseType, ...]:
    return tuple(map(ExpenseType, names))


def _partner_expense() -> PartnerExpense:
    try:
        row = contract()["x-partner-expense"]
        return PartnerExpense(row["key"], row["name"], row["integrationId"], row["sourceType"])
    except (KeyError, TypeError) as wrong:
        raise BrokenDocument(CONTRACT, "x-partner-expense", wrong) from wrong


PLATFORMS: Mapping[str, Platform] = MappingProxyType(
    {platform.key: platform for platform in table("x-platforms", _platform)}
)
"""By platform key."""

PARTNER_EXPENSE = _partner_expense()
"""The expense platform."""

DATA_TYPES: tuple[str, ...] = tuple(table("x-data-types", str))
"""The types of data that are read from accounting software."""
