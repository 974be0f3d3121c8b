"""An answer of which only a part arrives."""

from dataclasses import dataclass

from codat_mock.faults.workings import Effect, Fault, Manner, Met, example


@dataclass(frozen=True, slots=True)
class Truncated(Fault):
    """Sends half of the body, then closes the connection.

    An answer without a body arrives whole.
    """

    seen = (
        "Status and headers, the right Content-Length, and fewer bytes than that; the work is done."
    )
    advice = "Compare what came with Content-Length, and treat less as an answer that was lost."
    examples = (
        example("A list of transactions ends half-way", operation="list-sync-transactions"),
    )

    def act(self, met: Met) -> Effect:
        """Close too early."""
        return Effect(manner=Manner(half=True))
