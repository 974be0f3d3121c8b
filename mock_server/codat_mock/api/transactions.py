"""What became of each transaction of a sync."""

from typing import Any

from codat_contract import IntegrationType
from codat_mock.api.calls import Answer, Call
from codat_mock.core import attaching
from codat_mock.core.fate import PENDING, Verdict
from codat_mock.core.ids import Key, key, text
from codat_mock.core.moments import Moment
from codat_mock.core.values import Sync


def list_sync_transactions(call: Call) -> Answer:
    """One page of the entries of a sync."""
    sync = _sync(call)
    page, size = call.query["page"], call.query["pageSize"]
    start = (page - 1) * size
    return Answer(
        200,
        {
            "results": _entries(sync, start, min(start + size, sync.entries), call.now),
            "pageNumber": page,
            "pageSize": size,
            "totalResults": sync.entries,
            "_links": _links(call.url, page, size, sync.entries),
        },
    )


def get_sync_transaction(call: Call) -> Answer:
    """Every entry of one transaction of a sync."""
    sync = _sync(call)
    kinds = len(sync.integration_types)
    start = attaching.find(sync, key(call.path["transactionId"])) * kinds
    return Answer(200, _entries(sync, start, start + kinds, call.now))


def _sync(call: Call) -> Sync:
    return call.tenant.sync(key(call.path["companyId"]), key(call.path["syncId"]))


def _entries(sync: Sync, start: int, stop: int, now: Moment) -> list[dict[str, Any]]:
    """The entries from `start` up to `stop`: each transaction once for each integration type."""
    kinds = sync.integration_types
    if start >= stop:
        return []
    first = start // len(kinds)
    transactions = list(sync.keys(first, -(-stop // len(kinds))))
    return [
        _entry(
            transactions[index // len(kinds) - first],
            sync.fate.outcomes.at(index, now) if sync.fate else PENDING,
            kinds[index % len(kinds)],
        )
        for index in range(start, stop)
    ]


def _entry(transaction: Key, verdict: Verdict, kind: IntegrationType) -> dict[str, Any]:
    return {
        "transactionId": text(transaction),
        "status": verdict.status,
        "message": verdict.message,
        "integrationType": kind,
    }


def _links(url: str, page: int, size: int, total: int) -> dict[str, dict[str, str]]:
    """The links of a page; next and previous stand there only when there is such a page."""
    last = max(-(-total // size), 1)
    pages = {"current": page}
    if page < last:
        pages["next"] = page + 1
    if 1 < page <= last + 1:
        pages["previous"] = page - 1
    links = {
        name: {"href": f"{url}?page={number}&pageSize={size}"} for name, number in pages.items()
    }
    return {"self": {"href": url}, **links}
