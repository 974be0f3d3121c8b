"""A connection that breaks between the work and the answer."""

from dataclasses import dataclass

from codat_mock.faults.workings import Effect, Fault, Manner, Met, example


@dataclass(frozen=True, slots=True)
class LostResponse(Fault):
    """Does the work, then resets the connection.

    The answer is kept under the Idempotency-Key that came with the request, so that the next try gets it.
    """

    seen = "No answer, although the work is done: the same request without an Idempotency-Key does it twice."
    advice = "Send the same request again with the same Idempotency-Key; without one, list the syncs first."
    examples = (example("A sync starts, and its syncId is never told", operation="initiate-sync"),)

    def act(self, met: Met) -> Effect:
        """Cut instead of answering."""
        return Effect(manner=Manner(cut=True))
