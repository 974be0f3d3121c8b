"""How does an answer travel? At once and whole, unless a fault says otherwise."""

import os
import socket
import struct
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from codat_mock.core.moments import Duration
from codat_mock.lane.receiving import Receive, Scope, Send, pause
from codat_mock.lane.replies import Reply

TRANSPORT = "codat_mock.transport"
"""Where in the `state` of a scope the server puts what the connection goes through."""

_RESET = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""Linger for no time at all: what closes is a reset."""


class Travel:
    """The way of one answer that does not go out at once and whole."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._transport = (scope.get("state") or {}).get(TRANSPORT)
        self._receive = receive
        self._send = send

    async def go(self, reply: Reply, *, close: bool) -> None:
        """Send the answer in its manner.

        Raises:
            ConnectionResetError: The connection is to be cut, and this server has no hold of it.
            Gone: The client has hung up meanwhile.
        """
        manner = reply.manner
        assert manner is not None  # noqa: S101 others are sent at once
        if manner.wait:
            await pause(manner.wait, self._receive)
        if manner.cut:
            await self._cut()
        elif manner.half and reply.body:
            await self._send(head(reply, close=close))
            await self._piece(reply.body[: len(reply.body) // 2])
            await self._close()
        else:
            await self._send(head(reply, close=close))
            await self._in_pieces(reply.body, manner.pieces, manner.over)

    async def _in_pieces(self, body: bytes, pieces: int, over: Duration) -> None:
        size = max(-(-len(body) // pieces), 1)
        starts = range(0, len(body), size)
        for start in starts:
            if over:
                await pause(over // len(starts), self._receive)
            await self._piece(body[start : start + size])
        await self._send({"type": "http.response.body"})

    async def _piece(self, piece: bytes) -> None:
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    async def _cut(self) -> None:
        """Reset the connection."""
        if self._transport is not None:
            with suppress(AttributeError, OSError):  # It may be closed already, or no socket.
                connection = self._transport.get_extra_info("socket")
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()
        await self._closed()

    async def _close(self) -> None:
        """Close the connection behind what was sent."""
        if self._transport is not None:
            self._transport.close()
        await self._closed()

    async def _closed(self) -> None:
        """Wait until it is: a server would answer for an application that comes back without an answer."""
        if self._transport is None:
            message = "a fault has cut the connection"
            raise ConnectionResetError(message)
        while (await self._receive())["type"] != "http.disconnect":
            pass


def head(reply: Reply, *, close: bool) -> MutableMapping[str, Any]:
    """How an answer begins; `close`: the connection ends behind it."""
    headers = headers_of(reply)
    if close:
        headers.append((b"connection", b"close"))
    return {"type": "http.response.start", "status": reply.status, "headers": headers}


def headers_of(reply: Reply) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that goes out whole; the server adds the date."""
    headers = [(b"content-length", b"%d" % len(reply.body))] if reply.status != 204 else []
    if reply.media_type:
        headers.append((b"content-type", reply.media_type.encode()))
    if reply.allow is not None:
        headers.append((b"allow", reply.allow.encode()))
    headers += reply.headers
    return headers
