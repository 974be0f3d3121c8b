"""What was answered to an Idempotency-Key before?

Rule 1: a key is reserved while its first request is under way; a second one is refused meanwhile.
Rule 2: the first answer is kept for ninety minutes of virtual time and given to every later request of the key.
Rule 3: a request that is not the first one's is refused, and leaves the answer as it is.
Rule 4: a key that was released is as new.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

from codat_mock.core.errors import KeyReused, Refused, RequestInProgress
from codat_mock.core.moments import MINUTE, Duration, Moment

KEPT_FOR: Duration = 90 * MINUTE

MOST = 10_000
"""How many answers a tenant keeps."""

MOST_BYTES = 67_108_864
"""How many bytes of them."""

_BESIDE = 512
"""What an answer takes beside its body, in bytes."""


class Sent(NamedTuple):
    """An answer as it went out.

    Attributes:
        status: Its HTTP status.
        media_type: Of its body.
        body: Its bytes.
        allow: Its header `Allow`, if it had one.
        sync_code: The code that its request had asked for the sync that it started.
        refused: Why it was a refusal.
    """

    status: int
    media_type: str
    body: bytes
    allow: str | None = None
    sync_code: int | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    fingerprint: bytes
    sent: Sent
    until: Moment

    @property
    def size(self) -> int:
        return len(self.sent.body) + _BESIDE


class Ticket:
    """One request with a key: it holds the key until its answer is kept, or finds what was answered before."""

    __slots__ = ("_kept", "_key", "answers")

    def __init__(self, answers: "Answers", key: bytes, kept: _Kept | None) -> None:
        self.answers = answers
        self._key = key
        self._kept = kept

    def first(self, fingerprint: bytes) -> Sent | None:
        """The first answer to the key; None: this request is the first.

        Args:
            fingerprint: Tells this request from others.

        Raises:
            KeyReused: The first request was another one.
        """
        # While the body was on its way, the tenant may have gone back to where the key had its answer.
        kept = self._kept or self.answers.kept(self._key)
        if kept is None:
            return None
        if kept.fingerprint != fingerprint:
            raise KeyReused(
                "This Idempotency-Key was sent with another request before; draw a new one for each request, "
                "and send it again only with the same path and body."
            )
        return kept.sent

    def keep(self, fingerprint: bytes, sent: Sent, now: Moment) -> None:
        """Keep the answer to this request, the first of the key."""
        self.release()
        self.answers.keep(self._key, _Kept(fingerprint, sent, now + KEPT_FOR), now)

    def release(self) -> None:
        """Let go of the key, if this request holds it."""
        self.answers.release(self._key, self)


class Answers:
    """The first answers to the keys of a tenant, the oldest first.

    Attributes:
        under_way: The requests that hold their keys, by key.
        evicted: How many were given up for want of room before their time.
    """

    __slots__ = ("_bytes", "_kept", "_most", "_most_bytes", "evicted", "under_way")

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Keep none yet.

        Args:
            most: How many are kept.
            most_bytes: How many bytes of them.
        """
        self._most = most
        self._most_bytes = most_bytes
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self.under_way: dict[bytes, Ticket] = {}
        self._bytes = 0
        self.evicted = 0

    def reserve(self, key: bytes, now: Moment) -> Ticket:
        """Begin a request with a key.

        Raises:
            RequestInProgress: Its first request is not answered yet.
        """
        self._expire(now)
        if key in self.under_way:
            raise RequestInProgress(
                "The first request with this Idempotency-Key is not answered yet; wait, then send it again."
            )
        ticket = Ticket(self, key, self.kept(key))
        if key not in self._kept:
            self.under_way[key] = ticket
        return ticket

    def carry_on(self, before: "Answers") -> None:
        """Stand in for `before`: the requests that are under way hold their keys here."""
        self.under_way = before.under_way
        for ticket in self.under_way.values():
            ticket.answers = self

    def kept(self, key: bytes) -> _Kept | None:
        """What was answered to the key, if it is still kept."""
        return self._kept.get(key)

    def release(self, key: bytes, ticket: Ticket) -> None:
        """Let go of a key that `ticket` holds."""
        if self.under_way.get(key) is ticket:
            del self.under_way[key]

    def keep(self, key: bytes, kept: _Kept, now: Moment) -> None:
        """Keep an answer, and give up the oldest where there is no room."""
        self._expire(now)
        self._kept[key] = kept
        self._bytes += kept.size
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            self._forget_oldest()
            self.evicted += 1

    def _expire(self, now: Moment) -> None:
        while self._kept and next(iter(self._kept.values())).until <= now:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        self._bytes -= self._kept.popitem(last=False)[1].size

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)
