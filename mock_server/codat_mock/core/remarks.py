"""What is worth a word in the log, though nothing was refused?"""

from codat_mock.core.companies import Sync
from codat_mock.core.ids import text
from codat_mock.core.plan import Plan


def counted(transactions: int) -> str:
    """So many transactions."""
    return f"{transactions} transaction{'' if transactions == 1 else 's'}"


def initiation(sync: Sync) -> str:
    """A sync that was initiated: what it takes, how it shall end, what its plan names in vain, what it waits for."""
    said = f"sync {text(sync.id)} of {counted(sync.transactions)}"
    if sync.preferred is not None:
        said += f" goes to {sync.preferred}, as preferred"
    if sync.plan is not None:
        said += f" takes {sync.plan.id}{_in_vain(sync.plan, sync)}"
    running = sync.company.running
    if running is not None and running is not sync:
        said += f", waits behind {text(running.id)}"
    return said


def _in_vain(plan: Plan, sync: Sync) -> str:
    """What a plan names and its sync does not hold: it is passed over, so it must at least be said."""
    held = sync.places({named.transaction for named in plan.transactions if named.transaction})
    lost = [
        f"index {named.index}" if named.transaction is None else text(named.transaction)
        for named in plan.transactions
        if (named.index is not None and named.index >= sync.transactions)
        or (named.transaction is not None and named.transaction not in held)
    ]
    return f", which also names {', '.join(lost[:3])}: not in this sync" if lost else ""
