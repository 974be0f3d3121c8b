"""What a sync is at a moment: a pure function of its fate, for every moment, past ones too."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import SYNC_CODES, TransactionStatus
from codat_mock.core import fate
from codat_mock.core.fate import LONG_AFTER, PENDING, Fate, Outcomes, Verdict
from codat_mock.core.machine import Phase
from codat_mock.core.moments import DAY, MINUTE, SECOND
from core.story import glimpse
from core.yard import Yard, by_index

VERDICTS = st.builds(Verdict, st.sampled_from(TransactionStatus), st.sampled_from([None, "why"]))
MOMENTS = st.integers(0, 30 * MINUTE)


@st.composite
def outcomes(draw: st.DrawFn, count: int, depth: int = 2) -> Outcomes:
    """Outcomes of `count` entries, told to end up to `depth` times."""
    named = draw(st.dictionaries(st.integers(0, count - 1), VERDICTS)) if count else {}
    began, span = draw(MOMENTS), draw(MOMENTS)
    if not depth or draw(st.booleans()):
        return Outcomes(count, draw(VERDICTS), named, began, span)
    earlier = draw(outcomes(count, depth - 1))
    kept = earlier.decided(began)
    return Outcomes(count, draw(VERDICTS), named, began, 0, earlier, kept)


@st.composite
def fates(draw: st.DrawFn) -> Fate:
    """A fate of up to eight entries."""
    started = draw(MOMENTS)
    ends = draw(st.none() | st.integers(started, started + 30 * MINUTE))
    terminal = [code.number for code in SYNC_CODES.values() if code.terminal]
    long_from = started + draw(st.integers(0, LONG_AFTER))
    told = draw(outcomes(draw(st.integers(0, 8))))
    return Fate(started, ends, draw(st.sampled_from(terminal)), long_from, told)


@given(st.none() | fates(), st.lists(st.integers(0, 90 * MINUTE), max_size=12))
def test_codes_never_go_back(known: Fate | None, moments: list[int]) -> None:
    """As time passes a sync reads 1000, then perhaps 1010, then perhaps one terminal code for good."""
    codes = [fate.code(known, moment) for moment in sorted(moments)]
    terminal = known.code if known else 0
    rank = {1000: 0, 1010: 1, terminal: 2}
    ranks = [rank[code] for code in codes]
    assert sorted(ranks) == ranks


@given(fates(), st.integers(0, 90 * MINUTE))
def test_code_and_phase_agree(known: Fate, moment: int) -> None:
    """A terminal code is read exactly while the sync has ended, and data is pushed only then."""
    phase = fate.phase(known, moment)
    assert (phase is Phase.ENDED) == SYNC_CODES[fate.code(known, moment)].terminal
    assert not fate.data_pushed(known, moment) or phase is Phase.ENDED


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (0, 1000),
        (1, 1000),
        (600 * SECOND - 1, 1000),
        (600 * SECOND, 1000),
        (600 * SECOND + 1, 1010),
        (DAY, 1010),
    ],
)
def test_strictly_after_ten_minutes(run: int, code: int) -> None:
    """A sync that has run 600 s reads 1000, one that has run 600.000001 s reads 1010."""
    yard = Yard()
    sync = yard.sync(code=2000, after=2 * DAY)
    yard.advance(run)
    assert code == yard.code(sync)


def test_the_ten_minutes_count_from_the_start() -> None:
    """What waits in the queue does not run long, however long it waits."""
    yard = Yard()
    yard.sync(code=2000, after=DAY)
    queued = yard.sync(code=2000, after=DAY)
    yard.advance(DAY - 1)
    assert 1000 == yard.code(queued)
    yard.advance(1 + 10 * MINUTE)
    assert 1000 == yard.code(queued)
    yard.advance(1)
    assert 1010 == yard.code(queued)


def test_an_end_at_ten_minutes_is_never_long() -> None:
    """A sync that ends ten minutes and a microsecond after its start goes from 1000 to its end."""
    yard = Yard()
    sync = yard.sync(code=2000, after=LONG_AFTER)
    events = yard.idle()
    assert [(1000, 2000)] == [(event.before, event.now) for event in events]
    assert [1000, 2000] == [yard.code(sync, ago) for ago in (1, 0)]


@given(st.data(), st.integers(0, 8), st.lists(st.integers(0, 90 * MINUTE), max_size=12))
def test_outcomes_are_decided_as_a_growing_prefix(
    data: st.DataObject, count: int, moments: list[int]
) -> None:
    """The first entries have their verdict, the others are Pending; the prefix grows, and no verdict changes."""
    told = data.draw(outcomes(count))
    final = [told.verdict(index) for index in range(count)]
    before = 0
    for moment in sorted(moments):
        decided = told.decided(moment)
        assert before <= decided <= count
        shown = [told.at(index, moment) for index in range(count)]
        assert final[:decided] + [PENDING] * (count - decided) == shown
        before = decided
    assert count == told.decided(61 * MINUTE)


@given(st.data(), st.integers(0, 8))
def test_tally_counts_verdicts(data: st.DataObject, count: int) -> None:
    """The tally of every prefix is what counting its verdicts one by one gives, after interventions too."""
    told = data.draw(outcomes(count))
    for upto in range(count + 1):
        expected = Counter(told.verdict(index).status for index in range(upto))
        assert expected == Counter(told.tally(upto))


@given(st.data(), st.integers(0, 8), st.sampled_from(TransactionStatus))
def test_first_of_a_status(data: st.DataObject, count: int, wanted: TransactionStatus) -> None:
    """The first verdict of a status is the one that reading all of them finds first."""
    told = data.draw(outcomes(count))
    verdicts = [told.verdict(index) for index in range(count)]
    expected = next((verdict for verdict in verdicts if verdict.status is wanted), None)
    assert expected == told.first(wanted)


@given(st.integers(0, 8), st.integers(0, 60))
def test_outcomes_are_spread_over_the_run(count: int, second: int) -> None:
    """Nothing is decided when a run begins, everything when it ends, and in between one after the other."""
    told = Outcomes(count, Verdict(TransactionStatus.COMPLETED), {}, 0, 60 * SECOND)
    assert [0, 0, count] == [told.decided(moment) for moment in (-1, 0, 60 * SECOND)]
    assert min(count, second * (count + 1) // 60) == told.decided(second * SECOND)


def test_an_intervention_keeps_what_was_decided() -> None:
    """What had its verdict keeps it, the rest follows the code; a moment before, nothing was otherwise."""
    yard = Yard(sync_time=6 * SECOND)
    sync = yard.sync(5, transactions=(by_index(0, TransactionStatus.PUSH_ERROR, "no"),))
    yard.advance(2 * SECOND)
    assert ["PushError", "Completed", "Pending", "Pending", "Pending"] == yard.statuses(sync)
    yard.advance(SECOND)
    yard.end(sync, 5000)
    expected = ["PushError", "Completed", "Completed", "Unknown", "Unknown"]
    assert expected == yard.statuses(sync)
    assert "no" == yard.verdicts(sync)[0].message
    assert ["PushError", "Completed", "Pending", "Pending", "Pending"] == yard.statuses(
        sync, SECOND
    )


@pytest.mark.parametrize("code", [2000, 4220, 5000, 5130])
@pytest.mark.parametrize("plan", [{}, {"code": 1010, "after": SECOND}, {"code": 1000}])
def test_the_past_can_be_asked(code: int, plan: dict[str, int]) -> None:
    """What a sync was at each earlier moment is told the same after its end as it was told then."""
    yard = Yard(sync_time=20 * SECOND)
    yard.sync(1, code=2000, after=2 * SECOND)
    sync = yard.sync(6, **plan)
    told = {}
    for _ in range(7):
        told[yard.now] = glimpse(sync, yard.now)
        yard.advance(SECOND)
    yard.end(sync, code)
    yard.advance(DAY)
    assert told == {moment: glimpse(sync, moment) for moment in told}


def test_the_past_of_what_polls_ended() -> None:
    """A sync that a poll has ended was in progress before, with nothing decided."""
    yard = Yard()
    sync = yard.sync(2, polls=2)
    yard.advance(SECOND)
    assert [1000, 2000] == [yard.poll(sync), yard.poll(sync)]
    yard.advance(SECOND)
    assert [2000, 1000] == [yard.code(sync, SECOND), yard.code(sync, SECOND + 1)]
    assert ["Pending"] * 2 == yard.statuses(sync, SECOND + 1)


@pytest.mark.parametrize(
    ("code", "pushed"), [(2000, True), (4220, False), (5000, False), (5120, True), (5130, True)]
)
def test_data_pushed(code: int, *, pushed: bool) -> None:
    """Data is pushed when a sync has ended with at least one Completed transaction, not before."""
    yard = Yard()
    sync = yard.sync(2, code=code)
    yard.advance(9 * SECOND)
    assert not fate.data_pushed(sync.fate, yard.now)
    yard.advance(SECOND)
    assert pushed == fate.data_pushed(sync.fate, yard.now)


def test_no_fate_is_queued() -> None:
    """A sync without a fate is queued and has pushed nothing."""
    assert (Phase.QUEUED, 1000, False) == (
        fate.phase(None, 5),
        fate.code(None, 5),
        fate.data_pushed(None, 5),
    )
