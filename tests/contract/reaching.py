"""How is each status of each operation reached? A way for each status, and others for the operations that differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import httpx

from cases.refusals import UNKNOWN
from codat_mock.app import new_tenant
from codat_mock.contract.operations import MULTIPART, Operation
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.lane.keyring import authorization
from codat_mock.settings import Settings
from contract.documents import request_example
from house import House

JSON = "application/json"
RECEIVER = "http://127.0.0.1:9/"
KEY = "5f0b4c1e-2a52-4c0b-8f5a-0f4ab8b0a1a7"
OTHER_METHODS = ("PATCH", "PUT", "DELETE", "POST", "GET")


@dataclass
class Scene:
    """A mock in which every operation has something to be about.

    Attributes:
        house: The mock.
        places: What stands in the paths.
    """

    house: House
    places: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, house: House) -> "Scene":
        """A sync of one transaction that has ended well, for the ready company."""
        dataset, (transaction,) = house.dataset()
        tenant = house.mock.tenant
        company = next(iter(tenant.register.companies.values()))
        books = tenant.register.requested_books(company.id)
        sync_id = house.synced(dataset)
        # Nothing that comes later is told to anybody: the one is disabled, and the other hears of what never happens.
        consumer = {"url": RECEIVER, "eventTypes": ["company.created"], "disabled": True}
        rule = {"type": "company-created", "notifiers": {"webhook": RECEIVER}}
        return cls(
            house,
            {
                "companyId": READY_COMPANY,
                "connectionId": READY_CONNECTIONS[0],
                "syncId": sync_id,
                "transactionId": transaction,
                "accountId": books.accounts[0].id,
                "supplierId": books.suppliers[0].id,
                "customerId": books.customers[0].id,
                "webhookId": house.http.post("/webhooks", json=consumer).json()["id"],
                "ruleId": house.http.post("/rules", json=rule).json()["id"],
            },
        )

    def send(self, operation: Operation, **changes: Any) -> httpx.Response:
        """The operation with an example of the contract; changes are places, headers, method, content and query."""
        headers = changes.pop("headers", {})
        method = changes.pop("method", operation.method)
        query = changes.pop("query", None)
        sent: dict[str, Any] = {}
        if "content" in changes:
            sent["content"] = changes.pop("content")
            headers = {"Content-Type": JSON, **headers}
        elif operation.body and MULTIPART in operation.body.media_types:
            sent["files"] = {"file": ("receipt.pdf", b"%PDF")}
        elif operation.body:
            sent["json"] = request_example(operation)
        path = operation.template.format(**{**self.places, **changes})
        return self.house.http.request(method, path, headers=headers, params=query, **sent)

    def company(self) -> str:
        """The id of a new company without connections."""
        id_: str = self.house.http.post("/companies", json={"name": "Another"}).json()["id"]
        return id_


Way: TypeAlias = Callable[[Scene, Operation], httpx.Response]


def _prefer(status: int) -> Way:
    return lambda scene, operation: scene.send(operation, headers={"Prefer": f"code={status}"})


def _well(scene: Scene, operation: Operation) -> httpx.Response:
    return scene.send(operation)


def _wrong_key(scene: Scene, operation: Operation) -> httpx.Response:
    return scene.send(operation, headers={"Authorization": authorization("another-key")})


def _another_tenant(scene: Scene, operation: Operation) -> httpx.Response:
    if "companyId" not in {parameter.name for parameter in operation.path}:
        return _revoked_key(scene, operation)
    mock = scene.house.mock
    other = new_tenant("other", Settings(seed=2), seed=2)
    mock.exchange.keyring.add("other-key", other)
    scene.house.http.headers["Authorization"] = authorization("other-key")
    company = scene.company()
    scene.house.http.headers["Authorization"] = authorization("mock-api-key")
    return scene.send(operation, companyId=company)


def _revoked_key(scene: Scene, operation: Operation) -> httpx.Response:
    made = scene.house.http.post("/__mock/keys").json()
    assert 204 == scene.house.http.delete(f"/__mock/keys/{made['id']}").status_code
    return scene.send(operation, headers={"Authorization": authorization(made["apiKey"])})


def _unknown(scene: Scene, operation: Operation) -> httpx.Response:
    if not operation.path:
        return _prefer(404)(scene, operation)
    last = operation.path[-1].name
    return scene.send(operation, **{last: UNKNOWN})


def _wrong_method(scene: Scene, operation: Operation) -> httpx.Response:
    route = scene.house.mock.exchange.router.find(operation.template.format(**scene.places))
    assert route is not None
    other = next(method for method in OTHER_METHODS if method not in route.methods)
    return scene.send(operation, method=other)


def _too_large(scene: Scene, operation: Operation) -> httpx.Response:
    return scene.send(operation, content=b"{}", headers={"Content-Length": str(2**32)})


def _wrong_type(scene: Scene, operation: Operation) -> httpx.Response:
    return scene.send(operation, content=b"{}", headers={"Content-Type": "text/plain"})


def _invalid(scene: Scene, operation: Operation) -> httpx.Response:
    if operation.body:
        media = f"{MULTIPART}; boundary=x" if operation.body.multipart else JSON
        return scene.send(operation, content=b"{", headers={"Content-Type": media})
    if operation.query:
        return scene.send(operation, query={"page": 0})
    return scene.send(operation, headers={"Prefer": "code=abc"})


def _conflict(scene: Scene, operation: Operation) -> httpx.Response:
    if operation.tag != "Data" or operation.method == "POST":
        return _prefer(409)(scene, operation)
    return scene.send(operation, companyId=scene.company(), **_connection(scene))


def _connection(scene: Scene) -> dict[str, str]:
    company = scene.company()
    answer = scene.house.http.post(
        f"/companies/{company}/connections", json={"platformKey": "gbol"}
    )
    return {"companyId": company, "connectionId": answer.json()["id"]}


def _not_requested(scene: Scene, operation: Operation) -> httpx.Response:
    return scene.send(operation, **_connection(scene))


def _same_key(scene: Scene, operation: Operation) -> httpx.Response:
    headers = {"Idempotency-Key": KEY}
    scene.house.http.post("/companies", json={"name": "First"}, headers=headers)
    return scene.send(operation, headers=headers)


def _new_company(scene: Scene, operation: Operation) -> httpx.Response:
    return scene.send(operation, companyId=scene.company())


def _refund_cannot_be_changed(scene: Scene, operation: Operation) -> httpx.Response:
    body = {**request_example(operation), "type": "Refund"}
    path = operation.template.format(**scene.places)
    return scene.house.http.put(path, json=body)


WAYS: Mapping[int, Way] = {
    200: _well,
    201: _well,
    202: _well,
    204: _well,
    400: _invalid,
    401: _wrong_key,
    402: _prefer(402),
    403: _another_tenant,
    404: _unknown,
    405: _wrong_method,
    409: _conflict,
    413: _too_large,
    415: _wrong_type,
    422: _same_key,
    429: _prefer(429),
    500: _prefer(500),
    503: _prefer(503),
}
"""By status."""

OTHER_WAYS: Mapping[tuple[str, int], Way] = {
    ("create-connection", 200): _new_company,
    ("initiate-sync", 202): lambda scene, operation: scene.send(operation, content=b"{}"),
    ("update-expense-dataset", 422): _refund_cannot_be_changed,
    ("get-latest-sync", 404): _new_company,
    ("get-last-successful-sync", 404): _new_company,
    ("get-company-configuration", 404): _new_company,
    **{
        (f"list-{what}", 409): _not_requested
        for what in ("accounts", "suppliers", "customers", "bank-accounts", "company-bank-accounts")
    },
    **{(f"get-{what}", 409): _not_requested for what in ("account", "supplier", "customer")},
}
"""By operation and status, where the way of the status does not lead there."""
