"""Requests whose bodies are on their way: several at once, in one event loop, without a socket or a wait."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY
from house import House


@dataclass
class Slow:
    """A POST that has been opened, and whose body has not come yet.

    Attributes:
        status: The status of its answer, once there is one.
        headers: Its headers.
        body: Its body.
    """

    house: House
    path: str
    more: tuple[tuple[bytes, bytes], ...] = ()
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    _messages: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    _waits: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    async def begin(self) -> "Slow":
        """Send the head; come back when the body is waited for, or the answer is there."""
        self._task = asyncio.ensure_future(
            self.house.mock.application(self._scope(), self._receive, self._send)
        )
        waits = asyncio.ensure_future(self._waits.wait())
        await asyncio.wait({self._task, waits}, return_when=asyncio.FIRST_COMPLETED)
        waits.cancel()
        return self

    async def send(self, body: bytes) -> "Slow":
        """Send the body, and wait for the answer."""
        await self._messages.put({"type": "http.request", "body": body, "more_body": False})
        return await self._end()

    async def hang_up(self) -> "Slow":
        """Close the connection instead."""
        await self._messages.put({"type": "http.disconnect"})
        return await self._end()

    async def cancel(self) -> None:
        """Have the server end while it waits."""
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _end(self) -> "Slow":
        assert self._task is not None
        await self._task
        return self

    async def _receive(self) -> dict[str, Any]:
        self._waits.set()
        return await self._messages.get()

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")

    def _scope(self) -> dict[str, Any]:
        return {
            "type": "http",
            "method": "POST",
            "path": self.path,
            "query_string": b"",
            "scheme": "http",
            "headers": [
                (b"authorization", authorization(API_KEY).encode()),
                (b"content-type", b"application/json"),
                *self.more,
            ],
            "client": ("127.0.0.1", 50000),
        }
