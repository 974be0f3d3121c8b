"""Which exchanges of a tenant belong to a sync?

Rule 1: those that name it or have moved it, and those that name one of its datasets.
Rule 2: those that have sent its transactions before, and were refused or lost.
Rule 3: the control calls that made its plan, and the faults that its exchanges and its webhooks have met.
Rule 4: what the customer of its company has done up to its end, and every control call between its first exchange
and its end: those were made while it was on its way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from codat_mock.core import ids
from codat_mock.core.companies import Sync
from codat_mock.core.journal import Witnessed
from codat_mock.core.moments import NEVER
from codat_mock.core.timeline import Happening
from codat_mock.journal.choosing import concerns

_CUSTOMER = "customer-"
_SENDS = frozenset({"create-expense-dataset", "create-expense-transaction"})
_MAKES = frozenset({"create-plan", "create-fault"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A fault that an exchange has met.

    Attributes:
        exchange: The number of the exchange.
        fault: Which fault.
    """

    exchange: int
    fault: str


def chosen(sync: Sync, journal: Iterable[Witnessed], spoilt: Iterable[str] = ()) -> list[Witnessed]:
    """The exchanges that belong to a sync, the oldest first; `spoilt` are the faults that its webhooks have met."""
    every = [*journal]
    about = [seen for seen in every if _about(seen, sync)]
    if not about:
        return []
    made = {*spoilt, *(hit.fault for hit in hits(about)), *([sync.plan.id] if sync.plan else [])}
    first, until = about[0].number, last(sync, every)
    mine = {seen.number for seen in about}
    return [
        seen
        for seen in every
        if seen.number in mine
        or (seen.control and _led_there(seen, sync, made, since=first, until=until))
    ]


def last(sync: Sync, journal: Iterable[Witnessed]) -> int:
    """The number of the exchange that saw its end, or of the last before it."""
    number = 0
    ends = NEVER if sync.fate is None or sync.fate.ends is None else sync.fate.ends
    for seen in journal:
        if any(move.sync == sync.id and move.what is Happening.END for move in seen.moves):
            return seen.number
        if seen.at <= ends:
            number = seen.number
    return number


def hits(exchanges: Iterable[Witnessed]) -> Iterator[Hit]:
    """The faults that these exchanges have met."""
    for seen in exchanges:
        if seen.reply.fault is not None:
            yield Hit(seen.number, seen.reply.fault[0])


def _about(seen: Witnessed, sync: Sync) -> bool:
    if concerns(seen, sync.id):
        return True
    if seen.control:
        return False
    path, body, reply = seen.request.path.lower(), seen.request.body.lower(), seen.reply.body
    for dataset in sync.datasets:
        name = ids.text(dataset.id)
        if name in path or name.encode() in body or name.encode() in reply:
            return True
        # A call that was refused or lost has sent the same transactions.
        sent = seen.operation in _SENDS and dataset.transactions
        if sent and ids.text(dataset.key(0)).encode() in body:
            return True
    return False


def _led_there(seen: Witnessed, sync: Sync, made: set[str], *, since: int, until: int) -> bool:
    if seen.operation in _MAKES and _id(seen.reply.body) in made:
        return True
    if seen.number > until or seen.reply.status >= 400:
        return False
    if (seen.operation or "").startswith(_CUSTOMER):
        return sync.company.text in seen.request.path.lower()
    return seen.number > since


def _id(body: bytes) -> str | None:
    try:
        made: Mapping[str, Any] = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return made.get("id")
