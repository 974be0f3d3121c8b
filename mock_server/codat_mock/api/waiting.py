"""Until something has come about."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call, Steps, Wait
from codat_mock.core import fate
from codat_mock.core.clock import ClockMode
from codat_mock.core.companies import Sync
from codat_mock.core.errors import Contradiction, NotFound, StillWaiting
from codat_mock.core.ids import key, text
from codat_mock.core.machine import Phase
from codat_mock.core.messages import Message, MessageState
from codat_mock.core.moments import MINUTE, SECOND, Duration, write_duration, write_moment
from codat_mock.core.tenant import Tenant
from codat_mock.faults.workings.operations import declared

_LONGEST: Duration = 5 * MINUTE
_REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class _Goal:
    """What is waited for.

    Attributes:
        reached: Whether it has come about.
        so_far: What there is instead, a sentence.
    """

    reached: Callable[[], bool]
    so_far: Callable[[], str]


def wait_until(call: Call) -> Steps:
    """Wait, in real time, until something has come about."""
    tenant, body = call.tenant, call.body
    timeout = fields.duration(body, "timeout", 10 * SECOND)
    if timeout > _LONGEST:
        raise fields.refusal("/timeout", "Five minutes is the longest that is waited: PT5M.")
    if "operation" in body and body["until"] != _REQUESTS:
        raise Contradiction(f"Only calls have an `operation`: wait until `{_REQUESTS}`.")
    goal = _GOALS[body["until"]](tenant, body)
    waited = 0.0
    if not goal.reached():
        waited = yield Wait(goal.reached, timeout / SECOND, tenant)
    if not goal.reached():
        raise StillWaiting(f"After {write_duration(timeout)} {goal.so_far()}")
    return Answer(
        200,
        {
            "until": body["until"],
            "waited": write_duration(int(waited * SECOND)),
            "now": write_moment(tenant.clock.now()),
        },
    )


def _sync_ended(tenant: Tenant, body: dict[str, Any]) -> _Goal:
    if "count" in body:
        raise Contradiction("A sync ends once; leave out `count`, or wait until `delivered`.")
    sync = _sync(tenant, body)

    def left() -> list[Sync]:
        now = tenant.clock.now()
        if sync is not None:
            # It is another object once the tenant went back, and perhaps not there at all.
            current = tenant.syncs.get(sync.id, sync)
            return [] if fate.phase(current.fate, now) is Phase.ENDED else [current]
        companies = tenant.register.companies.values()
        return [company.running for company in companies if company.running is not None]

    return _Goal(lambda: not left(), lambda: _still(tenant, left()[0]))


def _still(tenant: Tenant, sync: Sync) -> str:
    """What a sync reads that has not ended, and what would end it."""
    code = fate.code(sync.fate, tenant.clock.now())
    reads = f"sync {text(sync.id)} still reads {code}"
    if sync.id in tenant.timeline.held:
        return f"{reads}: its plan holds it; POST /__mock/syncs/{text(sync.id)}/end ends it."
    if tenant.clock.mode is ClockMode.MANUAL:
        return f"{reads}: the clock is manual; POST /__mock/clock/advance lets time pass."
    return f"{reads}; wait longer, or POST /__mock/clock/advance."


def _delivered(tenant: Tenant, body: dict[str, Any]) -> _Goal:
    sync, count = _sync(tenant, body), fields.whole(body, "count", 1) or 1
    if not tenant.deliveries.endpoints:
        raise Contradiction("Nobody is told of syncs: the tenant has no endpoint for webhooks.")

    def received() -> int:
        return sum(
            message.state is MessageState.SUCCESS and (sync is None or _is_of(message, sync))
            for message in tenant.deliveries.messages.values()
        )

    def so_far() -> str:
        endpoints = len(tenant.deliveries.endpoints)
        return (
            f"{received()} of {count} webhooks were received, of {len(tenant.deliveries.messages)} to "
            f"{endpoints} endpoints; GET /__mock/deliveries shows what became of each."
        )

    return _Goal(lambda: received() >= count, so_far)


def _is_of(message: Message, sync: Sync) -> bool:
    return message.sync is not None and message.sync.id == sync.id


def _requests(tenant: Tenant, body: dict[str, Any]) -> _Goal:
    if "syncId" in body:
        raise Contradiction("Calls are counted, whatever they are about; leave out `syncId`.")
    operation, count = _operation(body), fields.whole(body, "count", 1) or 1
    which = "to the contract" if operation is None else f"for {operation}"

    def answered() -> int:
        if operation is None:
            return tenant.journal.contracted
        return sum(seen.operation == operation for seen in tenant.journal)

    def so_far() -> str:
        return f"{answered()} of {count} calls {which} were answered; GET /__mock/requests lists the last."

    return _Goal(lambda: answered() >= count, so_far)


def _operation(body: dict[str, Any]) -> str | None:
    """The operation whose calls are counted; None: any.

    Raises:
        Invalid: The contract has no such operation.
    """
    wanted, known = body.get("operation"), declared()
    if wanted is None or wanted in known:
        return wanted
    near = get_close_matches(wanted, known, 1)
    hint = f"did you mean {near[0]}?" if near else "name one by its operationId."
    raise fields.refusal("/operation", f"The contract has no operation {wanted[:60]!r}; {hint}")


def _sync(tenant: Tenant, body: dict[str, Any]) -> Sync | None:
    if "syncId" not in body:
        return None
    sync = tenant.syncs.get(key(body["syncId"]))
    if sync is None:
        raise NotFound(f"There is no sync {body['syncId']}; POST .../syncs answers their ids.")
    return sync


_GOALS = {"sync-ended": _sync_ended, "delivered": _delivered, _REQUESTS: _requests}
