"""How patient is the flow, and how busy?

Everything that is a matter of taste is a number here; the flow has none of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

__all__ = ["DEFAULT_POLICY", "Backoff", "Policy", "Watching"]


@dataclass(frozen=True, slots=True)
class Backoff:
    """Growing waits.

    Attributes:
        first: Seconds before the second look or try.
        factor: How much longer each wait is than the one before.
        cap: Seconds that no wait exceeds.
    """

    first: float
    factor: float
    cap: float

    def __post_init__(self) -> None:
        """Refuse waits that would shrink, stand still at nothing or never be reached."""
        if not (0 < self.first <= self.cap and self.factor >= 1):
            message = f"{self} must have 0 < first <= cap and factor >= 1."
            raise ValueError(message)

    def waits(self) -> Iterator[float]:
        """Give the waits in seconds, without end."""
        wait = self.first
        while True:
            yield wait
            wait = min(wait * self.factor, self.cap)


class Watching(Enum):
    """How the flow learns that the sync has ended; the value says it in a sentence."""

    POLLING = "It looks again and again, and hears no webhooks."
    WEBHOOKS = "It looks when a webhook has come, and otherwise only to be safe."
    BOTH = "It looks again and again, and at once when a webhook has come."


@dataclass(frozen=True, slots=True)
class Policy:
    """All choices of one run.

    Attributes:
        watching: How it learns that the sync has ended. Where nobody receives webhooks, `BOTH`
            is `POLLING`.
        polling: The waits between looks at the sync's status; the first precedes the first look.
        unheard: The waits between looks when webhooks alone are watched: a sync whose webhook
            never comes is looked at all the same.
        give_up_after: Seconds of such waiting after which the sync is left to itself. Code 1010
            begins after ten minutes and is no reason to stop.
        retrying: The waits between tries of one request.
        tries: How often a request is sent at most.
        longest_retry_after: Seconds; a 429 that asks to wait longer is not waited for.
        uploads_at_once: How many receipts are on their way at the same time.
        most_pages: Pages of transactions after which something must be wrong.
    """

    watching: Watching = Watching.BOTH
    polling: Backoff = Backoff(first=0.5, factor=1.5, cap=30.0)
    unheard: Backoff = Backoff(first=60.0, factor=2.0, cap=300.0)
    give_up_after: float = 3600.0
    retrying: Backoff = Backoff(first=0.5, factor=2.0, cap=30.0)
    tries: int = 5
    longest_retry_after: float = 300.0
    uploads_at_once: int = 10
    most_pages: int = 1000

    def __post_init__(self) -> None:
        """Refuse a policy that would do nothing."""
        if min(self.tries, self.uploads_at_once, self.most_pages) < 1 or self.give_up_after <= 0:
            message = "tries, uploads_at_once, most_pages and give_up_after must be greater than 0."
            raise ValueError(message)

    @property
    def looking(self) -> Backoff:
        """The waits between looks at the sync when no webhook comes."""
        return self.unheard if self.watching is Watching.WEBHOOKS else self.polling


DEFAULT_POLICY = Policy()
