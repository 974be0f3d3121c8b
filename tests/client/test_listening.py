"""Do both drivers carry the same flow out, and hear webhooks while they wait?"""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import httpx
import pytest

from client.letters import SECRET, SYNC, Watch, receiver, signed, told
from codat_client import (
    MARKED_AS_UPLOADED,
    AsyncExpenseSync,
    Backoff,
    ExpenseSync,
    Failure,
    NetworkError,
    Policy,
    Progress,
    Receipt,
    Report,
    Response,
    Watching,
    YourError,
    sync_status,
)

KEY, LOCAL = "my secret key", "http://127.0.0.1:4260"
NEVER = Policy(watching=Watching.WEBHOOKS, unheard=Backoff(60, 1, 60))


class Codat:
    """Codat behind httpx: all that is sent is Completed, once the looks have seen the codes.

    Attributes:
        codes: What the looks see; the last one stays.
        asked: The last word of each path.
        accepted: Called when a sync was accepted, before its answer goes back.
    """

    def __init__(self, *codes: int) -> None:
        """Answer well."""
        self.codes = list(codes) or [2000]
        self.asked: list[str] = []
        self.accepted: Callable[[], object] = lambda: None
        self.upload: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(
            200, json={"id": "1"}
        )
        self._ids: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        last = request.url.path.rsplit("/", 1)[-1]
        self.asked.append(last)
        if last == "attachments":
            return self.upload(request)
        if last == "expense-transactions":
            self._ids = [item["id"] for item in json.loads(request.content)["items"]]
        if last == "syncs":
            self.accepted()
        code = self.codes.pop(0) if last == "status" and len(self.codes) > 1 else self.codes[0]
        listed = [
            {"transactionId": one, "status": "Completed", "integrationType": "expense"}
            for one in self._ids
        ]
        answers: dict[str, dict[str, Any]] = {
            "expense-transactions": {"datasetId": "d"},
            "syncs": {"syncId": SYNC},
            "status": {"syncStatusCode": code},
            "transactions": {"results": listed},
        }
        return httpx.Response(200, json=answers[last])


def one_by_one(codat: Any, company: str, expenses: Any, tell: Any = None, **options: Any) -> Report:
    """Run the flow in this thread."""
    given = {"sleep": lambda _: None, "wait": lambda *_: None, **options}
    transport = httpx.MockTransport(codat)
    with ExpenseSync(LOCAL, KEY, company, transport=transport, **given) as client:
        return client.run(expenses, tell)


def in_a_loop(codat: Any, company: str, expenses: Any, tell: Any = None, **options: Any) -> Report:
    """Run the flow in a loop of its own."""

    async def sleep(_: float) -> None:
        """Let nothing pass."""

    async def run() -> Report:
        given = {"sleep": sleep, **options}
        transport = httpx.MockTransport(codat)
        async with AsyncExpenseSync(LOCAL, KEY, company, transport=transport, **given) as client:
            return await client.run(expenses, tell)

    return asyncio.run(run())


DRIVERS = [one_by_one, in_a_loop]


def test_both_report_the_same(kit: ModuleType) -> None:
    """Same requests, same events but for the order of receipts, same report."""
    expenses, seen = [kit.an_expense(n, receipts=kit.receipts(3)) for n in range(2)], []
    for drive in DRIVERS:
        codat, told_of = Codat(1000, 2000), list[Progress]()
        report = drive(codat, kit.COMPANY, expenses, told_of.append)
        seen.append((codat.asked, [(one.stage, one.done, one.code) for one in told_of], report))
    assert seen[0] == seen[1]
    assert {MARKED_AS_UPLOADED} == {result.conclusion for result in seen[0][2].expenses}


@pytest.mark.parametrize("drive", DRIVERS)
def test_a_webhook_before_the_answer(kit: ModuleType, drive: Any) -> None:
    """It is not lost: the first look is at once."""
    codat, by = Codat(), receiver()
    codat.accepted = lambda: signed().to(by)
    report = drive(codat, kit.COMPANY, [kit.an_expense()], webhooks=by, policy=NEVER)
    assert (2000, 1, 1) == (report.sync.code, report.sync.polls, report.sync.heard)


@pytest.mark.parametrize("drive", DRIVERS)
def test_no_webhook(kit: ModuleType, drive: Any) -> None:
    """The client looks by itself when the policy says so."""
    report = drive(
        Codat(1000, 2000), kit.COMPANY, [kit.an_expense()], webhooks=receiver(), policy=NEVER
    )
    assert (2, 0, 120) == (report.sync.polls, report.sync.heard, report.sync.waited)


@pytest.mark.parametrize("drive", DRIVERS)
@pytest.mark.parametrize("policy", [NEVER, Policy(polling=Backoff(60, 1, 60))])
def test_a_webhook_from_another_thread(kit: ModuleType, drive: Any, policy: Policy) -> None:
    """It ends the wait, of which only what has passed counts; the loop or thread was really waiting."""
    watch, codat = Watch(), Codat()
    by = receiver(now=watch)

    def bring() -> None:
        watch.advance(0.25)
        signed().to(by)

    thread = threading.Thread(target=bring)

    def tell(progress: Progress) -> None:
        if "was accepted" in progress.text:
            thread.start()

    real = {"sleep": asyncio.sleep} if drive is in_a_loop else {"wait": threading.Event.wait}
    report = drive(
        codat, kit.COMPANY, [kit.an_expense()], tell, webhooks=by, policy=policy, now=watch, **real
    )
    thread.join()
    assert (1, 1) == (report.sync.polls, report.sync.heard)
    assert report.sync.waited in (0, 0.25)  # it may come before the wait begins


@pytest.mark.parametrize("drive", DRIVERS)
def test_polling_hears_nothing(kit: ModuleType, drive: Any) -> None:
    """A receiver that others use changes nothing for who only polls."""
    codat, by = Codat(), receiver()
    codat.accepted = lambda: signed().to(by)
    policy = Policy(watching=Watching.POLLING)
    report = drive(codat, kit.COMPANY, [kit.an_expense()], webhooks=by, policy=policy)
    assert (1, 0, 0.5) == (report.sync.polls, report.sync.heard, report.sync.waited)


@pytest.mark.parametrize("kind", [ExpenseSync, AsyncExpenseSync])
def test_relying_on_webhooks_without_a_receiver(kit: ModuleType, kind: Any) -> None:
    """It is refused before anything is sent; with both ways it is polling."""
    with pytest.raises(YourError, match="hand over `webhooks`"):
        kind(LOCAL, KEY, kit.COMPANY, policy=NEVER)
    kind(LOCAL, KEY, kit.COMPANY, policy=Policy(watching=Watching.BOTH))


@pytest.mark.parametrize("kind", [ExpenseSync, AsyncExpenseSync])
def test_what_is_no_receiver(kit: ModuleType, kind: Any) -> None:
    """An address is no receiver: that is said at once, with what is one."""
    with pytest.raises(YourError, match=r"takes a WebhookReceiver.*of the type str"):
        kind(LOCAL, KEY, kit.COMPANY, webhooks="http://127.0.0.1:8080/")


def test_one_receiver_for_many_syncs() -> None:
    """Flows in one loop, their webhooks in another order: each hears of its own."""
    by, syncs = receiver(), [f"sync-{n}" for n in range(5)]

    async def main() -> list[bool]:
        loop = asyncio.get_running_loop()
        for n, sync in enumerate(reversed(syncs)):
            loop.call_soon(signed(told(sync), f"msg_{n}").to, by)
        return await asyncio.gather(*(by.listen_async(sync, 10) for sync in syncs))

    assert [True] * 5 == asyncio.run(main())


TROUBLE = [
    (httpx.ConnectError("refused"), False),
    (httpx.ReadTimeout(""), True),
    (httpx.InvalidURL("too long"), False),
]


@pytest.mark.parametrize(("error", "arrived"), TROUBLE)
def test_trouble_on_the_way_in_a_loop(
    kit: ModuleType,
    error: Exception,
    arrived: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """It is the same failure as without one."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    async def send() -> Any:
        transport = httpx.MockTransport(fail)
        async with AsyncExpenseSync(LOCAL, KEY, kit.COMPANY, transport=transport) as client:
            assert KEY not in repr(client)
            return await client.send(sync_status(kit.COMPANY, kit.SYNC))

    assert Failure(str(error) or type(error).__name__, arrived) == asyncio.run(send())


def test_an_answer_has_its_moment_in_a_loop(kit: ModuleType) -> None:
    """The driver's clock is the only one."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)

    async def send() -> Any:
        transport = httpx.MockTransport(lambda _: httpx.Response(429, headers={"Retry-After": "7"}))
        async with AsyncExpenseSync(
            LOCAL, KEY, kit.COMPANY, transport=transport, now=lambda: noon
        ) as client:
            return await client.send(sync_status(kit.COMPANY, kit.SYNC))

    assert Response(429, {"retry-after": "7"}, b"", noon) == asyncio.run(send())


def test_waits_are_awaited_and_then_there_is_an_error(kit: ModuleType) -> None:
    """Sleeping comes in by the constructor; the error has the report."""
    slept = list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(NetworkError, match="sent 3 times") as caught:
        in_a_loop(refuse, kit.COMPANY, [kit.an_expense()], sleep=sleep, policy=Policy(tries=3))
    assert [0.5, 1.0] == slept
    assert caught.value.report is not None


def test_receipts_in_a_loop(kit: ModuleType) -> None:
    """They are read in threads, at most so many at once, and one that cannot be read fails alone."""
    threads, at_once = set[int](), Counter[str]()

    def read() -> bytes:
        threads.add(threading.get_ident())
        with lock:
            at_once["now"] += 1
            at_once["most"] = max(at_once["most"], at_once["now"])
        together.wait()  # nobody leaves before two are here
        with lock:
            at_once["now"] -= 1
        return b"%PDF"

    def lose() -> bytes:
        raise FileNotFoundError("lunch.pdf")

    lock, together = threading.Lock(), threading.Barrier(2, timeout=10)
    receipts = (Receipt("lost.pdf", lose), *(Receipt(f"{n}.pdf", read) for n in range(20)))
    report = in_a_loop(
        Codat(), kit.COMPANY, [kit.an_expense(receipts=receipts)], policy=Policy(uploads_at_once=2)
    )
    lost, *others = report.expenses[0].receipts
    assert "lunch.pdf" in str(lost.error)
    assert all(result.arrived for result in others)
    assert threading.get_ident() not in threads
    assert 2 == at_once["most"]


def test_an_interrupted_run_in_a_loop_starts_no_further_uploads(kit: ModuleType) -> None:
    """When progress raises, what is queued never begins, and no task is left."""
    codat = Codat()

    def tell(progress: Progress) -> None:
        if "arrived" in progress.text:
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        in_a_loop(
            codat,
            kit.COMPANY,
            [kit.an_expense(receipts=kit.receipts(50))],
            tell,
            policy=Policy(uploads_at_once=1),
        )
    assert codat.asked.count("attachments") < 50


def test_a_receiver_is_no_secret_of_the_client(kit: ModuleType) -> None:
    """Neither repr shows what verifies."""
    client = ExpenseSync(LOCAL, KEY, kit.COMPANY, webhooks=receiver())
    assert SECRET not in f"{client!r}{vars(client)!r}"
