"""How does a file of books become values, and what must it look like?

A file is named after the platform's key. It has `currency`, three defaults, and lists of rows: `accounts` by type,
`tax_rates`, `tracking`, `suppliers` and `customers`. A row's keys are attributes of the value that it becomes.

- An account at a bank has `bank`, a row of what only bank accounts have: an asset is a debit account, a liability a
  credit account or a card. Nothing is written twice, so that nothing contradicts.
- A tracking category may have `children`, rows likewise: parents exist and know of their children by being written so.
- An amount is an integer or quoted text: no float comes in.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from codat_contract import BrokenDocument
from codat_contract.kept import kept, parsed
from codat_mock.core.books import (
    Account,
    AccountType,
    BankAccount,
    BankAccountKind,
    Books,
    Contact,
    TaxRate,
    Tracking,
)

T = TypeVar("T")
Row: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Any], Any]
Keys: TypeAlias = Mapping[str, Reader]


class _Unfit(ValueError):
    """What stands at a place does not belong there.

    Attributes:
        place: Where, seen from who tells it.
    """

    def __init__(self, why: str, place: str = "") -> None:
        self.place = place
        super().__init__(why)


@cache
def load(platform: str) -> Books:
    """The books of a customer who uses this platform; callers share them.

    Args:
        platform: Codat's four letters for it.

    Raises:
        BrokenDocument: There is no such file, or it cannot be used.
    """
    path = Path(__file__).with_name(f"{platform}.yaml")
    return _made(platform, lambda: kept(path))


def read(platform: str, text: str) -> Books:
    """Make values of what stands in a file.

    Raises:
        BrokenDocument: It cannot be used; the message says where and why.
    """
    return _made(platform, lambda: parsed(text))


def _made(platform: str, document: Callable[[], Any]) -> Books:
    name = f"{platform}.yaml"
    try:
        books = _books(platform, _row(document(), _FILE))
        _refuse_twins(books)
        _refuse_strangers(books)
    except _Unfit as wrong:
        raise BrokenDocument(name, wrong.place.removeprefix("."), wrong) from wrong
    except FileNotFoundError as wrong:
        raise BrokenDocument(name, "", "it is missing from the installation") from wrong
    except ValueError as wrong:
        raise BrokenDocument(name, "", wrong) from wrong
    return books


def _books(platform: str, held: Row) -> Books:
    accounts: list[tuple[AccountType, Row]] = [
        (kind, {"currency": held["currency"], **row})
        for kind, rows in held["accounts"].items()
        for row in rows
    ]
    return Books(
        platform=platform,
        currency=held["currency"],
        accounts=tuple(
            Account(type=kind, **{**row, "bank": "bank" in row}) for kind, row in accounts
        ),
        tax_rates=tuple(TaxRate(**row) for row in held["tax_rates"]),
        tracking=tuple(_tracking(held["tracking"])),
        suppliers=tuple(Contact(**row) for row in held["suppliers"]),
        customers=tuple(Contact(**row) for row in held["customers"]),
        bank_accounts=tuple(_bank_account(kind, row) for kind, row in accounts if "bank" in row),
        **{name: held[name] for name in _DEFAULTS},
    )


def _bank_account(kind: AccountType, row: Row) -> BankAccount:
    if kind not in _KINDS:
        why = f"the account {row['id']} is at a bank; {', '.join(_KINDS)} can be, no {kind}"
        raise _Unfit(why, f".accounts.{kind}")
    shared = {name: row[name] for name in ("id", "name", "code", "currency", "balance")}
    told = {"sort_code": None, "account_number": None, **row["bank"]}
    return BankAccount(kind=_KINDS[kind], **shared, **told)


def _tracking(rows: Sequence[Row], parent: str | None = None) -> Iterator[Tracking]:
    for row in rows:
        children = row.get("children", [])
        yield Tracking(row["id"], row["name"], parent, bool(children))
        yield from _tracking(children, row["id"])


def _refuse_twins(books: Books) -> None:
    for kind in ("accounts", "tax_rates", "tracking", "suppliers", "customers"):
        seen: set[str] = set()
        for row in getattr(books, kind):
            if row.id in seen:
                raise _Unfit(f"there are two with the id {row.id}", f".{kind}")
            seen.add(row.id)


def _refuse_strangers(books: Books) -> None:
    for name, found in (
        ("default_bank_account", books.bank_account(books.default_bank_account)),
        ("default_supplier", books.supplier(books.default_supplier)),
        ("default_customer", books.customer(books.default_customer)),
    ):
        if found is None:
            raise _Unfit(f"there is none with the id {getattr(books, name)}", f".{name}")


# ---------------------------------------------------------------------------- what may stand where


def _row(value: Any, required: Keys, optional: Keys | None = None) -> Row:
    """A mapping that has all of the one keys, may have the other, and has no more."""
    if not isinstance(value, dict):
        raise _Unfit(f"{value!r} is no mapping")
    known = {**required, **(optional or {})}
    if strange := value.keys() - known.keys():
        raise _Unfit(f"the key {min(map(str, strange))} is unknown")
    if missing := required.keys() - value.keys():
        raise _Unfit(f"the key {min(missing)} is missing")
    return {key: _within(f".{key}", known[key], held) for key, held in value.items()}


def _rows(required: Keys, optional: Keys | None = None) -> Callable[[Any], list[Row]]:
    """Reads a list of such mappings."""

    def reads(value: Any) -> list[Row]:
        if not isinstance(value, list):
            raise _Unfit(f"{value!r} is no list")
        return [
            _within(f"[{place}]", lambda held: _row(held, required, optional), row)
            for place, row in enumerate(value)
        ]

    return reads


def _within(place: str, reads: Callable[[Any], T], value: Any) -> T:
    """What is read there; whatever is wrong with it is told with the place."""
    try:
        return reads(value)
    except _Unfit as wrong:
        raise _Unfit(str(wrong), f"{place}{wrong.place}") from wrong


def _accounts(value: Any) -> dict[AccountType, list[Row]]:
    by_type = _row(value, {}, dict.fromkeys(AccountType, _rows(_ACCOUNT, _ACCOUNT_MORE)))
    return {AccountType(kind): rows for kind, rows in by_type.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Unfit(f"{value!r} is no text; what looks like a number is quoted")
    return value


def _currency(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise _Unfit(f"{value!r} is no currency; they have three capital letters")
    return value


def _amount(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _Unfit(f"{value!r} is no amount; those that are not integers are quoted")
    try:
        amount = Decimal(value)
    except InvalidOperation as wrong:
        raise _Unfit(f"{value!r} is no amount") from wrong
    if not amount.is_finite():
        raise _Unfit(f"{value!r} is no amount")
    return amount


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Unfit(f"{value!r} is neither true nor false")
    return value


_KINDS = {AccountType.ASSET: BankAccountKind.DEBIT, AccountType.LIABILITY: BankAccountKind.CREDIT}

_BANK: Keys = {"institution": _text}
_BANK_MORE: Keys = {"sort_code": _text, "account_number": _text}

_ACCOUNT: Keys = {"id": _text, "code": _text, "name": _text, "category": _text, "balance": _amount}
_ACCOUNT_MORE: Keys = {
    "currency": _currency,
    "bank": lambda value: _row(value, _BANK, _BANK_MORE),
    "description": _text,
    "archived": _flag,
}
_TAX_RATE: Keys = {
    "id": _text,
    "name": _text,
    "code": _text,
    "effective": _amount,
    "total": _amount,
}
_TRACKING: Keys = {"id": _text, "name": _text}
_CONTACT: Keys = {"id": _text, "name": _text}
_CONTACT_MORE: Keys = {
    "contact_name": _text,
    "email": _text,
    "phone": _text,
    "currency": _currency,
    "tax_number": _text,
    "archived": _flag,
}
_DEFAULTS = ("default_bank_account", "default_supplier", "default_customer")
_FILE: Keys = {
    "currency": _currency,
    **dict.fromkeys(_DEFAULTS, _text),
    "accounts": _accounts,
    "tax_rates": _rows(_TAX_RATE),
    "tracking": _rows(_TRACKING, {"children": _rows(_TRACKING)}),
    "suppliers": _rows(_CONTACT, _CONTACT_MORE),
    "customers": _rows(_CONTACT, _CONTACT_MORE),
}
