"""A server that takes its time."""

from dataclasses import dataclass

from codat_mock.core.errors import Contradiction
from codat_mock.core.moments import Duration, write_duration
from codat_mock.faults.workings import LONGEST, Effect, Fault, Manner, Met, duration, example, word

_WORK, _ANSWER = "work", "answer"


@dataclass(frozen=True, slots=True)
class Delay(Fault):
    """Lets real time pass before the work is done, or before the answer is sent.

    A client that hangs up before the work is done has nothing done.
    """

    seen = "The usual answer, later; or its own time-out."
    advice = "Give the call more time; ask what has become of it before it is sent again."
    examples = (
        example("Two seconds more", operation="get-sync-by-id", by="PT2S"),
        example(
            "Between one and three seconds", operation="*", by="PT1S", jitter="PT2S", times=None
        ),
        example(
            "The work is done at once, the answer comes too late",
            operation="initiate-sync",
            by="PT40S",
            before=_ANSWER,
        ),
    )

    by: Duration = duration("How much later.")
    jitter: Duration = duration("Up to so much more, drawn from the tenant's seed.", default=0)
    before: str = word("What is put off.", _WORK, _ANSWER, default=_WORK)

    def __post_init__(self) -> None:
        """Refuse to keep anybody waiting too long.

        Raises:
            Contradiction: It may become longer than any fault may.
        """
        if self.by + self.jitter > LONGEST:
            raise Contradiction(
                f"Together `by` and `jitter` may be {write_duration(LONGEST)} at the most; "
                f"they are {write_duration(self.by + self.jitter)}."
            )

    def act(self, met: Met) -> Effect:
        """Put off."""
        wait = self.by + met.chance(self.jitter)
        return Effect(wait=wait) if self.before == _WORK else Effect(manner=Manner(wait=wait))
