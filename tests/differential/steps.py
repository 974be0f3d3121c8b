"""What is a request of a sequence, before it is known which ids the requests before it were answered?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from differential.engines import Sent

NOBODY = "ffffffff-ffff-4fff-8fff-ffffffffffff"
"""An id that names nothing."""

JSON = "application/json"

OWN = "own"
"""Stands for the `Authorization` header of the tenant."""

_CREATE: Mapping[str, tuple[str, str]] = {
    "create-expense-transaction": ("datasetId", "datasetId"),
    "create-expense-dataset": ("datasetId", "datasetId"),
    "initiate-sync": ("syncId", "syncId"),
    "create-plan": ("id", "planId"),
}
"""By operation that creates something: the field of the answer that names it, and what kind of id that is."""


class Known(NamedTuple):
    """An id that an earlier answer of the sequence gave, counted from the last; `NOBODY` when there is none."""

    kind: str
    place: int


@dataclass(frozen=True, slots=True)
class Step:
    """A request of a sequence.

    Attributes:
        id: The operation that is meant.
        method: Its method.
        template: Its path.
        path: What stands in the path's places.
        query: Its query parameters.
        authorization: The header; `OWN`: that of the tenant; None: none.
        media_type: `Content-Type`; None: none.
        body: Bytes, or what is sent as JSON; None: none.
        flaw: What is wrong with it; empty: nothing.
    """

    id: str
    method: str
    template: str
    path: Mapping[str, str | Known] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    authorization: str | None = OWN
    media_type: str | None = None
    body: Any = None
    flaw: str = ""


@dataclass(slots=True)
class Memory:
    """The ids that the answers of a sequence gave, by the name of their field."""

    ids: dict[str, list[str]] = field(default_factory=dict)

    def note(self, step: Step, answer: Any) -> None:
        """Remember what an accepted request created."""
        if step.id not in _CREATE:
            return
        field_name, kind = _CREATE[step.id]
        self.ids.setdefault(kind, []).append(answer[field_name])
        if kind == "datasetId":
            created = [item["id"] for item in step.body["items"]]
            self.ids.setdefault("transactionId", []).extend(created)

    def sent(self, step: Step, authorization: str) -> Sent:
        """The request, byte by byte.

        Args:
            step: The request.
            authorization: The header of the tenant.
        """
        own = authorization if step.authorization == OWN else step.authorization
        headers = {b"authorization": own, b"content-type": step.media_type}
        body = b"" if step.body is None else step.body
        if not isinstance(body, bytes):
            body = json.dumps(self._filled(body)).encode()
        return Sent(
            method=step.method,
            path=step.template.format_map(self._filled(step.path)),
            query=urlencode(step.query).encode(),
            headers=tuple((name, text.encode("latin-1")) for name, text in headers.items() if text),
            body=body,
        )

    def _filled(self, value: Any) -> Any:
        """`value` with each `Known` in it replaced by what it stands for."""
        if isinstance(value, Known):
            ids = self.ids.get(value.kind, [])
            return ids[-1 - value.place % len(ids)] if ids else NOBODY
        if isinstance(value, Mapping):
            return {name: self._filled(child) for name, child in value.items()}
        return [self._filled(child) for child in value] if isinstance(value, list) else value
