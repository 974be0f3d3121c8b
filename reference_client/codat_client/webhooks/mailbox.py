"""Who is to hear of a sync, when, and how often?

Whatever thread or loop brings a message, and whoever waits for it in another.
What nobody waits for yet is kept by its syncId: a webhook may come before the answer that says
what the sync's id is, or while the client looks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from codat_client.webhooks.memory import Memory

__all__ = ["Ear", "Mailbox"]


@dataclass(slots=True, eq=False)
class Ear:
    """Somebody who listens.

    Attributes:
        wake: Called once something has come, from whatever thread; it must not wait.
        heard: Something has come.
    """

    wake: Callable[[], None]
    heard: bool = False


class Mailbox:
    """Messages on their way to those who wait for them."""

    def __init__(self, now: Callable[[], datetime], most: int, longest: timedelta) -> None:
        """Hold nothing yet.

        Args:
            now: Tells the time.
            most: How many messages are known again, and how many syncs are kept for later.
            longest: How long.
        """
        self._now = now
        self._lock = Lock()
        self._known = Memory[tuple[str, str]](most, longest)
        self._kept = Memory[str](most, longest)
        self._ears: dict[str, list[Ear]] = {}

    def put(self, sync_id: str, message: tuple[str, str] | None = None) -> bool:
        """Hand a message about a sync over; say whether it is new.

        Args:
            sync_id: The sync.
            message: By what a second copy is known: the service and its id; None: by nothing.
        """
        key, now = sync_id.lower(), self._now()
        with self._lock:
            if message is not None and not self._known.add(message, now):
                return False
            ears = self._ears.get(key, [])[:]
            if not ears:
                self._kept.add(key, now)
            for ear in ears:
                ear.heard = True
        for ear in ears:
            ear.wake()
        return True

    @contextmanager
    def listening(self, sync_id: str, wake: Callable[[], None]) -> Iterator[Ear]:
        """Listen for a sync during the block; what was kept for it is heard at once."""
        key, ear = sync_id.lower(), Ear(wake)
        with self._lock:
            ear.heard = self._kept.forget(key, self._now())
            self._ears.setdefault(key, []).append(ear)
        try:
            if ear.heard:
                wake()
            yield ear
        finally:
            with self._lock:
                self._ears[key].remove(ear)
                if not self._ears[key]:
                    del self._ears[key]
