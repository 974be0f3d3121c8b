"""Which fault does a request meet, or a webhook? First in, first used, and one at the most."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from codat_mock.core.errors import NotFound
from codat_mock.core.ids import Key
from codat_mock.core.messages import Spoil

SPENT = 100
"""How many of the faults that are used up can still be looked at."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A fault that waits for requests, or for webhooks: then each of these is what is called a request here.

    Attributes:
        id: Its name.
        fault: What it does.
        operation: The operation that it is for, or the kind of webhook, or `*`.
        operations: The operations or kinds that it can hit; None: all.
        company: It hits only requests about this company; None: about any, or none.
        times: How many requests it hits; None: until it is deleted.
        after: How many requests that it could hit pass before the first hit.
        allow: How many pass before each hit, beside those.
        messages: It hits webhooks, not requests.
    """

    id: str
    fault: Any
    operation: str
    operations: frozenset[str] | None = None
    company: Key | None = None
    times: int | None = 1
    after: int = 0
    allow: int = 0
    messages: bool = False

    def concerns(self, operation: str, company: Key | None) -> bool:
        """Whether it can hit a request for this operation, about this company."""
        named = self.operations is None or operation in self.operations
        return named and self.company in (None, company)


@dataclass(slots=True)
class Count:
    """What has become of a fault so far.

    Attributes:
        standing: The fault.
        left: How many requests it will still hit; None: until it is deleted.
        passing: How many pass before the next hit.
        hits: How many it has hit.
    """

    standing: Standing
    left: int | None
    passing: int
    hits: int = 0


class FaultBook:
    """The faults of a tenant, in the order in which they came.

    Attributes:
        standing: Those that wait, by their names; empty nearly always.
        spent: The last of those that are used up.
    """

    __slots__ = ("_aims", "_made", "spent", "standing")

    def __init__(self) -> None:
        """Begin empty."""
        self.standing: dict[str, Count] = {}
        self.spent: deque[Count] = deque(maxlen=SPENT)
        self._made = 0
        # The operations whose requests a fault can hit; None: all. Every call asks, few faults come and go.
        self._aims: frozenset[str] | None = frozenset()

    def next_id(self) -> str:
        """The name for the next fault."""
        return f"fault-{self._made + 1}"

    def add(self, standing: Standing) -> Count:
        """Let a fault wait."""
        self._made += 1
        count = Count(standing, standing.times, standing.after + standing.allow)
        self.standing[standing.id] = count
        self._aim()
        return count

    def may_hit(self, operation: str) -> bool:
        """Whether a fault waits that can hit a request for `operation`."""
        return self._aims is None or operation in self._aims

    def take(self, operation: str, company: Key | None) -> Standing | None:
        """The fault that a request meets: the first that does not let it pass. All that let it pass count it."""
        return self._first(
            count
            for count in self.standing.values()
            if not count.standing.messages and count.standing.concerns(operation, company)
        )

    def spoil(self, kind: str, company: Key | None, able: Callable[[Spoil], bool]) -> Spoil | None:
        """What goes wrong with a message; None: nothing.

        Args:
            kind: Of which kind it is.
            company: What company it is about; None: none.
            able: Whether it can be spoiled so; a fault that could do nothing goes on waiting.
        """
        if not self.standing:
            return None
        standing = self._first(
            count
            for count in self.standing.values()
            if count.standing.messages
            and count.standing.concerns(kind, company)
            and able(count.standing.fault.spoil(count.standing.id))
        )
        spoil: Spoil | None = standing.fault.spoil(standing.id) if standing else None
        return spoil

    def _first(self, counts: Iterable[Count]) -> Standing | None:
        """The first of those that could hit which does not let it pass; all that let it pass count it."""
        found = None
        for count in counts:
            if count.passing:
                count.passing -= 1
            elif found is None:
                found = count
        if found is None:
            return None
        found.hits += 1
        found.passing = found.standing.allow
        if found.left is not None:
            found.left -= 1
            if not found.left:
                self.spent.append(self.standing.pop(found.standing.id))
                self._aim()
        return found.standing

    def listed(self) -> list[Count]:
        """The last that are used up, then those that wait."""
        return [*self.spent, *self.standing.values()]

    def remove(self, fault_id: str) -> None:
        """Forget one fault.

        Raises:
            NotFound: There is none of this name.
        """
        if self.standing.pop(fault_id, None) is not None:
            self._aim()
            return
        for count in self.spent:
            if count.standing.id == fault_id:
                self.spent.remove(count)
                return
        message = f"There is no fault {fault_id[:80]}; GET /__mock/faults lists those that are."
        raise NotFound(message)

    def clear(self) -> None:
        """Forget every fault."""
        self.standing.clear()
        self.spent.clear()
        self._aim()

    def _aim(self) -> None:
        aims = [
            count.standing.operations
            for count in self.standing.values()
            if not count.standing.messages
        ]
        named = [operations for operations in aims if operations is not None]
        self._aims = None if len(named) < len(aims) else frozenset().union(*named)
