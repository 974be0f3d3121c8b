"""What can be sent to an endpoint that should have it already? What has failed, and what it was never told of."""

from codat_mock.core.deliveries import Deliveries
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.messages import Message, MessageState
from codat_mock.core.moments import Moment


def recover(
    deliveries: Deliveries, endpoint: Endpoint, since: Moment, now: Moment
) -> list[Message]:
    """Send again, with a new timetable, what could not be delivered to an endpoint since a moment."""
    failed = [
        message
        for message in deliveries.messages.values()
        if message.endpoint is endpoint
        and message.at >= since
        and message.ended is MessageState.FAILURE
    ]
    for message in failed:
        message.ended, message.tries, message.why = None, 0, ""
        deliveries.schedule.take_up(message)
        deliveries.resend(message, now)
    return failed


def replay_missing(
    deliveries: Deliveries, endpoint: Endpoint, since: Moment, now: Moment
) -> list[Message]:
    """Send to an endpoint what it was never told of since a moment."""
    return [
        message
        for notice in deliveries.missed(endpoint)
        if notice.at >= since
        for message in deliveries.tell_one(endpoint, notice, now)
    ]
