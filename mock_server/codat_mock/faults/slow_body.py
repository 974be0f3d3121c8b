"""An answer that trickles in."""

from dataclasses import dataclass

from codat_mock.core.moments import Duration
from codat_mock.faults.workings import Effect, Fault, Manner, Met, duration, example, whole


@dataclass(frozen=True, slots=True)
class SlowBody(Fault):
    """Sends the head at once and the body in pieces, over real time."""

    seen = "The usual answer, piece by piece: a time-out of single reads never comes, one of the whole does."
    advice = "Bound the whole of a call, and not each read of it alone."
    examples = (
        example("A page that takes five seconds", operation="list-sync-transactions", over="PT5S"),
    )

    over: Duration = duration("How long the body takes.")
    pieces: int = whole("In how many pieces it comes.", least=1, most=1000, default=10)

    def act(self, met: Met) -> Effect:
        """Take time."""
        return Effect(manner=Manner(over=self.over, pieces=self.pieces))
