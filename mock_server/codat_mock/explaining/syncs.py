"""Why does a sync read what it reads? Who decided, when what happened, and what became of its transactions."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from codat_contract import SYNC_CODES, TransactionStatus
from codat_mock.core import fate, ids
from codat_mock.core.companies import Sync
from codat_mock.core.deciding import NOTHING_PUSHED
from codat_mock.core.deliveries import Deliveries
from codat_mock.core.fate import Decider, Fate
from codat_mock.core.machine import Phase
from codat_mock.core.moments import NEVER, Moment, time_of_day, write_moment
from codat_mock.core.remarks import passed_over
from codat_mock.explaining import messages, provoked
from codat_mock.explaining.calls import curl
from codat_mock.journal.reach import Reach

RUNS_LONG = "runs long"
"""What comes strictly after ten minutes."""

TOLD = 20
"""How many failed transactions are told one by one."""

_WELL = frozenset({TransactionStatus.COMPLETED, TransactionStatus.PENDING})

DECIDED: Mapping[Decider, str] = {
    Decider.END: "POST /__mock/syncs/{syncId}/end ended it and named the code.",
    Decider.PREFERENCE: "The header Prefer of the request that initiated it named the code.",
    Decider.PLAN: "The plan {plan}, which it took when it was initiated, named the code.",
    Decider.MAGIC: "A marker in the notes of its transactions, such as [mock:5130], named the code.",
    Decider.STATE: "The state of its company ended it, whatever its transactions are like.",
    Decider.OUTCOMES: "Nothing named a code, so it follows from what became of its transactions.",
    Decider.FAILURE: "The mock itself failed when it should have started; please report it.",
}
"""Who decided the code, in words."""

NAMED: Mapping[Decider, str] = {
    Decider.PLAN: "The plan {plan}, which it took when it was initiated, named what becomes of "
    "transactions, and so the code.",
    Decider.MAGIC: "Markers in the notes of its transactions, such as [mock:PushError], named what "
    "becomes of them, and so the code.",
}
"""Who named what becomes of transactions, in words, where the code follows from those."""

_EMPTY = "No dataset was waiting when it was initiated, so there was nothing to push."
_EMPTY_STEP = "No dataset was waiting: create one, then initiate a sync of it."


def told(sync: Sync, now: Moment) -> dict[str, Any]:
    """A sync with its past, as the control API gives it."""
    code = fate.code(sync.fate, now)
    row = SYNC_CODES[code]
    failed = [*islice(_failed(sync, now), TOLD + 1)]
    return {
        "syncId": sync.text,
        "companyId": sync.company.text,
        "code": code,
        "reason": row.reason,
        "actor": row.actor,
        "nextStep": _EMPTY_STEP if _was_empty(sync, now) else row.next_step,
        "provoked": provoked.is_provoked(sync, now),
        "decided": _decided(sync),
        "plan": None if sync.plan is None else sync.plan.id,
        "timeline": [*_timeline(sync, now)],
        "transactions": {status.value: count for status, count in _tally(sync, now).items()},
        "failed": failed[:TOLD],
        "failedMore": len(failed) > TOLD,
        "errorMessage": sync.fate.error if sync.fate and _ended(sync, now) else "",
    }


def explained(sync: Sync, deliveries: Deliveries, now: Moment, reach: Reach) -> dict[str, Any]:
    """The explanation of a sync, with what became of telling of it."""
    shown = told(sync, now)
    call = _call(sync, now)
    facts = {"syncId": shown["syncId"], "companyId": shown["companyId"]}
    return {
        "explains": "sync",
        "id": shown["syncId"],
        "at": write_moment(now),
        "why": _why(sync, now, shown),
        "sync": shown,
        "webhooks": messages.told(sync, deliveries),
        "next": {"text": _next(sync, shown), "curl": curl(call, facts, reach)},
    }


def _next(sync: Sync, shown: Mapping[str, Any]) -> str:
    step: str = shown["nextStep"]
    return " ".join(filter(None, (step, provoked.instead(sync) if shown["provoked"] else "")))


def _was_empty(sync: Sync, now: Moment) -> bool:
    """Whether nothing was pushed because there was nothing to be pushed."""
    return _ended(sync, now) and fate.code(sync.fate, now) == NOTHING_PUSHED and not sync.entries


def _why(sync: Sync, now: Moment, shown: Mapping[str, Any]) -> str:
    reads = f"It reads {SYNC_CODES[shown['code']]}."
    message = shown["errorMessage"]
    # Its message comes last: some of it may be a client's own words, which could turn what follows.
    said = f"Its message: {message}" if message else ""
    return " ".join(filter(None, (reads, *_because(sync, now, shown), passed_over(sync), said)))


def _because(sync: Sync, now: Moment, shown: Mapping[str, Any]) -> Iterator[str]:
    if sync.fate is None or fate.phase(sync.fate, now) is Phase.QUEUED:
        yield "It is queued, so nothing is decided yet."
        running = sync.company.running
        if running is not None and running is not sync:
            yield f"It waits behind {ids.text(running.id)}."
        return
    if sync.fate.ends is None:
        plan = sync.plan.id if sync.plan else sync.fate.by.value
        yield f"It is held by {plan} until it is told to end."
        return
    empty = _was_empty(sync, now)
    if shown["provoked"] or not empty:
        yield shown["decided"]["text"]
    if empty:
        yield _EMPTY
    if shown["provoked"]:
        yield provoked.told(sync)
    yield from sync.fate.remarks


def _call(sync: Sync, now: Moment) -> str:
    if _ended(sync, now):
        return "GET /companies/{companyId}/sync/expenses/syncs/{syncId}/transactions"
    if sync.fate is not None and sync.fate.ends is None:
        return 'POST /__mock/syncs/{syncId}/end {"code": 2000}'
    return 'POST /__mock/clock/advance {"until": "idle"}'


def _ended(sync: Sync, now: Moment) -> bool:
    return fate.phase(sync.fate, now) is Phase.ENDED


def _decided(sync: Sync) -> dict[str, Any] | None:
    if sync.fate is None:
        return None
    by, named = sync.fate.by, sync.fate.named
    said = DECIDED[by] if named is None else NAMED[named]
    plan = sync.plan.id if sync.plan else "that it took"
    text = said.replace("{syncId}", sync.text).replace("{plan}", plan)
    return {"by": by.value, "text": text}


def _timeline(sync: Sync, now: Moment) -> Iterator[dict[str, Any]]:
    yield _happened(sync.initiated, "queued", fate.QUEUED_CODE)
    current = sync.fate
    if current is None or now < current.started:
        return
    yield from (_happened(*event) for event in _run(current, now))


def _run(current: Fate, now: Moment) -> Iterator[tuple[Moment, str, int]]:
    yield current.started, "started", fate.QUEUED_CODE
    ends = NEVER if current.ends is None else current.ends
    if current.long_from <= now and current.long_from < ends:
        yield current.long_from, RUNS_LONG, fate.LONG_CODE
    if ends <= now:
        yield ends, "ended", current.code


def when(event: Mapping[str, Any]) -> str:
    """The time of the day at which an event of a timeline came, for people."""
    return time_of_day(event["at"], strictly=event["event"] == RUNS_LONG)


def _happened(at: Moment, event: str, code: int) -> dict[str, Any]:
    return {"at": write_moment(at), "event": event, "code": code}


def _tally(sync: Sync, now: Moment) -> dict[TransactionStatus, int]:
    current = sync.fate
    decided = 0 if current is None else current.outcomes.decided(now)
    counts = {} if current is None else current.outcomes.tally(decided)
    if rest := sync.entries - decided:
        counts[TransactionStatus.PENDING] = counts.get(TransactionStatus.PENDING, 0) + rest
    return counts


def _failed(sync: Sync, now: Moment) -> Iterator[dict[str, Any]]:
    """The transactions that did not become `Completed`, in order."""
    if sync.fate is None:
        return
    kinds, outcomes = sync.integration_types, sync.fate.outcomes
    for index, transaction in enumerate(sync.keys(0, sync.transactions)):
        for entry in range(index * len(kinds), (index + 1) * len(kinds)):
            verdict = outcomes.at(entry, now)
            if verdict.status not in _WELL:
                yield {
                    "transactionId": ids.text(transaction),
                    "status": verdict.status.value,
                    "integrationType": kinds[entry % len(kinds)].value,
                    "message": verdict.message,
                }
