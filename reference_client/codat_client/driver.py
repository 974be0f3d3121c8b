"""What carries the flow out over the network, one thing after the other?

This and `async_driver` are all of this package that sends and waits.
"""

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
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

__all__ = ["ExpenseSync"]


class ExpenseSync:
    """Take approved expenses into the books of one company.

    Use it as a context manager; it keeps its connections open until the end of the block.
    """

    def __init__(  # noqa: PLR0913 - all that comes in from the world comes in here
        self,
        base_url: str,
        api_key: str,
        company_id: str,
        *,
        policy: Policy = DEFAULT_POLICY,
        webhooks: WebhookReceiver | None = None,
        transport: httpx.BaseTransport | None = None,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = edge.sleep,
        wait: Callable[[threading.Event, float], object] = threading.Event.wait,
        new_id: Callable[[], str] = edge.new_id,
        now: Callable[[], datetime] = edge.now,
    ) -> None:
        """Prepare the connection, and open nothing yet.

        Args:
            base_url: Codat's address, `https://api.codat.io`, or that of a mock.
            api_key: The API key itself, as Codat's portal shows it.
            company_id: The company whose books are meant.
            policy: How patient and how busy to be.
            webhooks: Who receives the webhooks, mounted in a server of yours; any number of
                syncs, of any companies, may share it.
            transport: What to send through instead of the network.
            timeout: Seconds that connecting, and any single read or write, may take.
            sleep: Waits so many seconds.
            wait: Waits until an event is set, at most so many seconds.
            new_id: Draws a GUID that was never drawn before.
            now: Tells the time, with a time zone.

        Raises:
            YourError: The address or the key cannot be one, `webhooks` is no receiver, or nobody
                receives the webhooks that the policy relies on.
        """
        check_watching(policy, webhooks)
        self._company_id = company_id
        self._policy, self._webhooks = policy, webhooks
        self._sleep, self._wait, self._new_id, self._now = sleep, wait, new_id, now
        self._http = httpx.Client(transport=transport, **options(base_url, api_key, timeout))

    def run(
        self,
        expenses: Iterable[Expense],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Take expenses through the whole process.

        Args:
            expenses: The approved expenses; every id may stand once.
            on_progress: Called with each event, always in this thread.

        Raises:
            InvalidExpenseError: The expenses cannot be sent as they are; nothing was sent.
            ExpenseSyncError: It could not go on; the error's `report` has what is known.
        """
        flow = sync_expenses(self._company_id, expenses, new_id=self._new_id, policy=self._policy)
        return self._drive(flow, on_progress or (lambda _: None))

    def send(self, request: Request) -> Outcome:
        """Send one request, such as `steps` gives, and say what came of it."""
        try:
            files = form(request)
        except Exception as error:  # noqa: BLE001 - the caller's function may raise anything
            return Unreadable(f"{type(error).__name__}: {error}")
        try:
            return response(self._http.request(**parts(request, files)), self._now())
        except TROUBLE as error:
            return failure(error)

    def _drive(self, flow: Flow[Report], tell: Callable[[Progress], None]) -> Report:
        answer: Answer = None
        arrivals = self._send_all((), 1)
        try:
            while True:
                instruction = flow.send(answer)
                answer = None
                match instruction:
                    case Send(request):
                        answer = self.send(request)
                    case SendAll(requests, at_most):
                        arrivals = self._send_all(requests, at_most)
                    case Receive():
                        answer = next(arrivals, None)
                    case Listen(seconds, sync_id) if self._webhooks:
                        answer = self._listen(self._webhooks, sync_id, seconds)
                    case Wait(seconds):
                        self._sleep(seconds)
                    case Tell(progress):
                        tell(progress)
        except StopIteration as end:
            report: Report = end.value
            return report
        finally:
            arrivals.close()

    def _listen(self, webhooks: WebhookReceiver, sync_id: str, seconds: float) -> Heard | None:
        began = self._now()
        heard = webhooks.listen(sync_id, seconds, self._wait)
        return Heard((self._now() - began) / timedelta(seconds=1)) if heard else None

    def _send_all(self, requests: tuple[Request, ...], at_most: int) -> Generator[Arrival]:
        threads = ThreadPoolExecutor(at_most)
        try:
            sent = {threads.submit(self.send, request): n for n, request in enumerate(requests)}
            for done in as_completed(sent):
                yield Arrival(sent[done], done.result())
        finally:
            threads.shutdown(cancel_futures=True)

    def __repr__(self) -> str:
        """Name the server and the company, and no secret."""
        return f"ExpenseSync({str(self._http.base_url)!r}, company_id={self._company_id!r})"

    def __enter__(self) -> Self:
        """Give the client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self._http.close()
