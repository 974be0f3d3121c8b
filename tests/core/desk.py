"""A desk at which single transactions are judged: a company whose references must exist."""

import json
from typing import Any, TypeAlias

from codat_contract import PLATFORMS, Platform
from codat_mock import books
from codat_mock.core.books import Account, BankAccount, Books, valid_types
from codat_mock.core.companies import Company, Configuration, References, Sync
from core.yard import Yard

Item: TypeAlias = dict[str, Any]


class Desk:
    """A company whose references must exist, and syncs of single transactions of it."""

    def __init__(self, platform: str = "gbol", references: References = References.STRICT) -> None:
        self.yard = Yard(sync_time=0)
        self.company: Company = self.yard.neighbour(platform, references)
        self.platform: Platform = PLATFORMS[platform]
        self.books: Books = books.load(platform)
        self.company.configuration = Configuration(
            self.books.default_bank_account,
            self.books.default_supplier,
            self.books.default_customer,
        )

    def account(self, type_: str) -> Account:
        """An account to which a transaction of the type can be booked."""
        return next(
            account
            for account in self.books.accounts
            if type_ in valid_types(account, self.platform.types)
        )

    def bank(self, *, base: bool) -> BankAccount:
        """A bank account in the currency of the books, or in another."""
        return next(
            held
            for held in self.books.bank_accounts
            if (held.currency == self.books.currency) == base
        )

    def item(self, type_: str = "Payment", **changes: Any) -> Item:
        """A transaction that fits."""
        rates = self.books.tax_rates
        line = {"netAmount": 1, "taxAmount": 0, "accountRef": {"id": self.account(type_).id}}
        if rates:
            line["taxRateRef"] = {"id": rates[0].id}
        return {"type": type_, "currency": self.books.currency, "lines": [line], **changes}

    def line(self, **changes: Any) -> Item:
        """A transaction of one line, parts of which are replaced; None: left out."""
        item = self.item()
        line = {**item["lines"][0], **changes}
        line = {name: value for name, value in line.items() if value is not None}
        return {**item, "lines": [line]}

    def sync(self, *items: Item) -> Sync:
        """A sync of these transactions that has ended."""
        body = json.dumps({"items": items}).encode()
        keys = self.yard.transactions(len(items))
        dataset = self.yard.tenant.create_dataset(self.company.id, keys, body)
        return self.yard.initiate(dataset, company=self.company)

    def said(self, item: Item) -> tuple[int, str | None]:
        """The code of a sync of one transaction, and what is said of that."""
        sync = self.sync(item)
        (verdict,) = self.yard.verdicts(sync)
        return self.yard.code(sync), verdict.message
