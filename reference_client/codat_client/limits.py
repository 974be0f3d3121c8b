"""What does the contract allow one expense to be?

The numbers stand in the OpenAPI document and nowhere in this package: here they are looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from codat_contract import contract

__all__ = ["Limits", "limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that Codat sets to what a dataset may hold.

    Attributes:
        expenses: Most expenses in one dataset.
        lines: Most lines of one expense.
        tracking: Most tracking categories of one line.
        least: Least net or tax amount of a line, in the currency of the expense.
        most: Greatest net or tax amount of a line, in the currency of the expense.
        types: The types that an expense may have, as Codat spells them.
    """

    expenses: int
    lines: int
    tracking: int
    least: Decimal
    most: Decimal
    types: tuple[str, ...]


@cache
def limits() -> Limits:
    """Read the bounds from the contract, once."""
    dataset = _properties("CreateExpenseRequest")
    expense = _properties("ExpenseTransaction")
    line = _properties("ExpenseTransactionLine")
    return Limits(
        expenses=dataset["items"]["maxItems"],
        lines=expense["lines"]["maxItems"],
        tracking=line["trackingRefs"]["maxItems"],
        least=Decimal(str(line["netAmount"]["minimum"])),
        most=Decimal(str(line["netAmount"]["maximum"])),
        types=tuple(_schema("ExpenseTransactionType")["enum"]),
    )


def _properties(name: str) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = _schema(name)["properties"]
    return properties


def _schema(name: str) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = contract()["components"]["schemas"][name]
    return schema
