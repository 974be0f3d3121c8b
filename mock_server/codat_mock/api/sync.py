"""Start a sync and follow it."""

from codat_contract import SYNC_CODES, TransactionStatus
from codat_mock.api.calls import Answer, Call
from codat_mock.core import fate
from codat_mock.core.companies import Company, Sync
from codat_mock.core.errors import NotFound
from codat_mock.core.ids import keys
from codat_mock.core.machine import Phase
from codat_mock.core.moments import Moment, write_moment

NOT_STARTED = "NotStarted"
PUSHING = "Pushing"


def initiate_sync(call: Call) -> Answer:
    """Queue a sync."""
    named = (call.body or {}).get("datasetIds")
    datasets = None if named is None else keys(named)
    company = call.key("companyId")
    sync = call.tenant.initiate(company, datasets, call.now, call.preferred)
    return Answer(202, {"syncId": sync.text})


def get_sync_by_id(call: Call) -> Answer:
    """The status of a sync."""
    sync = call.tenant.sync(call.key("companyId"), call.key("syncId"))
    return _polled(sync, call)


def list_syncs(call: Call) -> Answer:
    """The status of every sync of a company, in the order in which they were initiated."""
    return Answer(200, [status(sync, call.now) for sync in _company(call).syncs])


def get_latest_sync(call: Call) -> Answer:
    """The status of the sync that was initiated last."""
    syncs = _company(call).syncs
    return _status_of(syncs[-1] if syncs else None, "sync", call)


def get_last_successful_sync(call: Call) -> Answer:
    """The status of the sync that was the last to end well."""
    return _status_of(_company(call).succeeded, "successful sync", call)


def _company(call: Call) -> Company:
    return call.tenant.company(call.key("companyId"))


def _status_of(sync: Sync | None, what: str, call: Call) -> Answer:
    if sync is None:
        message = f"The company has had no {what} yet; POST .../syncs initiates one."
        raise NotFound(message)
    return _polled(sync, call)


def _polled(sync: Sync, call: Call) -> Answer:
    """The status of a sync; a poll counts where a plan says that polls do."""
    if sync.plan is not None and sync.plan.polls is not None:
        call.tenant.polled(sync, call.now)
    return Answer(200, status(sync, call.now))


def status(sync: Sync, now: Moment) -> dict[str, object]:
    """A sync as `CompanySyncStatus`."""
    current = sync.fate
    row = SYNC_CODES[fate.code(current, now)]
    ended = row.terminal and current is not None
    return {
        "companyId": sync.company.text,
        "syncId": sync.text,
        "syncStatusCode": row.number,
        "syncStatus": row.sync_status if ended else _word(sync, row.sync_status, now),
        "errorMessage": current.error if current and ended else "",
        "syncExceptionMessage": current.exception if current and ended else "",
        "syncUtc": write_moment(current.started if current else sync.initiated),
        "dataPushed": bool(
            ended and current and current.outcomes.includes(TransactionStatus.COMPLETED)
        ),
    }


def _word(sync: Sync, word: str, now: Moment) -> str:
    """The row's word for a sync under way, or one of two others that tell how far it is."""
    phase = fate.phase(sync.fate, now)
    if phase is Phase.QUEUED:
        return NOT_STARTED
    if phase is Phase.RUNNING and sync.fate and sync.fate.outcomes.decided(now):
        return PUSHING
    return word
