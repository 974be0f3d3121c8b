"""How many requests may a tenant make? So many a day, so many at once, and so many a minute from one address.

Rule 1: requests are counted whether limits are enforced or not.
Rule 2: what a limit refuses is not counted, and changes nothing.
Rule 3: days are days of the tenant's virtual clock, in UTC; minutes are minutes of real time.
"""

from collections import OrderedDict
from collections.abc import Callable

from codat_mock.core.errors import TooManyRequests
from codat_mock.core.moments import DAY, MINUTE, SECOND, Moment, write_moment

A_DAY = 1000
"""Requests a day: so many for the client, and as many again for each active company."""

AT_ONCE = 10
"""Requests at once for each active company; a client without one may try as many."""

A_MINUTE = 1000
"""Requests a minute from one address."""

_ADDRESSES = 10_000


class Limits:
    """What a tenant has used of its limits.

    Attributes:
        enforced: They refuse; else they only count.
        quota: Requests that this day has.
        used: Requests of this day so far.
        ends: When this day ends.
        in_flight: Requests that are still being sent.
        told: Whether it was told already that those of this day are used up.
    """

    __slots__ = ("ends", "enforced", "in_flight", "quota", "told", "used")

    def __init__(self, *, enforced: bool = False) -> None:
        """Begin with nothing used."""
        self.enforced = enforced
        self.quota = A_DAY
        self.used = 0
        self.ends: Moment = 0
        self.in_flight = 0
        self.told = False

    def turn(self, now: Moment, companies: int) -> None:
        """See what day it is, and how many requests it has.

        Args:
            now: The virtual moment.
            companies: How many companies are active.
        """
        self.quota = A_DAY + A_DAY * companies
        if now >= self.ends:
            self.used = 0
            self.told = False
            self.ends = (now // DAY + 1) * DAY

    def admit(self, now: Moment, companies: int) -> None:
        """Count a request.

        Args:
            now: The virtual moment.
            companies: How many companies are active.

        Raises:
            TooManyRequests: It is one too many, and limits are enforced.
        """
        self.turn(now, companies)
        if self.enforced:
            self._check(now, companies)
        self.used += 1

    def used_up(self) -> bool:
        """Whether the last request was the last of this day; it is said once a day, and only where limits refuse."""
        if not self.enforced or self.told or self.used < self.quota:
            return False
        self.told = True
        return True

    def carry_on(self, before: "Limits") -> None:
        """Stand in for `before`: what is being sent is still being sent."""
        self.in_flight = before.in_flight

    def take_back(self) -> None:
        """Count the last request no more."""
        self.used -= 1

    @property
    def remaining(self) -> int:
        """How many requests are left of this day."""
        return max(self.quota - self.used, 0)

    def _check(self, now: Moment, companies: int) -> None:
        at_once = AT_ONCE * max(companies, 1)
        if self.in_flight >= at_once:
            raise _too_many(
                f"There are {self.in_flight} requests under way already, and no more than {at_once} may be; "
                "wait until one of them is answered.",
                SECOND,
            )
        if self.used >= self.quota:
            raise _too_many(
                f"The {self.quota} requests of this day are used up; "
                f'POST /__mock/clock/advance {{"to": "{write_moment(self.ends)}"}} begins the next one.',
                self.ends - now,
            )


class Guard:
    """Counts the requests of each address, minute by minute.

    A minute begins for all addresses at once, so that only those of one minute are remembered.
    """

    __slots__ = ("_counts", "_minute", "_wall")

    def __init__(self, wall: Callable[[], Moment]) -> None:
        """Begin with none.

        Args:
            wall: Real time.
        """
        self._wall = wall
        self._minute = 0
        self._counts: OrderedDict[str, int] = OrderedDict()

    def admit(self, address: str) -> None:
        """Count a request.

        Raises:
            TooManyRequests: The address has had all of this minute's.
        """
        now = self._wall()
        if now // MINUTE != self._minute:
            self._minute = now // MINUTE
            self._counts.clear()
        count = self._counts.get(address, 0)
        if count >= A_MINUTE:
            raise _too_many(
                f"This address has made its {A_MINUTE} requests of this minute of real time; wait for the next one.",
                (self._minute + 1) * MINUTE - now,
            )
        if not count and len(self._counts) >= _ADDRESSES:
            self._counts.popitem(last=False)
        self._counts[address] = count + 1

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._counts)


def _too_many(why: str, wait: int) -> TooManyRequests:
    """The refusal, with the wait in whole seconds: at least one, and never one too few."""
    return TooManyRequests(why, {"retry_after": str(max(-(-wait // SECOND), 1))})
