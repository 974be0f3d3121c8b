"""Which operations can a fault hit? Those of the contract, never the mock's own."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from codat_contract import WEBHOOKS, contract
from codat_mock.contract.operations import METHODS, STARTS_SYNC
from codat_mock.core import errors
from codat_mock.core.timetable import RULES
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
        Contradiction: The fault can never hit it: the operation does not declare the status that it is to answer
            with, initiates no sync, or is a webhook without a signature.
    """
    if fault.strikes_messages:
        return _told_of(operation, fault)
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


def _told_of(operation: str, fault: Fault) -> frozenset[str] | None:
    """The kinds of webhooks that a fault can spoil; None: all.

    Raises:
        Invalid: There is no such kind.
        Contradiction: It is done to signatures, and the kind has none.
    """
    if operation == EVERY:
        return None
    if operation in STARTS_SYNC:
        return frozenset(kind.name for kind in WEBHOOKS.values() if kind.subject.of_sync)
    kind = next((kind for kind in WEBHOOKS.values() if kind.spelled(operation)), None)
    if kind is None:
        kinds = ", ".join(WEBHOOKS)
        message = f"No webhook is of the kind {operation[:60]!r}; name one of {kinds}, or {EVERY} for every one."
        raise errors.Invalid(message, faults=(errors.Fault("/operation", message),))
    if fault.spoil("").signed and not RULES[kind.service].signed:
        signed = ", ".join(one.name for one in WEBHOOKS.values() if RULES[one.service].signed)
        raise errors.Contradiction(
            f"{kind.name} is not signed, so nothing can be wrong with its signature; "
            f"put the fault before one of {signed}, or {EVERY}."
        )
    return frozenset({kind.name})


def _unknown(operation: str, known: Mapping[str, frozenset[int]]) -> errors.Invalid:
    near = get_close_matches(operation, known, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"name one by its operationId, such as initiate-sync, or {EVERY} for every one."
    )
    message = f"The contract has no operation {operation[:60]!r}; {hint}"
    return errors.Invalid(message, faults=(errors.Fault("/operation", message),))
