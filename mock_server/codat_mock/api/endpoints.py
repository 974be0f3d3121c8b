"""How does a body become an endpoint, and an endpoint a body? The same for both documents and for scenarios."""

import re
from collections.abc import Mapping
from typing import Any

from codat_contract import WebhookService
from codat_mock.api import fields
from codat_mock.core.deliveries import Deliveries
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.errors import Contradiction
from codat_mock.core.ids import key, text
from codat_mock.core.tenant import Tenant
from codat_mock.core.timetable import RULES
from codat_mock.journal.redacting import REDACTED
from codat_mock.webhooks.carrying import opens, why_not
from codat_mock.webhooks.kinds import never_sent

_OWN_HEADERS = re.compile(
    r"webhook-.*|svix-.*|host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect"
    r"|x-codat-clientid"
)
"""Headers that are the mock's or HTTP's own business."""


def add_endpoint(body: dict[str, Any], tenant: Tenant) -> Endpoint:
    """Have an address told of what happens, as an `EndpointRequest` has it.

    Raises:
        NoCompany: It is for a company that the tenant does not have.
        Invalid: A field of it is not as it must be.
        Contradiction: There can be no such endpoint.
        TooManyEndpoints: There are as many already as there can be.
    """
    service = WebhookService(body.get("style", WebhookService.EVENTS))
    if wrong := why_not(body["url"], public=tenant.founding.telling.anywhere):
        raise fields.refusal("/url", wrong)
    secret = body.get("secret")
    if secret is not None and not RULES[service].signed:
        raise Contradiction("Messages of rules are not signed: leave out `secret`, or the style.")
    company = tenant.company(key(body["companyId"])).id if "companyId" in body else None
    endpoint = tenant.deliveries.directory.add(
        body["url"],
        secret,
        service,
        tuple(body.get("eventTypes", ())),
        company=company,
        tags=tuple(body.get("companyTags", ())),
        headers=_headers(body.get("headers", {})),
        rate=fields.whole(body, "rateLimit"),
        disabled=body.get("disabled", False),
    )
    note_unsent(endpoint, tenant)
    return endpoint


def note_unsent(endpoint: Endpoint, tenant: Tenant) -> None:
    """Say in the log and in the journal what an endpoint asks for that nobody will ever tell it."""
    tenant.remarks.extend(unsent(endpoint))


def unsent(endpoint: Endpoint) -> list[str]:
    """What an endpoint asks for in vain, each with what was perhaps meant; other products have other events."""
    found = (never_sent(name, endpoint.service) for name in endpoint.events)
    return [said for said in found if said is not None]


def endpoint_body(endpoint: Endpoint, deliveries: Deliveries) -> dict[str, Any]:
    """An endpoint as `Endpoint`."""
    return {
        "id": text(endpoint.id),
        "url": endpoint.url,
        "style": endpoint.service.value,
        "eventTypes": list(endpoint.events),
        "companyId": None if endpoint.company is None else text(endpoint.company),
        "companyTags": list(endpoint.tags),
        "headers": {
            name: REDACTED if opens(name) else value for name, value in endpoint.headers.items()
        },
        "emails": list(endpoint.emails),
        "rateLimit": endpoint.rate,
        "disabled": endpoint.disabled,
        "why": endpoint.why,
        "waiting": deliveries.schedule.length(endpoint),
        "note": "; ".join(unsent(endpoint)) or None,
    }


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    """Headers of one's own, their names in lower case.

    Raises:
        Invalid: One is the mock's own, or stands there twice.
    """
    kept: dict[str, str] = {}
    for name, value in given.items():
        plain = name.lower()
        if _OWN_HEADERS.fullmatch(plain):
            raise fields.refusal(f"/headers/{name}", f"The mock says {name} itself; leave it out.")
        if plain in kept:
            raise fields.refusal(f"/headers/{name}", f"{name} stands there twice; leave one out.")
        kept[plain] = value
    return kept
