"""Which operations can a fault hit? Those of the contract, never the mock's own."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from codat_contract import WEBHOOKS, contract
from codat_mock.contract.operations import METHODS, STARTS_SYNC
from codat_mock.core import errors
from codat_mock.faults.workings.fault import Fault

EVERY = "*"
"""Stands for every operation."""


@cache
def declared() -> Mapping[str, frozenset[int]]:
    """The statuses that each operation declares, by operationId."""
    return {
        item[method]["operationId"]: frozenset(map(int, item[method]["responses"]))
        for item in contract()["paths"].values()
        for method in METHODS
        if method in item
    }


def concerned(operation: str, fault: Fault) -> frozenset[str] | None:
    """The operations that `fault` can hit when it is put before `operation`; None: all.

    Raises:
        Invalid: There is no such operation.
        Contradiction: The operation does not declare the status that the fault has it answer with.
    """
    if fault.strikes_messages:
        return _told_of(operation)
    known = declared()
    if operation != EVERY and operation not in known:
        raise _unknown(operation, known)
    if fault.strikes_initiations:
        return _initiating(operation)
    status = fault.answers
    if status is None:
        return None if operation == EVERY else frozenset({operation})
    able = frozenset(name for name in known if status in known[name])
    if operation != EVERY:
        able &= {operation}
    if not able:
        statuses = frozenset().union(*known.values()) if operation == EVERY else known[operation]
        who = "no operation" if operation == EVERY else operation
        can = ", ".join(str(other) for other in sorted(statuses) if other >= 400)
        raise errors.Contradiction(
            f"The status {status} is never answered by {who}; "
            f"choose one of the errors that the contract declares: {can}."
        )
    return able


def _initiating(operation: str) -> frozenset[str]:
    """The operations that initiate a sync.

    Raises:
        Contradiction: `operation` does not.
    """
    if operation == EVERY:
        return frozenset(STARTS_SYNC)
    if operation not in STARTS_SYNC:
        able = " or ".join(STARTS_SYNC)
        raise errors.Contradiction(
            f"{operation} initiates no sync that could be told first; put it before {able}."
        )
    return frozenset({operation})


def _told_of(operation: str) -> frozenset[str] | None:
    """The kinds of webhooks that a fault can spoil; None: all.

    Raises:
        Invalid: There is no such kind.
    """
    if operation in (EVERY, *STARTS_SYNC):
        return None
    if operation in WEBHOOKS:
        return frozenset({operation})
    kinds = ", ".join(WEBHOOKS)
    message = f"No webhook is of the kind {operation[:60]!r}; name one of {kinds}, or {EVERY} for every one."
    raise errors.Invalid(message, faults=(errors.Fault("/operation", message),))


def _unknown(operation: str, known: Mapping[str, frozenset[int]]) -> errors.Invalid:
    near = get_close_matches(operation, known, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"name one by its operationId, such as initiate-sync, or {EVERY} for every one."
    )
    message = f"The contract has no operation {operation[:60]!r}; {hint}"
    return errors.Invalid(message, faults=(errors.Fault("/operation", message),))
