"""Does the driver carry the flow out over HTTP, safely?"""

import base64
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import httpx
import pytest

from codat_client import (
    MARKED_AS_UPLOADED,
    ExpenseSync,
    Failure,
    NetworkError,
    Policy,
    Progress,
    Receipt,
    Response,
    YourError,
    sync_status,
)

KEY = "my secret key"
LOCAL = "http://127.0.0.1:4260"

Handler = Callable[[httpx.Request], httpx.Response]


class Codat:
    """Codat behind httpx: all that is sent is Completed."""

    def __init__(self, upload: Handler | None = None) -> None:
        """Answer attachments with `upload`, or well."""
        self.requests: list[httpx.Request] = []
        self.upload = upload or (lambda _: httpx.Response(200, json={"id": "1"}))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        last = request.url.path.rsplit("/", 1)[-1]
        if last == "attachments":
            return self.upload(request)
        listed = [
            {"transactionId": item["id"], "status": "Completed", "integrationType": "expenses"}
            for item in json.loads(self.requests[0].content)["items"]
        ]
        answers: dict[str, dict[str, Any]] = {
            "expense-transactions": {"datasetId": "d"},
            "syncs": {"syncId": "s"},
            "status": {"syncStatusCode": 2000},
            "transactions": {"results": listed},
        }
        return httpx.Response(200, json=answers[last])


@pytest.fixture(name="sync")
def _sync(kit: ModuleType) -> Iterator[Callable[..., ExpenseSync]]:
    opened: list[ExpenseSync] = []

    def open_sync(handler: Handler, url: str = LOCAL, **options: Any) -> ExpenseSync:
        given = {"sleep": lambda _: None, **options}
        transport = httpx.MockTransport(handler)
        opened.append(ExpenseSync(url, KEY, kit.COMPANY, transport=transport, **given))
        return opened[-1]

    yield open_sync
    for client in opened:
        client.__exit__(None, None, None)


def test_a_run_over_http(kit: ModuleType, sync: Callable[..., ExpenseSync]) -> None:
    """The whole flow, with its progress told in this thread."""
    codat, told, threads = Codat(), list[Progress](), set[int]()

    def on_progress(progress: Progress) -> None:
        told.append(progress)
        threads.add(threading.get_ident())

    with sync(codat) as client:
        report = client.run([kit.an_expense(receipts=kit.receipts(3))], on_progress)
    assert [MARKED_AS_UPLOADED] == [result.conclusion for result in report.expenses]
    assert {threading.get_ident()} == threads
    assert (3, 3) == (told[-1].done, told[-1].total)


def test_every_request_is_authorised_and_says_who_asks(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """`Basic` and the base64 of the key alone, without a colon."""
    codat = Codat()
    sync(codat).run([kit.an_expense(receipts=kit.receipts(1))])
    encoded = base64.b64encode(KEY.encode()).decode()
    assert {f"Basic {encoded}"} == {request.headers["Authorization"] for request in codat.requests}
    assert {"codat-expense-sync"} == {sent.headers["User-Agent"] for sent in codat.requests}
    keys = [
        request.headers["Idempotency-Key"] for request in codat.requests if request.method == "POST"
    ]
    assert all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key) for key in keys)
    assert len(keys) == len(set(keys))


def test_a_receipt_is_the_part_file_of_a_form(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """Name and bytes arrive as they are."""
    codat = Codat()
    receipt = Receipt.of('Café "1".pdf', b"%PDF-1.7\r\n--x\r\n\x00\xff")
    sync(codat).run([kit.an_expense(receipts=(receipt,))])
    upload = codat.requests[-1]
    boundary = upload.headers["Content-Type"].removeprefix("multipart/form-data; boundary=")
    assert upload.headers["Idempotency-Key"] == boundary
    head, content = upload.content.split(b"\r\n\r\n", 1)
    assert head.startswith(b"--" + boundary.encode())
    assert b'name="file"; filename="Caf\xc3\xa9 %221%22.pdf"' in head
    assert content.startswith(receipt.read() + b"\r\n--")


def test_a_second_try_is_the_same_to_the_byte(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """Or Codat would refuse the key; the receipt is read anew for it."""
    reads = Counter[str]()

    def read() -> bytes:
        reads["receipt"] += 1
        return b"%PDF"

    outcomes = [httpx.ReadTimeout("too slow"), httpx.Response(200, json={"id": "1"})]
    codat = Codat(upload=lambda _: _raise_or_give(outcomes))
    report = sync(codat).run([kit.an_expense(receipts=(Receipt("a.pdf", read),))])
    assert report.expenses[0].uploaded
    first, second = codat.requests[-2:]
    assert (first.content, first.headers) == (second.content, second.headers)
    assert 2 == reads["receipt"]


def _raise_or_give(outcomes: list[Any]) -> httpx.Response:
    outcome = outcomes.pop(0)
    if isinstance(outcome, Exception):
        raise outcome
    response: httpx.Response = outcome
    return response


def test_receipts_are_uploaded_together_but_not_too_many(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """As many at the same time as the policy says, and no more."""
    at_once, lock, seen = Counter[str](), threading.Lock(), list[int]()
    barrier = threading.Barrier(5, timeout=10)

    def upload(_: httpx.Request) -> httpx.Response:
        with lock:
            at_once["now"] += 1
            seen.append(at_once["now"])
        barrier.wait()  # nobody leaves before five are here
        with lock:
            at_once["now"] -= 1
        return httpx.Response(200, json={"id": "1"})

    policy = Policy(uploads_at_once=5)
    report = sync(Codat(upload), policy=policy).run([kit.an_expense(receipts=kit.receipts(20))])
    assert report.expenses[0].uploaded
    assert 5 == max(seen)


@pytest.mark.parametrize("error", [FileNotFoundError("lunch.pdf"), ValueError("not a scan")])
def test_a_receipt_that_cannot_be_read_fails_alone(
    kit: ModuleType, sync: Callable[..., ExpenseSync], error: Exception
) -> None:
    """Whatever the caller's function raises; the other receipts arrive."""

    def read() -> bytes:
        raise error

    codat = Codat()
    lost = Receipt("lost.pdf", read)
    report = sync(codat).run([kit.an_expense(receipts=(lost, *kit.receipts(1)))])
    bad, good = report.expenses[0].receipts
    assert str(error) in str(bad.error)
    assert good.arrived


NEVER, PERHAPS = False, True
TROUBLE = [
    (httpx.ConnectError("refused"), NEVER),
    (httpx.ConnectTimeout(""), NEVER),
    (httpx.PoolTimeout(""), NEVER),
    (httpx.ReadTimeout("slow"), PERHAPS),
    (httpx.WriteError("reset"), PERHAPS),
    (httpx.RemoteProtocolError("gone"), PERHAPS),
    (httpx.DecodingError("not gzip"), PERHAPS),
    (httpx.InvalidURL("too long"), NEVER),
]


@pytest.mark.parametrize(("error", "arrived"), TROUBLE)
def test_trouble_on_the_way_is_a_failure(
    kit: ModuleType,
    sync: Callable[..., ExpenseSync],
    error: Exception,
    arrived: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """It is known whether the request may have arrived, and why there is no answer."""
    outcome = sync(lambda _: _raise_or_give([error])).send(sync_status(kit.COMPANY, kit.SYNC))
    assert Failure(str(error) or type(error).__name__, arrived) == outcome


def test_every_transport_error_of_httpx_is_a_failure(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """None of them comes through as itself."""
    kinds = [httpx.RequestError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    for kind in kinds:
        client = sync(lambda _, kind=kind: _raise_or_give([kind("so")]))
        outcome = client.send(sync_status(kit.COMPANY, kit.SYNC))
        assert isinstance(outcome, Failure)
        assert "so" == outcome.reason


def test_waits_are_slept_and_then_there_is_an_error(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """Sleeping comes in by the constructor; the error has the report."""
    slept = list[float]()
    client = sync(
        lambda _: _raise_or_give([httpx.ConnectError("refused")]),
        sleep=slept.append,
        policy=Policy(tries=3),
    )
    with pytest.raises(NetworkError, match="sent 3 times: refused") as caught:
        client.run([kit.an_expense()])
    assert [0.5, 1.0] == slept
    assert caught.value.report is not None
    assert "not sent" == caught.value.report.expenses[0].status


def test_an_answer_has_its_moment_and_small_header_names(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """The driver's clock is the only one."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    client = sync(lambda _: httpx.Response(429, headers={"Retry-After": "7"}), now=lambda: noon)
    response = client.send(sync_status(kit.COMPANY, kit.SYNC))
    assert isinstance(response, Response)
    assert ("7", noon) == (response.headers["retry-after"], response.at)


def test_a_path_before_the_api_is_kept(kit: ModuleType, sync: Callable[..., ExpenseSync]) -> None:
    """A gateway may serve Codat below a path of its own."""
    codat = Codat()
    sync(codat, "http://127.0.0.1/codat/").run([kit.an_expense()])
    assert codat.requests[0].url.path.startswith("/codat/companies/")


PROXIED = [
    ("http://127.0.0.1:4260", False),
    ("http://localhost:4260", False),
    ("http://mock.localhost", False),
    ("http://[::1]:4260", False),
    ("https://api.codat.io", True),
]


@pytest.mark.parametrize(("url", "proxied"), PROXIED)
def test_no_proxy_comes_between_a_machine_and_itself(
    kit: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    proxied: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """HTTP_PROXY is for the world outside."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with ExpenseSync(url, KEY, kit.COMPANY) as client:
        assert proxied == bool(client._http._mounts)  # noqa: SLF001 - httpx shows it nowhere else


def test_secrets_are_not_shown(
    kit: ModuleType, sync: Callable[..., ExpenseSync], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the key nor its base64 stands in a repr, a log or an error."""
    encoded = base64.b64encode(KEY.encode()).decode()
    caplog.set_level("DEBUG")
    client = sync(lambda _: httpx.Response(401, json={"error": "Unauthorized"}))
    with pytest.raises(YourError) as caught:
        client.run([kit.an_expense()])
    shown = f"{client!r} {caught.value!r} {caught.value} {caught.value.report!r} {caplog.text}"
    assert kit.COMPANY in repr(client)
    assert KEY not in shown
    assert encoded not in shown


@pytest.mark.parametrize(
    "url",
    ["api.codat.io", "localhost:4260", "ftp://x", "http://", "http://u:p@x", "http://x:y", ""],
)
def test_an_address_that_is_none_is_refused_at_once(kit: ModuleType, url: str) -> None:
    """Before anything is opened, without repeating a password."""
    with pytest.raises(YourError, match="base_url") as caught:
        ExpenseSync(url, KEY, kit.COMPANY)
    assert "u:p" not in str(caught.value)


def test_an_empty_key_is_refused_at_once(kit: ModuleType) -> None:
    """A 401 would come later and say less."""
    with pytest.raises(YourError, match="api_key is empty"):
        ExpenseSync(LOCAL, " ", kit.COMPANY)


def test_an_interrupted_run_starts_no_further_uploads(
    kit: ModuleType, sync: Callable[..., ExpenseSync]
) -> None:
    """When progress raises, what is under way ends and what is queued never begins."""
    told, begun = threading.Event(), Counter[str]()

    def upload(_: httpx.Request) -> httpx.Response:
        begun["uploads"] += 1
        if begun["uploads"] > 1:
            told.wait(10)
        return httpx.Response(200, json={"id": "1"})

    def on_progress(progress: Progress) -> None:
        if "arrived" in progress.text:
            told.set()
            raise KeyboardInterrupt

    client = sync(Codat(upload), policy=Policy(uploads_at_once=1))
    with pytest.raises(KeyboardInterrupt):
        client.run([kit.an_expense(receipts=kit.receipts(50))], on_progress)
    assert begun["uploads"] < 50
