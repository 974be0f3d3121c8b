"""What does a message say, and how is it signed?"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from standardwebhooks import Webhook

from codat_contract import TransactionStatus
from codat_mock.core.companies import Sync
from codat_mock.core.deliveries import Message
from codat_mock.core.fate import Verdict
from codat_mock.core.ids import Key, text
from codat_mock.core.moments import SECOND, Moment, write_moment

_STATUSES = {TransactionStatus.VALIDATION_ERROR: "Failed"}
"""Statuses that webhooks spell in another way."""


def body(message: Message) -> dict[str, Any]:
    """What the receiver is told, as `ExpensesSyncWebhook`."""
    sync = message.sync
    company = sync.company
    return {
        "id": text(message.event),
        "eventType": message.kind,
        "generatedDate": write_moment(message.at),
        "payload": {
            "referenceCompany": {
                "id": text(company.id),
                "name": company.name,
                "description": company.profile.description,
                "tags": dict(company.profile.tags),
            },
            "syncId": text(sync.id),
            "transactions": list(_transactions(sync)),
        },
    }


def written(message: Message) -> bytes:
    """The body as it is sent."""
    return orjson.dumps(body(message))


def headers(message: Message, raw: bytes, at: Moment) -> Mapping[str, str]:
    """The headers of an attempt.

    Args:
        message: What is sent.
        raw: Its body.
        at: Real time: receivers refuse what was signed more than five minutes ago.
    """
    signed = datetime.fromtimestamp(at // SECOND, UTC)
    signature = Webhook(message.endpoint.secret).sign(message.id, signed, raw.decode())
    return {
        "content-type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": str(at // SECOND),
        "webhook-signature": signature,
    }


def _transactions(sync: Sync) -> Any:
    if sync.fate is None:
        return
    kinds = len(sync.integration_types)
    for place, transaction in enumerate(sync.keys(0, sync.transactions)):
        yield _transaction(transaction, sync.fate.outcomes.verdict(place * kinds))


def _transaction(transaction: Key, verdict: Verdict) -> dict[str, Any]:
    status = _STATUSES.get(verdict.status, verdict.status.value)
    failed = verdict.status is not TransactionStatus.COMPLETED
    return {
        "id": text(transaction),
        "status": status,
        "errorMessage": verdict.message if failed else None,
    }
