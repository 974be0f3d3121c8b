"""How are the fields of a control body read that a schema alone cannot judge?"""

from typing import Any, overload

from codat_mock.core.clock import ClockMode
from codat_mock.core.errors import Fault, Invalid
from codat_mock.core.moments import (
    EARLIEST,
    LATEST,
    Duration,
    Moment,
    read_duration,
    read_moment,
    write_moment,
)


def moment(body: dict[str, Any], field: str) -> Moment:
    """A moment.

    Raises:
        Invalid: The calendar has none such, the 30th of February for one.
    """
    try:
        return read_moment(body[field])
    except (ValueError, OverflowError):
        raise refusal(
            f"/{field}",
            f"{body[field]} is no moment of the calendar; write one like 2026-01-01T00:00:00Z.",
        ) from None


@overload
def duration(body: dict[str, Any], field: str) -> Duration | None: ...
@overload
def duration(body: dict[str, Any], field: str, default: Duration) -> Duration: ...
def duration(body: dict[str, Any], field: str, default: Duration | None = None) -> Duration | None:
    """A duration, if it is there.

    Raises:
        Invalid: It names no unit, or is longer than any clock runs.
    """
    if field not in body:
        return default
    try:
        return read_duration(body[field])
    except ValueError as wrong:
        raise refusal(f"/{field}", f"{wrong}.") from None


def whole(body: dict[str, Any], field: str, default: int | None = None) -> int | None:
    """A whole number, if it is there: for a schema 1.0 is one too."""
    value = body.get(field, default)
    return None if value is None else int(value)


def clock_mode(clock: dict[str, Any]) -> ClockMode | None:
    """The mode of a `TenantClock`, if there is one.

    Raises:
        Invalid: It has a rate that its mode does not have.
    """
    mode = ClockMode(clock["mode"]) if "mode" in clock else None
    if "rate" in clock and mode is not ClockMode.SCALED:
        raise refusal("/clock/rate", f"Only a scaled clock has a rate; this one is {mode}.")
    return mode


def clock_moment(clock: dict[str, Any]) -> Moment:
    """The first moment of a `TenantClock` that names one.

    Raises:
        Invalid: No clock begins then.
    """
    now = moment({"clock/now": clock["now"]}, "clock/now")
    if not EARLIEST <= now <= LATEST:
        raise refusal(
            "/clock/now",
            f"A clock begins between {write_moment(EARLIEST)} and {write_moment(LATEST)}.",
        )
    return now


def refusal(pointer: str, message: str) -> Invalid:
    """What is said when one field is wrong."""
    return Invalid(message, faults=(Fault(pointer, message),))
