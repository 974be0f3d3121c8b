"""Who is at fault when the expenses do not arrive?

    ExpenseSyncError
    |-- YourError                  the caller must change something before trying again
    |   |-- InvalidExpenseError    an expense is not as Codat demands; nothing was sent
    |   |-- RefusedError           Codat refused a request (4xx)
    |   `-- TooManyRequestsError   the quota is used up (429), and waiting did not help
    |-- CodatError                 the same may succeed later
    |   |-- FailedError            Codat kept failing (408, 5xx)
    |   |-- UnexpectedAnswerError  an answer that the contract does not have
    |   `-- StillRunningError      the sync had not ended when patience did
    `-- NetworkError               a request got no answer, however often it was tried

A receipt that does not arrive is not an error of the flow: its result in the report says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codat_client.error_body import ErrorBody
    from codat_client.report import Report

__all__ = [
    "CodatError",
    "ExpenseSyncError",
    "FailedError",
    "InvalidExpenseError",
    "NetworkError",
    "Problem",
    "RefusedError",
    "StillRunningError",
    "TooManyRequestsError",
    "UnexpectedAnswerError",
    "YourError",
]

Problem: TypeAlias = tuple[str, str]
"""A field, and what is wrong with it: the two halves of a sentence."""


class ExpenseSyncError(Exception):
    """The flow could not go on.

    Attributes:
        fault: Who must act: `you`, `codat` or `network`.
        report: What was known when it happened; None when nothing was sent.
        aside: What the user must know besides, a sentence; mostly empty.
    """

    fault: ClassVar[str]
    report: Report | None = None
    aside: str = ""

    def __str__(self) -> str:
        """Say what happened, and what must be known besides."""
        return f"{super().__str__()} {self.aside}".rstrip()


class YourError(ExpenseSyncError):
    """The caller must change something before trying again."""

    fault = "you"


class InvalidExpenseError(YourError, ValueError):
    """An expense is not as Codat demands; nothing was sent.

    Attributes:
        expense: The expense's id; None when the fault is not in one expense.
        problems: Each field and what is wrong with it.
    """

    def __init__(self, expense: str | None, problems: Sequence[Problem]) -> None:
        """Say all that is wrong in one sentence."""
        self.expense = expense
        self.problems = tuple(problems)
        named = "; ".join(f"{field} {problem}" for field, problem in self.problems)
        super().__init__(f"{f'Expense {expense}: ' if expense else ''}{named}.")


class AnsweredError(ExpenseSyncError):
    """Strictly private: what the errors share that stand for an answer.

    Attributes:
        operation: The operationId of the request.
        status: The HTTP status.
        body: Codat's explanation, as far as it could be read; `body.errors` are its validation.
    """

    def __init__(self, operation: str, status: int, body: ErrorBody, remedy: str) -> None:
        """Say what was asked, what Codat answered and what helps."""
        self.operation = operation
        self.status = status
        self.body = body
        super().__init__(f"Codat answered {operation} with {status}: {body} {remedy}".rstrip())


class RefusedError(AnsweredError, YourError):
    """Codat refused a request, and would refuse it again."""


class TooManyRequestsError(AnsweredError, YourError):
    """The quota is used up, and no wait that the policy allows helps."""


class CodatError(ExpenseSyncError):
    """Codat is at fault; the same may succeed later."""

    fault = "codat"


class FailedError(AnsweredError, CodatError):
    """Codat kept failing until the tries were used up."""


class UnexpectedAnswerError(CodatError):
    """Codat's answer is not one that the contract has.

    Attributes:
        operation: The operationId of the request.
    """

    def __init__(self, operation: str, what: str) -> None:
        """Say which answer it is and what is wrong with it."""
        self.operation = operation
        super().__init__(f"Codat's answer to {operation} is not in the contract: {what}.")


class StillRunningError(CodatError):
    """The sync had not ended when the policy said to stop waiting; it goes on at Codat."""

    def __init__(self, sync_id: str, polls: int, waited: float) -> None:
        """Say how long it was waited for and what to do now."""
        super().__init__(
            f"Sync {sync_id} has not ended after {polls} looks in {waited:g} s and goes on at "
            "Codat. Look again later, and do not initiate it again."
        )


class NetworkError(ExpenseSyncError):
    """A request got no answer, however often it was tried."""

    fault = "network"
