"""What has a fault done to a request? It names itself, what a client sees of it, and how a client lives through it."""

from typing import Any

from codat_mock.core.journal import Witnessed
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.explaining.calls import curl
from codat_mock.explaining.refusals import explained as refusal
from codat_mock.faults import kinds
from codat_mock.journal.reach import Reach

_LAYER = "provoked"


def explained(seen: Witnessed, tenant: Tenant, now: Moment, reach: Reach) -> dict[str, Any]:
    """The explanation of an exchange that a fault has hit, whatever was answered.

    Args:
        seen: The exchange.
        tenant: Whose it is.
        now: The moment.
        reach: How the next call reaches the mock.
    """
    assert seen.reply.fault is not None  # noqa: S101 others are explained by themselves
    id_, name = seen.reply.fault
    kind = kinds()[name]
    does, sees = _said(id_, name, tenant)
    answered = f"answered {seen.reply.status}" if seen.reply.status else "answered nothing"
    return {
        **refusal(seen, tenant, now, reach),
        "layer": _LAYER,
        "rule": {
            "name": name,
            "text": f"{does} {sees}",
            "source": f"{id_} of this mock, which somebody has planted; GET /__mock/faults",
        },
        "why": f"The fault {id_} ({name}) has hit this request, which was {answered}.",
        "next": {
            "text": f"{kind.advice} To have no more of it, delete the fault.",
            "curl": curl(f"DELETE /__mock/faults/{id_}", {}, reach),
        },
    }


def _said(id_: str, name: str, tenant: Tenant) -> tuple[str, str]:
    """What a fault does, and what a client sees of that; of one that is gone, what is so of all of its kind."""
    for count in tenant.faults.listed():
        fault = count.standing.fault
        if (count.standing.id, fault.name) == (id_, name):
            return fault.does(), fault.sees()
    return kinds()[name].summary(), kinds()[name].seen
