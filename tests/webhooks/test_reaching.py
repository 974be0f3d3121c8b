"""Messages go to this machine and private networks, to the very address that was looked at, and through no proxy."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from codat_contract import WebhookService
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings
from codat_mock.webhooks.carrying import Parcel, Taken, over_http
from codat_mock.webhooks.reaching import FLAG, near
from served import client_of
from webhooks.receiver import Receiver, receiving

NEAR = [
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("0.0.0.0", "::", "::1", "fd00::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),  # noqa: S104
]
FAR = [
    *("8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "192.169.0.1", "11.0.0.1"),
    *("169.254.169.254", "169.254.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%lo"),
    *("::ffff:8.8.8.8", "2001:4860:4860::8888", "64:ff9b::8.8.8.8", "2002:808:808::1"),
    *("2001:0:808:808::1", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192"),
    *("224.0.0.1", "255.255.255.255", "ff02::1", "198.18.0.1"),
]


@pytest.mark.parametrize("address", NEAR)
def test_near(address: str) -> None:
    """These are this machine and private networks."""
    assert near(address)


@pytest.mark.parametrize("address", FAR)
def test_far(address: str) -> None:
    """These are not: public ones however they are written, and those where a cloud keeps credentials."""
    assert not near(address)


def _carried(url: str, *, public: bool = False, follows: bool = False) -> Taken:
    async def carry() -> Taken:
        return await over_http(public=public)(Parcel(url, {}, b"{}", follows))

    return asyncio.run(carry())


def _no_connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whatever asks the loop for a connection from now on."""
    asked: list[Any] = []

    async def connect(_: Any, __: Any, host: str = "", port: int = 0, **___: Any) -> None:
        asked.append((host, port))
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", connect)
    return asked


@pytest.mark.parametrize("address", FAR[:-4])
def test_public_addresses_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection to one is tried; the attempt says where it would have gone, and what lifts that."""
    asked = _no_connections(monkeypatch)
    host = f"[{address}]" if ":" in address else address
    taken = _carried(f"http://{host}/hooks")
    assert (None, []) == (taken.status, asked)
    if "%" not in address:
        assert FLAG in taken.why
        assert "private network" in taken.why


@pytest.mark.parametrize(
    "written", ["134744072", "0x08080808", "010.010.010.010", "8.526344", "169.254.43518"]
)
def test_addresses_in_disguise(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is written as a number is the address all the same."""
    asked = _no_connections(monkeypatch)
    taken = _carried(f"http://{written}/hooks")
    assert (None, []) == (taken.status, asked)


@pytest.fixture(name="named")
def _named(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets names resolve to these addresses, one list after the other; the last one stays."""

    def name(*answers: list[str]) -> None:
        left = [*answers]

        async def resolve(_: Any, __: str, port: int | None, **___: Any) -> list[Any]:
            found = left.pop(0) if len(left) > 1 else left[0]
            return [
                (
                    socket.AF_INET6 if ":" in address else socket.AF_INET,
                    socket.SOCK_STREAM,
                    6,
                    "",
                    (address, port or 80),
                )
                for address in found
            ]

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)

    return name


@pytest.mark.parametrize("found", [["8.8.8.8"], ["169.254.169.254"], ["2001:4860:4860::8888"]])
def test_a_name_for_a_public_address(
    named: Callable[..., None], found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is looked up, and what it leads to is looked at."""
    named(found)
    asked = _no_connections(monkeypatch)
    taken = _carried("http://hooks.example/")
    assert (None, []) == (taken.status, asked)
    assert f"hooks.example is {found[0]}" in taken.why
    assert FLAG in taken.why


def test_a_name_that_changes_its_mind(named: Callable[..., None]) -> None:
    """The address that was looked at is the one that is connected to: it is not looked up a second time."""
    named(["127.0.0.1"], ["8.8.8.8"])
    with receiving(Receiver()) as receiver:
        port = receiver.url.rpartition(":")[2].partition("/")[0]
        taken = _carried(f"http://hooks.example:{port}/there")
    assert 200 == taken.status
    ((headers, _),) = receiver.came
    assert (f"hooks.example:{port}", "/there") == (headers["host"], headers[":path"])


def test_a_name_for_both(named: Callable[..., None]) -> None:
    """Of a public and a private address the private one is taken."""
    named(["8.8.8.8", "127.0.0.1"])
    with receiving(Receiver()) as receiver:
        taken = _carried(receiver.url.replace("127.0.0.1", "hooks.example"))
    assert 200 == taken.status


def test_a_name_of_nobody() -> None:
    """A name that is not found says so."""
    taken = _carried("http://nobody.invalid/")
    assert taken.status is None
    assert "nobody.invalid" in taken.why


def test_why_it_was_not_reached(mock: Running) -> None:
    """The reason is one that people can read: it has neither numbers of errors nor lines of a library."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "connection refused" == _carried(f"http://127.0.0.1:{port}/").why
    encrypted = _carried(mock.url.replace("http:", "https:")).why
    assert "no TLS: wrong version number" == encrypted


def test_public_addresses_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where messages may go anywhere a connection to a public address is tried."""
    asked = _no_connections(monkeypatch)
    _carried("http://8.8.8.8:8080/", public=True)
    assert [("8.8.8.8", 8080)] == asked


@pytest.mark.parametrize("to", ["http://8.8.8.8/", "http://169.254.169.254/latest/meta-data/"])
def test_redirected_to_a_public_address(to: str) -> None:
    """A redirection is looked at as any other address."""
    with receiving(Receiver(answers=[(302, {"Location": to})])) as receiver:
        taken = _carried(receiver.url, follows=True)
    assert taken.status is None
    assert FLAG in taken.why
    assert 1 == len(receiver.came)


def test_redirected_by_a_name(named: Callable[..., None]) -> None:
    """A redirection is relative to the name by which the receiver was called, not to its address."""
    named(["127.0.0.1"])
    with receiving(Receiver(answers=[(307, {"Location": "/there"})])) as receiver:
        taken = _carried(receiver.url.replace("127.0.0.1", "hooks.example"), follows=True)
    assert 200 == taken.status
    first, second = (headers for headers, _ in receiver.came)
    assert first["host"] == second["host"]
    assert second["host"].startswith("hooks.example:")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks",
        "ftp://127.0.0.1/",
        "http://",
        "http://[::",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
    ],
)
def test_what_is_no_address(url: str) -> None:
    """What leads nowhere is a failure with a reason, and no more."""
    taken = _carried(url)
    assert taken.status is None
    assert taken.why


@pytest.mark.parametrize("location", ["http://[::", "ftp://127.0.0.1/", "http://127.0.0.1:x/"])
def test_redirected_to_no_address(location: str) -> None:
    """So is a redirection that leads nowhere."""
    with receiving(Receiver(answers=[(302, {"Location": location})])) as receiver:
        taken = _carried(receiver.url, follows=True)
    assert taken.status is None
    assert taken.why


@pytest.mark.parametrize("service", list(WebhookService))
def test_never_through_a_proxy(monkeypatch: pytest.MonkeyPatch, service: WebhookService) -> None:
    """Whatever proxies the environment names, a message goes straight to its receiver."""
    with receiving(Receiver()) as proxy, receiving(Receiver()) as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        settings = Settings(port=0, seed=1, log="off", clock=ClockSetting.read("manual"))
        with start(settings) as mock, client_of(mock) as http:
            _listen(mock, receiver.url, service)
            http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={})
            mock.advance(until="idle")
    assert (0, 1) == (len(proxy.came), len(receiver.came))


def _listen(mock: Running, url: str, service: WebhookService) -> None:
    mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(url, service=service))
