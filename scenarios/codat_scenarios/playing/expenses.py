"""What does the reference client send? Expenses that are made up, the same ones each time a scenario is played."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from codat_client import Expense, Line, Receipt

__all__ = ["Inventor"]

MERCHANTS = ("Harbour Cafe", "City Taxis", "Northern Rail", "Paper & Ink", "Hotel Albert Square")
KIND = "Payment"
FIRST_DAY = date(2026, 1, 5)
RECEIPT = b"%PDF-1.4\n% a receipt of a scenario\n%%EOF\n"


class Inventor:
    """Makes up expenses, and draws ids.

    Two inventors of the same name make up the same.
    """

    def __init__(self, name: str) -> None:
        """Begin with the first expense."""
        self._root: UUID = uuid5(NAMESPACE_URL, f"urn:codat-mock:scenario:{name}")
        self._drawn = 0

    def new_id(self) -> str:
        """A GUID that was never drawn before."""
        self._drawn += 1
        return str(uuid5(self._root, str(self._drawn)))

    def expenses(self, step: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[Expense]:
        """The expenses of a step.

        Args:
            step: How many, how many of them with a receipt, and their notes.
            options: The mapping options of the company that they are for.
        """
        account = _for_payments(options.get("accounts"))
        rate = _for_payments(options.get("taxRates"))
        for number in range(step["expenses"]):
            merchant = MERCHANTS[number % len(MERCHANTS)]
            line = Line(
                Decimal(10 + number),
                Decimal(0),
                account=account.get("id") or "429",
                tax_rate=rate.get("id") or "NONE",
            )
            receipts = (Receipt.of(f"receipt-{number + 1}.pdf", RECEIPT),)
            yield Expense(
                id=self.new_id(),
                type=KIND,
                issue_date=FIRST_DAY + timedelta(days=number % 25),
                currency=account.get("currency") or "GBP",
                lines=(line,),
                merchant_name=merchant,
                notes=step.get("notes"),
                receipts=receipts if number < step.get("receipts", 0) else (),
            )


def _for_payments(rows: Sequence[Mapping[str, Any]] | None) -> Mapping[str, Any]:
    """The first row that a payment may name."""
    fitting = (row for row in rows or () if KIND in (row.get("validTransactionTypes") or ()))
    return next(fitting, {})
