"""How does the mock speak ASGI? Everything under the documents' paths is answered here; the rest goes on."""

import asyncio
from typing import NamedTuple

from codat_mock.contract.operations import Shape
from codat_mock.core.errors import Refused
from codat_mock.core.moments import Duration
from codat_mock.lane.exchange import Exchange
from codat_mock.lane.owner import Owner
from codat_mock.lane.receiving import (
    DRAINED,
    Application,
    Gone,
    Receive,
    Scope,
    Send,
    body_of,
    drain,
    hung_up,
    pause,
    too_large,
)
from codat_mock.lane.replies import Opened, Reply, Suspended
from codat_mock.lane.requests import Request
from codat_mock.lane.travelling import Travel, head
from codat_mock.lane.waiting import Watch, through

_FAILED = 400

BEGUN = "codat_mock.begun"
"""Where in the `state` of a scope a server puts what it has begun of a request itself."""


class Begun(NamedTuple):
    """A request that came whole, as far as it could be answered without waiting.

    Attributes:
        request: The request.
        opened: Where it leads; None: it was refused, and that is all.
        reply: Its answer, or what its handler waits for; None: a fault has it wait before that.
        failure: What it has failed of, which is to be told as that of any application.
    """

    request: Request
    opened: Opened | None
    reply: Reply | Suspended | None
    failure: Exception | None = None

    @property
    def chosen(self) -> bool:
        """Whether somebody has chosen the headers of the answer: the server looks at such before they go out."""
        return self.opened is not None and self.opened.operation.any_status


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
        self.owns = (lambda _: False) if all_behind else exchange.router.owns
        self._exchange = exchange
        self._behind = behind
        self._owner = owner
        self._watch = watch
        self._bound = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._bound:
            self._bind()
        if scope["type"] != "http" or not self.owns(scope["path"]):
            await self._behind(scope, receive, send)
            return
        begun: Begun | None = (scope.get("state") or {}).get(BEGUN)
        request = Request.of(scope) if begun is None else begun.request
        try:
            if begun is None:
                reply = await self._reply(request, receive)
            else:
                reply = await self._rest(begun, receive)
            # A sender that still holds its body back would have its next request taken for that body.
            close = request.expects and not request.body
            if reply.manner is None:
                await send(head(reply, close=close))
                await send({"type": "http.response.body", "body": reply.body})
            else:
                await Travel(scope, receive, send).go(reply, close=close)
        except Gone:
            return

    def begin(self, request: Request, body: bytes) -> Begun:
        """Answer a request that came whole, as far as nothing has to be waited for; within the loop."""
        if not self._bound:
            self._bind()
        exchange = self._exchange
        try:
            opened = exchange.open(request)
            if isinstance(opened, Reply):
                return Begun(request, None, opened)
            if opened.operation.body is not None:
                if len(body) > opened.limit:
                    refused = exchange.unread(request, opened, too_large(opened.limit))
                    return Begun(request, opened, refused)
                request.body = body
            if opened.hit is not None and opened.hit.effect.wait:
                return Begun(request, opened, None)
            return Begun(request, opened, exchange.answer(request, opened))
        except Exception as failure:  # noqa: BLE001 raised where the server looks for it
            return Begun(request, None, None, failure)

    async def _rest(self, begun: Begun, receive: Receive) -> Reply:
        """The answer to a request that was begun."""
        request, opened, reply, failure = begun
        if failure is not None:
            raise failure
        if reply is None and opened is not None and opened.hit is not None:
            await self._wait(opened, opened.hit.effect.wait, receive)
            reply = self._exchange.answer(request, opened)
        if isinstance(reply, Suspended):
            return await self._waited(request, reply, receive)
        assert reply is not None  # noqa: S101 only a fault has one wait for it
        return reply

    def _bind(self) -> None:
        self._owner.bind()
        self._bound = True

    async def _reply(self, request: Request, receive: Receive) -> Reply:
        opened = self._exchange.open(request)
        if isinstance(opened, Reply):
            if opened.status >= _FAILED and not request.expects:
                await drain(receive, DRAINED)
            return opened
        if opened.operation.body is None:
            if opened.hit is not None:
                await self._wait(opened, opened.hit.effect.wait, receive)
            reply = self._exchange.answer(request, opened)
        else:
            reply = await self._with_body(request, opened, receive)
        return reply if isinstance(reply, Reply) else await self._waited(request, reply, receive)

    async def _waited(self, request: Request, suspended: Suspended, receive: Receive) -> Reply:
        """Answer a call whose handler waits; once its client has hung up it waits no more, but comes to its end."""
        gone = asyncio.ensure_future(hung_up(receive))
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
            request.body = await body_of(request, receive, opened.limit)
        except Refused as refused:
            return self._exchange.unread(request, opened, refused)
        except BaseException:
            self._exchange.gone(opened)
            raise
        finally:
            # The tenant may have other limits by now, those of a snapshot.
            tenant.limits.in_flight -= counts
        opened.now = tenant.clock.now()
        if opened.hit is not None:
            await self._wait(opened, opened.hit.effect.wait, receive)
        return self._exchange.answer(request, opened)

    async def _wait(self, opened: Opened, duration: Duration, receive: Receive) -> None:
        """Put the work off, as a fault has it; meanwhile the request counts as under way.

        Raises:
            Gone: The client has hung up; what it asked for is not done.
        """
        if not duration:
            return
        tenant = opened.tenant
        tenant.limits.in_flight += 1
        try:
            await pause(duration, receive)
        except BaseException:
            self._exchange.gone(opened)
            raise
        finally:
            # The tenant may have other limits by now, those of a snapshot.
            tenant.limits.in_flight -= 1
        opened.now = tenant.clock.now()
