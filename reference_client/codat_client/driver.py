"""What carries the flow out over the network?

The only file of this package that sends, waits, tells the time and draws ids.
"""

import base64
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from uuid import uuid4

import httpx

from codat_client.errors import YourError
from codat_client.exchange import (
    Answer,
    Arrival,
    Failure,
    Flow,
    Outcome,
    Receive,
    Request,
    Response,
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

__all__ = ["ExpenseSync"]

USER_AGENT = "codat-expense-sync"

NEVER_ARRIVED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
    httpx.InvalidURL,
)
"""What is raised before the request is on its way."""


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
        transport: httpx.BaseTransport | None = None,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
        new_id: Callable[[], str] = lambda: str(uuid4()),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare the connection, and open nothing yet.

        Args:
            base_url: Codat's address, `https://api.codat.io`, or that of a mock.
            api_key: The API key itself, as Codat's portal shows it.
            company_id: The company whose books are meant.
            policy: How patient and how busy to be.
            transport: What to send through instead of the network.
            timeout: Seconds that connecting, and any single read or write, may take.
            sleep: Waits so many seconds.
            new_id: Draws a GUID that was never drawn before.
            now: Tells the time, with a time zone.

        Raises:
            YourError: The address or the key cannot be one.
        """
        url = _server(base_url)
        if not api_key.strip():
            raise YourError("api_key is empty; Codat's portal shows yours.")
        key = base64.b64encode(api_key.encode()).decode()
        self._company_id = company_id
        self._policy = policy
        self._sleep, self._new_id, self._now = sleep, new_id, now
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Basic {key}", "User-Agent": USER_AGENT},
            transport=transport,
            timeout=timeout,
            limits=httpx.Limits(max_connections=None),
            # A proxy of the environment is for the world outside, never for this machine.
            trust_env=not _is_loopback(url.host),
        )

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
            receipt = request.receipt
            files = {"file": (receipt.file_name, receipt.read())} if receipt else None
        except Exception as error:  # noqa: BLE001 - the caller's function may raise anything
            return Unreadable(f"{type(error).__name__}: {error}")
        try:
            answer = self._http.request(
                request.method,
                request.target,
                headers=request.headers,
                content=request.body,
                files=files,
            )
        except (httpx.RequestError, httpx.InvalidURL) as error:
            arrived = not isinstance(error, NEVER_ARRIVED)
            return Failure(str(error) or type(error).__name__, arrived)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status_code, headers, answer.content, self._now())

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
                    case Wait(seconds):
                        self._sleep(seconds)
                    case Tell(progress):
                        tell(progress)
        except StopIteration as end:
            report: Report = end.value
            return report
        finally:
            arrivals.close()

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


def _server(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise YourError(f"base_url is no address: {error}.") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query:
        raise YourError(
            "base_url must be like https://api.codat.io: http or https, a host, no user, no query."
        )
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
