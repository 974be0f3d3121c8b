"""How does a message come in from an ASGI server?"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

from codat_client.webhooks.reception import Reception
from codat_client.webhooks.reply import Reply

__all__ = ["ASGIApplication", "asgi_application"]

Event: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Event]]
Send: TypeAlias = Callable[[Event], Awaitable[None]]
ASGIApplication: TypeAlias = Callable[[Event, Receive, Send], Awaitable[None]]


def asgi_application(reception: Reception) -> ASGIApplication:
    """Make the application."""

    async def application(scope: Event, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            reply = await _reply(reception, scope, receive)
            if reply is not None:
                await _send(reply, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close"})

    return application


async def _reply(reception: Reception, scope: Event, receive: Receive) -> Reply | None:
    method, headers = scope["method"], _headers(scope["headers"])
    told = headers.get("content-length", "")
    length = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0
    body = b""
    while True:
        if refused := reception.refusal(method, max(length, len(body))):
            return refused
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        if not event.get("more_body", False):
            return reception.answer(method, headers, body)


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers


async def _send(reply: Reply, send: Send) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in reply.headers.items()]
    await send({"type": "http.response.start", "status": reply.status.value, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def _live(receive: Receive, send: Send) -> None:
    for moment in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{moment}.complete"})
