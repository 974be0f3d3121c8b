"""What is to happen when?"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

from codat_mock.core.moments import Moment

T = TypeVar("T")


class Agenda(Generic[T]):
    """A heap of things to do, by moment and, within a moment, in the order in which they were entered.

    Attributes:
        heap: The entries; the next one stands first. It is looked at for each call, and changed by nobody else.
    """

    __slots__ = ("_entered", "heap")

    def __init__(self) -> None:
        """Begin empty."""
        self.heap: list[tuple[Moment, int, T]] = []
        self._entered = 0

    def enter(self, moment: Moment, thing: T) -> None:
        """Have `thing` done at `moment`."""
        self._entered += 1
        heappush(self.heap, (moment, self._entered, thing))

    def first(self) -> tuple[Moment, T] | None:
        """The next entry, without taking it."""
        if not self.heap:
            return None
        moment, _, thing = self.heap[0]
        return moment, thing

    def due(self, now: Moment) -> bool:
        """Whether anything is to be done by `now`: one comparison when nothing is."""
        return bool(self.heap) and self.heap[0][0] <= now

    def take(self) -> tuple[Moment, T]:
        """Take the next entry.

        Raises:
            IndexError: There is none.
        """
        moment, _, thing = heappop(self.heap)
        return moment, thing

    def keep(self, wanted: Callable[[T], bool]) -> None:
        """Do without the entries that are not `wanted` any more."""
        self.heap = [entry for entry in self.heap if wanted(entry[2])]
        heapify(self.heap)

    def __len__(self) -> int:
        """How many entries wait."""
        return len(self.heap)
