"""Which moves may a sync make?

Rule 1: every phase and every move of a sync stands in this table; nothing else decides what is legal.
Rule 2: a phase never comes back, so the code that a client reads never goes back: 1000, then perhaps 1010, then one
terminal code for good.
Rule 3: a move that is not in the table is refused and changes nothing.
"""

from collections.abc import Mapping
from enum import Enum

from codat_mock.core.errors import HasEnded


class Phase(Enum):
    """Where a sync stands."""

    QUEUED = "queued"
    RUNNING = "running"
    ENDED = "ended"


class Move(Enum):
    """What can happen to a sync."""

    START = "start"
    END = "end"


MOVES: Mapping[Phase, Mapping[Move, Phase]] = {
    Phase.QUEUED: {Move.START: Phase.RUNNING, Move.END: Phase.ENDED},
    Phase.RUNNING: {Move.END: Phase.ENDED},
    Phase.ENDED: {},
}


def after(phase: Phase, move: Move) -> Phase:
    """The phase that `move` leads to.

    Raises:
        HasEnded: The phase has no such move.
    """
    try:
        return MOVES[phase][move]
    except KeyError:
        message = f"A sync that is {phase.value} cannot {move.value}; initiate another one."
        raise HasEnded(message) from None
