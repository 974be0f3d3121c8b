"""Who is told of what has happened, and of what?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from codat_contract import WEBHOOKS, WebhookKind, WebhookService
from codat_mock.core.ids import Key
from codat_mock.core.moments import DAY, SECOND, Moment
from codat_mock.core.notices import Notice

GIVES_UP_AFTER = 5 * DAY
"""How long an endpoint may fail without a success before it is disabled."""

_TWICE_WITHIN = DAY
"""A failure starts that time only when another one comes so soon after it."""

_KINDS = {(kind.service, kind.subject): kind for kind in WEBHOOKS.values()}


class Secret(NamedTuple):
    """What messages are signed with.

    Attributes:
        value: `whsec_` and base64.
        until: When it is no longer valid; None: until another one takes its place.
    """

    value: str
    until: Moment | None = None


class Sent(NamedTuple):
    """What goes to a receiver.

    Attributes:
        headers: Its headers.
        body: Its body.
    """

    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True, eq=False, weakref_slot=True)
class Endpoint:
    """A receiver of webhooks: a consumer of the current service, or a rule of the one before it.

    Attributes:
        id: Its id.
        url: Where it listens; None: nowhere, as a rule that writes e-mails only.
        service: Who sends to it.
        events: The event types, or the rule type, that it asked for, as they were written.
        secrets: What messages are signed with, the newest first.
        former: A secret that is not valid, as if it had been once.
        company: It hears of this company only.
        tags: It hears of companies that have one of these only, each `key:value`.
        headers: What is sent with every message.
        rate: How many messages it gets a second at most.
        emails: To whom a rule would write.
        disabled: It gets nothing.
        why: Why it was disabled, if it was not by a client.
        removed: It is gone.
        last: What went to it last, whatever it said to that; None: nothing did.
    """

    id: Key
    url: str | None
    service: WebhookService
    events: tuple[str, ...]
    secrets: list[Secret]
    former: str
    company: Key | None = None
    tags: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    rate: int | None = None
    emails: tuple[str, ...] = ()
    disabled: bool = False
    why: str = ""
    removed: bool = False
    last: Sent | None = None
    _failed: Moment | None = None
    _failing: Moment | None = None
    _second: Moment = 0
    _sent: int = 0

    @property
    def secret(self) -> str:
        """The secret that it has now."""
        return self.secrets[0].value

    @property
    def asleep(self) -> str:
        """That it is disabled, and why, if that was not by a client; empty: it is not."""
        if not self.disabled:
            return ""
        return f"disabled: {self.why}" if self.why else "disabled"

    def valid(self, now: Moment) -> list[str]:
        """The secrets with which a message is signed now: several while one takes the place of another."""
        return [
            secret.value for secret in self.secrets if secret.until is None or now < secret.until
        ]

    def outdated(self, now: Moment) -> str:
        """The newest of its secrets that is valid no more: one that it had, or else `former`."""
        valid = self.valid(now)
        past = (secret.value for secret in self.secrets if secret.value not in valid)
        return next(past, self.former)

    def rotate(self, value: str, until: Moment) -> None:
        """Give it another secret; those that it has stay valid up to `until` at the latest."""
        kept = [
            Secret(secret.value, until if secret.until is None else min(secret.until, until))
            for secret in self.secrets
        ]
        self.secrets = [Secret(value), *kept[:_SECRETS]]

    def kind(self, notice: Notice) -> WebhookKind | None:
        """As what it is told of `notice`; None: it did not ask for that."""
        if self.url is None or not self._concerns(notice):
            return None
        kind = _KINDS.get((self.service, notice.subject))
        return kind if kind is not None and any(map(kind.spelled, self.events)) else None

    def next_slot(self, now: Moment) -> Moment:
        """When it may get one more message, which then has that place: now, or in the first second with one left."""
        if self.rate is None:
            return now
        if now - self._second >= SECOND:
            self._second, self._sent = now, 0
        elif self._sent >= self.rate:
            self._second, self._sent = self._second + SECOND, 0
        self._sent += 1
        return max(now, self._second)

    def heard(self, now: Moment, *, received: bool) -> bool:
        """Note what became of an attempt.

        Returns:
            Whether it has failed for so long that it is disabled from now on.
        """
        if received:
            self._failed = self._failing = None
            return False
        before = self._failed
        if self._failing is None and before is not None and now - before <= _TWICE_WITHIN:
            self._failing = before
        self._failed = now
        return self._failing is not None and now - self._failing >= GIVES_UP_AFTER

    def enable(self) -> None:
        """Let it get messages again."""
        self.disabled, self.why = False, ""
        self._failed = self._failing = None

    def _concerns(self, notice: Notice) -> bool:
        company = notice.company
        if company is None:
            return self.company is None
        if self.company not in (None, company.id):
            return False
        return not self.tags or any(
            f"{name}:{value}" in self.tags for name, value in company.tags.items()
        )


_SECRETS = 4
"""How many of the secrets that are on their way out it keeps."""
