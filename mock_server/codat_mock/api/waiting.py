"""Until something has come about."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any

from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call, Steps, Wait
from codat_mock.core import fate
from codat_mock.core.clock import ClockMode
from codat_mock.core.companies import Sync
from codat_mock.core.errors import Contradiction, NotFound, StillWaiting
from codat_mock.core.ids import key
from codat_mock.core.machine import Phase
from codat_mock.core.messages import Message, MessageState
from codat_mock.core.moments import MINUTE, SECOND, Duration, write_duration, write_moment
from codat_mock.core.tenant import Tenant
from codat_mock.faults.workings.operations import declared

_LONGEST: Duration = 5 * MINUTE
_REQUESTS = "requests"
_SHOWN = "GET /__mock/deliveries shows what became of each."


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
    if "count" in body or _from_now(body):
        name = "count" if "count" in body else "fromNow"
        raise Contradiction(
            f"A sync ends once; leave out `{name}`, or wait until `delivered` or `{_REQUESTS}`."
        )
    left = partial(_running, tenant, _sync(tenant, body))
    return _Goal(lambda: not left(), lambda: _still(tenant, left()[0]))


def _running(tenant: Tenant, sync: Sync | None) -> list[Sync]:
    """What has not ended of one sync, or of all."""
    if sync is not None:
        # It is another object once the tenant went back, and perhaps not there at all.
        current = tenant.syncs.get(sync.id, sync)
        ended = fate.phase(current.fate, tenant.clock.now()) is Phase.ENDED
        return [] if ended else [current]
    companies = tenant.register.companies.values()
    return [company.running for company in companies if company.running is not None]


def _still(tenant: Tenant, sync: Sync) -> str:
    """What a sync reads that has not ended, and what would end it."""
    code = fate.code(sync.fate, tenant.clock.now())
    reads = f"sync {sync.text} still reads {code}"
    if sync.id in tenant.timeline.held:
        return f"{reads}: its plan holds it; POST /__mock/syncs/{sync.text}/end ends it."
    if tenant.clock.mode is ClockMode.MANUAL:
        return f"{reads}: the clock is manual; POST /__mock/clock/advance lets time pass."
    return f"{reads}; wait longer, or POST /__mock/clock/advance."


def _delivered(tenant: Tenant, body: dict[str, Any]) -> _Goal:
    if not tenant.deliveries.endpoints:
        raise Contradiction("Nobody is told of syncs: the tenant has no endpoint for webhooks.")
    sync = _sync(tenant, body)
    if "count" in body or _from_now(body):
        return _counted(tenant, body, sync)
    running, found = partial(_running, tenant, sync), _messages(tenant, sync)
    # What has failed already is nothing to wait for.
    failed = {message.id for message in found if message.state is MessageState.FAILURE}
    if sync is not None and found and len(failed) == len(found) and not running():
        raise Contradiction(
            f"Nothing is to come: all that was told of sync {sync.text} has failed; {_SHOWN} "
            "POST /__mock/deliveries/{messageId}/resend sends one again."
        )

    def counted() -> list[Message]:
        return [message for message in _messages(tenant, sync) if message.id not in failed]

    def reached() -> bool:
        found = counted()
        return bool(found) and all(map(_taken, found)) and not running()

    def so_far() -> str:
        if left := running():
            return _still(tenant, left[0])
        found = counted()
        taken = sum(map(_taken, found))
        return f"{taken} of {len(found)} webhooks were taken by their receivers; {_SHOWN}"

    return _Goal(reached, so_far)


def _counted(tenant: Tenant, body: dict[str, Any], sync: Sync | None) -> _Goal:
    """So many webhooks were taken, in all or from now on."""
    count, returns = fields.whole(body, "count", 1) or 1, tenant.snapshots.returns
    taken_before = {
        message.id for message in _messages(tenant, sync) if _from_now(body) and _taken(message)
    }

    def taken() -> int:
        # A tenant that went back gives the same ids anew.
        before = taken_before if returns == tenant.snapshots.returns else ()
        found = _messages(tenant, sync)
        return sum(_taken(message) and message.id not in before for message in found)

    def so_far() -> str:
        return f"{taken()} of {count} webhooks were taken by their receivers; {_SHOWN}"

    return _Goal(lambda: taken() >= count, so_far)


def _messages(tenant: Tenant, sync: Sync | None) -> list[Message]:
    """The webhooks that are kept, about one sync or about anything."""
    found = tenant.deliveries.messages.values()
    return [message for message in found if sync is None or _is_of(message, sync)]


def _taken(message: Message) -> bool:
    return message.state is MessageState.SUCCESS


def _is_of(message: Message, sync: Sync) -> bool:
    return message.sync is not None and message.sync.id == sync.id


def _from_now(body: dict[str, Any]) -> bool:
    return bool(body.get("fromNow"))


def _requests(tenant: Tenant, body: dict[str, Any]) -> _Goal:
    if "syncId" in body:
        raise Contradiction("Calls are counted, whatever they are about; leave out `syncId`.")
    operation, count = _operation(body), fields.whole(body, "count", 1) or 1
    which = "to the contract" if operation is None else f"for {operation}"

    journal, before = tenant.journal, 0
    if _from_now(body):
        before = journal.contracted if operation is None else journal.total

    def answered() -> int:
        # A tenant that was reset has another journal.
        since = before if tenant.journal is journal else 0
        if operation is None:
            return tenant.journal.contracted - since
        return sum(seen.operation == operation for seen in tenant.journal if seen.number > since)

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
