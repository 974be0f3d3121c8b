"""A connection that breaks before the server has done anything."""

from dataclasses import dataclass

from codat_mock.faults.workings import Effect, Fault, Manner, Met, example


@dataclass(frozen=True, slots=True)
class Reset(Fault):
    """Resets the connection before the work is done.

    An Idempotency-Key that came with the request is free again.
    """

    seen = "No answer, and nothing has happened: the same request may be sent again."
    advice = "Send the same request again."
    examples = (example("The next request is lost on its way", operation="*"),)

    def act(self, met: Met) -> Effect:
        """Do nothing, and cut."""
        return Effect(undone=True, manner=Manner(cut=True))
