"""Tenants: each with companies, clock, plans and keys of its own."""

from typing import Any

from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call, NewTenant
from codat_mock.api.keys import keyring_of
from codat_mock.core.clock import ClockMode
from codat_mock.core.ids import key, text
from codat_mock.core.moments import EARLIEST, LATEST, Moment, write_moment


def create_tenant(call: Call) -> Answer:
    """Make a tenant."""
    founded = keyring_of(call).found(_wanted(call.body or {}))
    return Answer(
        201,
        {
            "id": founded.tenant.name,
            "apiKey": founded.api_key,
            "companyId": text(founded.tenant.ready),
        },
    )


def delete_tenant(call: Call) -> Answer:
    """Forget a tenant and its keys."""
    keyring_of(call).close(call.path["tenantId"])
    return Answer(204)


def _wanted(body: dict[str, Any]) -> NewTenant:
    clock: dict[str, Any] = body.get("clock", {})
    mode = ClockMode(clock["mode"]) if "mode" in clock else None
    if "rate" in clock and mode is not ClockMode.SCALED:
        raise fields.refusal("/clock/rate", f"Only a scaled clock has a rate; this one is {mode}.")
    return NewTenant(
        id=body.get("id"),
        api_key=body.get("apiKey"),
        company=key(body["companyId"]) if "companyId" in body else None,
        seed=fields.whole(body, "seed"),
        mode=mode,
        rate=clock.get("rate"),
        now=_now(clock) if "now" in clock else None,
        sync_time=fields.duration(body, "syncTime"),
        limits=body["limits"] == "documented" if "limits" in body else None,
    )


def _now(clock: dict[str, Any]) -> Moment:
    now = fields.moment({"clock/now": clock["now"]}, "clock/now")
    if not EARLIEST <= now <= LATEST:
        raise fields.refusal(
            "/clock/now",
            f"A clock begins between {write_moment(EARLIEST)} and {write_moment(LATEST)}.",
        )
    return now
