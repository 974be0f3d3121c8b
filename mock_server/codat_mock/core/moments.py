"""How is virtual time counted, read and written?

A moment is a whole number of microseconds since 1970-01-01T00:00:00Z and a duration a whole number of
microseconds: sums are exact, comparisons are one machine instruction, and adding never leaves the calendar.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

Moment: TypeAlias = int
Duration: TypeAlias = int

MICROSECOND: Duration = 1
SECOND: Duration = 1_000_000
MINUTE: Duration = 60 * SECOND
HOUR: Duration = 60 * MINUTE
DAY: Duration = 24 * HOUR

LONGEST: Duration = 999_999 * DAY
"""The longest duration that is read, so that each can be written with six digits of days."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = (DAY, HOUR, MINUTE)
_DURATION = re.compile(
    r"P(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,8})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,8})(?:\.([0-9]{1,6}))?S)?)?"
)


def read_moment(text: str) -> Moment:
    """Read an ISO 8601 date and time; without an offset it is UTC.

    Raises:
        ValueError: `text` is no date and time of the calendar.
    """
    stamp = datetime.fromisoformat(text)
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=UTC)
    return (stamp - _EPOCH) // timedelta(microseconds=1)


# The years that can be written with four digits, less room for what a sync may still take.
EARLIEST: Moment = read_moment("1970-01-01T00:00:00Z")
LATEST: Moment = read_moment("9000-01-01T00:00:00Z")

NEVER: Moment = 2 * LATEST
"""Later than any clock shows."""


@lru_cache(maxsize=4096)
def write_moment(moment: Moment) -> str:
    """Write a moment as ISO 8601 in UTC, such as `2026-01-01T00:00:01.5Z`."""
    minutes, rest = divmod(min(moment, LATEST), MINUTE)
    seconds, rest = divmod(rest, SECOND)
    fraction = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{_minute(minutes)}{seconds:02d}{fraction}Z"


@lru_cache(maxsize=64)
def _minute(minutes: int) -> str:
    """A minute, counted from 1970, up to where its seconds stand: the moments of a run have few."""
    return (_EPOCH + timedelta(minutes=minutes)).isoformat()[:17]


def time_of_day(written: str, *, strictly: bool = False) -> str:
    """The time of a written moment, to the millisecond: that is as much as people read.

    Args:
        written: The moment.
        strictly: It is a microsecond later than something, because it comes strictly after it.
    """
    clock, _, fraction = written.partition("T")[2].removesuffix("Z").partition(".")
    told = fraction[:3].ljust(3, "0")
    clock = clock if told == "000" else f"{clock}.{told}"
    return f"just after {clock}" if strictly else clock


@lru_cache(maxsize=1024)
def read_duration(text: str) -> Duration:
    """Read an ISO 8601 duration in days, hours, minutes and seconds, such as `PT10M`.

    Raises:
        ValueError: `text` is none, names no unit, or is longer than `LONGEST`.
    """
    found = _DURATION.fullmatch(text)
    if found is None or text[-1] in "PT":
        message = f"{text!r} is no duration; write one like PT10M, PT1.5S or P1DT12H"
        raise ValueError(message)
    *whole, seconds, fraction = found.groups()
    total = sum(unit * int(count or 0) for unit, count in zip(_UNITS, whole, strict=True))
    total += SECOND * int(seconds or 0) + int((fraction or "").ljust(6, "0"))
    if total > LONGEST:
        message = (
            f"{text!r} is longer than {write_duration(LONGEST)}, more than any clock here runs"
        )
        raise ValueError(message)
    return total


def write_duration(duration: Duration) -> str:
    """Write a duration as ISO 8601, such as `PT10M`."""
    days, rest = divmod(duration, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = f"{rest / SECOND:.6f}".rstrip("0").rstrip(".")
    date = f"{days}D" if days else ""
    parts = (
        f"{hours}H" if hours else "",
        f"{minutes}M" if minutes else "",
        f"{seconds}S" if rest else "",
    )
    time = "".join(parts)
    return f"P{date}T{time}" if time else f"P{date}" if date else "PT0S"
