"""Why a request was refused, and why a sync has ended as it did."""

from typing import Any

from codat_mock.api.calls import Answer, Call
from codat_mock.api.keys import reach_of, tenant_in_path
from codat_mock.api.syncs import gathered, sync_in
from codat_mock.core.errors import NotFound
from codat_mock.core.journal import Witnessed
from codat_mock.core.tenant import Tenant

_LAST = "last"
_LISTS = "GET /__mock/requests lists the exchanges that are kept"
_UUID = 36
_CHOICE = "Accept"
"""The header that chooses between JSON and a page."""


def explain(call: Call) -> Answer:
    """Explain an exchange, or a sync, of the tenant of the key."""
    return _explained(call, call.tenant)


def explain_of_tenant(call: Call) -> Answer:
    """Explain an exchange, or a sync, of the tenant in the path."""
    return _explained(call, tenant_in_path(call))


def _explained(call: Call, tenant: Tenant) -> Answer:
    from codat_mock.explaining import faulted, refusals, syncs

    name, now = call.path["explanationId"], tenant.clock.now()
    reach = reach_of(call, tenant)
    if len(name) == _UUID:
        told = syncs.explained(sync_in(tenant, name), tenant.deliveries, now, reach)
        return _answer(call, tenant, told)
    number = tenant.journal.refused if name == _LAST else int(name)
    seen = tenant.journal.find(number)
    if seen is None:
        raise NotFound(_missing(tenant, number))
    if seen.reply.fault is not None:
        return _answer(call, tenant, faulted.explained(seen, tenant, now, reach), seen)
    if seen.reply.status < 400:
        raise NotFound(
            f"Exchange {number}, {seen.request.method} {seen.request.path[:200]}, was answered {seen.reply.status}, "
            "so there is nothing to explain; a syncId explains a sync, last the newest refusal."
        )
    return _answer(call, tenant, refusals.explained(seen, tenant, now, reach), seen)


def _answer(
    call: Call, tenant: Tenant, told: dict[str, Any], seen: Witnessed | None = None
) -> Answer:
    """JSON, or a page for who would rather have one."""
    if not call.client.prefers_html:
        return Answer(200, told, varies=_CHOICE)
    from codat_mock.evidence import page
    from codat_mock.evidence.explanation import explanation

    about = told["sync"]
    evidence = None
    if about is not None:
        evidence = gathered(call, tenant, sync_in(tenant, about["syncId"]))
    return Answer(200, explanation(told, seen, evidence), page.MEDIA_TYPE, _CHOICE)


def _missing(tenant: Tenant, number: int) -> str:
    journal = tenant.journal
    if not number:
        return f"Nothing was refused since the journal began; {_LISTS}."
    if number > journal.total:
        return f"There was no exchange {number} yet: the last is {journal.total}; {_LISTS}."
    kept = f"{journal.evicted} were given up for want of room" if journal.evicted else "forgotten"
    return (
        f"Exchange {number} is no longer kept ({kept}); send the request again, and explain last."
    )
