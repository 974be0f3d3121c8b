"""Can the steps of a scenario be played? What they name is there by then, and what they ask for can happen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from codat_mock.api import fields
from codat_mock.api.clock import way_of
from codat_mock.api.faults import read_fault
from codat_mock.api.inbox import answers_of
from codat_mock.api.placing import Problems
from codat_mock.api.plans import planned, read_plan
from codat_mock.api.trigger import kind_of
from codat_mock.core import plan
from codat_mock.core.companies import Company
from codat_mock.core.tenant import Tenant
from codat_mock.webhooks.triggering import Wanted, draft

Body = dict[str, Any]


@dataclass(slots=True)
class _Played:
    """What there is by a step.

    Attributes:
        tenant: The tenant as it begins.
        syncs: The syncs that have a name.
        open: Those of them that were started and not finished.
    """

    tenant: Tenant
    syncs: list[str] = field(default_factory=list)
    open: set[str] = field(default_factory=set)


def check_steps(steps: Sequence[Mapping[str, Body]], tenant: Tenant, problems: Problems) -> None:
    """Note what is wrong with steps that fit their schema."""
    played = _Played(tenant)
    for number, step in enumerate(steps):
        ((kind, body),) = step.items()
        with problems.at(f"/steps/{number}/{kind}"):
            _CHECKS[kind](body, played)


def _sync(body: Body, played: _Played) -> None:
    _company(body, played)
    if body.get("receipts", 0) > body["expenses"]:
        raise fields.refusal(
            "/receipts", f"There are {body['expenses']} expenses, so no more can have a receipt."
        )
    _name(body, played)


def _start(body: Body, played: _Played) -> None:
    _sync(body, played)
    if "as" not in body:
        raise fields.refusal("/as", "Give it a name, so that another step can finish it.")
    played.open.add(body["as"])


def _finish(body: Body, played: _Played) -> None:
    _known(body, played)
    if body["of"] not in played.open:
        raise fields.refusal(
            "/of", f"{body['of']} goes on by itself; only what `start` has begun is finished."
        )
    played.open.discard(body["of"])


def _after(body: Body, played: _Played) -> None:
    _known(body, played)
    if body["of"] in played.open:
        raise fields.refusal("/of", f"{body['of']} was started; finish it first.")
    _name(body, played)


def _advance(body: Body, _: _Played) -> None:
    way = way_of(body)
    if way == "by":
        fields.duration(body, "by")
    elif way == "to":
        fields.moment(body, "to")


def _end(body: Body, played: _Played) -> None:
    _known(body, played)
    named = planned(body)
    plan.each_named_once(named)
    plan.check(int(body["code"]), (one.verdict.status for one in named))


def _inbox(body: Body, _: _Played) -> None:
    answers_of(body)


def _trigger(body: Body, played: _Played) -> None:
    kind, tenant = kind_of(body["event"]), played.tenant
    if "of" in body:
        _known(body, played)
    for name in ("of", "company"):
        if name in body and not kind.subject.of_sync:
            raise fields.refusal(f"/{name}", f"{kind.name} is about no company; leave this out.")
    if {"of", "company"} <= body.keys():
        raise fields.refusal("/company", "The sync has its company already; leave this out.")
    company = _company(body, played) if kind.subject.of_sync else None
    if "of" in body:
        # What it says of that sync, and so what can be set, is known only once that has ended.
        return
    wanted = Wanted(kind, tenant.clock.now(), company, None, tenant.limits, body.get("set", {}))
    draft(wanted, lambda: bytes(16))


def _expect(body: Body, played: _Played) -> None:
    if "webhook" in body:
        kind = kind_of(body["webhook"]["event"], "/webhook/event")
        if "of" in body and not kind.subject.of_sync:
            raise fields.refusal("/of", f"{kind.name} is about no sync; expect it by itself.")
    if "of" in body:
        _known(body, played)
    elif body.keys() != {"webhook"}:
        raise fields.refusal("", "Say by `of` which sync it is; `webhook` alone can do without.")
    if body.keys() == {"of"}:
        raise fields.refusal("/of", f"Say what must be so of {body['of']}, such as `code: 2000`.")


def _name(body: Body, played: _Played) -> None:
    name = body.get("as")
    if name in played.syncs:
        raise fields.refusal("/as", f"Another sync is called {name} already.")
    if name is not None:
        played.syncs.append(name)


def _known(body: Body, played: _Played) -> None:
    name = body["of"]
    if name not in played.syncs:
        near = get_close_matches(name, played.syncs, n=1)
        meant = (
            f"did you mean {near[0]}?" if near else f"there is {', '.join(played.syncs) or 'none'}."
        )
        raise fields.refusal("/of", f"No step before this one has called a sync {name}; {meant}")


def _company(body: Body, played: _Played) -> Company:
    wanted = body.get("company")
    companies = [*played.tenant.register.companies.values()]
    for company in companies:
        if wanted in (None, company.name, company.text):
            return company
    shown = ", ".join(company.name for company in companies)
    raise fields.refusal("/company", f"There is no company {wanted!r}, only {shown}.")


_CHECKS: Mapping[str, Callable[[Body, _Played], object]] = {
    "sync": _sync,
    "start": _start,
    "finish": _finish,
    "resubmit": _after,
    "again": _after,
    "advance": _advance,
    "plan": lambda body, played: read_plan(body, played.tenant),
    "fault": lambda body, played: read_fault(body, played.tenant),
    "customer": _company,
    "end": _end,
    "inbox": _inbox,
    "trigger": _trigger,
    "expect": _expect,
}
"""What is looked at of each kind of step."""
