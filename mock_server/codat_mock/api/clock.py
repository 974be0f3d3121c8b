"""The virtual time of a tenant."""

from itertools import chain, islice, starmap
from typing import Any

from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call, Steps, Wait
from codat_mock.api.effects import attempted, delivery, effect
from codat_mock.core import advancing, fate
from codat_mock.core.clock import ClockMode
from codat_mock.core.companies import Sync
from codat_mock.core.errors import Busy
from codat_mock.core.moments import SECOND, Moment, write_moment
from codat_mock.core.tenant import Tenant

HELD = 100
"""How many of the syncs that no time ends are listed."""

_WAYS = ("by", "to", "until")


def get_clock(call: Call) -> Answer:
    """Where the clock stands."""
    return Answer(200, clock_body(call.tenant))


def set_clock(call: Call) -> Answer:
    """Another mode, rate or time."""
    clock, body = call.tenant.clock, call.body
    mode = ClockMode(body.get("mode", clock.mode))
    if "rate" in body and mode is not ClockMode.SCALED:
        raise fields.refusal(
            "/rate",
            f"Only a scaled clock has a rate; leave out `rate`, or send it with mode scaled, not {mode}.",
        )
    if "now" in body:
        _refuse_second(call.tenant)
        advancing.finish(advancing.to(call.tenant, fields.moment(body, "now")))
    clock.change(mode, body.get("rate", clock.rate or 1.0))
    return Answer(200, clock_body(call.tenant))


def advance_clock(call: Call) -> Steps:
    """Let time pass, and wait at each moment for what it has started."""
    tenant, body = call.tenant, call.body
    _refuse_second(tenant)
    steps = _steps(tenant, body)
    settle = fields.duration(body, "settle", 2 * SECOND) / SECOND
    effects: list[dict[str, Any]] = []
    logged = tenant.deliveries.log.count
    returns = tenant.snapshots.returns
    tenant.advancing = True
    try:
        # What is under way already comes first: whether it is received decides what is left to do.
        for events in chain(([],), steps):
            effects += map(effect, events)
            if not tenant.settled():
                settle -= yield Wait(tenant.settled, max(settle, 0.0), tenant)
                if returns != tenant.snapshots.returns:
                    # The tenant went back: what is left of the way is none of its.
                    break
            # In the order of the messages: which receiver is the quickest is chance.
            fresh = sorted(tenant.deliveries.log.since(logged), key=lambda row: row[0].number)
            effects += starmap(attempted, fresh)
            logged = tenant.deliveries.log.count
    finally:
        tenant.advancing = False
    return Answer(200, _advanced(tenant, effects))


def _steps(tenant: Tenant, body: dict[str, Any]) -> advancing.Steps:
    way = way_of(body)
    if way == "by":
        return advancing.by(tenant, fields.duration(body, "by", 0))
    if way == "to":
        return advancing.to(tenant, fields.moment(body, "to"))
    return advancing.to_next(tenant) if body["until"] == "next" else advancing.until_idle(tenant)


def way_of(body: dict[str, Any]) -> str:
    """In which way an `Advance` says how far.

    Raises:
        Invalid: In none, or in several.
    """
    ways = [way for way in _WAYS if way in body]
    if len(ways) != 1:
        got = " and ".join(ways) or "none"
        raise fields.refusal("", f"Say how far in one way: one of by, to and until; got {got}.")
    return ways[0]


def _refuse_second(tenant: Tenant) -> None:
    if tenant.advancing:
        raise Busy("Another advance of this tenant is under way; wait for its answer.")


def _advanced(tenant: Tenant, effects: list[dict[str, Any]]) -> dict[str, Any]:
    now = tenant.clock.now()
    unended = [
        message
        for message in tenant.deliveries.messages.values()
        if message.under_way or message.waits
    ]
    return {
        "now": write_moment(now),
        "settled": tenant.settled(),
        "effects": effects,
        "underWay": [delivery(message) for message in unended if message.under_way],
        "waiting": [delivery(message) for message in unended if message.waits],
        "held": [_held(sync, now) for sync in islice(tenant.timeline.held.values(), HELD)],
    }


def clock_body(tenant: Tenant) -> dict[str, Any]:
    """The clock of a tenant as `Clock`."""
    clock = tenant.clock
    return {"now": write_moment(clock.now()), "mode": clock.mode, "rate": clock.rate}


def _held(sync: Sync, now: Moment) -> dict[str, Any]:
    return {
        "syncId": sync.text,
        "code": fate.code(sync.fate, now),
        "waiting": len(sync.company.waiting),
    }
