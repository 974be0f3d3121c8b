"""An error, with the body that Codat has for it."""

from dataclasses import dataclass

from codat_contract import contract
from codat_mock.contract import provoking
from codat_mock.core.errors import Contradiction
from codat_mock.faults.workings import Effect, Fault, Met, example, whole, word


@dataclass(frozen=True, slots=True)
class Status(Fault):
    """Answers with an error that the contract declares, and does not do the work.

    The answer is kept under an Idempotency-Key like any other, but for a 429.
    """

    seen = "The status, with Codat's body for it."
    advice = (
        "Send it again after a while if it was a 429 or a 5xx; after a 5xx with a new Idempotency-Key, because the "
        "answer to the old one is kept."
    )
    examples = (
        example("Fail the first two, then succeed", operation="initiate-sync", status=503, times=2),
        example("The free plan is used up", operation="*", status=402, example="free-plan"),
    )

    status: int = whole("The status of the answer.", least=400, most=599)
    example: str | None = word(
        "The row of `x-errors` that has the words, as in `Prefer: code=402, example=free-plan`; "
        "the one that suits the operation best unless said.",
        default=None,
    )

    def __post_init__(self) -> None:
        """Refuse a row that has another status.

        Raises:
            Contradiction: With those that have it.
        """
        rows = provoking.rows_of(contract()["x-errors"], self.status)
        if self.example is not None and self.example not in rows:
            raise Contradiction(
                f"There is no example {self.example[:60]!r} of the status {self.status}; "
                f"there is {', '.join(rows) or 'none'}."
            )

    @property
    def answers(self) -> int:
        """The status."""
        return self.status

    def act(self, met: Met) -> Effect:
        """Refuse."""
        return Effect(refused=met.refused(self.status, self.example))
