"""What does a message say? Each kind as its schema in the contract has it."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import orjson

from codat_contract import Subject, TransactionStatus, WebhookService, contract
from codat_mock.contract.schemas import Schema, Schemas
from codat_mock.core.fate import Fate, Verdict
from codat_mock.core.ids import Key, text
from codat_mock.core.messages import Message
from codat_mock.core.moments import write_moment
from codat_mock.core.notices import Notice

CLIENT_ID = "bae71d36-ff47-420a-b4a6-f8c9ddf41140"
"""Id of the one client that a mock knows."""

CLIENT_NAME = "Example expense platform"

_STATUSES = {TransactionStatus.VALIDATION_ERROR: "Failed"}
"""Statuses that webhooks spell in another way."""


def written(message: Message) -> bytes:
    """The body as it is sent.

    Raises:
        ValueError: It does not fit the contract, which is a fault of the mock.
    """
    if message.notice.body is not None:
        return message.notice.body
    body = made(message)
    refuse_misfit(message.kind.name, message.kind.schema, body)
    return orjson.dumps(body)


def made(message: Message) -> dict[str, Any]:
    """What the mock says by itself."""
    return _MADE[message.kind.service, message.kind.subject.of_sync](message)


def refuse_misfit(name: str, schema: str, body: Any) -> None:
    """Let nothing out that does not fit the contract.

    Raises:
        ValueError: What does not fit, and where.
    """
    compiled = compiled_schema(schema)
    if not compiled.fits(body):
        wrong = compiled.errors(body)[0]
        raise ValueError(f"{name} does not fit the contract: {wrong.message}")


@cache
def compiled_schema(schema: str) -> Schema:
    """A schema of the contract, by its place."""
    return Schemas(contract()).compiled(schema)


def _sync_event(message: Message) -> dict[str, Any]:
    """As `ExpensesSyncWebhook`."""
    company, sync = message.notice.company, message.notice.sync
    assert company is not None  # noqa: S101 a sync has a company
    assert sync is not None  # noqa: S101 the kind says so
    return {
        **_event(message),
        "payload": {
            "referenceCompany": {
                "id": text(company.id),
                "name": company.name,
                "description": company.description,
                "tags": dict(company.tags),
            },
            "syncId": sync.text,
            "transactions": list(_transactions(message.notice)),
        },
    }


def _quota_event(message: Message) -> dict[str, Any]:
    """As `ClientRateLimitWebhook`."""
    quota = message.notice.quota
    assert quota is not None  # noqa: S101 the kind says so
    return {
        **_event(message),
        "payload": {
            "dailyQuota": quota.daily,
            "quotaRemaining": quota.remaining,
            "expiryDate": write_moment(quota.ends),
        },
    }


def _event(message: Message) -> dict[str, Any]:
    return {
        "id": text(message.notice.id),
        "eventType": message.kind.name,
        "generatedDate": write_moment(message.at),
    }


def _sync_alert(message: Message) -> dict[str, Any]:
    """As `SyncCompleteWebhook` or `SyncFailedWebhook`."""
    company, sync = message.notice.company, message.notice.sync
    assert company is not None  # noqa: S101 a sync has a company
    assert sync is not None  # noqa: S101 the kind says so
    failed = message.kind.subject is Subject.SYNC_UNSUCCESSFUL
    became = "has failed at step Pushing" if failed else "completed successfully"
    return {
        "AlertId": alert_id(message),
        "RuleId": text(message.endpoint.id),
        "RuleType": message.kind.name,
        "ClientId": CLIENT_ID,
        "ClientName": CLIENT_NAME,
        "CompanyId": text(company.id),
        "Message": f"Sync {sync.text} for company {text(company.id)} of type Expense {became}.",
        "Data": {
            "syncId": sync.text,
            "syncType": "Expense",
            # The one stage that Codat documents.
            **({"FailureStage": "Pushing"} if failed else {}),
        },
    }


def alert_id(message: Message) -> str:
    """The id of a message as the rules have it, a uuid: the same in each attempt."""
    return text(bytes.fromhex(message.id.removeprefix("msg_"))[:16])


_MADE: Mapping[tuple[WebhookService, bool], Callable[[Message], dict[str, Any]]] = {
    (WebhookService.EVENTS, True): _sync_event,
    (WebhookService.EVENTS, False): _quota_event,
    (WebhookService.RULES, True): _sync_alert,
}
"""By service, and whether it is about a sync."""


def _transactions(notice: Notice) -> Iterator[dict[str, Any]]:
    sync, fate = notice.sync, notice.fate
    if sync is None or fate is None:
        return
    kinds = len(sync.integration_types)
    for place, transaction in enumerate(sync.keys(0, sync.transactions)):
        yield _transaction(transaction, fate, place * kinds)


def _transaction(transaction: Key, fate: Fate, entry: int) -> dict[str, Any]:
    verdict: Verdict = fate.outcomes.verdict(entry)
    failed = verdict.status is not TransactionStatus.COMPLETED
    return {
        "id": text(transaction),
        "status": _STATUSES.get(verdict.status, verdict.status.value),
        "errorMessage": verdict.message if failed else None,
    }
