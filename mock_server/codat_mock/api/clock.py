"""The virtual time of a tenant."""

from itertools import islice
from typing import Any

from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call
from codat_mock.core import fate
from codat_mock.core.clock import ClockMode
from codat_mock.core.companies import Sync
from codat_mock.core.ids import text
from codat_mock.core.moments import Moment, write_moment
from codat_mock.core.tenant import Advanced, Tenant
from codat_mock.core.timeline import Event

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
        call.tenant.advance(fields.moment(body, "now"))
    clock.change(mode, body.get("rate", clock.rate or 1.0))
    return Answer(200, clock_body(call.tenant))


def advance_clock(call: Call) -> Answer:
    """Let time pass."""
    body = call.body
    ways = [way for way in _WAYS if way in body]
    if len(ways) != 1:
        got = " and ".join(ways) or "none"
        raise fields.refusal("", f"Say how far in one way: one of by, to and until; got {got}.")
    advanced = _advance(call.tenant, ways[0], body)
    return Answer(
        200,
        {
            "now": write_moment(advanced.now),
            "settled": True,
            "effects": [effect(event) for event in advanced.events],
            "held": [
                _held(sync, advanced.now)
                for sync in islice(call.tenant.timeline.held.values(), HELD)
            ],
        },
    )


def _advance(tenant: Tenant, way: str, body: dict[str, Any]) -> Advanced:
    if way == "by":
        return tenant.advance_by(fields.duration(body, "by") or 0)
    if way == "to":
        return tenant.advance(fields.moment(body, "to"))
    return tenant.advance_to_next() if body["until"] == "next" else tenant.advance_until_idle()


def clock_body(tenant: Tenant) -> dict[str, Any]:
    """The clock of a tenant as `Clock`."""
    clock = tenant.clock
    return {"now": write_moment(clock.now()), "mode": clock.mode, "rate": clock.rate}


def _held(sync: Sync, now: Moment) -> dict[str, Any]:
    return {
        "syncId": text(sync.id),
        "code": fate.code(sync.fate, now),
        "waiting": len(sync.company.waiting),
    }


def effect(event: Event) -> dict[str, Any]:
    """Something that has happened, as `Effect`."""
    return {
        "at": write_moment(event.at),
        "effect": event.what.value,
        "syncId": text(event.sync.id),
        "from": event.before,
        "to": event.now,
    }
