"""What carries the flow out over the network, in a loop that has other things to do?

The same as `driver`, awaited; the flow is one and the same.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import httpx

from codat_client import edge
from codat_client.connection import (
    TROUBLE,
    check_watching,
    failure,
    form,
    options,
    parts,
    response,
)
from codat_client.exchange import (
    Answer,
    Arrival,
    Flow,
    Heard,
    Listen,
    Outcome,
    Receive,
    Request,
    Send,
    SendAll,
    Tell,
    Unreadable,
    Wait,
)
from codat_client.expense import Expense
from codat_client.flow import sync_expenses
from codat_client.policy import DEFAULT_POLICY, Policy
from codat_client.progress import Progress
from codat_client.report import Report
from codat_client.webhooks.receiver import WebhookReceiver

__all__ = ["AsyncExpenseSync"]


class AsyncExpenseSync:
    """Take approved expenses into the books of one company, beside the rest of a loop's work.

    Use it as an asynchronous context manager, in one loop.
    """

    def __init__(  # noqa: PLR0913 - all that comes in from the world comes in here
        self,
        base_url: str,
        api_key: str,
        company_id: str,
        *,
        policy: Policy = DEFAULT_POLICY,
        webhooks: WebhookReceiver | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = 30.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        new_id: Callable[[], str] = edge.new_id,
        now: Callable[[], datetime] = edge.now,
    ) -> None:
        """Prepare the connection, and open nothing yet.

        The arguments are those of `ExpenseSync`, but that `sleep` is awaited and serves both to
        wait and to listen for webhooks.

        Raises:
            YourError: The address or the key cannot be one, `webhooks` is no receiver, or nobody
                receives the webhooks that the policy relies on.
        """
        check_watching(policy, webhooks)
        self._company_id = company_id
        self._policy, self._webhooks = policy, webhooks
        self._sleep, self._new_id, self._now = sleep, new_id, now
        self._http = httpx.AsyncClient(transport=transport, **options(base_url, api_key, timeout))

    async def run(
        self,
        expenses: Iterable[Expense],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Take expenses through the whole process.

        Args:
            expenses: The approved expenses; every id may stand once.
            on_progress: Called with each event, always in this loop.

        Raises:
            InvalidExpenseError: The expenses cannot be sent as they are; nothing was sent.
            ExpenseSyncError: It could not go on; the error's `report` has what is known.
        """
        flow = sync_expenses(self._company_id, expenses, new_id=self._new_id, policy=self._policy)
        return await self._drive(flow, on_progress or (lambda _: None))

    async def send(self, request: Request) -> Outcome:
        """Send one request, such as `steps` gives, and say what came of it."""
        try:
            files = await asyncio.to_thread(form, request) if request.receipt else None
        except Exception as error:  # noqa: BLE001 - the caller's function may raise anything
            return Unreadable(f"{type(error).__name__}: {error}")
        try:
            return response(await self._http.request(**parts(request, files)), self._now())
        except TROUBLE as error:
            return failure(error)

    async def _drive(self, flow: Flow[Report], tell: Callable[[Progress], None]) -> Report:
        answer: Answer = None
        arrivals = self._send_all((), 1)
        try:
            while True:
                instruction = flow.send(answer)
                answer = None
                match instruction:
                    case Send(request):
                        answer = await self.send(request)
                    case SendAll(requests, at_most):
                        await arrivals.aclose()
                        arrivals = self._send_all(requests, at_most)
                    case Receive():
                        answer = await anext(arrivals, None)
                    case Listen(seconds, sync_id) if self._webhooks:
                        answer = await self._listen(self._webhooks, sync_id, seconds)
                    case Wait(seconds):
                        await self._sleep(seconds)
                    case Tell(progress):
                        tell(progress)
        except StopIteration as end:
            report: Report = end.value
            return report
        finally:
            await arrivals.aclose()

    async def _listen(
        self, webhooks: WebhookReceiver, sync_id: str, seconds: float
    ) -> Heard | None:
        began = self._now()
        heard = await webhooks.listen_async(sync_id, seconds, self._sleep)
        return Heard((self._now() - began) / timedelta(seconds=1)) if heard else None

    async def _send_all(
        self, requests: tuple[Request, ...], at_most: int
    ) -> AsyncGenerator[Arrival]:
        places = asyncio.Semaphore(at_most)

        async def arrival(index: int, request: Request) -> Arrival:
            async with places:
                return Arrival(index, await self.send(request))

        sent = [asyncio.ensure_future(arrival(n, request)) for n, request in enumerate(requests)]
        try:
            for done in asyncio.as_completed(sent):
                yield await done
        finally:
            for one in sent:
                one.cancel()
            await asyncio.gather(*sent, return_exceptions=True)

    def __repr__(self) -> str:
        """Name the server and the company, and no secret."""
        return f"AsyncExpenseSync({str(self._http.base_url)!r}, company_id={self._company_id!r})"

    async def __aenter__(self) -> Self:
        """Give the client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._http.aclose()
