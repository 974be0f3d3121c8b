"""How are the fields of a control body read that a schema alone cannot judge?"""

from typing import Any, overload

from codat_mock.core.errors import Fault, Invalid
from codat_mock.core.moments import Duration, Moment, read_duration, read_moment


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


def refusal(pointer: str, message: str) -> Invalid:
    """What is said when one field is wrong."""
    return Invalid(message, faults=(Fault(pointer, message),))
