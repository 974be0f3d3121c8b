"""What can become of a transaction, and as what can it be written?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from codat_contract.documents import Document, contract, table


class TransactionStatus(StrEnum):
    """What became of a transaction in a sync; equal to the contract's enumeration."""

    UNKNOWN = "Unknown"
    PENDING = "Pending"
    VALIDATION_ERROR = "ValidationError"
    COMPLETED = "Completed"
    PUSH_ERROR = "PushError"


class IntegrationType(StrEnum):
    """As what a transaction is written. The value is the spelling of the documentation."""

    EXPENSE = "expense"
    BANKFEEDS = "bankfeeds"

    @classmethod
    def read(cls, text: str) -> "IntegrationType":
        """Read any spelling of the contract: each pair of singular and plural is one thing.

        Raises:
            ValueError: The contract knows no such integration type.
        """
        stem = text.casefold().removesuffix("s")
        for member in cls:
            if member.value.removesuffix("s") == stem:
                return member
        spellings = ", ".join(contract()["components"]["schemas"]["IntegrationType"]["enum"])
        message = f"{text!r} is no integration type; the contract has {spellings}"
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One row of `x-transaction-statuses`.

    Attributes:
        status: The status.
        code: Code of a sync in which this is the worst status; None when it says nothing.
        message: What a transaction's `message` says unless a plan says otherwise.
    """

    status: TransactionStatus
    code: int | None
    message: str | None


def _row(row: Document) -> StatusRow:
    return StatusRow(TransactionStatus(row["status"]), row["code"], row["message"])


TRANSACTION_STATUSES: Mapping[TransactionStatus, StatusRow] = MappingProxyType(
    {row.status: row for row in table("x-transaction-statuses", _row)}
)
"""By status, the worst first."""
