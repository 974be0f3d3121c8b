"""What does each answer say of the tenant's limits?"""

from email.utils import formatdate
from functools import lru_cache

from codat_mock.core.limits import Limits
from codat_mock.core.moments import SECOND, Moment
from codat_mock.lane.replies import Headers


def figures(limits: Limits) -> Headers:
    """The headers that every answer of the contract has: the day's quota, what is left of it, and when it ends."""
    whole, ends = _of_a_day(limits.quota, limits.ends)
    left = limits.quota - limits.used
    return (whole, (b"x-rate-limit-remaining", b"%d" % left if left > 0 else b"0"), ends)


@lru_cache(maxsize=1024)
def _of_a_day(quota: int, ends: Moment) -> Headers:
    """The two headers that stay as they are until the day ends, or a company comes or goes."""
    date = formatdate(ends // SECOND, usegmt=True).encode()
    return ((b"x-rate-limit-limit", b"%d" % quota), (b"x-rate-limit-reset", date))
