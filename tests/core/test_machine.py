"""The table of moves: total, obeyed, and missed as soon as a row is gone."""

from collections.abc import Callable
from types import MappingProxyType

import pytest

from codat_mock.core import machine
from codat_mock.core.errors import HasEnded
from codat_mock.core.machine import MOVES, Move, Phase, after
from core.story import everything
from core.yard import Yard

LEGAL = {
    (Phase.QUEUED, Move.START): Phase.RUNNING,
    (Phase.QUEUED, Move.END): Phase.ENDED,
    (Phase.RUNNING, Move.END): Phase.ENDED,
}
EVERY = [(phase, move) for phase in Phase for move in Move]


def _queued_starts() -> None:
    yard = Yard()
    yard.sync()


def _queued_is_ended() -> None:
    yard = Yard()
    yard.sync()
    yard.end(yard.sync(), 4220)


def _running_is_ended() -> None:
    yard = Yard()
    yard.end(yard.sync(), 4220)


STORIES: dict[tuple[Phase, Move], Callable[[], None]] = {
    (Phase.QUEUED, Move.START): _queued_starts,
    (Phase.QUEUED, Move.END): _queued_is_ended,
    (Phase.RUNNING, Move.END): _running_is_ended,
}


def test_table_is_total() -> None:
    """Every phase has a row, the last one an empty row, and no row leads out of the table."""
    assert list(Phase) == list(MOVES)
    assert {} == MOVES[Phase.ENDED]
    assert set(Phase) >= {phase for row in MOVES.values() for phase in row.values()}


def test_every_phase_can_be_reached() -> None:
    """From the queue each other phase is reached, and none leads back to one that was left."""
    rank = {phase: place for place, phase in enumerate(Phase)}
    moves = [(phase, to) for phase, row in MOVES.items() for to in row.values()]
    assert set(Phase) == {Phase.QUEUED, *(to for _, to in moves)}
    assert all(rank[phase] < rank[to] for phase, to in moves)


@pytest.mark.parametrize(("phase", "move"), EVERY)
def test_moves(phase: Phase, move: Move) -> None:
    """Each move leads where the table says; every other one is refused in a sentence that says what to do."""
    if (phase, move) in LEGAL:
        assert LEGAL[phase, move] is after(phase, move)
        return
    with pytest.raises(HasEnded) as refused:
        after(phase, move)
    assert f"A sync that is {phase.value} cannot {move.value}; initiate another one." == str(
        refused.value
    )


@pytest.mark.parametrize("row", LEGAL)
def test_a_missing_row_is_noticed(row: tuple[Phase, Move], monkeypatch: pytest.MonkeyPatch) -> None:
    """A timeline without one of the rows cannot make that move, so nothing decides moves beside the table."""
    STORIES[row]()
    phase, move = row
    short = {**MOVES, phase: {kept: to for kept, to in MOVES[phase].items() if kept is not move}}
    monkeypatch.setattr(machine, "MOVES", MappingProxyType(short))
    with pytest.raises(HasEnded):
        STORIES[row]()


@pytest.mark.parametrize("code", [2000, 4220, 5130])
def test_an_ended_sync_cannot_be_ended(code: int) -> None:
    """An end that comes too late is refused and changes nothing, not even the ids that are drawn next."""
    yard = Yard()
    sync = yard.sync(2)
    yard.idle()
    before = everything(yard.tenant)
    with pytest.raises(HasEnded):
        yard.tenant.end(sync.id, code, (), yard.now)
    assert before == everything(yard.tenant)
