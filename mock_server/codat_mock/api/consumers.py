"""Who is told of what has happened, by Codat's own calls: consumers of the current service, rules of the older one."""

from typing import Any

from codat_contract import WebhookService
from codat_mock import listing
from codat_mock.api.calls import Answer, Call
from codat_mock.api.endpoints import note_unsent
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.errors import AgainstRule, Fault, NoEndpoint
from codat_mock.core.ids import Key, key, text
from codat_mock.webhooks.carrying import why_not

RULE = listing.kind("Webhook")


def list_webhook_consumers(call: Call) -> Answer:
    """Every consumer."""
    found = call.tenant.deliveries.directory.of(WebhookService.EVENTS)
    return Answer(200, {"results": [_consumer(endpoint) for endpoint in found]})


def create_webhook_consumer(call: Call) -> Answer:
    """Have an address told of events."""
    body = call.body
    endpoint = call.tenant.deliveries.directory.add(
        _receiver(body["url"], "Url", "/url", call),
        events=tuple(body["eventTypes"]),
        tags=tuple(body.get("companyTags") or ()),
        disabled=bool(body.get("disabled")),
    )
    return _made(201, endpoint, _consumer(endpoint), call)


def delete_webhook_consumer(call: Call) -> Answer:
    """Tell an address nothing any more."""
    deliveries = call.tenant.deliveries
    id_ = call.key("webhookId")
    deliveries.remove(deliveries.directory.endpoint(id_, WebhookService.EVENTS))
    return Answer(204)


def list_rules(call: Call) -> Answer:
    """One page of the rules; an endpoint of the mock's own that hears of several types is none."""
    found = call.tenant.deliveries.directory.of(WebhookService.RULES)
    rules = [endpoint for endpoint in found if len(endpoint.events) == 1]
    return Answer(200, listing.listed(call.query, call.url, rules, RULE, _rule))


def create_rule(call: Call) -> Answer:
    """Have somebody told by the older service."""
    body, notifiers = call.body, call.body["notifiers"]
    url, emails = notifiers.get("webhook"), notifiers.get("emails", ())
    if url is None and not emails:
        raise _refusal(
            "Notifiers", "/notifiers", "There is nobody to notify: name a webhook, or emails."
        )
    if url is not None:
        _receiver(url, "Notifiers.Webhook", "/notifiers/webhook", call)
    endpoint = call.tenant.deliveries.directory.add(
        url,
        service=WebhookService.RULES,
        events=(body["type"],),
        company=_company(body, call),
        emails=tuple(emails),
    )
    return _made(200, endpoint, _rule(endpoint), call)


def get_webhook(call: Call) -> Answer:
    """One rule."""
    directory = call.tenant.deliveries.directory
    endpoint = directory.endpoint(call.key("ruleId"), WebhookService.RULES)
    if len(endpoint.events) > 1:
        raise NoEndpoint(
            f"Endpoint {text(endpoint.id)} hears of several types, as no rule does; GET /__mock/webhooks has it."
        )
    return Answer(200, _rule(endpoint))


def _made(status: int, endpoint: Endpoint, body: dict[str, Any], call: Call) -> Answer:
    call.tenant.remarks.append(f"endpoint {text(endpoint.id)}")
    note_unsent(endpoint, call.tenant)
    return Answer(status, body)


def _receiver(url: str, place: str, pointer: str, call: Call) -> str:
    """Where messages shall go.

    Raises:
        AgainstRule: They do not go there.
    """
    if wrong := why_not(url, public=call.tenant.founding.telling.anywhere):
        raise _refusal(place, pointer, wrong)
    return url


def _company(body: dict[str, Any], call: Call) -> Key | None:
    """The company that a rule is about, if it is about one.

    Raises:
        AgainstRule: The tenant has no such company.
    """
    if "companyId" not in body:
        return None
    company = key(body["companyId"])
    if not call.tenant.has_company(company):
        message = f"No company was found with ID {body['companyId']}; GET /companies lists those that there are."
        raise _refusal("CompanyId", "/companyId", message)
    return company


def _refusal(place: str, pointer: str, message: str) -> AgainstRule:
    return AgainstRule(message, faults=(Fault(place, message, pointer),))


def _consumer(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint as `WebhookConsumer`."""
    return {
        "id": text(endpoint.id),
        "url": endpoint.url,
        "disabled": endpoint.disabled,
        "eventTypes": list(endpoint.events),
        "companyTags": list(endpoint.tags),
    }


def _rule(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint as `Webhook`."""
    about = {} if endpoint.company is None else {"companyId": text(endpoint.company)}
    emails = {"emails": list(endpoint.emails)} if endpoint.emails else {}
    url = {} if endpoint.url is None else {"webhook": endpoint.url}
    return {
        "id": text(endpoint.id),
        "type": endpoint.events[0],
        **about,
        "notifiers": {**emails, **url},
    }
