"""What does each status code of a sync mean? The rows of `x-sync-codes`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from codat_contract.documents import Document, table
from codat_contract.statuses import TransactionStatus


@dataclass(frozen=True, slots=True)
class SyncCode:
    """One row of the table of sync status codes.

    Attributes:
        number: The code, 1000 to 5130.
        reason: Codat's words for it, character by character.
        stage: Where the sync stands or stopped: `before` anything was done, `map`, `push` or `end`.
        terminal: A sync with this code has ended.
        success: It has ended well.
        sync_status: The word in `syncStatus`.
        unnamed: Status of each transaction that no plan names.
        needs: A status that at least one transaction must have, if any.
        allows: Every status that a transaction may have beside the code.
        error_message: Template of `errorMessage`; empty for success. Places: ids, message, correlationId.
        actor: Who must act next: `nobody`, `you`, `customer` or `codat`.
        next_step: What is to be done next, a sentence.
    """

    number: int
    reason: str
    stage: str
    terminal: bool
    success: bool
    sync_status: str
    unnamed: TransactionStatus
    needs: TransactionStatus | None
    allows: frozenset[TransactionStatus]
    error_message: str
    actor: str
    next_step: str

    def __str__(self) -> str:
        """The code as people say it: `2000 Success (Data pushed)`."""
        return f"{self.number} {self.reason}"


def _row(row: Document) -> SyncCode:
    return SyncCode(
        number=row["number"],
        reason=row["reason"],
        stage=row["stage"],
        terminal=row["terminal"],
        success=row["success"],
        sync_status=row["syncStatus"],
        unnamed=TransactionStatus(row["unnamed"]),
        needs=TransactionStatus(row["needs"]) if "needs" in row else None,
        allows=frozenset(map(TransactionStatus, row["allows"])),
        error_message=row.get("errorMessage", ""),
        actor=row["actor"],
        next_step=row["nextStep"],
    )


SYNC_CODES: Mapping[int, SyncCode] = MappingProxyType(
    {code.number: code for code in table("x-sync-codes", _row)}
)
"""The twelve codes, by number, in the order of the table."""
