# ruff: noqa: INP001
"""What do the receipts have to say? Merchant, date and amounts, as the expenses' file has them.

The drawings add the items; this module refuses items that do not add up to the expense.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "codat_scenarios" / "demo" / "data"
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One expense that has receipts; amounts are in its currency."""

    merchant: str
    date: str
    time: str
    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal

    def money(self, amount: str | Decimal) -> str:
        """Return the amount with the sign of the expense's currency."""
        return f"{SIGNS[self.currency]}{Decimal(amount):,.2f}"

    def add_up(self, items: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the items as they are, once their amounts make the expense's total."""
        found = sum((Decimal(amount) for _, amount in items), Decimal(0))
        if found != self.total:
            message = f"{self.merchant}: the items make {found}, the expense is {self.total}."
            raise SystemExit(message)
        return items


def entries() -> dict[str, Entry]:
    """Return the expense behind each receipt's file name."""
    groups: dict[str, list[dict[str, str]]] = {}
    with (DATA / "expenses.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(row["id"], []).append(row)
    return {
        name: _entry(rows)
        for rows in groups.values()
        for name in filter(None, rows[0]["receipts"].split(";"))
    }


def _entry(rows: list[dict[str, str]]) -> Entry:
    moment = datetime.fromisoformat(rows[0]["issueDate"])
    return Entry(
        merchant=rows[0]["merchantName"],
        date=f"{moment:%-d %b %Y}",
        time=f"{moment:%H:%M}",
        currency=rows[0]["currency"],
        net=sum((Decimal(row["netAmount"]) for row in rows), Decimal(0)),
        tax=sum((Decimal(row["taxAmount"]) for row in rows), Decimal(0)),
        total=sum((Decimal(row["totalAmount"]) for row in rows), Decimal(0)),
    )
