"""What is told by webhooks, by which service, and how is it spelled? The entries of the contract's `webhooks`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from codat_contract.documents import CONTRACT, BrokenDocument, Document, contract


class WebhookService(StrEnum):
    """Which of Codat's two services sends a message."""

    EVENTS = "events"
    """The current one: event types, signed."""
    RULES = "rules"
    """The one before it: rule types, not signed."""


class Subject(StrEnum):
    """What a message is about."""

    SYNC_SUCCESSFUL = "sync-successful"
    SYNC_UNSUCCESSFUL = "sync-unsuccessful"
    QUOTA_REACHED = "quota-reached"
    QUOTA_RESET = "quota-reset"

    @property
    def of_sync(self) -> bool:
        """Whether it tells the end of a sync."""
        return self in (Subject.SYNC_SUCCESSFUL, Subject.SYNC_UNSUCCESSFUL)


@dataclass(frozen=True, slots=True)
class WebhookKind:
    """One entry of the contract's `webhooks`.

    Attributes:
        name: Its event type or rule type, as messages spell it.
        service: Who sends it.
        subject: What it tells.
        schema: Where its body's schema stands in the contract.
        stems: The other spellings of its name, letters only, in lower case.
    """

    name: str
    service: WebhookService
    subject: Subject
    schema: str
    stems: frozenset[str]

    def spelled(self, text: str) -> bool:
        """Whether `text` is a name for it: rules were written in several ways, event types in one."""
        if self.service is WebhookService.EVENTS:
            return text == self.name
        return _letters(text) in self.stems


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


def _kind(name: str, entry: Document) -> WebhookKind:
    row = entry["x-webhook"]
    body = entry["post"]["requestBody"]["content"]["application/json"]["schema"]
    return WebhookKind(
        name,
        WebhookService(row["service"]),
        Subject(row["tells"]),
        body["$ref"],
        frozenset(map(_letters, (name, *row.get("also", ())))),
    )


def _kinds() -> dict[str, WebhookKind]:
    try:
        return {name: _kind(name, entry) for name, entry in contract()["webhooks"].items()}
    except (KeyError, TypeError, ValueError) as broken:
        raise BrokenDocument(CONTRACT, "webhooks", broken) from broken


WEBHOOKS: Mapping[str, WebhookKind] = MappingProxyType(_kinds())
"""By name, in the order of the contract."""


def sync_kinds(service: WebhookService) -> tuple[str, ...]:
    """The names of what a service tells of syncs."""
    return tuple(
        kind.name for kind in WEBHOOKS.values() if kind.service is service and kind.subject.of_sync
    )
