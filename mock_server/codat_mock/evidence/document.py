"""How does evidence read as JSON? As `Evidence` of the control API."""

from typing import Any

from codat_mock.core.moments import write_moment
from codat_mock.evidence.gathering import Evidence, MessageRow
from codat_mock.journal.entries import entry


def document(evidence: Evidence) -> dict[str, Any]:
    """The evidence as JSON."""
    return {
        "version": evidence.version,
        "seed": evidence.seed,
        "tenant": evidence.tenant,
        "clock": evidence.mode.value,
        "company": evidence.company,
        "explanation": evidence.explanation,
        "plan": evidence.plan,
        "faults": [{"exchange": hit.exchange, "faultId": hit.fault} for hit in evidence.hits],
        "transactions": [row.written() for row in evidence.transactions],
        "transactionsMore": evidence.transactions_more,
        "messages": [_message(row) for row in evidence.messages],
        "exchanges": [entry(seen) for seen in evidence.exchanges],
        "evicted": evidence.evicted,
    }


def _message(row: MessageRow) -> dict[str, Any]:
    return {
        "messageId": row.id,
        "eventType": row.kind,
        "url": row.url,
        "at": write_moment(row.at),
        "state": row.state,
        "why": row.why,
        "faultId": row.spoil.fault if row.spoil else None,
        "spoiled": row.spoil.what if row.spoil else "",
        "nextAttempt": None if row.due is None else write_moment(row.due),
        "attempts": [
            {
                "at": write_moment(tried.at),
                "status": tried.status,
                "why": tried.why,
                "spoiled": tried.spoiled,
            }
            for tried in row.attempts
        ],
        "body": row.body,
    }
