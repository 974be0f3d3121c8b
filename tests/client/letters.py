"""Messages of both services, as Codat would send them: forms, signatures, moments."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from standardwebhooks import Webhook

from codat_client import Reply, WebhookReceiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SYNC = "6fb40d5e-b13e-11ed-afa1-0242ac120002"
OTHER_SYNC = "e4dc8d26-0d0a-4f3a-9bb3-a33c1f1c4c2d"


class Letter(NamedTuple):
    """One message as it is sent."""

    headers: Mapping[str, str]
    body: bytes

    def to(self, receiver: WebhookReceiver) -> Reply:
        """Send it, and give the answer."""
        return receiver.receive("POST", self.headers, self.body)


def told(
    sync_id: Any = SYNC, event: str = "expenses.sync.successful", **payload: Any
) -> dict[str, Any]:
    """Give the current service's message about a sync."""
    return {
        "id": "ba29118f-5406-4e59-b05c-ba307ca38d01",
        "eventType": event,
        "generatedDate": "2026-01-01T12:00:00Z",
        "payload": {"referenceCompany": {"id": "c"}, "syncId": sync_id, **payload},
    }


def rule(
    sync_id: Any = SYNC, kind: str = "Sync Completed", alert: Any = "alert-1"
) -> dict[str, Any]:
    """Give the older service's message about a sync."""
    data = {"syncId": sync_id, "syncType": "Expense"}
    return {"AlertId": alert, "RuleType": kind, "CompanyId": "c", "Message": "-", "Data": data}


def signed(
    content: Any = None,
    message_id: str = "msg_1",
    at: datetime = NOON,
    secret: str = SECRET,
    prefix: str = "webhook-",
) -> Letter:
    """Sign a message, by default one about `SYNC`, as the current service does."""
    body = json.dumps(told() if content is None else content).encode()
    return Letter(
        {
            f"{prefix}id": message_id,
            f"{prefix}timestamp": str(int(at.timestamp())),
            f"{prefix}signature": Webhook(secret).sign(message_id, at, body.decode()),
        },
        body,
    )


def unsigned(content: Any = None, authorization: str | None = None) -> Letter:
    """Give a message of the older service."""
    headers = {} if authorization is None else {"Authorization": authorization}
    return Letter(headers, json.dumps(rule() if content is None else content).encode())


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        """Begin at noon."""
        self.now = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


def receiver(**options: Any) -> WebhookReceiver:
    """Give a receiver for `SECRET`, its clock at noon, but for the options that are named."""
    if "authorizations" not in options:
        options.setdefault("secrets", [SECRET])
    return WebhookReceiver(**{"now": Watch(), **options})


def is_heard(by: WebhookReceiver, sync_id: str = SYNC) -> bool:
    """Say whether something has come about a sync, without waiting."""
    return by.listen(sync_id, 0, lambda event, _: event)
