"""What time is it for a tenant?"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from codat_mock.core.errors import BackInTime, Contradiction
from codat_mock.core.moments import EARLIEST, LATEST, SECOND, Moment, write_moment


class ClockMode(StrEnum):
    """How virtual time passes."""

    REAL = "real"
    MANUAL = "manual"
    SCALED = "scaled"


class Standing(NamedTuple):
    """Where a clock stands, so that it can be put there again.

    Attributes:
        mode: How time passes.
        rate: Virtual seconds a real second, for a scaled clock.
        at: The moment; None: whatever real time is then.
    """

    mode: ClockMode
    rate: float
    at: Moment | None


class VirtualClock:
    """Virtual time as a base pair of virtual and wall moments, and a rate.

    It never goes back, but with its whole tenant.

    The wall clock is the one thing brought in, so that a test can hold it.
    """

    __slots__ = ("_base", "_told", "_wall", "_wall_base", "mode", "rate")

    def __init__(
        self, wall: Callable[[], Moment], mode: ClockMode, at: Moment | None, rate: float = 1.0
    ) -> None:
        """Start at `at`.

        Args:
            wall: Real time; it must not go back.
            mode: How time passes.
            at: The first moment; None: real time's.
            rate: Virtual seconds a real second, for a scaled clock.
        """
        self._wall = wall
        self.put_back(Standing(mode, rate, at))

    def put_back(self, to: Standing) -> None:
        """Begin anew there."""
        self._wall_base = self._wall()
        self._told = to.at is not None
        self._base = self._wall_base if to.at is None else to.at
        self.mode, self.rate = to.mode, _rate(to.mode, to.rate)

    def apart(self, to: Standing) -> "VirtualClock":
        """Another clock, which begins there."""
        return VirtualClock(self._wall, to.mode, to.at, to.rate)

    def standing(self, now: Moment) -> Standing:
        """Where it stands at `now`, to go on from that very moment."""
        return Standing(self.mode, self.rate, now)

    def beginning(self) -> Standing:
        """Where it stands, to begin so at another time: at the same moment, or at real time's if it began there."""
        return Standing(self.mode, self.rate, self.now() if self._told else None)

    def wall(self) -> Moment:
        """The real moment: what is signed has that, and whoever receives it looks at that."""
        return self._wall()

    def now(self) -> Moment:
        """The virtual moment."""
        if self.rate == 0:
            return self._base
        passed = self._wall() - self._wall_base
        moment = self._base + (passed if self.rate == 1 else int(passed * self.rate))
        return min(LATEST, moment)

    def refuse(self, to: Moment) -> None:
        """Refuse to move to `to`.

        Raises:
            BackInTime: It is in the past.
            Contradiction: It is beyond the calendar.
        """
        now = self.now()
        if to < now:
            message = (
                f"It is already {write_moment(now)}, so it cannot become "
                f"{write_moment(max(to, EARLIEST))}; name a later moment."
            )
            raise BackInTime(message)
        self.within(to)

    def within(self, moment: Moment) -> Moment:
        """The moment itself.

        Raises:
            Contradiction: It is beyond the calendar.
        """
        if moment > LATEST:
            message = f"Time ends here at {write_moment(LATEST)}; name an earlier moment."
            raise Contradiction(message)
        return moment

    def forward(self, to: Moment) -> Moment:
        """Move to `to`, or stay where the clock is when it has passed that already.

        Returns:
            The moment that it shows: never beyond the calendar.
        """
        self._base, self._wall_base = max(self.now(), min(to, LATEST)), self._wall()
        self._told = True
        return self._base

    def seconds_until(self, moment: Moment) -> float | None:
        """How many real seconds until it shows `moment`; None: it stands still."""
        if self.rate == 0:
            return None
        return max(moment - self.now(), 0) / self.rate / SECOND

    def change(self, mode: ClockMode, rate: float) -> None:
        """Pass from now on in another way; the moment stays."""
        self._base, self._wall_base = self.now(), self._wall()
        self.mode, self.rate = mode, _rate(mode, rate)
        self._told |= mode is ClockMode.MANUAL


def _rate(mode: ClockMode, rate: float) -> float:
    return {ClockMode.REAL: 1.0, ClockMode.MANUAL: 0.0}.get(mode, rate)
