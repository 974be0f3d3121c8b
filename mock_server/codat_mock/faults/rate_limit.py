"""A limit of requests, counted in requests: no clock has to run for it."""

from dataclasses import dataclass

from codat_mock.faults.workings import Effect, Fault, Met, example, whole


@dataclass(frozen=True, slots=True)
class RateLimit(Fault):
    """Answers 429 with a Retry-After, and does not do the work.

    What it refuses counts in no quota, and frees an Idempotency-Key.
    """

    seen = "A 429 that says how many seconds to wait."
    advice = "Wait as many seconds as Retry-After says, then send the same request again."
    examples = (
        example("The next request comes too soon", operation="*", retryAfter=1),
        example(
            "Three requests pass, the fourth does not, without end",
            operation="*",
            allow=3,
            times=None,
        ),
    )

    retry_after: int = whole(
        "The seconds that `Retry-After` asks to wait; nothing here counts them.",
        most=86_400,
        default=1,
    )
    allow: int = whole(
        "How many requests pass before each that is refused.", most=1_000_000, default=0
    )

    @property
    def answers(self) -> int:
        """Too many requests."""
        return 429

    @property
    def lets_pass(self) -> int:
        """So many between two refusals."""
        return self.allow

    def act(self, met: Met) -> Effect:
        """Refuse."""
        return Effect(refused=met.refused(self.answers, retry_after=str(self.retry_after)))
