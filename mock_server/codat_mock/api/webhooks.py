"""Who is told of what has happened, with which secret: the mock's own calls."""

from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call
from codat_mock.api.effects import delivery
from codat_mock.api.endpoints import add_endpoint, endpoint_body
from codat_mock.core import recovering
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.errors import Contradiction
from codat_mock.core.ids import text
from codat_mock.core.messages import Message
from codat_mock.core.moments import DAY, LATEST, Moment, write_moment
from codat_mock.core.timetable import RULES


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
    return call.tenant.deliveries.directory.endpoint(call.key("webhookId"))


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
