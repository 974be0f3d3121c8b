"""How virtual time is read and written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.moments import (
    DAY,
    EARLIEST,
    HOUR,
    LATEST,
    LONGEST,
    MINUTE,
    SECOND,
    read_duration,
    read_moment,
    write_duration,
    write_moment,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@given(st.integers(EARLIEST, LATEST))
def test_moments_round_trip(moment: int) -> None:
    """Every moment that a clock can show is written, and read again as itself."""
    assert moment == read_moment(write_moment(moment))


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(8999, 12, 30)),  # noqa: DTZ001 the offset comes next
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_offsets_are_subtracted(local: datetime, minutes: int) -> None:
    """The same moment reads the same at every offset."""
    stamp = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert (stamp - EPOCH) // MICROSECOND == read_moment(stamp.isoformat())


@given(st.integers(EARLIEST, LATEST), st.integers(EARLIEST, LATEST))
def test_later_moments_are_not_written_as_earlier(one: int, other: int) -> None:
    """Whole seconds sort as text as they do in time."""
    early, late = sorted([one, other])
    assert write_moment(early)[:19] <= write_moment(late)[:19]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_500_000, "1970-01-01T00:00:01.5Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (100_000, "1970-01-01T00:00:00.1Z"),
        (LATEST, "9000-01-01T00:00:00Z"),
        (LATEST + DAY, "9000-01-01T00:00:00Z"),
    ],
)
def test_moments_are_written_in_utc(moment: int, text: str) -> None:
    """A moment is written in UTC without needless zeros, and no later than the calendar's end."""
    assert text == write_moment(moment)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01T00:00:00", 0),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T23:00:00-01:00", 0),
        ("1970-01-01T00:00:00.25Z", SECOND // 4),
        ("1970-01-02", DAY),
    ],
)
def test_moments_are_read(text: str, moment: int) -> None:
    """Without an offset a moment is UTC, without a time the day's beginning."""
    assert moment == read_moment(text)


@pytest.mark.parametrize(
    "text", ["", "now", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "0000-01-01", "PT1S", "1"]
)
def test_what_is_no_moment(text: str) -> None:
    """What the calendar does not have is refused."""
    with pytest.raises(ValueError, match=r".+"):
        read_moment(text)


@given(st.integers(0, LONGEST))
def test_durations_round_trip(duration: int) -> None:
    """Every duration up to the longest is written, and read again as itself."""
    assert duration == read_duration(write_duration(duration))


@given(st.tuples(*[st.integers(0, 99)] * 4), st.integers(0, 999_999))
def test_durations_need_no_order_of_magnitude(parts: tuple[int, ...], micro: int) -> None:
    """Units add up, however many of one there are."""
    days, hours, minutes, seconds = parts
    text = f"P{days}DT{hours}H{minutes}M{seconds}.{micro:06d}S"
    expected = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + micro
    assert expected == read_duration(text)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (0, "PT0S"),
        (1, "PT0.000001S"),
        (SECOND + SECOND // 2, "PT1.5S"),
        (10 * SECOND, "PT10S"),
        (10 * MINUTE, "PT10M"),
        (90 * MINUTE, "PT1H30M"),
        (36 * HOUR, "P1DT12H"),
        (2 * DAY, "P2D"),
        (LONGEST, "P999999D"),
    ],
)
def test_durations_are_written_briefly(duration: int, text: str) -> None:
    """Units of which there are none are left out."""
    assert text == write_duration(duration)
    assert duration == read_duration(text)


@pytest.mark.parametrize("text", ["PT100M", "PT6000S", "P0DT1H40M", "PT1H40M0.0S", "PT0H100M"])
def test_durations_may_be_written_in_many_ways(text: str) -> None:
    """A hundred minutes are a hundred minutes."""
    assert 100 * MINUTE == read_duration(text)


NO_DURATIONS = """
P PT P1DT T1S 1S P1W P1Y P1M -PT1S PT-1S PT1.S PT.5S PT1.0000000S pt1s PT1M1H PT1,5S PT\uff11S
"""


@pytest.mark.parametrize("text", ["", " PT1S", "PT1S ", "PT1S\n", "PT 1S", *NO_DURATIONS.split()])
def test_what_is_no_duration(text: str) -> None:
    """What is no duration is refused, with one that is."""
    with pytest.raises(ValueError, match="is no duration; write one like PT10M") as refused:
        read_duration(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize("text", ["P999999DT0.000001S", "P999999DT24H", "PT99999999H"])
def test_durations_that_are_too_long(text: str) -> None:
    """A duration that could not be written again is refused, with the longest."""
    with pytest.raises(ValueError, match="is longer than P999999D"):
        read_duration(text)
