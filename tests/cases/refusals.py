"""What holds of every refusal? It has Codat's shape, nothing is stored, and the server goes on."""

from collections.abc import Callable
from typing import Any, TypeAlias

import httpx

from codat_contract import PLATFORMS, contract, control
from codat_mock.contract.schemas import Schemas
from codat_mock.core.companies import Company, Profile, References
from codat_mock.core.connections import Act
from codat_mock.core.ids import key, text
from codat_mock.core.register import READY_COMPANY
from house import House

Send: TypeAlias = Callable[[], httpx.Response]

JSON = {"Content-Type": "application/json"}
UNKNOWN = "00000000-0000-4000-8000-00000000dead"
"""An id that nothing has."""

_ERROR = Schemas(contract()).compiled("#/components/schemas/ErrorMessage")
_PROBLEM = Schemas(control()).compiled("#/components/schemas/Problem")


def stored(house: House) -> tuple[object, ...]:
    """How much of everything the mock holds."""
    tenant = house.mock.tenant
    return (
        [_stored(company) for company in tenant.register.companies.values()],
        list(tenant.syncs),
        len(tenant.attachments),
        [(plan.id, left) for plan, left in tenant.plans.waiting()],
        [(count.standing.id, count.left, count.hits) for count in tenant.faults.listed()],
        (tenant.clock.now(), tenant.clock.mode, tenant.clock.rate),
    )


def _stored(company: Company) -> tuple[object, ...]:
    return (
        company.profile,
        company.configuration,
        [(held.id, held.status, held.lapsed) for held in company.connections.values()],
        (len(company.datasets), len(company.unsynced), len(company.completed)),
    )


def refused(house: House, status: int, send: Send, *places: str) -> dict[str, Any]:
    """The body of a refusal, with everything checked that holds of each.

    Args:
        house: The mock.
        status: The HTTP status that is expected.
        send: Sends the request.
        places: The `itemId` of each fault, in order; none: `validation` is null.
    """
    before = stored(house)
    answer = send()
    assert (status, "application/json") == (answer.status_code, answer.headers["content-type"])
    body: dict[str, Any] = answer.json()
    assert [] == [error.message for error in _ERROR.errors(body)]
    assert status == body["statusCode"]
    assert list(places) == places_of(body)
    assert before == stored(house)
    assert 200 == house.create([house.transaction()]).status_code
    return body


def places_of(body: dict[str, Any]) -> list[str]:
    """The `itemId` of each fault in an error body."""
    return [fault["itemId"] for fault in (body["validation"] or {"errors": []})["errors"]]


def problem(house: House, status: int, send: Send, *pointers: str) -> dict[str, Any]:
    """The body of a refusal of the control API, which says in a sentence what to do.

    Args:
        house: The mock.
        status: The HTTP status that is expected.
        send: Sends the request.
        pointers: The pointer of each fault, in order.
    """
    before = stored(house)
    answer = send()
    media_type = answer.headers["content-type"]
    assert (status, "application/problem+json") == (answer.status_code, media_type)
    body: dict[str, Any] = answer.json()
    assert [] == [error.message for error in _PROBLEM.errors(body)]
    assert status == body["status"]
    assert list(pointers) == [fault["pointer"] for fault in body.get("errors", ())]
    assert body["detail"].endswith((".", "?"))
    assert " " in body["detail"]
    assert before == stored(house)
    assert 200 == house.http.get("/__mock/health").status_code
    return body


def ready(house: House) -> Company:
    """The company that every mock begins with, as the core holds it."""
    return house.mock.tenant.company(key(READY_COMPANY))


def another_company(
    house: House, platform: str = "gbol", references: References = References.OPEN
) -> str:
    """The path of a second company, linked and configured as the ready one is."""
    tenant = house.mock.tenant
    company = tenant.register.create(Profile("Second"), tenant.clock.now())
    company.references = references
    company.configuration = ready(house).configuration
    connection = tenant.register.connect(company.id, PLATFORMS[platform], tenant.clock.now())
    tenant.register.move(company.id, connection.id, Act.LINK, tenant.clock.now())
    tenant.register.connect_partner(company.id, tenant.clock.now())
    return f"/companies/{text(company.id)}/sync/expenses"


def at(house: House, company: str) -> House:
    """The same mock, its calls going to another company."""
    moved = House(house.mock, house.http, house.seen)
    moved.company = company
    return moved
