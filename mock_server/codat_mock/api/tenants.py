"""Tenants: each with companies, clock, plans and keys of its own."""

from itertools import islice
from typing import Any

from codat_mock.api import fields, seeding
from codat_mock.api.calls import Answer, Call, NewTenant
from codat_mock.api.clock import clock_body
from codat_mock.api.keys import keyring_of
from codat_mock.api.scenarios import shipped
from codat_mock.core.ids import key, text
from codat_mock.core.tenant import Tenant


def list_tenants(call: Call) -> Answer:
    """The tenants that were made first."""
    tenants = keyring_of(call).tenants()
    shown = [_row(tenant, call) for tenant in islice(tenants, call.query["limit"])]
    return Answer(200, {"tenants": shown, "total": len(tenants)})


def get_tenant(call: Call) -> Answer:
    """One tenant."""
    return Answer(200, _row(keyring_of(call).tenant(call.path["tenantId"]), call))


def create_tenant(call: Call) -> Answer:
    """Make a tenant."""
    body = call.body or {}
    scenario = shipped(body["scenario"]) if "scenario" in body else None
    founded = keyring_of(call).found(_wanted(body))
    if scenario is not None:
        seeding.load(scenario, founded.tenant)
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
    keyring = keyring_of(call)
    tenant = keyring.tenant(call.path["tenantId"])
    keyring.close(tenant.name)
    # Whoever listens to it is not to be told for days that it was.
    tenant.deliveries.remove_all()
    return Answer(204)


def reset_tenant(call: Call) -> Answer:
    """Let the tenant begin anew."""
    call.tenant.reset()
    keyring_of(call).reopen(call.tenant)
    return Answer(200, clock_body(call.tenant))


def _row(tenant: Tenant, call: Call) -> dict[str, Any]:
    return {
        "id": tenant.name,
        "companyId": text(tenant.ready),
        "companies": len(tenant.register.companies),
        "syncs": len(tenant.syncs),
        "keys": sum(not held.revoked for held in keyring_of(call).keys(tenant)),
        "clock": clock_body(tenant),
    }


def _wanted(body: dict[str, Any]) -> NewTenant:
    clock: dict[str, Any] = body.get("clock", {})
    mode = fields.clock_mode(clock)
    return NewTenant(
        id=body.get("id"),
        api_key=body.get("apiKey"),
        company=key(body["companyId"]) if "companyId" in body else None,
        seed=fields.whole(body, "seed"),
        mode=mode,
        rate=clock.get("rate"),
        now=fields.clock_moment(clock) if "now" in clock else None,
        sync_time=fields.duration(body, "syncTime"),
        limits=body.get("limits"),
    )
