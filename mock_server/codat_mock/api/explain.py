"""Why a request was refused, and why a sync has ended as it did."""

from codat_mock.api.calls import Answer, Call
from codat_mock.api.keys import keyring_of
from codat_mock.core.errors import NotFound
from codat_mock.core.ids import key
from codat_mock.core.tenant import Tenant
from codat_mock.explaining import faulted, refusals, syncs

_LAST = "last"
_LISTS = "GET /__mock/requests lists the exchanges that are kept"
_UUID = 36


def explain(call: Call) -> Answer:
    """Explain an exchange, or a sync, of the tenant of the key."""
    return _explained(call, call.tenant)


def explain_of_tenant(call: Call) -> Answer:
    """Explain an exchange, or a sync, of the tenant in the path."""
    name = call.path["tenant"]
    tenant = keyring_of(call).named(name)
    if tenant is None:
        raise NotFound(f"There is no tenant {name[:80]}; POST /__mock/tenants makes one.")
    tenant.settle(tenant.clock.now())
    return _explained(call, tenant)


def _explained(call: Call, tenant: Tenant) -> Answer:
    name, now = call.path["explanationId"], tenant.clock.now()
    if len(name) == _UUID:
        sync = tenant.syncs.get(key(name))
        if sync is None:
            raise NotFound(
                f"The tenant has no sync {name}: it never had, or its company was deleted; "
                "GET .../syncs/list/status lists those of a company."
            )
        return Answer(200, syncs.explained(sync, now, call.origin))
    number = tenant.journal.refused if name == _LAST else int(name)
    seen = tenant.journal.find(number)
    if seen is None:
        raise NotFound(_missing(tenant, number))
    if seen.reply.fault is not None:
        return Answer(200, faulted.explained(seen, tenant, now, call.origin))
    if seen.reply.status < 400:
        raise NotFound(
            f"Exchange {number}, {seen.request.method} {seen.request.path[:200]}, was answered {seen.reply.status}, "
            "so there is nothing to explain; a syncId explains a sync, last the newest refusal."
        )
    return Answer(200, refusals.explained(seen, tenant, now, call.origin))


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
