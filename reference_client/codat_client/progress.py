"""How far is it?

The flow tells what happens as it happens.
Each event says how much of its stage is done, so that a progress bar per stage needs nothing else.
"""

from dataclasses import dataclass
from enum import Enum

__all__ = ["Progress", "Stage"]


class Stage(Enum):
    """The parts of the flow, in their order; the value is a title for a progress bar."""

    DATASETS = "Datasets created"
    SYNC = "Sync"
    TRANSACTIONS = "Transactions read"
    RECEIPTS = "Receipts uploaded"


@dataclass(frozen=True, slots=True)
class Progress:
    """One thing that happened.

    Every stage that is reached is told first with `done` 0 and last with `done` equal to `total`,
    unless the flow ends before.

    Attributes:
        stage: The part of the flow that it belongs to.
        done: How many of the stage are over, well or not. The sync counts as one.
        total: How many there are, as far as is known: 0 when there is nothing to do.
        text: What happened, as a sentence for people.
        code: The sync's status code, when a status was read.
    """

    stage: Stage
    done: int
    total: int
    text: str
    code: int | None = None
