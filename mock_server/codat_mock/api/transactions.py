"""What became of each transaction of a sync."""

from itertools import repeat
from typing import Any

from codat_mock.api.calls import Answer, Call
from codat_mock.api.dialects import INTEGRATION_TYPES
from codat_mock.core import attaching
from codat_mock.core.companies import Sync
from codat_mock.core.fate import PENDING
from codat_mock.core.ids import text
from codat_mock.listing import paged


def list_sync_transactions(call: Call) -> Answer:
    """One page of the entries of a sync."""
    sync = _sync(call)
    return Answer(
        200,
        paged(
            call.query,
            call.url,
            sync.entries,
            lambda start, stop: _entries(call, sync, start, stop),
        ),
    )


def get_sync_transaction(call: Call) -> Answer:
    """Every entry of one transaction of a sync."""
    sync = _sync(call)
    kinds = len(sync.integration_types)
    start = attaching.find(sync, call.key("transactionId")) * kinds
    return Answer(200, _entries(call, sync, start, start + kinds))


def _sync(call: Call) -> Sync:
    return call.tenant.sync(call.key("companyId"), call.key("syncId"))


def _entries(call: Call, sync: Sync, start: int, stop: int) -> list[dict[str, Any]]:
    """The entries from `start` up to `stop`: each transaction once for each integration type."""
    kinds, spelled = sync.integration_types, INTEGRATION_TYPES[call.dialect]
    if start >= stop:
        return []
    first, many = start // len(kinds), len(kinds)
    transactions = [text(named) for named in sync.keys(first, -(-stop // many))]
    current = sync.fate
    verdicts = (
        repeat(PENDING) if current is None else current.outcomes.between(start, stop, call.now)
    )
    return [
        {
            "transactionId": transactions[index // many - first],
            "status": verdict.status,
            "message": verdict.message,
            "integrationType": spelled[kinds[index % many]],
        }
        for index, verdict in zip(range(start, stop), verdicts, strict=False)
    ]
