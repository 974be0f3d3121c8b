"""What does a tenant tell at a moment? All that can be read of it, as values that later commands do not change."""

import pickle
from typing import Any

from codat_mock.api.calls import Call, Server
from codat_mock.api.sync import status
from codat_mock.api.transactions import list_sync_transactions
from codat_mock.core import fate, ids
from codat_mock.core.companies import Company, Sync
from codat_mock.core.connections import Connection
from codat_mock.core.moments import Moment
from codat_mock.core.queries import overview
from codat_mock.core.tenant import Tenant

_ALL = 5000


def entries(tenant: Tenant, sync: Sync, now: Moment) -> list[dict[str, Any]]:
    """The transactions of a sync, as the API lists them."""
    path = {"companyId": ids.text(sync.company.id), "syncId": ids.text(sync.id)}
    query = {"page": 1, "pageSize": _ALL}
    call = Call(tenant, now, path, query, "/", None, b"", None, Server("", 0))
    listed: list[dict[str, Any]] = list_sync_transactions(call).body["results"]
    return listed


def glimpse(sync: Sync, moment: Moment) -> tuple[Any, ...]:
    """What the core alone knows of a sync at a moment, past ones included."""
    known = sync.fate
    verdicts = [
        known.outcomes.at(index, moment) if known else fate.PENDING for index in range(sync.entries)
    ]
    return (
        fate.phase(known, moment),
        fate.code(known, moment),
        fate.data_pushed(known, moment),
        tuple(verdicts),
    )


def everything(tenant: Tenant) -> dict[str, Any]:
    """All that can be read of a tenant now, and the state of the source that draws its next ids."""
    clock, now = tenant.clock, tenant.clock.now()
    return {
        "clock": (now, clock.mode, clock.rate),
        "overview": overview(tenant),
        "plans": tenant.plans.waiting(),
        "next": (
            pickle.dumps(tenant.ids),
            tenant.plans.next_id(),
            tenant.timeline.next_moment(),
        ),
        "companies": [_company(company) for company in tenant.register.companies.values()],
        "syncs": [
            (
                ids.text(sync.id),
                sync.preferred,
                sync.plan,
                sync.polls,
                status(sync, now),
                glimpse(sync, now),
            )
            for sync in tenant.syncs.values()
        ],
        "attachments": [(sync.id, attachment) for sync, attachment in tenant.attachments],
    }


def _company(company: Company) -> tuple[Any, ...]:
    return (
        company.id,
        company.profile,
        [_connection(held) for held in company.connections.values()],
        company.configuration,
        company.deleted,
        list(company.datasets),
        list(company.unsynced),
        sorted(company.completed),
        dict(company.marked),
        [sync.id for sync in company.waiting],
        [sync.id for sync in company.syncs],
        company.succeeded and company.succeeded.id,
    )


def _connection(held: Connection) -> tuple[Any, ...]:
    return (held.id, held.platform, held.status, held.lapsed, held.pulled, tuple(held.troubles))
