"""How are durations and transactions read that people write?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.cli.naming import read_names, read_outcome
from codat_mock.cli.spoken import instant, iso, read_spoken, short
from codat_mock.core.moments import LONGEST, write_duration

DURATIONS = [
    ("10m", "PT10M", "10m"),
    ("90s", "PT1M30S", "1m 30s"),
    ("1h30m", "PT1H30M", "1h 30m"),
    ("1d", "P1D", "1d"),
    ("1d12h", "P1DT12H", "1d 12h"),
    ("1.5s", "PT1.5S", "1.5s"),
    ("10M", "PT10M", "10m"),
    ("0", "PT0S", "0s"),
    ("PT11M", "PT11M", "11m"),
    ("pt11m", "PT11M", "11m"),
    ("P2DT1.25S", "P2DT1.25S", "2d 1.25s"),
]
"""What is written, what it is, and how it is shown."""


@pytest.mark.parametrize(("text", "read", "shown"), DURATIONS)
def test_durations(text: str, read: str, shown: str) -> None:
    """Short forms and ISO 8601 are one, and nothing is nothing in every unit."""
    assert (read, shown) == (iso(text), short(iso(text)))


@pytest.mark.parametrize(
    "text", ["", " ", "m", "10 m", "10x", "m10", "-1m", "1m1h", "soon", "PT", "1,5s", "٣m", "1.s.2"]
)
def test_no_durations(text: str) -> None:
    """What is none is refused with the ways to write one."""
    with pytest.raises(ValueError, match="write one like 10m, 90s, 1h30m, 1d or PT10M"):
        read_spoken(text)


@pytest.mark.parametrize("text", ["11", " 45 ", "007"])
def test_no_unit(text: str) -> None:
    """A number alone is asked for its unit: some mean seconds, others minutes."""
    with pytest.raises(ValueError, match=r"has no unit; write \d+s for seconds, \d+m for minutes"):
        read_spoken(text)


@given(st.integers(0, LONGEST))
def test_shown_and_read_again(duration: int) -> None:
    """What is shown of a duration reads as the same, spaces left out."""
    assert duration == read_spoken(short(write_duration(duration)).replace(" ", ""))


def test_longest() -> None:
    """What no clock runs is refused with the bound."""
    with pytest.raises(ValueError, match="longer than P999999D"):
        read_spoken("99999999h")


@pytest.mark.parametrize("text", ["", "now", "2026-02-30", "12:00"])
def test_no_instants(text: str) -> None:
    """What the calendar does not have is refused with the form."""
    with pytest.raises(ValueError, match="write one like 2026-01-01T00:10:00Z"):
        instant(text)


def test_names() -> None:
    """Places from 0, ranges and ids, in the order in which they are written."""
    id_ = "4D7C6929-7770-412b-91bb-44d3bc71d111"
    wanted = [{"index": 3}, {"index": 0}, {"index": 1}, {"transactionId": id_.lower()}]
    assert wanted == read_names(f"3, 0-1,{id_}")


@pytest.mark.parametrize("text", ["", ",", "1,", "a", "-1", "1-", "2-1", "1.0", "4d7c6929", "٣"])
def test_no_names(text: str) -> None:
    """What names no transaction is refused."""
    with pytest.raises(ValueError, match="'"):
        read_names(text)


def test_outcomes() -> None:
    """A status in any case, and a message that may hold colons and equal signs."""
    assert [{"index": 0, "status": "PushError"}] == read_outcome("0=pusherror")
    wanted = {"index": 0, "status": "ValidationError", "message": "a=b: c"}
    assert [wanted] == read_outcome("0=ValidationError:a=b: c")
