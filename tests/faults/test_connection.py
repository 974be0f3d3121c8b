"""Faults of the connection, seen through a real socket."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol

from codat_mock.app import build
from codat_mock.lane.keyring import authorization
from codat_mock.server import configured, listening
from codat_mock.settings import API_KEY, Settings
from faults.conftest import Served

KEY_OF_ALL = authorization(API_KEY)
KEY = {"Idempotency-Key": "6fb40d5e-b13e-11ed-afa1-0242ac120002"}


def log(served: Served) -> tuple[int, tuple[str, ...]]:
    """The status and the remarks of the last exchange of the contract."""
    seen = next(one for one in reversed(served.seen) if "/__mock" not in one.request.path)
    return seen.reply.status, seen.remarks


def test_reset(served: Served) -> None:
    """The connection is reset, and nothing has happened: no dataset, and the key is free."""
    served.mock.fault(fault="reset", operation="create-expense-transaction")
    with pytest.raises(httpx.ReadError):
        served.create(**KEY)
    assert (0, ("fault-1 reset",)) == log(served)
    assert 0 == served.datasets()
    assert 200 == served.create(**KEY).status_code
    assert 1 == served.datasets()


def test_lost_response(served: Served) -> None:
    """The work is done and the connection is reset; the same key gets the answer that was lost."""
    served.mock.fault(fault="lost-response", operation="create-expense-transaction")
    with pytest.raises(httpx.ReadError):
        served.create(**KEY)
    status, remarks = log(served)
    assert (200, "fault-1 lost-response") == (status, remarks[-1])
    assert 1 == served.datasets()
    assert 200 == served.create(**KEY).status_code
    assert 1 == served.datasets()


def test_lost_without_a_key(served: Served) -> None:
    """Who sends it again without a key does it twice: that is what the fault is for."""
    served.mock.fault(fault="lost-response", operation="create-expense-transaction")
    with pytest.raises(httpx.ReadError):
        served.create()
    assert 200 == served.create().status_code
    assert 2 == served.datasets()


def test_truncated(served: Served) -> None:
    """Head and Content-Length are right, half of the bytes come, then the connection is closed."""
    whole = served.http.get("/companies")
    served.mock.fault(fault="truncated", operation="list-companies")
    half = f"received {len(whole.content) // 2} bytes"
    with served.http.stream("GET", "/companies") as answer:
        assert whole.headers["content-length"] == answer.headers["content-length"]
        assert "fault-1" == answer.headers["x-mock-fault"]
        with pytest.raises(httpx.RemoteProtocolError, match=half):
            answer.read()
    assert whole.content == served.http.get("/companies").content


def test_slow_body(served: Served) -> None:
    """The head comes at once, the body in pieces, and in the end it is whole."""
    whole = served.http.get("/companies").content
    served.mock.fault(fault="slow-body", operation="list-companies", over="PT0.1S", pieces=4)
    with served.http.stream("GET", "/companies") as answer:
        pieces = list(answer.iter_raw())
    assert len(pieces) > 1
    assert whole == b"".join(pieces)


def test_others_do_not_wait(served: Served) -> None:
    """While one request waits, others are answered."""
    served.mock.fault(fault="delay", operation="list-companies", by="PT5M")
    with waiting(served):
        assert 200 == served.http.get("/companies").status_code


@pytest.mark.parametrize("before", ["work", "answer"])
def test_a_client_that_hangs_up(served: Served, before: str) -> None:
    """Who hangs up before the work is done has nothing done, and gets the key back; after it, it is done."""
    served.mock.fault(
        fault="delay", operation="create-expense-transaction", by="PT5M", before=before
    )
    hasty = httpx.Client(
        base_url=served.http.base_url, headers=served.http.headers, timeout=0.2, trust_env=False
    )
    with hasty, pytest.raises(httpx.ReadTimeout):
        Served(served.mock, hasty).create(**KEY)
    assert in_flight(served, 0)
    assert (before == "answer") == served.datasets()
    assert 200 == served.create(**KEY).status_code
    assert 1 == served.datasets()


def test_stops_without_waiting(served: Served) -> None:
    """A server that is told to stop does not wait for what a fault puts off."""
    served.mock.fault(fault="delay", operation="list-companies", by="PT5M")
    with waiting(served):
        began = time.monotonic()
        served.mock.stop()
        assert time.monotonic() - began < 4


def test_a_reset_meanwhile(served: Served) -> None:
    """A request that waits while its tenant begins anew is under way until it is answered, and no longer."""
    served.mock.fault(fault="delay", operation="list-companies", by="PT0.5S")
    with waiting(served):
        assert 200 == served.http.post("/__mock/reset").status_code
        assert in_flight(served, 1)
        assert in_flight(served, 0)


@contextmanager
def waiting(served: Served) -> Iterator[None]:
    """A request that a fault has wait, as long as the block lasts."""
    url = served.http.base_url
    with socket.create_connection((url.host, url.port or 0), timeout=15) as held:
        lines = ("GET /companies HTTP/1.1", "Host: mock", f"Authorization: {KEY_OF_ALL}")
        held.sendall("\r\n".join((*lines, "", "")).encode())
        assert in_flight(served, 1)
        yield


def in_flight(served: Served, wanted: int) -> bool:
    """Whether so many requests are under way, within some seconds; each look is a turn of the server's loop."""
    end, mock = time.monotonic() + 10, served.mock.mock
    while mock.owner.ask(lambda: mock.tenant.limits.in_flight) != wanted:
        if time.monotonic() > end:
            return False
    return True


def test_the_other_protocol() -> None:
    """Where httptools is not installed, uvicorn's other protocol lends its connections as well."""

    async def play() -> list[bytes]:
        mock = build(Settings(seed=1, log="off"))
        sockets = listening("127.0.0.1", 0)
        server = configured(mock, H11Protocol)
        serving = asyncio.ensure_future(server.serve(sockets=sockets))
        port = sockets[0].getsockname()[1]
        answers = [
            await ask(port, "POST", "/__mock/faults", b'{"fault": "reset", "operation": "*"}'),
            await ask(port, "GET", "/companies"),
            await ask(port, "POST", "/__mock/faults", b'{"fault": "truncated", "operation": "*"}'),
            await ask(port, "GET", "/companies"),
            await ask(port, "GET", "/companies"),
        ]
        server.should_exit = True
        await serving
        return answers

    made, reset, _, truncated, whole = asyncio.run(play())
    assert made.startswith(b"HTTP/1.1 201 ")
    assert b"reset" == reset
    assert truncated.startswith(b"HTTP/1.1 200 ")
    assert b"x-mock-fault: fault-2" in truncated
    assert len(truncated) < len(whole)


async def ask(port: int, method: str, path: str, body: bytes = b"") -> bytes:
    """Everything that is answered, or `reset`."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except ConnectionRefusedError:
            await asyncio.sleep(0)
    head = (
        f"{method} {path} HTTP/1.1",
        "Host: mock",
        f"Authorization: {KEY_OF_ALL}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    writer.write("\r\n".join((*head, "", "")).encode() + body)
    try:
        return await reader.read()
    except ConnectionResetError:
        return b"reset"
    finally:
        writer.close()
