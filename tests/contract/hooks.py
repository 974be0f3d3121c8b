"""What can Schemathesis not learn from a schema? That an id names one thing, and what must be there beforehand.

`schemathesis.toml` loads this module, in the tests and for whoever calls `st run` from the root of the repository.
"""

from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import schemathesis
from schemathesis import GenerationMode

from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY

_PRODUCT = f"/companies/{READY_COMPANY}/sync/expenses"
BY_HOOK = "a hook"
"""What the hooks call themselves when they ask for something themselves."""

_LONGEST_WAIT = 30
"""Seconds that may be waited for an attempt; more is refused, and stays as it is."""

_NUMBERS = count(1)
_KEY = "Idempotency-Key"

_NOBODY = "http://127.0.0.1:9/"
"""Where nobody listens."""

_TOLD = 3
"""How many endpoints are left beside a new one."""

_BEFORE: Mapping[str, tuple[str, ...]] = {
    "customer-links": (),
    "customer-denies": (),
    "customer-unlinks": ("link",),
    "customer-deauthorizes": ("link",),
    "customer-lapses": ("link",),
    "customer-pays": ("link", "lapse"),
    "delete-connection": (),
    "unlink-connection": ("link",),
}
"""By operation on a connection, what must have happened to it."""

_MADE: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "delete-plan": ("/__mock/plans", {"code": 2000}, "planId"),
    "delete-fault": (
        "/__mock/faults",
        {"fault": "reset", "operation": "*", "after": 1_000_000},
        "faultId",
    ),
}
"""By operation that forgets something: where that is made, of what, and what its id is called."""


@schemathesis.hook("before_call")
def with_a_key_of_its_own(_context: Any, case: Any, _kwargs: Any) -> None:
    """Send each case with a new idempotency key, if with any: a repeated one would get an answer that was kept.

    A case that is about one parameter is left as it was made.
    """
    about = case.meta and getattr(case.meta.phase.data, "parameter", None)
    if not about and case.headers and case.headers.get(_KEY, "").isalnum():
        case.headers[_KEY] = _uuid()


@schemathesis.hook("before_call").apply_to(operation_id=["wait-until"])
def without_patience(_context: Any, case: Any, _kwargs: Any) -> None:
    """Wait for nothing that is not there: every case would take as long as it allows; and on a clock that runs."""
    _leave_scenarios(case)
    if isinstance(case.body, dict) and "timeout" not in case.body:
        case.body["timeout"] = "PT0.01S"


@schemathesis.hook("before_call").apply_to(
    operation_id=["create-expense-transaction", "create-expense-dataset"]
)
def with_new_ids(_context: Any, case: Any, _kwargs: Any) -> None:
    """Give each transaction an id that no other has: whatever is completed is never pushed again."""
    items = case.body.get("items") if isinstance(case.body, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and _is_uuid(item.get("id")):
            item["id"] = _uuid()


@schemathesis.hook("before_call").apply_to(operation_id="create-fault")
def with_patience(_context: Any, case: Any, _kwargs: Any) -> None:
    """Have a fault wait for a million requests first: it would strike what the other cases and hooks ask for."""
    if isinstance(case.body, dict) and not _is_wrong(case):
        case.body["after"] = 1_000_000


@schemathesis.hook("before_call").apply_to(operation_id=["answer-inbox"])
def with_good_answers(_context: Any, case: Any, _kwargs: Any) -> None:
    """Have inboxes answer 200: whatever else they were told would be taken for a failure of the mock."""
    answers = case.body.get("answers") if isinstance(case.body, dict) else None
    for answer in answers if isinstance(answers, list) else ():
        if isinstance(answer, dict) and answer.get("status") in range(200, 600):
            answer["status"] = 200


@schemathesis.hook("before_call").apply_to(operation_id=["list-attempts"])
def without_waiting(_context: Any, case: Any, _kwargs: Any) -> None:
    """Wait for no attempt: nobody listens."""
    if (
        case.query
        and str(case.query.get("wait", "")).isdigit()
        and int(case.query["wait"]) <= _LONGEST_WAIT
    ):
        case.query["wait"] = 0


@schemathesis.hook("before_call").apply_to(operation_id=list(_MADE))
def with_one_that_waits(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a plan or a fault that waits: a drawn id names none."""
    path, body, name = _MADE[case.operation.definition.raw["operationId"]]
    if not _is_wrong(case):
        case.path_parameters[name] = _client(case).post(path, json=body).json()["id"]


def _leave_scenarios(case: Any) -> None:
    """Have the ready company be there as it is, whatever scenario another case has loaded."""
    plain = {"scenario": "plain", "title": "Nothing but the ready company"}
    _client(case).put("/__mock/scenario", json=plain)


@schemathesis.hook("before_call").apply_to(
    operation_id=["end-sync", "get-evidence", "get-evidence-of-tenant"]
)
def with_a_sync(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a sync that runs: the control contract starts none. With a transaction in it, it can end well."""
    if _is_uuid(case.path_parameters.get("syncId")):
        _leave_scenarios(case)
        client = _client(case)
        # One that holds nothing can hardly end in any way.
        client.post(f"{_PRODUCT}/expense-transactions", json={"items": [_item()]})
        initiated = client.post(f"{_PRODUCT}/syncs", json={})
        case.path_parameters["syncId"] = initiated.json()["syncId"]
        if "tenant" in case.path_parameters:
            case.path_parameters["tenant"] = "default"


@schemathesis.hook("before_call").apply_to(operation_id=["explain", "explain-of-tenant"])
def with_something_to_explain(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a sync that is there, of the tenant that has it."""
    named = case.path_parameters
    if _is_uuid(named.get("explanationId")):
        _leave_scenarios(case)
        initiated = _client(case).post(f"{_PRODUCT}/syncs", json={})
        named["explanationId"] = initiated.json()["syncId"]
        if "tenant" in named:
            named["tenant"] = "default"


@schemathesis.hook("before_call").apply_to(
    operation_id=["upload-attachment", "update-expense-dataset"]
)
def with_a_completed_transaction(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a transaction that a sync of the ready company has completed."""
    named = case.path_parameters
    if named.get("companyId") == READY_COMPANY and _is_uuid(named.get("transactionId")):
        item = _item()
        client = _client(case)
        made = client.post(f"{_PRODUCT}/expense-transactions", json={"items": [item]}).json()
        sync = client.post(f"{_PRODUCT}/syncs", json={"datasetIds": [made["datasetId"]]}).json()
        named["transactionId"] = item["id"]
        if "syncId" in named:
            named["syncId"] = sync["syncId"]


@schemathesis.hook("before_call").apply_to(operation_id=["delete-company", "create-connection"])
def with_a_company_of_its_own(_context: Any, case: Any, _kwargs: Any) -> None:
    """Let the ready company live, and have no second accounting connection: other cases are about it."""
    if case.path_parameters.get("companyId") == READY_COMPANY:
        case.path_parameters["companyId"] = _company(case)


@schemathesis.hook("before_call").apply_to(operation_id=list(_BEFORE))
def with_a_connection_of_its_own(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a connection that can do what is asked of it, and leave those of the ready company alone."""
    named, id_ = case.path_parameters, case.operation.definition.raw["operationId"]
    foreign = not id_.startswith("customer-") and named.get("companyId") != READY_COMPANY
    if foreign or not all(_is_uuid(named.get(name)) for name in ("companyId", "connectionId")):
        return
    company, client = _company(case), _client(case)
    made = client.post(f"/companies/{company}/connections", json={"platformKey": "gbol"}).json()
    for act in _BEFORE[id_]:
        client.post(f"/__mock/companies/{company}/connections/{made['id']}/{act}")
    named["companyId"], named["connectionId"] = company, made["id"]


@schemathesis.hook("before_call").apply_to(
    operation_id=["create-webhook-consumer", "create-rule", "create-endpoint"]
)
def with_room(_context: Any, case: Any, _kwargs: Any) -> None:
    """Leave few endpoints: there can be fifty, and each is told of every sync that another case starts."""
    client = _client(case)
    found = client.get("/__mock/webhooks").json()["webhooks"]
    for endpoint in found[:-_TOLD]:
        client.delete(f"/__mock/webhooks/{endpoint['id']}")


@schemathesis.hook("before_call").apply_to(
    operation_id=[
        *("delete-endpoint", "show-secret", "rotate-secret", "disable-endpoint"),
        *("enable-endpoint", "recover-failed", "replay-missing", "delete-webhook-consumer"),
    ]
)
def with_an_endpoint(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name an endpoint that is there, and has a secret."""
    if _is_uuid(case.path_parameters.get("webhookId")):
        case.path_parameters["webhookId"] = _endpoint(case)


@schemathesis.hook("before_call").apply_to(operation_id="get-webhook")
def with_a_rule(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a rule that is there."""
    if _is_uuid(case.path_parameters.get("ruleId")):
        case.path_parameters["ruleId"] = _endpoint(case, style="rules", eventTypes=["Sync Failed"])


@schemathesis.hook("before_call").apply_to(operation_id="resend-delivery")
def with_a_message(_context: Any, case: Any, _kwargs: Any) -> None:
    """Name a message: no operation of the control contract writes one by itself."""
    if _is_wrong(case):
        return
    client = _client(case)
    _leave_scenarios(case)
    endpoint = _endpoint(case)
    client.post(f"{_PRODUCT}/syncs", json={})
    client.post("/__mock/clock/advance", json={"by": "PT1H"})
    told = client.get("/__mock/deliveries", params={"endpointId": endpoint}).json()
    if told["deliveries"]:
        case.path_parameters["messageId"] = told["deliveries"][-1]["messageId"]


def _endpoint(case: Any, **fields: Any) -> str:
    client = _client(case)
    made = client.post("/__mock/webhooks", json={"url": _NOBODY, **fields}).json()
    if "id" not in made:
        for endpoint in client.get("/__mock/webhooks").json()["webhooks"]:
            client.delete(f"/__mock/webhooks/{endpoint['id']}")
        made = client.post("/__mock/webhooks", json={"url": _NOBODY, **fields}).json()
    id_: str = made["id"]
    return id_


def _company(case: Any) -> str:
    id_: str = _client(case).post("/companies", json={"name": "Of one case"}).json()["id"]
    return id_


def _client(case: Any) -> httpx.Client:
    return _client_of(httpx.URL(case.operation.base_url).join("/"))


@cache
def _client_of(server: httpx.URL) -> httpx.Client:
    headers = {"Authorization": authorization(API_KEY), "User-Agent": BY_HOOK}
    return httpx.Client(base_url=server, headers=headers, trust_env=False, timeout=60)


def _item() -> dict[str, str]:
    """A new transaction."""
    return {"id": _uuid(), "type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}


def _uuid() -> str:
    return str(UUID(int=next(_NUMBERS), version=4))


def _is_wrong(case: Any) -> bool:
    """Whether a case is one that does not fit the contract."""
    return bool(case.meta) and case.meta.generation.mode is GenerationMode.NEGATIVE


def _is_uuid(value: Any) -> bool:
    try:
        return str(UUID(value)) == value.lower()
    except (AttributeError, TypeError, ValueError):
        return False
