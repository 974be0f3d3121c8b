"""Webhooks, and what became of them."""

from codat_mock.api.calls import Answer, Call
from codat_mock.api.effects import delivery


def list_deliveries(call: Call) -> Answer:
    """The messages that are kept."""
    deliveries = call.tenant.deliveries
    return Answer(
        200,
        {
            "deliveries": [delivery(message) for message in deliveries.messages.values()],
            "evicted": deliveries.evicted,
        },
    )
