"""What is worth a word in the log, though nothing was refused?"""

from codat_mock.core.companies import Sync
from codat_mock.core.ids import text

_NAMED = 3
"""How many of the transactions that are named in vain are told."""


def counted(transactions: int) -> str:
    """So many transactions."""
    return f"{transactions} transaction{'' if transactions == 1 else 's'}"


def initiation(sync: Sync) -> str:
    """A sync that was initiated: what it takes, how it shall end, what its plan names in vain, what it waits for."""
    said = f"sync {sync.text} of {counted(sync.transactions)}"
    if sync.preferred is not None:
        said += f" goes to {sync.preferred}, as preferred"
    if sync.plan is not None:
        lost = in_vain(sync)
        said += f" takes {sync.plan.id}"
        said += f", which also names {_first(lost)}: not in this sync" if lost else ""
    running = sync.company.running
    if running is not None and running is not sync:
        said += f", waits behind {text(running.id)}"
    return said


def in_vain(sync: Sync) -> list[str]:
    """What the plan of a sync names and the sync does not hold: it is passed over, so it must at least be said."""
    plan = sync.plan
    if plan is None:
        return []
    held = sync.places({named.transaction for named in plan.transactions if named.transaction})
    return [
        f"index {named.index}" if named.transaction is None else text(named.transaction)
        for named in plan.transactions
        if (named.index is not None and named.index >= sync.transactions)
        or (named.transaction is not None and named.transaction not in held)
    ]


def passed_over(sync: Sync) -> str:
    """The same as a sentence; empty: its plan names nothing in vain."""
    lost = in_vain(sync)
    if not lost or sync.plan is None:
        return ""
    return (
        f"{sync.plan.id} named {_first(lost)} in vain: "
        f"the sync has {counted(sync.transactions)}, counted from 0."
    )


def _first(lost: list[str]) -> str:
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return ", ".join(lost[:_NAMED]) + more
