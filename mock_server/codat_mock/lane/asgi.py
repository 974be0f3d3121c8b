"""How does the mock speak ASGI? Everything under the documents' paths is answered here; the rest goes on."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from codat_mock.contract.operations import Shape
from codat_mock.core.errors import NotValid, Refused, TooLarge
from codat_mock.lane.exchange import Exchange
from codat_mock.lane.owner import Owner
from codat_mock.lane.replies import Opened, Reply, Suspended
from codat_mock.lane.requests import Request
from codat_mock.lane.waiting import Watch, through

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_FAILED = 400
_DRAINED = 67_108_864
"""How many bytes of a refused body are read and thrown away, so that its sender gets to the answer."""


class _Gone(Exception):
    """The client has hung up."""


class Lane:
    """The ASGI application: the exchange for the documents' paths, another application for the rest."""

    def __init__(
        self,
        exchange: Exchange,
        behind: Application,
        owner: Owner,
        watch: Watch,
        *,
        all_behind: bool = False,
    ) -> None:
        """Serve `exchange`, and `behind` what is not of the documents.

        Args:
            exchange: Answers requests.
            behind: Answers what the documents do not own.
            owner: Is bound to the loop of the first request.
            watch: Looks after calls that wait.
            all_behind: Pass everything on.
        """
        self._owns = (lambda _: False) if all_behind else exchange.router.owns
        self._exchange = exchange
        self._behind = behind
        self._owner = owner
        self._watch = watch
        self._bound = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._bound:
            self._owner.bind()
            self._bound = True
        if scope["type"] != "http" or not self._owns(scope["path"]):
            await self._behind(scope, receive, send)
            return
        request = Request.of(scope)
        try:
            reply = await self._reply(request, receive)
        except _Gone:
            return
        # A sender that still holds its body back would have its next request taken for that body.
        await _send(reply, send, close=request.expects and not request.body)

    async def _reply(self, request: Request, receive: Receive) -> Reply:
        opened = self._exchange.open(request)
        if isinstance(opened, Reply):
            if opened.status >= _FAILED and not request.expects:
                await _drain(receive, _DRAINED)
            return opened
        if opened.operation.body is None:
            reply = self._exchange.answer(request, opened)
        else:
            reply = await self._with_body(request, opened, receive)
        return reply if isinstance(reply, Reply) else await self._waited(request, reply, receive)

    async def _waited(self, request: Request, suspended: Suspended, receive: Receive) -> Reply:
        """Answer a call whose handler waits; once its client has hung up it waits no more, but comes to its end."""
        gone = asyncio.ensure_future(_hung_up(receive))
        try:
            return await through(self._exchange, request, suspended, self._watch, gone)
        finally:
            gone.cancel()

    async def _with_body(
        self, request: Request, opened: Opened, receive: Receive
    ) -> Reply | Suspended:
        """Answer a request once its body is there; until then it counts as under way."""
        tenant, counts = opened.tenant, opened.operation.shape is Shape.CODAT
        tenant.limits.in_flight += counts
        try:
            request.body = await _body(request, receive, opened.limit)
        except Refused as refused:
            if not isinstance(refused, TooLarge) and not request.expects:
                await _drain(receive, _DRAINED)
            return self._exchange.unread(request, opened, refused)
        except BaseException:
            self._exchange.gone(opened)
            raise
        finally:
            # The tenant may have other limits by now, those of a snapshot.
            tenant.limits.in_flight -= counts
        return self._exchange.answer(request, opened)


async def _body(request: Request, receive: Receive, limit: int) -> bytes:
    """The whole body.

    Raises:
        TooLarge: It has more than `limit` bytes; what is left of it is thrown away, within bounds.
        _Gone: The client has hung up.
    """
    if request.length is not None and request.length > limit:
        if not request.expects:
            await _drain(receive, min(request.length, limit + _DRAINED))
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > limit:
            if more:
                await _drain(receive, _DRAINED)
            raise _too_large(limit)
        chunks.append(chunk)
    if request.length is not None and size < request.length:
        raise NotValid(f"The body ends after {size} of {request.length} bytes.")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _hung_up(receive: Receive) -> None:
    """Until the client has hung up; whatever it still sends is passed over."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _drain(receive: Receive, most: int) -> None:
    """Read and throw away: a sender that is cut off in the middle never sees the answer."""
    more = True
    while more and most > 0:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        most -= len(message.get("body", b""))
        more = message.get("more_body", False)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"The body has more than {limit} bytes; send it in parts.", {"limit": str(limit)}
    )


async def _send(reply: Reply, send: Send, *, close: bool) -> None:
    headers = [(b"content-length", str(len(reply.body)).encode())] if reply.status != 204 else []
    if reply.media_type:
        headers.append((b"content-type", reply.media_type.encode()))
    if reply.allow is not None:
        headers.append((b"allow", reply.allow.encode()))
    headers += reply.headers
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
