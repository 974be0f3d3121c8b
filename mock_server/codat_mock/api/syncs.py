"""Step in while a sync runs."""

from codat_mock.api.calls import Answer, Call
from codat_mock.api.plans import planned
from codat_mock.core.ids import key, text
from codat_mock.core.moments import write_moment


def end_sync(call: Call) -> Answer:
    """End a sync now."""
    ended = call.tenant.end(
        key(call.path["syncId"]), int(call.body["code"]), planned(call.body), call.now
    )
    return Answer(
        200, {"syncId": text(ended.sync.id), "code": ended.now, "at": write_moment(ended.at)}
    )
