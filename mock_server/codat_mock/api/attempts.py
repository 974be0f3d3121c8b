"""How webhooks are received, while it happens."""

from typing import Any

from codat_mock.api.calls import Answer, Call, Steps, Wait
from codat_mock.api.effects import addressed, answered
from codat_mock.core.messages import Attempt, Message


def list_attempts(call: Call) -> Steps:
    """The attempts after a number, once there are some; what was never sent among them."""
    tenant, after = call.tenant, call.query["after"]
    returns = tenant.snapshots.returns

    def ready() -> bool:
        return tenant.deliveries.log.count != after or tenant.snapshots.returns != returns

    if call.query["wait"] and not ready():
        yield Wait(ready, call.query["wait"], tenant)
    deliveries = tenant.deliveries
    fresh = deliveries.log.since(after)
    first = deliveries.log.count - len(fresh) + 1
    return Answer(
        200,
        {
            "attempts": [_attempt(number, *one) for number, one in enumerate(fresh, start=first)],
            "last": deliveries.log.count,
            "returns": tenant.snapshots.returns,
        },
    )


def _attempt(number: int, message: Message, attempt: Attempt) -> dict[str, Any]:
    return {
        "number": number,
        "sent": attempt.sent,
        **answered(attempt),
        **addressed(message),
    }
