"""What does a fault meet, and what does it give back? Values: only the edge waits and cuts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codat_contract import contract
from codat_mock.contract import provoking
from codat_mock.contract.operations import Operation
from codat_mock.core.errors import Provoked
from codat_mock.core.messages import Spoil
from codat_mock.core.moments import MINUTE, Duration

LONGEST: Duration = 5 * MINUTE
"""The longest that a fault may keep anybody waiting, in real time."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer travels, where it does not go out at once and whole.

    Attributes:
        wait: How long it is held back.
        cut: The connection is reset instead.
        half: The connection is closed after half of the body.
        over: How long the body takes.
        pieces: In how many pieces it comes then.
    """

    wait: Duration = 0
    cut: bool = False
    half: bool = False
    over: Duration = 0
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a request and of its answer.

    Attributes:
        wait: How long the work is put off.
        refused: The work is not done; this is answered instead.
        undone: The work is not done, and nothing is answered.
        change: From the status and the body of an answer to the body that goes out.
        manner: How the answer travels; None: as any.
        told_first: The sync that the request starts ends at once, and is told before the answer: what its messages
            are marked with; None: it takes its time.
    """

    wait: Duration = 0
    refused: Provoked | None = None
    undone: bool = False
    change: Callable[[int, bytes], bytes] | None = None
    manner: Manner | None = None
    told_first: Spoil | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """The request that a fault meets, its body not yet read.

    Attributes:
        fault: The name of the fault.
        operation: What is asked for.
        facts: What can fill the places of a refusal's words.
        chance: Draws a whole number from 0 to the one given.
    """

    fault: str
    operation: Operation
    facts: Mapping[str, str]
    chance: Callable[[int], int]

    def refused(self, status: int, row: str | None = None, **facts: str) -> Provoked:
        """The operation's refusal with this status, in Codat's words.

        Args:
            status: A status that the operation declares.
            row: The row of `x-errors`; None: the one that is most at home.
            facts: What more can fill the places of its words.
        """
        return provoking.provoked(
            self.operation,
            contract()["x-errors"],
            status,
            f"{self.fault} has it answered with {status}.",
            {**self.facts, **facts},
            row,
        )
