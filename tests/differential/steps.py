"""What is a request of a sequence, before it is known which ids the requests before it were answered?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.lane.keyring import authorization
from differential.engines import Sent

NOBODY = "ffffffff-ffff-4fff-8fff-ffffffffffff"
"""An id that names nothing."""

JSON = "application/json"

OWN = "own"
"""Stands for the `Authorization` header of the tenant."""

NEW = "new"
"""Stands for an Idempotency-Key that no request before had: to one that comes again the lane alone answers again."""

_CREATE: Mapping[str, Mapping[str, str]] = {
    "create-company": {"companyId": "id"},
    "create-connection": {"connectionId": "id"},
    "create-partner-expense-connection": {"connectionId": "id"},
    "create-expense-transaction": {"datasetId": "datasetId"},
    "create-expense-dataset": {"datasetId": "datasetId"},
    "update-expense-dataset": {"syncId": "syncId"},
    "initiate-sync": {"syncId": "syncId", "explanationId": "syncId"},
    "create-plan": {"planId": "id"},
    "create-fault": {"faultId": "id"},
    "create-key": {"keyId": "id", "apiKey": "apiKey"},
    "create-tenant": {"tenantId": "id"},
    "create-snapshot": {"snapshotId": "id"},
    "create-webhook-consumer": {"webhookId": "id"},
    "create-rule": {"ruleId": "id"},
    "create-endpoint": {"webhookId": "id"},
}
"""By operation that creates something: each kind of id that its answer gives, and the field that has it."""


class Known(NamedTuple):
    """An id that is known in the sequence, counted from the last; `NOBODY` when there is none."""

    kind: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A request of a sequence.

    Attributes:
        id: The operation that is meant.
        method: Its method.
        template: Its path.
        path: What stands in the path's places.
        query: Its query parameters.
        authorization: The header; `OWN`: that of the tenant; an API key that was made; None: none.
        media_type: `Content-Type`; None: none.
        body: Bytes, or what is sent as JSON; None: none.
        key: Its Idempotency-Key, or `NEW`; None: none.
        flaw: What is wrong with it; empty: nothing.
        space: How many spaces stand behind its body: a large one is read in another way.
    """

    id: str
    method: str
    template: str
    path: Mapping[str, str | Known] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    authorization: str | Known | None = OWN
    media_type: str | None = None
    body: Any = None
    key: str | None = None
    flaw: str = ""
    space: int = 0


@dataclass(slots=True)
class Memory:
    """The ids that the answers of a sequence gave, by their kind."""

    ids: dict[str, list[str]]
    _keys: Iterator[int] = field(default_factory=count)

    @classmethod
    def of(cls, name: str) -> "Memory":
        """What is known when the tenant of this name begins; a spare is an id or a key that nobody else has."""
        accounting, partner = READY_CONNECTIONS
        return cls(
            {
                "companyId": [READY_COMPANY],
                "connectionId": [partner, accounting],
                "tenant": [name],
                "name": ["orders"],
                "spare": [f"{name}-{number}" for number in range(3)],
            }
        )

    def note(self, step: Step, answer: Any) -> None:
        """Remember what an accepted request created."""
        for kind, name in _CREATE.get(step.id, {}).items():
            self.ids.setdefault(kind, []).append(answer[name])
            if kind == "datasetId":
                created = [item["id"] for item in step.body["items"]]
                self.ids.setdefault("transactionId", []).extend(created)
        if step.id == "list-deliveries":
            found = [message["messageId"] for message in answer["deliveries"]]
            self.ids.setdefault("messageId", []).extend(found)

    def sent(self, step: Step, own: str) -> Sent:
        """The request, byte by byte.

        Args:
            step: The request.
            own: The `Authorization` header of the tenant.
        """
        key = str(UUID(int=next(self._keys))) if step.key == NEW else step.key
        headers = {
            b"authorization": self._authorization(step, own),
            b"content-type": step.media_type,
            b"idempotency-key": key,
        }
        body = b"" if step.body is None else step.body
        if not isinstance(body, bytes):
            body = json.dumps(self._filled(body)).encode()
        return Sent(
            method=step.method,
            path=step.template.format_map(self._filled(step.path)),
            query=urlencode(step.query).encode(),
            headers=tuple(
                (name, text.encode("latin-1")) for name, text in headers.items() if text is not None
            ),
            body=body + b" " * step.space,
        )

    def _authorization(self, step: Step, own: str) -> str | None:
        if isinstance(step.authorization, Known):
            return authorization(self._filled(step.authorization))
        return own if step.authorization == OWN else step.authorization

    def _filled(self, value: Any) -> Any:
        """`value` with each `Known` in it replaced by what it stands for."""
        if isinstance(value, Known):
            ids = self.ids.get(value.kind, [])
            return ids[-1 - value.place % len(ids)] if ids else NOBODY
        if isinstance(value, Mapping):
            return {name: self._filled(child) for name, child in value.items()}
        return [self._filled(child) for child in value] if isinstance(value, list) else value
