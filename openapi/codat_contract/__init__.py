"""The contract, handed out: the two documents as parsed, and their tables as frozen values.

Everyone may import this package; it imports nothing of the project's.
"""

from codat_contract.codes import SYNC_CODES, SyncCode
from codat_contract.documents import (
    CONTRACT,
    CONTROL,
    BrokenDocument,
    Document,
    contract,
    control,
)
from codat_contract.platforms import (
    DATA_TYPES,
    PARTNER_EXPENSE,
    PLATFORMS,
    AttachmentRule,
    ContactKind,
    CurrencyOption,
    ExpenseType,
    PartnerExpense,
    Platform,
    TaxRule,
)
from codat_contract.statuses import (
    TRANSACTION_STATUSES,
    IntegrationType,
    StatusRow,
    TransactionStatus,
)
from codat_contract.webhooks import WEBHOOKS, Subject, WebhookKind, WebhookService, sync_kinds

__all__ = [
    "CONTRACT",
    "CONTROL",
    "DATA_TYPES",
    "PARTNER_EXPENSE",
    "PLATFORMS",
    "SYNC_CODES",
    "TRANSACTION_STATUSES",
    "WEBHOOKS",
    "AttachmentRule",
    "BrokenDocument",
    "ContactKind",
    "CurrencyOption",
    "Document",
    "ExpenseType",
    "IntegrationType",
    "PartnerExpense",
    "Platform",
    "StatusRow",
    "Subject",
    "SyncCode",
    "TaxRule",
    "TransactionStatus",
    "WebhookKind",
    "WebhookService",
    "contract",
    "control",
    "sync_kinds",
]
