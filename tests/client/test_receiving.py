"""Can the receiver be mounted in whatever server, and is nothing ever answered with a 500?"""

import asyncio
import io
import json
import threading
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.letters import OTHER_SECRET, Letter, is_heard, receiver, signed
from codat_client import Reply, WebhookReceiver


def by_wsgi(
    by: WebhookReceiver, method: str, letter: Letter, **environ: Any
) -> tuple[int, Any, bytes]:
    """Ask as a WSGI server does, one that looks whether both sides keep to the rules."""
    given: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(len(letter.body)),
        "wsgi.input": io.BytesIO(letter.body),
        **{
            f"HTTP_{name.upper().replace('-', '_')}": value
            for name, value in letter.headers.items()
        },
        **environ,
    }
    given = {name: value for name, value in given.items() if value is not None}
    setup_testing_defaults(given)
    answers: list[Any] = []

    def start_response(status: str, headers: Any, _: Any = None) -> Any:
        answers.extend([int(status[:3]), dict(headers)])

    parts = by.wsgi(given, start_response)
    return answers[0], answers[1], b"".join(parts)


def by_asgi(by: WebhookReceiver, method: str, letter: Letter, parts: Iterable[Any] = ()) -> Any:
    """Ask as an ASGI server does; the body in one part, or in those that are given."""
    raw = [
        (name.lower().encode(), value.encode("latin-1")) for name, value in letter.headers.items()
    ]
    whole = [{"type": "http.request", "body": letter.body, "more_body": False}]
    events, sent = iter([*parts] or whole), list[Any]()

    async def receive() -> Any:
        return next(events)

    async def send(event: Any) -> None:
        sent.append(event)

    asyncio.run(by.asgi({"type": "http", "method": method, "headers": raw}, receive, send))
    if not sent:
        return None
    start, body = sent
    headers = {name.decode().title(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, body["body"]


WAYS = [by_wsgi, by_asgi]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_taken(way: Any, method: str) -> None:
    """200, a sentence for people, and the flow hears of it."""
    by = receiver()
    status, headers, body = way(by, method, signed())
    assert (200, "text/plain; charset=utf-8") == (status, headers["Content-Type"])
    assert str(len(body)) == headers["Content-Length"]
    assert body.startswith(b"Taken")
    assert is_heard(by)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS", "post", "X"])
def test_other_methods(way: Any, method: str) -> None:
    """405, with those that would do, whatever else is right or wrong."""
    by = receiver()
    status, headers, _ = way(by, method, signed())
    assert (405, "POST, PUT") == (status, headers["Allow"])
    assert not is_heard(by)


@pytest.mark.parametrize("way", WAYS)
def test_refused(way: Any) -> None:
    """403 for a signature that does not fit, 401 for none."""
    by = receiver()
    assert 403 == way(by, "POST", signed(secret=OTHER_SECRET))[0]
    assert 401 == way(by, "POST", Letter({}, signed().body))[0]


@pytest.mark.parametrize("way", WAYS)
def test_too_large(way: Any) -> None:
    """413 from the first byte too many on; the last that is allowed is allowed."""
    letter = signed()
    assert 200 == way(receiver(most_bytes=len(letter.body)), "POST", letter)[0]
    assert 413 == way(receiver(most_bytes=len(letter.body) - 1), "POST", letter)[0]


class Untouchable:
    """A body that must not be read."""

    def read(self, _: int) -> bytes:
        """Refuse."""
        raise AssertionError


def test_wsgi_too_large_is_not_read() -> None:
    """What a body says of its length is enough."""
    by = receiver(most_bytes=10)
    answer = by_wsgi(by, "POST", signed(), CONTENT_LENGTH="11", **{"wsgi.input": Untouchable()})
    assert 413 == answer[0]


def test_asgi_too_large_is_not_read() -> None:
    """Neither by its header nor by what has come so far is more asked for than is needed."""
    by, letter = receiver(most_bytes=10), signed()
    told = Letter({**letter.headers, "Content-Length": "11"}, b"")
    assert 413 == by_asgi(by, "POST", told, [None])[0]
    endless = [{"type": "http.request", "body": b"x" * 6, "more_body": True}] * 2
    assert 413 == by_asgi(by, "POST", letter, endless)[0]


LENGTHS = [
    ("", 411),
    (None, 411),
    ("x", 400),
    ("-1", 400),
    ("\u0661", 400),
    ("9" * 5000, 400),
    ("1" * 19, 413),
]


@pytest.mark.parametrize(("length", "status"), LENGTHS)
def test_wsgi_length(length: str | None, status: int) -> None:
    """A length that is none is refused; without any, nothing is read that might never come."""
    by = receiver()
    body = Untouchable()
    environ = {"CONTENT_LENGTH": length, "wsgi.input": body}
    assert status == by_wsgi(by, "POST", signed(), **environ)[0]


def test_wsgi_without_length_where_the_server_ends_the_body() -> None:
    """Chunked bodies are read to their end, or to one byte too many."""
    ended = {"CONTENT_LENGTH": None, "wsgi.input_terminated": True}
    assert 200 == by_wsgi(receiver(), "POST", signed(), **ended)[0]
    assert 413 == by_wsgi(receiver(most_bytes=10), "POST", signed(), **ended)[0]


class Broken:
    """A connection that breaks in the middle."""

    def read(self, _: int) -> bytes:
        """Break."""
        raise ConnectionResetError


def test_a_body_that_breaks_off() -> None:
    """It has no effect."""
    by, letter = receiver(), signed()
    longer = str(len(letter.body) + 1)
    assert 400 == by_wsgi(by, "POST", letter, CONTENT_LENGTH=longer)[0]
    assert 400 == by_wsgi(by, "POST", letter, **{"wsgi.input": Broken()})[0]
    begun = {"type": "http.request", "body": letter.body, "more_body": True}
    assert by_asgi(by, "POST", letter, [begun, {"type": "http.disconnect"}]) is None
    assert not is_heard(by)


def test_asgi_body_in_parts() -> None:
    """However it was cut, it is the same message."""
    letter = signed()
    parts = [
        {"type": "http.request", "body": letter.body[:7], "more_body": True},
        {"type": "http.request", "more_body": True},
        {"type": "http.request", "body": letter.body[7:]},
    ]
    assert 200 == by_asgi(receiver(), "POST", letter, parts)[0]


def test_asgi_life_and_sockets() -> None:
    """By itself in a server it starts and stops; a WebSocket is refused."""
    by, sent = receiver(), list[str]()

    async def receive() -> Any:
        return {}

    async def send(event: Any) -> None:
        sent.append(event["type"])

    asyncio.run(by.asgi({"type": "lifespan"}, receive, send))
    asyncio.run(by.asgi({"type": "websocket"}, receive, send))
    assert ["lifespan.startup.complete", "lifespan.shutdown.complete", "websocket.close"] == sent


def test_httpx_asks_asgi() -> None:
    """A client that knows the protocol gets its answer."""
    by, letter = receiver(), signed()

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(by.asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://hooks") as http:
            return await http.post("/any/path", content=letter.body, headers=letter.headers)

    assert 200 == asyncio.run(post()).status_code
    assert is_heard(by)


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_real_server() -> None:
    """Through a socket, under the eyes of the standard library's judge of WSGI."""
    by, letter = receiver(), signed()
    with make_server("127.0.0.1", 0, validator(by.wsgi), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/hooks"
        with httpx.Client(trust_env=False) as http:
            assert 200 == http.post(url, content=letter.body, headers=letter.headers).status_code
            assert 405 == http.get(url).status_code
        server.shutdown()
        thread.join()
    assert is_heard(by)


HEADER = st.sampled_from(
    ["webhook-id", "webhook-timestamp", "webhook-signature", "svix-id", "authorization", "x"]
)
LATIN = st.text(st.characters(max_codepoint=255), max_size=30)


@given(
    method=st.sampled_from(["POST", "GET"]) | LATIN,
    headers=st.dictionaries(HEADER, LATIN | st.sampled_from([*signed().headers.values()])),
    body=st.binary() | st.just(signed().body) | st.builds(json.dumps, st.text()).map(str.encode),
)
def test_no_request_is_answered_with_a_500(
    method: str, headers: dict[str, str], body: bytes
) -> None:
    """Whatever a stranger sends: the answer is one of those that are meant, the same in every way in."""
    letter = Letter(headers, body)
    answers = [
        by_wsgi(receiver(), method, letter)[0],
        by_asgi(receiver(), method, letter)[0],
        receiver().receive(method, headers, body).status,
    ]
    assert {answers[0]} == {*answers}
    assert answers[0] in {200, 400, 401, 403, 405}


def test_reply_is_a_value() -> None:
    """It can be compared, and shows its sentence."""
    assert isinstance(receiver().receive("GET", {}, b""), Reply)
    assert receiver().receive("GET", {}, b"") == receiver().receive("HEAD", {}, b"")
