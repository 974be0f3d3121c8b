"""How do people write a duration? As `10m`, `1h30m` or `90s`; ISO 8601 is read too, but no number without a unit."""

import re

from codat_mock.core.moments import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Duration,
    read_duration,
    read_moment,
    write_duration,
    write_moment,
)

_SHORT = re.compile(r"(?:([0-9]{1,6}d))?((?:[0-9]{1,8}h)?(?:[0-9]{1,8}m)?(?:[0-9.]{1,15}s)?)")
_UNITS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "m"))


def read_spoken(text: str) -> Duration:
    """Read a duration.

    Raises:
        ValueError: It is none; the sentence shows the ways to write one.
    """
    plain = text.strip()
    if plain.isascii() and plain.isdigit():
        if int(plain):
            message = f"{text!r} has no unit; write {plain}s for seconds, {plain}m for minutes"
            raise ValueError(message)
        plain = "PT0S"
    elif plain and (found := _SHORT.fullmatch(plain.lower())):
        days, time = found.groups()
        plain = f"P{days or ''}{f'T{time}' if time else ''}".upper()
    try:
        return read_duration(plain.upper())
    except ValueError as wrong:
        if "longer" in str(wrong):
            raise
        message = f"{text!r} is no duration; write one like 10m, 90s, 1h30m, 1d or PT10M"
        raise ValueError(message) from None


def iso(text: str) -> str:
    """The same duration as the control API reads it.

    Raises:
        ValueError: It is none.
    """
    return write_duration(read_spoken(text))


def short(text: str) -> str:
    """A duration of the control API as people write it: `1h 30m`."""
    rest, parts = read_duration(text), []
    for unit, name in _UNITS:
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count}{name}")
    if rest or not parts:
        parts.append(f"{rest / SECOND:.6f}".rstrip("0").rstrip(".") + "s")
    return " ".join(parts)


def instant(text: str) -> str:
    """A date and time as the control API reads it; without an offset it is UTC.

    Raises:
        ValueError: It is none.
    """
    try:
        return write_moment(read_moment(text.strip()))
    except (ValueError, OverflowError):
        message = f"{text!r} is no date and time; write one like 2026-01-01T00:10:00Z"
        raise ValueError(message) from None
