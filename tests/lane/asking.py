"""How is something asked of a mock, and what of the answer matters here?"""

from typing import Any

import httpx

from codat_mock.contract.operations import KeyUse
from codat_mock.core.tenant import Tenant
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY
from house import House

JSON = {"Content-Type": "application/json"}

KEY = "6fb40d5e-b13e-11ed-afa1-0242ac120002"
"""An Idempotency-Key."""

FIGURES = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")
"""The headers that every answer of the contract has."""


def remarks(house: House) -> list[str]:
    """What the log remarked on the last exchange."""
    return list(house.seen[-1].remarks)


def why(house: House) -> str:
    """Why the last exchange was refused."""
    refused = house.seen[-1].refused
    assert refused is not None
    return refused.why


def figures(answer: httpx.Response) -> list[str]:
    """Quota, what is left of it, and when it ends, as the headers have them."""
    return [answer.headers[name] for name in FIGURES]


def tenant(house: House, **wanted: Any) -> dict[str, str]:
    """A new tenant: its id, its key, its ready company."""
    answer = house.http.post("/__mock/tenants", json=wanted)
    assert 201 == answer.status_code, answer.text
    made: dict[str, str] = answer.json()
    return made


def as_tenant(house: House, api_key: str) -> House:
    """The same mock, asked with another key."""
    http = httpx.Client(
        transport=house.http._transport,  # noqa: SLF001 the same mock
        base_url="http://mock",
        headers={"Authorization": authorization(api_key)},
        trust_env=False,
    )
    return House(house.mock, http, house.seen)


def holder(house: House, api_key: str = API_KEY) -> Tenant:
    """The tenant that a key opens."""
    header = authorization(api_key).encode()
    return house.mock.exchange.keyring.open(header, None, KeyUse.REQUIRED)


def leave(held: Tenant, requests: int) -> None:
    """Let so many requests be left of the tenant's day."""
    held.limits.turn(held.clock.now(), held.active_companies())
    held.limits.used = held.limits.quota - requests


def state(held: Tenant) -> tuple[object, ...]:
    """How much a tenant holds, and the state of the chance that draws its next ids."""
    companies = held.register.companies.values()
    return (
        [(one.id, one.profile, len(one.datasets), len(one.connections)) for one in companies],
        list(held.syncs),
        len(held.attachments),
        held.ids._random.getstate(),  # noqa: SLF001 drawing from it would change it
    )


def keyed(
    house: House, method: str, path: str, key: str | bytes = KEY, **rest: Any
) -> httpx.Response:
    """A request with a key."""
    headers = {"Idempotency-Key": key, **rest.pop("headers", {})}
    return house.http.request(method, path, headers=headers, **rest)


def told(answer: httpx.Response) -> tuple[int, str | None, bytes, list[tuple[str, str]]]:
    """All of an answer that must be the same when it is given again: figures go on, and so do numbers of exchanges."""
    others = {*FIGURES, "x-mock-explain"}
    headers = [(name, value) for name, value in answer.headers.items() if name not in others]
    return answer.status_code, answer.headers.get("content-type"), answer.content, headers
