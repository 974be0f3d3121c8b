"""How does an application come to be only when somebody asks for it?"""

import asyncio
from collections.abc import Callable

from codat_mock.lane.receiving import Application, Receive, Scope, Send


class Later:
    """An ASGI application that is built on first need, in a thread: whoever only calls the API never waits for it."""

    def __init__(self, build: Callable[[], Application]) -> None:
        """Build nothing yet."""
        self._build = build
        self._built: asyncio.Future[Application] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            return
        if self._built is None:
            self._built = asyncio.ensure_future(asyncio.to_thread(self._build))
        application = await asyncio.shield(self._built)
        await application(scope, receive, send)
