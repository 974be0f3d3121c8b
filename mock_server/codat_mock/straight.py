"""How is a call answered that came whole? Straight from the parser: what does not wait needs no task.

uvicorn makes a task for each request, and a queue through which it reads and writes: that is twice what the mock itself
does for a call. A call whose bytes came in one read, and whose answer is there at once, is answered where it was read.
Everything else goes uvicorn's own way, with what was begun of it: bodies that are still on their way, calls that wait,
answers that a fault holds back, connections that shall close, and whatever is not of the documents.
"""

import asyncio
from collections import deque
from time import perf_counter
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from codat_mock.lane.asgi import BEGUN, Begun, Lane
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request
from codat_mock.lane.travelling import TRANSPORT, headers_of

_AT_A_STRETCH = 0.01
"""For how many seconds calls that came together are answered before anything else has its turn."""

_SLACK = 0.001
"""How much too early a timer may ring, in seconds."""


class Lending:
    """What a protocol of uvicorn's needs to lend the application each connection: a fault may cut it.

    Attributes:
        running: The cycle of the request that is being answered; None until the first.
    """

    app_state: dict[str, Any]
    pipeline: deque[Any]
    running: Any = None

    def connection_made(self, transport: Any) -> None:
        """Keep hold of the connection."""
        super().connection_made(transport)  # type: ignore[misc] # the protocol's
        self.app_state = {**self.app_state, TRANSPORT: transport}

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)  # type: ignore[misc] # likewise

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the request that is being answered: uvicorn tells the last one that was read, which may be another."""
        running = self.running
        if running is not None and not running.response_complete:
            running.disconnected = True
        super().connection_lost(exc)  # type: ignore[misc] # likewise
        if running is not None:
            running.message_event.set()
            self.pipeline.clear()


class Straight(Lending, HttpToolsProtocol):
    """uvicorn's protocol in front of a lane, and a way around it.

    Attributes:
        held: The request that is being read, as long as it may come whole.
        pieces: What has come of its body.
        answers: What is answered and not written yet.
        unsent: How many bytes that is.
        until: Until when calls that came together are answered straight, by `perf_counter`.
        idle_since: When something came or was answered last, by the loop's clock.
    """

    def __init__(self, config: Config, *given: Any, **named: Any) -> None:
        """Stand in front of the application of `config`, which is a lane."""
        super().__init__(config, *given, **named)
        self.lane: Lane = config.loaded_app
        self.held: Request | None = None
        self.pieces: list[bytes] = []
        self.answers: list[bytes] = []
        self.unsent = 0
        self.until = 0.0
        self.idle_since = 0.0

    def data_received(self, data: bytes) -> None:
        """Read, and answer whatever came whole."""
        self.idle_since = self.loop.time()
        super().data_received(data)
        if self.held is not None:
            self._hand_over(self.held)

    def on_message_begin(self) -> None:
        """Begin with nothing; what uvicorn's own way needs beside is made for what goes it."""
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_headers_complete(self) -> None:
        """Hold the request, if it may be answered straight."""
        if self._may_be_straight():
            url = httptools.parse_url(self.url)
            path = url.path.decode("ascii")
            path = unquote(path) if "%" in path else path
            if self.lane.owns(path):
                self.held = self._request(path, url.query or b"")
                self._forget_trailers()
                return
        self._go_on(self.headers)

    def on_body(self, body: bytes) -> None:
        """Hold a part of its body."""
        if self.held is None:
            super().on_body(body)
        else:
            self.pieces.append(body)

    def on_message_complete(self) -> None:
        """Answer it."""
        request = self.held
        if request is None:
            super().on_message_complete()
            return
        begun = self.lane.begin(request, b"".join(self.pieces))
        reply = begun.reply
        if isinstance(reply, Reply) and reply.manner is None and not begun.chosen:
            self.held = None
            self.pieces.clear()
            self._answer(_written(request, reply, self.server_state.default_headers))
        else:
            self._hand_over(request, begun)
            super().on_message_complete()

    def flush(self) -> None:
        """Write what is answered."""
        if self.answers and not self.transport.is_closing():
            self.transport.write(b"".join(self.answers))
        self.answers.clear()
        self.unsent = 0

    def shutdown(self) -> None:
        """Write what is answered before the end."""
        self.flush()
        super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Write what is answered before what is refused, which ends the connection."""
        self.held = None
        self.flush()
        super().send_400_response(msg)

    def _answer(self, answer: bytes) -> None:
        """Have an answer written, and the connection closed once nothing more comes."""
        if not self.answers:
            # Once everything that has come, on all connections, is read: the first answer wakes a client that sleeps,
            # which costs as much as a call, and the others find it awake.
            self.loop.call_soon(self.flush)
            self.until = perf_counter() + _AT_A_STRETCH
        self.answers.append(answer)
        self.unsent += len(answer)
        self.server_state.total_requests += 1
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _unset_keepalive_if_required(self) -> None:
        """Let the timer run: to set another one for each answer costs more than to look when it rings."""

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection, unless something has come, or was answered, since the timer was set."""
        self.timeout_keep_alive_task = None
        cycle: Any = self.cycle
        idle = cycle is None or cycle.response_complete
        left = self.idle_since + self.timeout_keep_alive - self.loop.time()
        if idle and left <= _SLACK:
            super().timeout_keep_alive_handler()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(
                left if idle else self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_response_complete(self) -> None:
        """Note that the connection is idle from now on; uvicorn sets a timer of its own."""
        self._forget_timer()
        self.idle_since = self.loop.time()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer, too."""
        self._forget_timer()
        super().connection_lost(exc)

    def _forget_timer(self) -> None:
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None

    def _may_be_straight(self) -> bool:
        """Whether nothing is under way on this connection, and it goes on after this request.

        Who sends many calls at once gets some straight, and the others when their turn comes: each may take long, or
        its answer much room.
        """
        parser = self.parser
        cycle: Any = self.cycle  # None until the first request that goes the ordinary way
        return (
            (cycle is None or cycle.response_complete)
            and not self.pipeline
            and not self.flow.write_paused
            and not (self.answers and self._has_enough())
            and not parser.should_upgrade()
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
        )

    def _request(self, path: str, query: bytes) -> Request:
        method = self.parser.get_method().decode("ascii")
        client = self.client[0] if self.client else None
        return Request.read(method, path, query, client, self.headers, self.scheme or "http")

    def _has_enough(self) -> bool:
        return self.unsent >= HIGH_WATER_LIMIT or perf_counter() >= self.until

    def _hand_over(self, request: Request, begun: Begun | None = None) -> None:
        """Let the request go the way of all others, with what was begun of it."""
        self.held = None
        self._go_on(list(request.headers), begun)
        for piece in self.pieces:
            super().on_body(piece)
        self.pieces.clear()

    def _go_on(self, headers: list[tuple[bytes, bytes]], begun: Begun | None = None) -> None:
        self.flush()
        url, expects = self.url, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers = self.scope["headers"] = headers
        if begun is not None:
            self.scope["state"][BEGUN] = begun
        super().on_headers_complete()
        if not self.parser.should_upgrade():
            self._forget_trailers()

    def _forget_trailers(self) -> None:
        """Let what comes behind the body be none of the headers: when those are read it may have come, or not."""
        self.headers = []


def spoken(application: Any, protocol: type[asyncio.Protocol]) -> type[asyncio.Protocol]:
    """What speaks HTTP in front of an application: straight to a lane, else as `protocol` does."""
    if protocol is HttpToolsProtocol and isinstance(application, Lane):
        return Straight
    return type(protocol.__name__, (Lending, protocol), {})


def _written(request: Request, reply: Reply, date: list[tuple[bytes, bytes]]) -> bytes:
    """An answer as it goes over the wire."""
    pieces = [STATUS_LINE[reply.status]]
    for name, value in (*date, *headers_of(reply)):
        pieces += (name, b": ", value, b"\r\n")
    pieces += (b"\r\n", b"" if request.method == "HEAD" else reply.body)
    return b"".join(pieces)
