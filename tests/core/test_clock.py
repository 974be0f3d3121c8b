"""What time it is: the clock, and the agenda that waits for it."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core import advancing
from codat_mock.core.agenda import Agenda
from codat_mock.core.clock import ClockMode, VirtualClock
from codat_mock.core.errors import BackInTime, Contradiction
from codat_mock.core.moments import DAY, LATEST, MINUTE, SECOND, Moment
from core.yard import START, Yard

MODES = st.sampled_from(ClockMode)
RATES = st.floats(0.001, 1_000_000)
STEPS = st.integers(0, DAY)


class Wall:
    """Real time, held by the test."""

    def __init__(self) -> None:
        self.moment: Moment = 7 * DAY

    def __call__(self) -> Moment:
        return self.moment


@pytest.fixture(name="wall")
def _wall() -> Wall:
    """Real time that stands still until it is moved."""
    return Wall()


@pytest.mark.parametrize(
    ("mode", "rate", "passed"),
    [
        (ClockMode.REAL, 1.0, MINUTE),
        (ClockMode.REAL, 60.0, MINUTE),
        (ClockMode.MANUAL, 1.0, 0),
        (ClockMode.SCALED, 60.0, 60 * MINUTE),
        (ClockMode.SCALED, 0.5, MINUTE // 2),
    ],
)
def test_how_time_passes(wall: Wall, mode: ClockMode, rate: float, passed: int) -> None:
    """In a real minute a real clock moves a minute, a scaled one its rate, a manual one not at all."""
    clock = VirtualClock(wall, mode, START, rate)
    assert START == clock.now()
    wall.moment += MINUTE
    assert START + passed == clock.now()


@pytest.mark.parametrize("mode", ClockMode)
def test_advance_in_every_mode(wall: Wall, mode: ClockMode) -> None:
    """A clock can be moved on in every mode, and then passes as before."""
    clock = VirtualClock(wall, mode, START, 2.0)
    wall.moment += SECOND
    clock.forward(START + DAY)
    assert START + DAY == clock.now()
    wall.moment += SECOND
    expected = {ClockMode.REAL: SECOND, ClockMode.MANUAL: 0, ClockMode.SCALED: 2 * SECOND}
    assert START + DAY + expected[mode] == clock.now()


@pytest.mark.parametrize("mode", ClockMode)
def test_never_back(wall: Wall, mode: ClockMode) -> None:
    """A moment that has passed is refused, with the one that it is, and the clock goes on undisturbed."""
    clock = VirtualClock(wall, mode, START)
    with pytest.raises(
        BackInTime, match=r"already 2026-01-01T00:00:00Z.*cannot become 2025-12-31T23:59:59.999999Z"
    ):
        clock.refuse(START - 1)
    assert START == clock.now()


def test_the_calendar_ends(wall: Wall) -> None:
    """Time can be moved to the calendar's end and no further, and does not pass it."""
    clock = VirtualClock(wall, ClockMode.SCALED, START, 1_000_000)
    with pytest.raises(Contradiction, match="Time ends here at 9000-01-01T00:00:00Z"):
        clock.refuse(LATEST + 1)
    assert START == clock.now()
    clock.forward(LATEST)
    wall.moment += DAY
    assert LATEST == clock.now()


def test_a_moment_before_the_epoch_is_refused_as_past(wall: Wall) -> None:
    """Even a moment that cannot be written is refused in a sentence."""
    clock = VirtualClock(wall, ClockMode.MANUAL, 0)
    with pytest.raises(BackInTime, match="cannot become 1970-01-01T00:00:00Z"):
        clock.refuse(-DAY)


@given(MODES, MODES, RATES, STEPS)
def test_a_change_of_mode_keeps_the_moment(
    first: ClockMode, second: ClockMode, rate: float, passed: int
) -> None:
    """Whatever a clock was and becomes, the change takes no time; from there the new way counts."""
    wall = Wall()
    clock = VirtualClock(wall, first, START, rate)
    wall.moment += passed
    before = clock.now()
    clock.change(second, rate)
    assert (before, second) == (clock.now(), clock.mode)
    wall.moment += SECOND
    speeds = {ClockMode.REAL: 1, ClockMode.MANUAL: 0, ClockMode.SCALED: rate}
    assert before + int(SECOND * speeds[second]) == clock.now()


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("wall"), STEPS),
            st.tuples(st.just("advance"), STEPS),
            st.tuples(st.just("change"), st.tuples(MODES, RATES)),
        ),
        max_size=20,
    )
)
def test_time_never_goes_back(moves: list[tuple[str, object]]) -> None:
    """Through every mix of waiting, advancing and changing the clock, no reading is earlier than the one before."""
    wall = Wall()
    clock = VirtualClock(wall, ClockMode.REAL, START)
    last = clock.now()
    for what, value in moves:
        if what == "wall":
            assert isinstance(value, int)
            wall.moment += value
        elif what == "advance":
            assert isinstance(value, int)
            clock.forward(min(clock.now() + value, LATEST))
        else:
            assert isinstance(value, tuple)
            clock.change(*value)
        now = clock.now()
        assert last <= now
        last = now


@pytest.mark.parametrize("mode", [ClockMode.REAL, ClockMode.SCALED])
@pytest.mark.parametrize("pending", [True, False])
def test_the_wall_may_move_while_time_is_advanced(mode: ClockMode, *, pending: bool) -> None:
    """Real time that passes within a command is no step back: `next` and `idle` work on clocks that run."""
    ticking: Iterator[Moment] = iter(range(10**9))
    yard = Yard(mode=mode, wall=lambda: next(ticking))
    if pending:
        yard.sync()
    for way in (advancing.to_next, advancing.until_idle):
        before = yard.now
        advancing.finish(way(yard.tenant))
        assert before < yard.now


@given(st.lists(st.integers(0, 5), max_size=30))
def test_agenda_order(moments: list[int]) -> None:
    """Things are taken by moment and, within a moment, in the order in which they were entered."""
    agenda: Agenda[int] = Agenda()
    for number, moment in enumerate(moments):
        agenda.enter(moment, number)
    expected = sorted((moment, number) for number, moment in enumerate(moments))
    assert len(moments) == len(agenda)
    assert (expected[0] if expected else None) == agenda.first()
    assert expected == [agenda.take() for _ in moments]
    assert (0, None) == (len(agenda), agenda.first())


def test_agenda_knows_what_is_due() -> None:
    """A thing is due at its moment and after, not before; looking takes nothing."""
    agenda: Agenda[str] = Agenda()
    assert not agenda.due(LATEST)
    agenda.enter(5, "five")
    assert [False, True, True] == [agenda.due(now) for now in (4, 5, 6)]
    assert (5, "five") == agenda.take()
    with pytest.raises(IndexError):
        agenda.take()
