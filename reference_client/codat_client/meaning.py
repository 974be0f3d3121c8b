"""What does a status code mean, even one that the contract does not have?"""

from dataclasses import dataclass

from codat_contract import SYNC_CODES

__all__ = ["Meaning", "meaning"]

IN_PROGRESS, SUCCESS = 1, 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """What to make of a code.

    Attributes:
        reason: In the contract's words.
        terminal: The sync has ended.
        success: It has ended well.
        actor: Who must act next: `nobody`, `you`, `customer` or `codat`.
        next_step: What is to be done, a sentence.
        remark: What the user should know about the code itself, if anything.
    """

    reason: str
    terminal: bool
    success: bool
    actor: str
    next_step: str
    remark: str | None = None


def meaning(code: int) -> Meaning:
    """Look a code up; one that the contract lacks is judged by its first digit, and says so."""
    if row := SYNC_CODES.get(code):
        return Meaning(row.reason, row.terminal, row.success, row.actor, row.next_step)
    family = code // 1000
    taken_as = {IN_PROGRESS: "in progress", SUCCESS: "a success"}.get(family, "a failure")
    return Meaning(
        reason="Unknown code",
        terminal=family != IN_PROGRESS,
        success=family == SUCCESS,
        actor="you",
        next_step=f"Look the code {code} up in Codat's documentation.",
        remark=f"The contract does not have the code {code}; it was taken as {taken_as}.",
    )
