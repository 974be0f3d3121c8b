"""What is to happen when?"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

from codat_mock.core.moments import NEVER, Moment

T = TypeVar("T")


class Agenda(Generic[T]):
    """A heap of things to do, by moment and, within a moment, in the order in which they were entered.

    Attributes:
        heap: The entries; the next one stands first.
        next: The moment of that one, or `NEVER`: it is looked at for each call.
    """

    __slots__ = ("_entered", "heap", "next")

    def __init__(self) -> None:
        """Begin empty."""
        self.heap: list[tuple[Moment, int, T]] = []
        self.next: Moment = NEVER
        self._entered = 0

    def enter(self, moment: Moment, thing: T) -> None:
        """Have `thing` done at `moment`."""
        self._entered += 1
        heappush(self.heap, (moment, self._entered, thing))
        self._look()

    def first(self) -> tuple[Moment, T] | None:
        """The next entry, without taking it."""
        if not self.heap:
            return None
        moment, _, thing = self.heap[0]
        return moment, thing

    def due(self, now: Moment) -> bool:
        """Whether anything is to be done by `now`."""
        return self.next <= now

    def take(self) -> tuple[Moment, T]:
        """Take the next entry.

        Raises:
            IndexError: There is none.
        """
        moment, _, thing = heappop(self.heap)
        self._look()
        return moment, thing

    def keep(self, wanted: Callable[[T], bool]) -> None:
        """Do without the entries that are not `wanted` any more."""
        self.heap = [entry for entry in self.heap if wanted(entry[2])]
        heapify(self.heap)
        self._look()

    def _look(self) -> None:
        """See what comes next, once it may have changed: that is asked far more often."""
        self.next = self.heap[0][0] if self.heap else NEVER

    def __len__(self) -> int:
        """How many entries wait."""
        return len(self.heap)
