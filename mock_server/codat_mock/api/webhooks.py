"""Who is told of what has happened: Codat's own calls for both of its services, and the mock's."""

from typing import Any

from codat_contract import WebhookService
from codat_mock import listing
from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call
from codat_mock.api.effects import delivery
from codat_mock.api.endpoints import add_endpoint, endpoint_body, note_unsent
from codat_mock.core import recovering
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.errors import AgainstRule, Contradiction, Fault
from codat_mock.core.ids import Key, key, text
from codat_mock.core.messages import Message
from codat_mock.core.moments import DAY, LATEST, Moment, write_moment
from codat_mock.core.timetable import RULES
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
    id_ = key(call.path["webhookId"])
    deliveries.remove(deliveries.directory.endpoint(id_, WebhookService.EVENTS))
    return Answer(204)


def list_rules(call: Call) -> Answer:
    """One page of the rules."""
    rules = call.tenant.deliveries.directory.of(WebhookService.RULES)
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
    return Answer(200, _rule(directory.endpoint(key(call.path["ruleId"]), WebhookService.RULES)))


def list_endpoints(call: Call) -> Answer:
    """Everybody who is told of something."""
    deliveries = call.tenant.deliveries
    found = [endpoint_body(endpoint, deliveries) for endpoint in deliveries.endpoints.values()]
    return Answer(200, {"webhooks": found})


def create_endpoint(call: Call) -> Answer:
    """Have an address told of what happens."""
    endpoint = add_endpoint(call.body, call.tenant)
    call.tenant.remarks.append(f"endpoint {text(endpoint.id)}")
    secret = endpoint.secret if RULES[endpoint.service].signed else None
    return Answer(201, {**endpoint_body(endpoint, call.tenant.deliveries), "secret": secret})


def delete_endpoint(call: Call) -> Answer:
    """Tell an address nothing any more."""
    call.tenant.deliveries.remove(_endpoint(call))
    return Answer(204)


def show_secret(call: Call) -> Answer:
    """What messages to an endpoint are signed with."""
    return _secret(_signed(call), call.now)


def rotate_secret(call: Call) -> Answer:
    """Let another secret take the place of the one that an endpoint has."""
    endpoint, body = _signed(call), call.body or {}
    overlap = fields.duration(body, "overlap", DAY)
    value = body.get("secret") or call.tenant.deliveries.directory.drawn_secret()
    endpoint.rotate(value, min(call.now + overlap, LATEST))
    return _secret(endpoint, call.now)


def disable_endpoint(call: Call) -> Answer:
    """Send nothing to an endpoint for now."""
    deliveries, endpoint = call.tenant.deliveries, _endpoint(call)
    deliveries.disable(endpoint)
    return Answer(200, endpoint_body(endpoint, deliveries))


def enable_endpoint(call: Call) -> Answer:
    """Send to an endpoint again."""
    deliveries, endpoint = call.tenant.deliveries, _endpoint(call)
    deliveries.enable(endpoint, call.now)
    return Answer(200, endpoint_body(endpoint, deliveries))


def recover_failed(call: Call) -> Answer:
    """Send again what could not be delivered to an endpoint."""
    return _resent(
        recovering.recover(call.tenant.deliveries, _endpoint(call), _since(call), call.now)
    )


def replay_missing(call: Call) -> Answer:
    """Send what an endpoint was never told of."""
    return _resent(
        recovering.replay_missing(call.tenant.deliveries, _endpoint(call), _since(call), call.now)
    )


def _endpoint(call: Call) -> Endpoint:
    return call.tenant.deliveries.directory.endpoint(key(call.path["webhookId"]))


def _signed(call: Call) -> Endpoint:
    """The endpoint in the path.

    Raises:
        Contradiction: Nothing is signed that goes there.
    """
    endpoint = _endpoint(call)
    if not RULES[endpoint.service].signed:
        raise Contradiction(
            "Messages of rules are not signed, so there is no secret; an endpoint of style events has one."
        )
    return endpoint


def _secret(endpoint: Endpoint, now: Moment) -> Answer:
    outgoing = [
        {"secret": secret.value, "until": write_moment(secret.until)}
        for secret in endpoint.secrets
        if secret.until is not None and now < secret.until
    ]
    return Answer(200, {"secret": endpoint.secret, "outgoing": outgoing})


def _since(call: Call) -> Moment:
    body = call.body or {}
    return fields.moment(body, "since") if "since" in body else 0


def _resent(messages: list[Message]) -> Answer:
    return Answer(200, {"messages": [delivery(message) for message in messages]})


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
    """An endpoint as `Webhook`; one that the mock was told of may have several types."""
    about = {} if endpoint.company is None else {"companyId": text(endpoint.company)}
    emails = {"emails": list(endpoint.emails)} if endpoint.emails else {}
    url = {} if endpoint.url is None else {"webhook": endpoint.url}
    return {
        "id": text(endpoint.id),
        "type": ", ".join(endpoint.events),
        **about,
        "notifiers": {**emails, **url},
    }
