"""How coming syncs shall end."""

from typing import Any

from codat_contract import IntegrationType, TransactionStatus
from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call
from codat_mock.core.fate import Verdict
from codat_mock.core.ids import key, text
from codat_mock.core.moments import write_duration
from codat_mock.core.plan import EXPENSES_ONLY, Plan, Planned
from codat_mock.core.tenant import Tenant


def create_plan(call: Call) -> Answer:
    """Let a plan wait for a sync."""
    plan = read_plan(call.body, call.tenant)
    call.tenant.plans.add(plan)
    return Answer(201, plan_body(plan, plan.times))


def read_plan(body: dict[str, Any], tenant: Tenant) -> Plan:
    """The plan that a body asks for; it does not wait yet.

    Raises:
        NoCompany: It is for a company that the tenant does not have.
        Invalid: A field of it is not as it must be.
        Contradiction: There can be no such plan.
    """
    company = tenant.company(key(body["companyId"])).id if "companyId" in body else None
    return Plan(
        id=tenant.plans.next_id(),
        code=fields.whole(body, "code"),
        after=fields.duration(body, "after"),
        polls=fields.whole(body, "polls"),
        times=fields.whole(body, "times", 1),
        company=company,
        transactions=planned(body),
        integration_types=tuple(
            map(IntegrationType.read, body.get("integrationTypes", EXPENSES_ONLY))
        ),
    )


def list_plans(call: Call) -> Answer:
    """The plans that wait."""
    return Answer(
        200, {"plans": [plan_body(plan, left) for plan, left in call.tenant.plans.waiting()]}
    )


def delete_plan(call: Call) -> Answer:
    """Forget one plan."""
    call.tenant.plans.remove(call.path["planId"])
    return Answer(204)


def delete_plans(call: Call) -> Answer:
    """Forget every plan."""
    call.tenant.plans.clear()
    return Answer(204)


def planned(body: dict[str, Any]) -> tuple[Planned, ...]:
    """The transactions that a body names.

    Raises:
        Invalid: One is named by id and by index, or by neither.
    """
    return tuple(_planned(place, row) for place, row in enumerate(body.get("transactions", ())))


def _planned(place: int, row: dict[str, Any]) -> Planned:
    if ("transactionId" in row) == ("index" in row):
        raise fields.refusal(
            f"/transactions/{place}",
            "Name each transaction by transactionId or by index: by one of them.",
        )
    return Planned(
        verdict=Verdict(TransactionStatus(row["status"]), row.get("message")),
        transaction=key(row["transactionId"]) if "transactionId" in row else None,
        index=fields.whole(row, "index"),
    )


def plan_body(plan: Plan, left: int | None) -> dict[str, Any]:
    """A plan as `Plan`, with the times that it has left."""
    body: dict[str, Any] = {"id": plan.id, "times": left}
    if plan.code is not None:
        body["code"] = plan.code
    if plan.after is not None:
        body["after"] = write_duration(plan.after)
    if plan.polls is not None:
        body["polls"] = plan.polls
    if plan.company is not None:
        body["companyId"] = text(plan.company)
    if plan.transactions:
        body["transactions"] = [_transaction(named) for named in plan.transactions]
    if plan.integration_types != EXPENSES_ONLY:
        body["integrationTypes"] = list(plan.integration_types)
    return body


def _transaction(named: Planned) -> dict[str, Any]:
    body: dict[str, Any] = {"status": named.verdict.status}
    if named.transaction is not None:
        body["transactionId"] = text(named.transaction)
    if named.index is not None:
        body["index"] = named.index
    if named.verdict.message is not None:
        body["message"] = named.verdict.message
    return body
