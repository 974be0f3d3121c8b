"""Where do real time and chance come in? Here, and nowhere else."""

import secrets
import time

from codat_mock.core.moments import Moment

_SEEDS = 2**32
_NANOSECONDS = 1000


def wall_clock() -> Moment:
    """Real time in microseconds since 1970; it never goes back, whatever is done to the machine's clock."""
    return _START + (time.monotonic_ns() - _STARTED) // _NANOSECONDS


def drawn_seed() -> int:
    """A seed for a server that was given none: equal ids after every restart would break developers' databases."""
    return secrets.randbelow(_SEEDS)


_START: Moment = time.time_ns() // _NANOSECONDS
_STARTED = time.monotonic_ns()
