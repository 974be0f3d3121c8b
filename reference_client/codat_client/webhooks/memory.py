"""What was seen lately, and not too much of it?"""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

__all__ = ["Memory"]

K = TypeVar("K", bound=Hashable)


class Memory(Generic[K]):
    """Things that are remembered for a while; the oldest are forgotten when there are too many.

    It is for one thread at a time.
    """

    def __init__(self, most: int, longest: timedelta) -> None:
        """Remember nothing yet.

        Args:
            most: How many things are remembered.
            longest: How long each is.
        """
        self._most, self._longest = most, longest
        self._moments: OrderedDict[K, datetime] = OrderedDict()

    def add(self, thing: K, now: datetime) -> bool:
        """Remember a thing from now on; say whether it is new."""
        new = not self.forget(thing, now)
        self._moments[thing] = now
        if len(self._moments) > self._most:
            self._moments.popitem(last=False)
        return new

    def forget(self, thing: K, now: datetime) -> bool:
        """Forget a thing; say whether it was remembered until now."""
        while self._moments and now - next(iter(self._moments.values())) > self._longest:
            self._moments.popitem(last=False)
        return self._moments.pop(thing, None) is not None

    def __len__(self) -> int:
        """Say how many things are remembered, or were when it was last used."""
        return len(self._moments)
