"""What does the demo take to Codat?

The month that ships with the package, of which the accounting platform shall refuse three
expenses, or a file of the user's own, of which nothing is refused on purpose.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codat_client import Expense
from codat_scenarios.demo.reading import read_expenses

__all__ = ["Month", "own_month", "shipped_month"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Month:
    """Expenses, and what the mock is asked to do to them.

    Attributes:
        source: The file that they come from.
        expenses: In the order of the file.
        plan: The body for `POST /__mock/plans`; None when nothing is planned.
    """

    source: Path
    expenses: tuple[Expense, ...]
    plan: Mapping[str, Any] | None = None

    @property
    def refusals(self) -> tuple[tuple[Expense, str], ...]:
        """Each expense that is to be refused, with what the platform will say."""
        messages = {
            item["transactionId"]: item["message"]
            for item in (self.plan or {}).get("transactions", ())
        }
        return tuple(
            (expense, messages[expense.id]) for expense in self.expenses if expense.id in messages
        )


def shipped_month() -> Month:
    """Read the month that ships with the package: October 2026 of a studio in London."""
    source = DATA / "expenses.csv"
    plan = json.loads((DATA / "plan.json").read_text(encoding="utf-8"))
    return Month(source, read_expenses(source, DATA / "receipts"), plan)


def own_month(csv: Path, receipts: Path | None) -> Month:
    """Read a file of the user's own.

    Raises:
        UnusableFileError: Something is wrong with it; all of it is named.
    """
    return Month(csv, read_expenses(csv, receipts))
