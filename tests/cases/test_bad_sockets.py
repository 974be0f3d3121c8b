"""What becomes of bad input on a real connection, where bodies come in pieces or not at all?"""

import http.client
import json
import re
import socket
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest

from cases.refusals import UNKNOWN
from codat_mock.core.ids import key
from codat_mock.server import Running, start
from codat_mock.settings import Settings

LIMIT = 33_554_432
KEY = "Authorization: Basic bW9jay1hcGkta2V5\r\n"
JSON = "Content-Type: application/json\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
LAST = "Connection: close\r\n"
ITEM = (
    b'{"items": [{"id": "00000000-0000-4000-8000-000000000001", "type": "Payment",'
    b' "issueDate": "2026-01-01", "currency": "GBP", "notes": "'
)
END = b'"}]}'
BODY = ITEM + END


class Wire:
    """A mock on a real port, and what can be said to it byte by byte."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.company = f"/companies/{running.company_id}/sync/expenses"
        self.create = f"{self.company}/expense-transactions"
        host, port = running.url.removeprefix("http://").split(":")
        self.address = host, int(port)

    def connect(self) -> socket.socket:
        """A new connection."""
        connection = socket.create_connection(self.address, timeout=10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def say(self, *pieces: bytes, half_close: bool = False) -> bytes:
        """Everything that comes back until the server closes the connection."""
        with self.connect() as connection:
            for piece in pieces:
                connection.sendall(piece)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def client(self) -> http.client.HTTPConnection:
        """A client of the standard library."""
        return http.client.HTTPConnection(*self.address, timeout=10)

    def datasets(self) -> int:
        """How many datasets the ready company has."""
        company = self.running.mock.tenant.company(key(self.running.company_id))
        return len(company.datasets)


def head(method: str, path: str, *headers: str) -> bytes:
    """The head of a request, with the key unless a header takes its place."""
    return f"{method} {path} HTTP/1.1\r\nHost: mock\r\n{KEY}{''.join(headers)}\r\n".encode()


def length(size: int) -> str:
    """A Content-Length."""
    return f"Content-Length: {size}\r\n"


def chunks(*pieces: bytes) -> bytes:
    """A chunked body."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def status(answer: bytes) -> int:
    """The status of the first answer."""
    return int(answer.split(b" ", 2)[1])


def body_of(answer: bytes) -> dict[str, Any]:
    """The body of the last answer."""
    body: dict[str, Any] = json.loads(answer.rpartition(b"\r\n\r\n")[2])
    return body


@pytest.fixture(name="wire", scope="module")
def _wire() -> Iterator[Wire]:
    with start(Settings(port=0, host="127.0.0.1", seed=1, sync_time=0, log="off")) as running:
        yield Wire(running)


@pytest.fixture(autouse=True)
def _goes_on(wire: Wire) -> Iterator[None]:
    """After each test the server answers a valid call."""
    yield
    before = wire.datasets()
    answer = wire.say(head("POST", wire.create, JSON, length(len(BODY)), LAST), BODY)
    assert 200 == status(answer)
    assert before + 1 == wire.datasets()


@pytest.mark.parametrize("cut", [1, 40, len(BODY) - 1])
def test_chunked_bodies(wire: Wire, cut: int) -> None:
    """A body in chunks, without a length, is a body as any other, wherever it is cut."""
    before = wire.datasets()
    request = head("POST", wire.create, JSON, CHUNKED, LAST)
    answer = wire.say(request, chunks(BODY[:cut], BODY[cut:]))
    assert (200, ["datasetId"]) == (status(answer), list(body_of(answer)))
    assert before + 1 == wire.datasets()


def test_chunked_nonsense(wire: Wire) -> None:
    """A chunked body that is no dataset is refused at its places."""
    answer = wire.say(head("POST", wire.create, JSON, CHUNKED, LAST), chunks(b'{"items": ', b"[]}"))
    assert 400 == status(answer)
    assert "Items" == body_of(answer)["validation"]["errors"][0]["itemId"]


def test_a_body_of_just_the_limit(wire: Wire) -> None:
    """32 MB are read, and not a byte more."""
    for size, expected in ((LIMIT, 200), (LIMIT + 1, 413)):
        body = ITEM + b"n" * (size - len(BODY)) + END
        assert size == len(body)
        answer = wire.say(head("POST", wire.create, JSON, length(size), LAST), body)
        assert expected == status(answer)


@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_over_the_limit(wire: Wire, *, chunked: bool) -> None:
    """A client that first sends and then listens gets its 413, and can use the connection again."""
    before = wire.datasets()
    client = wire.client()
    pieces = [b"x" * 1_048_576] * 33
    headers = {"Authorization": "Basic bW9jay1hcGkta2V5", "Content-Type": "application/json"}
    if not chunked:
        headers["Content-Length"] = str(33 * 1_048_576)
    client.request("POST", wire.create, iter(pieces), headers, encode_chunked=chunked)
    answer = client.getresponse()
    assert 413 == answer.status
    assert str(LIMIT) in json.loads(answer.read())["error"]
    client.request("GET", "/__mock/health")
    assert 200 == client.getresponse().status
    client.close()
    assert before == wire.datasets()


@pytest.mark.parametrize(
    ("path", "expected"), [("{create}", 401), ("/companies/x/y", 404), ("{company}/syncs/x", 404)]
)
def test_large_bodies_of_refused_calls(wire: Wire, path: str, expected: int) -> None:
    """A call that is refused for its head gets its answer too, though its body is still under way."""
    path = path.format(create=wire.create, company=wire.company)
    client = wire.client()
    client.request("POST", path, b"x" * 5_000_000, {"Content-Type": "application/json"})
    assert expected == client.getresponse().status
    client.close()


def test_attachments_over_the_limit(wire: Wire) -> None:
    """A receipt over the platform's limit gets its 413 in chunks as well, and nothing is attached."""
    create = head("POST", wire.create, JSON, length(len(BODY)), LAST)
    item = "00000000-0000-4000-8000-000000000099"
    answer = wire.say(create, BODY.replace(b"000000000001", item[-12:].encode()))
    initiate = json.dumps({"datasetIds": [body_of(answer)["datasetId"]]}).encode()
    path = f"{wire.company}/syncs"
    answer = wire.say(head("POST", path, JSON, length(len(initiate)), LAST), initiate)
    path += f"/{body_of(answer)['syncId']}/transactions/{item}/attachments"
    form = "Content-Type: multipart/form-data; boundary=b\r\n"
    answer = wire.say(head("POST", path, form, CHUNKED, LAST), chunks(*[bytes(1_000_000)] * 6))
    assert 413 == status(answer)
    assert [] == list(wire.running.mock.tenant.attachments)


HEADS = [
    lambda wire: head("POST", wire.create, JSON, length(1_000)),
    lambda wire: head("POST", wire.create, JSON, CHUNKED) + b"40\r\n",
    lambda wire: head("POST", wire.create, JSON, length(1_000))[:-3],
    lambda wire: head("POST", wire.create, JSON, length(40_000_000)),
    lambda wire: head("POST", f"{wire.company}/syncs", JSON, length(1_000)),
]


@pytest.mark.parametrize("number", range(len(HEADS)))
@pytest.mark.parametrize("half_close", [False, True])
def test_clients_that_hang_up(wire: Wire, number: int, *, half_close: bool) -> None:
    """Whoever hangs up in the middle of a request has asked for nothing, though what came was a whole dataset."""
    before, syncs = wire.datasets(), len(wire.running.mock.tenant.syncs)
    for _ in range(5):
        with wire.connect() as connection:
            connection.sendall(HEADS[number](wire) + BODY)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
                assert b" 200 " not in b"".join(iter(lambda: connection.recv(65_536), b""))
    # The next exchange is answered behind them, so by then they are all done with.
    wire.say(head("GET", "/__mock/health", LAST))
    assert (before, syncs) == (wire.datasets(), len(wire.running.mock.tenant.syncs))


def test_pipelined_requests(wire: Wire) -> None:
    """Requests that do not wait for each other are answered one by one, in order, a refusal in the middle too."""
    bad = b'{"items": []}'
    answer = wire.say(
        head("POST", wire.create, JSON, length(len(BODY)))
        + BODY
        + head("POST", wire.create, JSON, length(len(bad)))
        + bad
        + head("POST", wire.create, JSON, CHUNKED)
        + chunks(BODY)
        + head("GET", "/__mock/clock", LAST)
    )
    assert [b"200", b"400", b"200", b"200"] == re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)


def test_expect_and_a_good_body(wire: Wire) -> None:
    """Whoever asks first is told to go on, and then gets the answer."""
    expect = head("POST", wire.create, JSON, length(len(BODY)), "Expect: 100-continue\r\n", LAST)
    with wire.connect() as connection:
        connection.sendall(expect)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(BODY)
        assert 200 == status(b"".join(iter(lambda: connection.recv(65_536), b"")))


@pytest.mark.parametrize(
    ("size", "header", "expected"),
    [
        (LIMIT + 1, "", 413),
        (400, "Authorization: x\r\n", 401),
        (LIMIT + 1, "Authorization: x\r\n", 401),
    ],
)
def test_expect_and_a_refusal(wire: Wire, size: int, header: str, expected: int) -> None:
    """Whoever asks first and is refused hears so before a byte of the body, and the connection ends with that."""
    request = head("POST", wire.create, JSON, length(size), "Expect: 100-continue\r\n", header)
    answer = wire.say(request)
    assert answer.startswith(f"HTTP/1.1 {expected} ".encode())
    assert b"connection: close" in answer.lower()


NO_HTTP = {
    "noise": b"\x00\x16\x03\x01\r\n\r\n",
    "unknown method": head("BREW", "/__mock/plans"),
    "method in small letters": head("get", "/__mock/plans"),
    "path that is no ASCII": head("GET", "/companies/X").replace(b"X", b"\xff"),
    "path of 100 KB": head("GET", "/" + "p" * 100_000),
    "two lengths": head("POST", "/__mock/plans", JSON, length(2), length(3)) + b"{}",
    "length and chunks": head("POST", "/__mock/plans", JSON, length(2), CHUNKED) + chunks(b"{}"),
    "length below 0": head("POST", "/__mock/plans", JSON, length(-1)),
    "length of 5,000 digits": head(
        "POST", "/__mock/plans", JSON, f"Content-Length: {'9' * 5_000}\r\n"
    ),
    "length of 20 digits": head("POST", "/__mock/plans", JSON, length(10**20 - 1)),
    "length that is none": head("POST", "/__mock/plans", JSON, "Content-Length: two\r\n"),
    "chunk that is none": head("POST", "/__mock/plans", JSON, CHUNKED) + b"zz\r\n{}\r\n",
    "header without a colon": head("GET", "/__mock/plans", "nonsense\r\n"),
}


@pytest.mark.parametrize("name", NO_HTTP)
def test_no_http(wire: Wire, name: str) -> None:
    """What is no HTTP gets a 400 of the HTTP server itself, which then closes; no length is believed twice."""
    answer = wire.say(NO_HTTP[name], half_close=True)
    assert 400 == status(answer)
    assert b"connection: close" in answer.lower()


def test_head_has_no_body(wire: Wire) -> None:
    """The answer to HEAD is the head of the answer to GET."""
    answers = [wire.say(head(method, "/__mock/clock", LAST)) for method in ("HEAD", "GET")]
    heads = [answer.partition(b"\r\n\r\n") for answer in answers]
    assert b"" == heads[0][2]
    assert b"" != heads[1][2]
    for name in (b"content-type", b"HTTP/1.1 200"):
        assert all(name in answer for answer in answers)


H2C = "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
SOCKET = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"


@pytest.mark.parametrize("headers", [H2C, f"Upgrade: websocket\r\n{SOCKET}"], ids=["h2c", "ws"])
def test_upgrades(wire: Wire, headers: str) -> None:
    """There is nothing to upgrade to: the request is answered as it stands."""
    with wire.connect() as connection:
        connection.sendall(head("GET", "/__mock/plans", "Connection: Upgrade\r\n", headers))
        answer = connection.recv(65_536)
    assert 200 == status(answer)


def test_old_http(wire: Wire) -> None:
    """HTTP/1.0 is answered too; without a length its request has no body."""
    old = head("POST", wire.create, JSON, length(len(BODY))).replace(b"HTTP/1.1", b"HTTP/1.0")
    assert 200 == status(wire.say(old, BODY))
    bare = head("POST", wire.create, JSON).replace(b"HTTP/1.1", b"HTTP/1.0")
    assert 400 == status(wire.say(bare))


def test_absolute_addresses(wire: Wire) -> None:
    """A request as to a proxy, with the whole address, is answered as one with the path."""
    assert 200 == status(wire.say(head("GET", f"{wire.running.url}/__mock/plans", LAST)))


def test_two_keys(wire: Wire) -> None:
    """Two Authorization headers open nothing, even when both are right."""
    path = f"{wire.company}/syncs/{UNKNOWN}/status"
    assert 401 == status(wire.say(head("GET", path, KEY, LAST)))
    assert 404 == status(wire.say(head("GET", path, LAST)))


def test_long_heads_are_answered_quickly(wire: Wire) -> None:
    """A path of 60 KB in thirty thousand segments, or a header of a megabyte, holds nobody up."""
    began = process_time()
    assert 404 == status(wire.say(head("GET", "/companies" + "/a" * 30_000, LAST)))
    long = f"X-Long: {'x' * 1_000_000}\r\n"
    assert 200 == status(wire.say(head("GET", "/__mock/plans", long, LAST)))
    assert process_time() - began < 1
