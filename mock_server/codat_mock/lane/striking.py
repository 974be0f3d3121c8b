"""What does a fault do to an exchange? It is met before the work, and has its way with the answer behind it."""

from collections.abc import Mapping

from codat_mock.core.errors import TooManyRequests
from codat_mock.core.ids import key
from codat_mock.core.tenant import Tenant
from codat_mock.faults.workings import Effect, Met
from codat_mock.lane.replies import Hit, Opened, Reply

_HEADER = b"x-mock-fault"


def strike(opened: Opened, facts: Mapping[str, str]) -> None:
    """Have a request meet the fault that waits for it, if one does; what is refused already meets none.

    Args:
        opened: The request.
        facts: What can fill the places of a refusal's words.
    """
    if opened.refused is not None:
        return
    tenant, operation = opened.tenant, opened.operation
    company = key(opened.path["companyId"]) if "companyId" in opened.path else None
    standing = tenant.faults.take(operation.id, company)
    if standing is None:
        return
    effect = standing.fault.act(Met(standing.id, operation, facts, tenant.ids.chance))
    opened.hit = Hit(standing.id, standing.fault.name, effect)
    opened.refused = effect.refused
    if effect.refused is not None and effect.refused.row == TooManyRequests.row:
        tenant.limits.take_back()


def spare(opened: Opened) -> None:
    """Spare a request what concerns the connection or the body: for an engine that has those itself."""
    hit = opened.hit
    if hit is not None and hit.effect.refused is None and not hit.effect.told_first:
        opened.hit = None
        opened.tenant.remarks.append(
            f"{hit.id} {hit.name} did nothing: under connexion only refusals and webhooks act"
        )


def struck(reply: Reply, hit: Hit, tenant: Tenant) -> Reply:
    """An answer as the fault has it; the log says which one it was."""
    tenant.remarks.append(f"{hit.id} {hit.name}")
    effect: Effect = hit.effect
    if effect.change is not None and reply.body:
        reply = reply._replace(body=effect.change(reply.status, reply.body))
    reply = reply._replace(manner=effect.manner, fault=(hit.id, hit.name))
    return reply.with_header(_HEADER, hit.id.encode())
