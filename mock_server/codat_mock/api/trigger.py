"""A webhook, sent because somebody wants it."""

from typing import Any

from codat_contract import WEBHOOKS, WebhookKind
from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call
from codat_mock.api.effects import delivery
from codat_mock.api.syncs import sync_in
from codat_mock.core.companies import Company, Sync
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.errors import Contradiction, NoCompany
from codat_mock.core.ids import key, text
from codat_mock.core.notices import Notice
from codat_mock.core.tenant import Tenant
from codat_mock.webhooks.triggering import Wanted, draft


def trigger_message(call: Call) -> Answer:
    """Send a single message to whoever listens."""
    tenant, body = call.tenant, call.body
    kind = kind_of(body["event"])
    company, sync = _about(tenant, body, kind)
    only = body.get("endpointId")
    endpoint = None if only is None else tenant.deliveries.directory.endpoint(key(only))
    wanted = Wanted(kind, call.now, company, sync, tenant.limits, body.get("set", {}))
    message = draft(wanted, tenant.deliveries.drawn_id)
    listening = _listening(tenant, endpoint, kind, message.notice)
    awake = [one for one in listening if not one.disabled]
    said = message.body(awake[0] if awake else None)
    sent = message.send(tenant.deliveries, awake)
    return Answer(
        201,
        {
            "messages": [delivery(one) for one in sent],
            "body": said,
            "note": None if sent else _nobody(endpoint, listening, kind),
        },
    )


def kind_of(name: str, place: str = "/event") -> WebhookKind:
    """The kind of message of this name.

    Args:
        name: An event type or a rule type.
        place: Where it stands.

    Raises:
        Invalid: There is none.
    """
    for kind in WEBHOOKS.values():
        if kind.spelled(name):
            return kind
    raise fields.refusal(
        place, f"There is no event {name[:80]!r}; there are {', '.join(WEBHOOKS)}."
    )


def _about(
    tenant: Tenant, body: dict[str, Any], kind: WebhookKind
) -> tuple[Company | None, Sync | None]:
    """The company and the sync that a message is about.

    Raises:
        Contradiction: It is about none, and one is named.
        NoCompany: There is no company.
        NotFound: There is no such sync.
    """
    company, sync = body.get("companyId"), body.get("syncId")
    if not kind.subject.of_sync:
        if company or sync:
            raise Contradiction(f"{kind.name} is about no company; leave out companyId and syncId.")
        return None, None
    if sync is not None:
        found = tenant.sync(key(company), key(sync)) if company else sync_in(tenant, sync)
        return found.company, found
    if company is not None:
        return tenant.company(key(company)), None
    if tenant.has_company(tenant.ready):
        return tenant.company(tenant.ready), None
    for first in tenant.register.companies.values():
        return first, None
    raise NoCompany("There is no company that a sync could be of; POST /companies makes one.")


def _listening(
    tenant: Tenant, endpoint: Endpoint | None, kind: WebhookKind, notice: Notice
) -> list[Endpoint]:
    """Who is to be told, those that are disabled among them."""
    every = [endpoint] if endpoint else tenant.deliveries.endpoints.values()
    return [one for one in every if one.kind(notice) is kind]


def _nobody(endpoint: Endpoint | None, asleep: list[Endpoint], kind: WebhookKind) -> str:
    """Why nothing was sent: nobody listens, or whoever does is disabled."""
    if asleep:
        several = f"{len(asleep)} endpoints listen for {kind.name}. " if len(asleep) > 1 else ""
        return several + " ".join(map(_disabled, asleep[:_NAMED]))
    if endpoint is None:
        return f"No endpoint listens for {kind.name}; POST /__mock/webhooks registers one."
    return (
        f"Endpoint {text(endpoint.id)} does not listen for {kind.name} of this company, but for "
        f"{', '.join(endpoint.events)}."
    )


def _disabled(endpoint: Endpoint) -> str:
    id_ = text(endpoint.id)
    return (
        f"Endpoint {id_} ({endpoint.url}) is {endpoint.asleep}; "
        f"POST /__mock/webhooks/{id_}/enable has it told again."
    )


_NAMED = 3
"""How many endpoints that are disabled are named."""
