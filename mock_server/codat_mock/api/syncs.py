"""Look at syncs, step in while one runs, and hand on all that is known of it."""

from itertools import islice
from typing import TYPE_CHECKING, Any

from codat_contract import SYNC_CODES
from codat_mock.api.calls import Answer, Call
from codat_mock.api.keys import keyring_of, reach_of, tenant_in_path
from codat_mock.api.plans import plan_body, planned
from codat_mock.core import fate
from codat_mock.core.companies import Sync
from codat_mock.core.errors import NotFound
from codat_mock.core.ids import key
from codat_mock.core.machine import Phase
from codat_mock.core.moments import Moment, write_moment
from codat_mock.core.queries import found_syncs, waiting_datasets
from codat_mock.core.tenant import Tenant

if TYPE_CHECKING:
    from codat_mock.evidence.gathering import Evidence


def show_syncs(call: Call) -> Answer:
    """The newest syncs of the tenant, or of one of its companies."""
    named = call.query["company"]
    company = None if named is None else call.tenant.company(key(named))
    found = found_syncs(call.tenant, company, call.query["beginning"])
    return Answer(
        200,
        {
            "syncs": [_shown(sync, call.now) for sync in islice(found, call.query["limit"])],
            "total": len(found),
            "datasetsWaiting": waiting_datasets(call.tenant, company),
        },
    )


def _shown(sync: Sync, now: Moment) -> dict[str, Any]:
    current = sync.fate
    code, phase = fate.code(current, now), fate.phase(current, now)
    started = None if current is None or phase is Phase.QUEUED else current.started
    return {
        "syncId": sync.text,
        "companyId": sync.company.text,
        "code": code,
        "reason": SYNC_CODES[code].reason,
        "dataPushed": fate.data_pushed(current, now),
        "datasets": len(sync.datasets),
        "transactions": sync.transactions,
        "initiated": write_moment(sync.initiated),
        "started": _moment(started),
        "ended": _moment(current.ends if current and phase is Phase.ENDED else None),
    }


def _moment(moment: Moment | None) -> str | None:
    return None if moment is None else write_moment(moment)


def end_sync(call: Call) -> Answer:
    """End a sync now."""
    ended = call.tenant.end(
        call.key("syncId"), int(call.body["code"]), planned(call.body), call.now
    )
    return Answer(200, {"syncId": ended.sync.text, "code": ended.now, "at": write_moment(ended.at)})


def get_evidence(call: Call) -> Answer:
    """All that is known of a sync of the tenant of the key."""
    return _evidence(call, call.tenant)


def get_evidence_of_tenant(call: Call) -> Answer:
    """All that is known of a sync of the tenant in the path."""
    return _evidence(call, tenant_in_path(call))


def gathered(call: Call, tenant: Tenant, sync: Sync) -> "Evidence":
    """All that is known of a sync."""
    from codat_mock.evidence.gathering import Place, gather

    server = call.server
    place = Place(
        server.version,
        server.seed,
        reach_of(call, tenant),
        default=tenant.name == next(iter(keyring_of(call).tenants())).name,
    )
    plan = None if sync.plan is None else plan_body(sync.plan, sync.plan.times)
    return gather(sync, tenant, place, plan)


def sync_in(tenant: Tenant, name: str) -> Sync:
    """The sync of this id.

    Raises:
        NotFound: The tenant has none.
    """
    sync = tenant.syncs.get(key(name))
    if sync is None:
        raise NotFound(
            f"The tenant has no sync {name}: it never had, or its company was deleted; "
            "GET .../syncs/list/status lists those of a company."
        )
    return sync


def _evidence(call: Call, tenant: Tenant) -> Answer:
    from codat_mock.evidence.formats import FORMATS

    sync = sync_in(tenant, call.path["syncId"])
    return Answer(200, *FORMATS[call.query["format"]](gathered(call, tenant, sync)))
