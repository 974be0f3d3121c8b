"""What comes from a client by ASGI: its body, what is read of it in vain, and that it has hung up."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from codat_mock.core.errors import NotValid, TooLarge
from codat_mock.core.moments import SECOND, Duration
from codat_mock.lane.requests import Request

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

DRAINED = 67_108_864
"""How many bytes of a refused body are read and thrown away, so that its sender gets to the answer."""


class Gone(Exception):
    """The client has hung up."""


async def body_of(request: Request, receive: Receive, limit: int) -> bytes:
    """The whole body.

    Raises:
        TooLarge: It has more than `limit` bytes; what is left of it is thrown away, within bounds.
        NotValid: It has ended too early.
        Gone: The client has hung up.
    """
    if request.length is not None and request.length > limit:
        if not request.expects:
            await drain(receive, min(request.length, limit + DRAINED))
        raise too_large(limit)
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > limit:
            if more:
                await drain(receive, DRAINED)
            raise too_large(limit)
        chunks.append(chunk)
    if request.length is not None and size < request.length:
        raise NotValid(f"The body ends after {size} of {request.length} bytes.")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def hung_up(receive: Receive) -> None:
    """Until the client has hung up; whatever it still sends is passed over."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def drain(receive: Receive, most: int) -> None:
    """Read and throw away: a sender that is cut off in the middle never sees the answer."""
    more = True
    while more and most > 0:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        most -= len(message.get("body", b""))
        more = message.get("more_body", False)


async def pause(duration: Duration, receive: Receive) -> None:
    """Let real time pass.

    Raises:
        Gone: The client has hung up meanwhile.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + duration / SECOND
    while True:
        listening = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({listening}, timeout=max(end - loop.time(), 0))
        finally:
            listening.cancel()
        if not listening.done():
            return
        if listening.result()["type"] == "http.disconnect":
            raise Gone


def too_large(limit: int) -> TooLarge:
    """What is said of a body of more than `limit` bytes."""
    return TooLarge(
        f"The body has more than {limit} bytes; send it in parts.", {"limit": str(limit)}
    )
