"""What is the user to read about one expense, and who must act next?"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from codat_client.meaning import meaning
from codat_client.report import MARKED_AS_UPLOADED, ReceiptResult, SyncResult, SyncStart
from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, TransactionStatus

__all__ = ["about_failed", "about_receipts", "about_unsent", "about_unsettled"]

MUST_ACT: Mapping[str, str] = MappingProxyType(
    {
        "nobody": "Nobody must act.",
        "you": "You must act.",
        "customer": "The customer must act.",
        "codat": "Codat must act.",
    }
)

DUPLICATION = 5080

CLOSING = (".", "!", "?", ":", "\u2026", "\u3002")
"""What closes a sentence; quotes and brackets may follow it."""

Conclusion: TypeAlias = tuple[str, str]
"""The actor, and the sentences for the user."""


def about_receipts(receipts: tuple[ReceiptResult, ...], *, as_expense: bool) -> Conclusion:
    """Conclude about an expense that is in the books."""
    missing = [result for result in receipts if not result.arrived]
    if not as_expense:
        told = "It was written as a bank feed only, to which Codat attaches no receipts."
        if missing:
            return _acts("you", f"{told} Attach them in the accounting software.")
        return _acts("nobody", told)
    if not missing:
        return "nobody", MARKED_AS_UPLOADED
    first = missing[0]
    return _acts(
        "you",
        f"It is in the books, but {len(missing)} of {len(receipts)} receipts are not: "
        f"{first.receipt.file_name}: {_closed(first.error or 'its turn never came.')} "
        "Do not send the expense again; upload the receipts alone.",
    )


def about_failed(status: TransactionStatus, message: str | None) -> Conclusion:
    """Conclude about an expense that Codat or the accounting software refused."""
    row = TRANSACTION_STATUSES[status]
    actor = SYNC_CODES[row.code].actor if row.code else "you"
    why = message or row.message or "No reason was given."
    return _acts(actor, f"{_closed(why)} Correct it and send it again with the same id.")


def about_unsettled(expense_id: str, sync: SyncResult) -> Conclusion:
    """Conclude about an expense of which only its sync's fate is known."""
    if sync.code == DUPLICATION and expense_id.lower() in (sync.error_message or "").lower():
        told = "It is in the books already, by an earlier sync: leave it out of what you send."
        return _acts("you", told)
    if not sync.terminal:
        return _acts("you", f"Ask for sync {sync.id} again later; do not initiate it again.")
    code = meaning(sync.code or 0)
    if code.actor == "nobody":
        return _acts("codat", f"Sync {sync.id} ended well and leaves this expense open: ask Codat.")
    return _acts(code.actor, code.next_step)


def about_unsent(dataset_id: str | None, start: SyncStart) -> Conclusion:
    """Conclude about an expense without a known sync."""
    if dataset_id is None:
        return _acts("you", "It was not sent; send it again.")
    if start is SyncStart.NO:
        return _acts("you", f"It waits in dataset {dataset_id}; initiate a sync that names it.")
    return _acts(
        "you",
        "It is unknown whether a sync was started. Look for one before sending it again: what it "
        "completed is refused a second time.",
    )


def _closed(told: str) -> str:
    """End a sentence of somebody else's, so that ours can follow it."""
    bare = told.rstrip()
    return bare if bare.rstrip("\"')]}\u2019\u201d\u00bb").endswith(CLOSING) else f"{bare}."


def _acts(actor: str, told: str) -> Conclusion:
    return actor, f"{MUST_ACT[actor]} {told}"
