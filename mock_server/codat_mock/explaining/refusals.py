"""Why was a request refused? Layer, rule, places, the sync that it was about, and what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

from codat_mock.core import fate, ids
from codat_mock.core.companies import Sync
from codat_mock.core.errors import Fault, Refused
from codat_mock.core.journal import Witnessed
from codat_mock.core.machine import Phase
from codat_mock.core.moments import Moment, write_moment
from codat_mock.core.tenant import Tenant
from codat_mock.explaining.calls import curl
from codat_mock.explaining.rules import Rule, filled, places_in_path, row_of, templates
from codat_mock.explaining.syncs import told
from codat_mock.journal.reach import Reach

_ADVANCE = 'POST /__mock/clock/advance {"until": "idle"}'

_PARTS: Mapping[str, tuple[str, str, str]] = {
    "unsupported-media-type": ("Content-Type", "{expected}", "{got}"),
    "method-not-allowed": ("method", "one of {allow}", "{method}"),
    "content-too-large": ("body", "at most {limit} bytes", "more"),
}
"""By row: the part of a request that is wrong, what it may be, and what it is."""


def explained(seen: Witnessed, tenant: Tenant, now: Moment, reach: Reach) -> dict[str, Any]:
    """The explanation of an exchange that was refused.

    Args:
        seen: The exchange.
        tenant: Whose it is.
        now: The moment.
        reach: How the next call reaches the mock.
    """
    refused, request = seen.refused, seen.request
    row = row_of(refused, seen.reply.status, of_control=seen.control)
    rule = row.rule_of(refused)
    facts = _facts(seen)
    sync = _sync(facts, tenant)
    why = refused.why if refused else "Nothing more is known of it than its status."
    return {
        "explains": "refusal",
        "id": str(seen.number),
        "at": write_moment(seen.at),
        "request": {"method": request.method, "path": request.path, "operation": seen.operation},
        "status": seen.reply.status,
        "layer": (refused and refused.layer) or rule.layer,
        "rule": {"name": row.name, "text": rule.text, "source": rule.source},
        "problems": [*_problems(refused, row.name, facts)],
        "why": why,
        "remarks": list(seen.remarks),
        "sync": None if sync is None else told(sync, now),
        "next": _next(rule, facts, sync, now, reach),
    }


def _facts(seen: Witnessed) -> dict[str, str]:
    """What fills the places of a rule: what stands in the path, and what the refusal knows."""
    template = templates().get(seen.operation or "", "")
    facts = {"method": seen.request.method, **places_in_path(template, seen.request.path)}
    return {**facts, **(seen.refused.facts if seen.refused else {})}


def _sync(facts: Mapping[str, str], tenant: Tenant) -> Sync | None:
    """The sync in the path, if the tenant has it."""
    try:
        return tenant.syncs.get(ids.key(facts.get("syncId", "")))
    except ValueError:
        return None


def _problems(
    refused: Refused | None, row: str, facts: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    if refused is None:
        return
    yield from map(_problem, refused.faults)
    if not refused.faults and row in _PARTS:
        place, expected, got = _PARTS[row]
        message = refused.why
        yield _problem(
            Fault(place, message, expected=filled(expected, facts), got=filled(got, facts))
        )


def _problem(fault: Fault) -> dict[str, Any]:
    return {
        "place": fault.place,
        "pointer": fault.pointer,
        "expected": fault.expected,
        "got": fault.got,
        "message": fault.message,
    }


def _next(
    rule: Rule, facts: Mapping[str, str], sync: Sync | None, now: Moment, reach: Reach
) -> dict[str, Any]:
    call = rule.call
    if rule.layer == "state" and sync and fate.phase(sync.fate, now) is not Phase.ENDED:
        call = _ADVANCE
    return {
        "text": filled(rule.next, facts),
        "curl": None if call is None else curl(call, facts, reach),
    }
