"""Step in while a sync runs, and hand on all that is known of it."""

from collections.abc import Callable, Mapping

from codat_mock.api.calls import Answer, Call
from codat_mock.api.keys import keyring_of, tenant_in_path
from codat_mock.api.plans import plan_body, planned
from codat_mock.core.companies import Sync
from codat_mock.core.errors import NotFound
from codat_mock.core.ids import key, text
from codat_mock.core.moments import write_moment
from codat_mock.core.tenant import Tenant
from codat_mock.evidence import archive, commands, document, markdown, page
from codat_mock.evidence.gathering import Evidence, Place, gather


def end_sync(call: Call) -> Answer:
    """End a sync now."""
    ended = call.tenant.end(
        key(call.path["syncId"]), int(call.body["code"]), planned(call.body), call.now
    )
    return Answer(
        200, {"syncId": text(ended.sync.id), "code": ended.now, "at": write_moment(ended.at)}
    )


def get_evidence(call: Call) -> Answer:
    """All that is known of a sync of the tenant of the key."""
    return _evidence(call, call.tenant)


def get_evidence_of_tenant(call: Call) -> Answer:
    """All that is known of a sync of the tenant in the path."""
    return _evidence(call, tenant_in_path(call))


def gathered(call: Call, tenant: Tenant, sync: Sync) -> Evidence:
    """All that is known of a sync."""
    server = call.server
    place = Place(
        server.version,
        server.seed,
        call.origin,
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


_FORMATS: Mapping[str, Callable[[Evidence], Answer]] = {
    "html": lambda evidence: Answer(200, page.page(evidence), page.MEDIA_TYPE),
    "md": lambda evidence: Answer(200, markdown.markdown(evidence), markdown.MEDIA_TYPE),
    "har": lambda evidence: Answer(200, archive.archive(evidence)),
    "curl": lambda evidence: Answer(200, commands.commands(evidence), commands.MEDIA_TYPE),
    "json": lambda evidence: Answer(200, document.document(evidence)),
}
"""What the contract calls each format, and how it is answered."""


def _evidence(call: Call, tenant: Tenant) -> Answer:
    sync = sync_in(tenant, call.path["syncId"])
    return _FORMATS[call.query["format"]](gathered(call, tenant, sync))
