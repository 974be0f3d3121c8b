"""What goes wrong on purpose."""

from typing import Any

from codat_mock.api import fields
from codat_mock.api.calls import Answer, Call
from codat_mock.core.faults import Count, Standing
from codat_mock.core.ids import key, text
from codat_mock.core.tenant import Tenant
from codat_mock.faults import kinds
from codat_mock.faults.workings.operations import concerned


def create_fault(call: Call) -> Answer:
    """Let a fault wait for requests, or for webhooks."""
    standing = read_fault(call.body, call.tenant)
    return Answer(201, _fault(call.tenant.faults.add(standing)))


def read_fault(body: dict[str, Any], tenant: Tenant) -> Standing:
    """The fault that a body asks for; it does not wait yet.

    Raises:
        NoCompany: It is for a company that the tenant does not have.
        Invalid: A field of it is not as it must be.
        Contradiction: There can be no such fault.
    """
    fault = kinds()[body["fault"]].read(body)
    operation = body.get("operation", fault.usual_operation)
    return Standing(
        id=tenant.faults.next_id(),
        fault=fault,
        operation=operation,
        operations=concerned(operation, fault),
        company=tenant.company(key(body["companyId"])).id if "companyId" in body else None,
        times=fields.whole(body, "times", 1),
        after=fields.whole(body, "after") or 0,
        allow=fault.lets_pass,
        messages=fault.strikes_messages,
    )


def list_faults(call: Call) -> Answer:
    """The faults that are used up or wait."""
    return Answer(200, {"faults": [_fault(count) for count in call.tenant.faults.listed()]})


def delete_fault(call: Call) -> Answer:
    """Forget one fault."""
    call.tenant.faults.remove(call.path["faultId"])
    return Answer(204)


def delete_faults(call: Call) -> Answer:
    """Forget every fault."""
    call.tenant.faults.clear()
    return Answer(204)


def _fault(count: Count) -> dict[str, Any]:
    standing = count.standing
    whose = {} if standing.company is None else {"companyId": text(standing.company)}
    return {
        "id": standing.id,
        "fault": standing.fault.name,
        "operation": standing.operation,
        **whose,
        "times": count.left,
        "after": count.passing,
        "hits": count.hits,
        **standing.fault.written(),
    }
