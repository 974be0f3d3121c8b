"""How is the mock served? uvicorn, signals and a clean stop."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeAlias

import orjson
import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from codat_mock.app import Mock, build
from codat_mock.core.journal import Witnessed
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.exchange import CONTROL
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request
from codat_mock.lane.waiting import through
from codat_mock.settings import Settings
from codat_mock.sockets import CannotListen, listening, url_of
from codat_mock.straight import spoken

_STOP_WITHIN = 2
_STARTS_WITHIN = 30
_LOOPBACK = "127.0.0.1"
_COLLECTED = (50_000, 20, 20)
"""After how many new objects the youngest are looked through, and after how many looks the older ones."""

Stop: TypeAlias = Callable[[], None]
"""Stops a server, cleanly and soon."""


class _Server(uvicorn.Server):
    """uvicorn without its signals: it would raise SIGTERM again after a clean stop."""

    on_ready: Callable[[], None] = staticmethod(lambda: None)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.on_ready()


def configured(mock: Mock, protocol: Any = AutoHTTPProtocol) -> _Server:
    """A server of this mock; the floor that benchmarks measure has the same flags.

    Args:
        mock: What is served.
        protocol: Which of uvicorn's protocols speaks HTTP.
    """
    return _Server(
        uvicorn.Config(
            mock.application,
            http=spoken(mock.application, protocol),
            lifespan="off",
            ws="none",
            access_log=False,
            log_level=logging.CRITICAL,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_STOP_WITHIN,
            timeout_keep_alive=65,
        )
    )


def serve(
    mock: Mock,
    sockets: list[socket.socket],
    ready: Callable[[Stop], None],
    told: Callable[[int, Stop], None] = lambda _, stop: stop(),
) -> None:
    """Serve until SIGTERM or SIGINT, then stop cleanly.

    Args:
        mock: What is served.
        sockets: Where.
        ready: Is called once the first request would be answered, with what stops the server; any thread may.
        told: What is done about a signal, with the same; unless said, the server stops.
    """
    server = configured(mock)

    def stop() -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: told(number, stop))

    def up() -> None:
        _calm_collector()
        ready(stop)

    # A page that was still being built at the stop has something to say that nobody waits for.
    warnings.filterwarnings("ignore", r"coroutine 'Queue\.put' was never awaited", RuntimeWarning)
    _run(mock, server, sockets, up)


def _calm_collector() -> None:
    """Have Python look for garbage seldom, and never among what is there from the start: this process is ours.

    A body of fifty items makes a thousand objects, and all go with their call; looking at them each time took as long
    as reading them.
    """
    gc.freeze()
    gc.set_threshold(*_COLLECTED)


def _run(
    mock: Mock, server: _Server, sockets: list[socket.socket], ready: Callable[[], None]
) -> None:
    async def main() -> None:
        server.on_ready = ready
        try:
            await server.serve(sockets=sockets)
        finally:
            await mock.watch.close()

    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(main())


@dataclass(slots=True)
class Running:
    """A mock that is served by a thread of this process.

    Attributes:
        url: Where.
        api_key: A key that opens it.
        company_id: The ready company.
        mock: The mock itself.
    """

    url: str
    api_key: str
    company_id: str
    mock: Mock = field(repr=False)
    _server: _Server = field(repr=False)
    _thread: threading.Thread = field(repr=False)

    def plan(self, **fields: Any) -> Any:
        """Say how a coming sync shall end: the body of POST /__mock/plans.

        Returns:
            The plan that waits now.

        Raises:
            ValueError: It cannot happen; the sentence says why.
        """
        return self._control("/plans", fields)

    def fault(self, **fields: Any) -> Any:
        """Let something go wrong: the body of POST /__mock/faults, such as `fault="reset", operation="*"`.

        Returns:
            The fault that waits now.

        Raises:
            ValueError: It cannot be; the sentence says why.
        """
        return self._control("/faults", fields)

    def webhook(self, **fields: Any) -> Any:
        """Have a receiver told of what happens: the body of POST /__mock/webhooks, such as `url="http://127.0.0.1:8000/"`.

        Returns:
            The endpoint, with the secret that signs its messages.

        Raises:
            ValueError: Messages cannot go there, or not so; the sentence says why.
        """
        return self._control("/webhooks", fields)

    def advance(self, **way: Any) -> Any:
        """Let virtual time pass: the body of POST /__mock/clock/advance, such as `by="PT10M"`.

        Returns:
            Where the clock stands, and what happened on the way.

        Raises:
            ValueError: It is no way to advance; the sentence says why.
        """
        return self._control("/clock/advance", way)

    def end(self, sync_id: str, **end: Any) -> Any:
        """End a sync now: the body of POST /__mock/syncs/{syncId}/end, such as `code=2000`.

        Raises:
            ValueError: It has ended, or cannot end so; the sentence says why.
        """
        return self._control(f"/syncs/{sync_id}/end", end)

    def _control(self, path: str, body: dict[str, Any]) -> Any:
        exchange = self.mock.exchange
        request = Request(
            "POST",
            f"{CONTROL}{path}",
            b"",
            _LOOPBACK,
            media_type="application/json",
            body=orjson.dumps(body),
        )

        async def answer() -> Reply:
            opened = exchange.open(request)
            if isinstance(opened, Reply):
                return opened
            return await through(
                exchange, request, exchange.answer(request, opened), self.mock.watch
            )

        reply = self.mock.owner.run(answer())
        answered = orjson.loads(reply.body)
        if reply.status >= 400:
            raise ValueError(answered["detail"])
        return answered

    def stop(self) -> None:
        """Stop, and wait until it has."""
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> Self:
        """The mock itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()


def start(settings: Settings, witness: Callable[[Witnessed], None] | None = None) -> Running:
    """Serve a mock from a thread of this process.

    Args:
        settings: What it starts with; with port 0 it takes a free one.
        witness: Is told of every exchange.

    Raises:
        CannotListen: The port is taken.
    """
    mock = build(settings, witness)
    sockets = listening(settings.host, settings.port)
    server, ready = configured(mock), threading.Event()

    def up() -> None:
        mock.owner.bind()
        ready.set()

    thread = threading.Thread(
        target=_run, args=(mock, server, sockets, up), name="codat-mock", daemon=True
    )
    thread.start()
    if not ready.wait(_STARTS_WITHIN):
        message = "the server did not come up"
        raise CannotListen(message)
    return Running(url_of(sockets), settings.api_keys[0], READY_COMPANY, mock, server, thread)
