"""Webhooks, and what became of them."""

from collections.abc import Mapping
from typing import Any

from codat_mock.api.calls import Answer, Call
from codat_mock.api.effects import delivery
from codat_mock.core.errors import NotDelivered, NotFound
from codat_mock.core.ids import key, text
from codat_mock.core.messages import Message


def list_deliveries(call: Call) -> Answer:
    """The newest of the messages that are kept and asked for."""
    deliveries, query = call.tenant.deliveries, call.query
    found = [message for message in deliveries.messages.values() if _asked_for(message, query)]
    return Answer(
        200,
        {
            "deliveries": [delivery(message) for message in found[-query["limit"] :]],
            "total": len(found),
            "evicted": deliveries.evicted,
        },
    )


def resend_delivery(call: Call) -> Answer:
    """Send a message once more."""
    message = call.tenant.deliveries.messages.get(call.path["messageId"])
    if message is None:
        raise NotFound(
            f"There is no message {call.path['messageId'][:80]}; GET /__mock/deliveries lists those that are kept."
        )
    endpoint = message.endpoint
    if endpoint.removed:
        raise NotDelivered(
            f"The endpoint {text(endpoint.id)} was removed, and nothing is sent to it any more; "
            "POST /__mock/webhooks makes another one, and its replay-missing sends what that one was never told of."
        )
    if endpoint.disabled:
        raise NotDelivered(
            f"The endpoint {text(endpoint.id)} is disabled; POST /__mock/webhooks/{text(endpoint.id)}/enable first."
        )
    call.tenant.deliveries.resend(message, call.now)
    return Answer(200, delivery(message))


def _asked_for(message: Message, query: Mapping[str, Any]) -> bool:
    endpoint, sync = query["endpointId"], query["syncId"]
    if endpoint is not None and message.endpoint.id != key(endpoint):
        return False
    if sync is not None and (message.sync is None or message.sync.id != key(sync)):
        return False
    return query["state"] in (None, message.state)
