"""What is made of the client's own name, and of the address that it has used?"""

from typing import Any

import pytest

from codat_mock.api.calls import ORIGIN, Call, Dialect, Server
from codat_mock.lane.requests import Request
from house import House

AGENTS = {
    "speakeasy-sdk/python 0.5.0 2.286.2 prealpha codat-sync-for-expenses-version-1": Dialect.SDK,
    "codat-sdk/python 9.0.0 1.0.0 prealpha codat-sync-for-expenses": Dialect.SDK,
    "speakeasy-sdk/typescript 3.1.0 2.146.1 prealpha @codat/sync-for-expenses": Dialect.SDK,
    "speakeasy-sdk/python 1.0.0 2.286.2 prealpha another": Dialect.DOCS,
    "my-app codat-sdk/1": Dialect.DOCS,
    "Codat-SDK/9": Dialect.DOCS,
    "python-httpx/0.28.1": Dialect.DOCS,
    "": Dialect.DOCS,
}


def request(**headers: str) -> Request:
    """A request with these headers."""
    raw = [
        (name.replace("_", "-").encode(), value.encode("latin-1"))
        for name, value in headers.items()
    ]
    scope: dict[str, Any] = {
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": raw,
        "scheme": "http",
    }
    return Request.of(scope)


def call(house: House, client: Request, spelling: Dialect | None) -> Call:
    """A call of this client, to a server that spells so."""
    server = Server(0, str)
    tenant = house.mock.tenant
    return Call(tenant, 0, {}, {}, "/", None, b"", None, server, client=client, spelling=spelling)


@pytest.mark.parametrize("agent", AGENTS)
def test_dialects(house: House, agent: str) -> None:
    """The official SDKs are known by what they call themselves; a setting goes before that."""
    client = request(user_agent=agent)
    assert AGENTS[agent] is call(house, client, None).dialect
    assert [*Dialect] == [call(house, client, dialect).dialect for dialect in Dialect]
    assert agent == client.user_agent


def test_clients_without_a_name() -> None:
    """Who does not say what it is spells as the documentation."""
    assert (Dialect.DOCS, "") == (request().dialect, request().user_agent)


HOSTS = {
    "127.0.0.1:4260": "http://127.0.0.1:4260",
    "localhost": "http://localhost",
    "codat_mock:80": "http://codat_mock:80",
    "Mock.Example.COM:65535": "http://Mock.Example.COM:65535",
    "[::1]:4260": "http://[::1]:4260",
    "": ORIGIN,
    "a b": ORIGIN,
    "mock/": ORIGIN,
    "mock:": ORIGIN,
    "mock:123456": ORIGIN,
    "user@mock": ORIGIN,
    "mock?x": ORIGIN,
    "<script>": ORIGIN,
    "m\xf6ck": ORIGIN,
    "::1": ORIGIN,
    "m" * 300: ORIGIN,
}


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host[:20])
def test_origins(host: str) -> None:
    """Links lead back to where the client has reached the mock; what is no host is not repeated."""
    assert HOSTS[host] == request(host=host).origin


def test_origins_of_clients_that_say_none() -> None:
    """Without a `Host` links lead to the port that the mock has by itself, as does a call that came from nobody."""
    assert "http://127.0.0.1:4260" == request().origin == ORIGIN


def test_links_lead_back(house: House) -> None:
    """A link in an answer begins with the address that was called."""
    answer = house.http.get(
        f"/companies/{house.company.split('/')[2]}", headers={"Host": "mock:99"}
    )
    assert answer.json()["redirect"].startswith("http://mock:99/")
