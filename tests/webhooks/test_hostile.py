"""Receivers that answer what no receiver should: the attempt has failed, and everything goes on."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import httpx
import pytest

from codat_mock.core.register import READY_COMPANY
from codat_mock.server import Running
from codat_mock.webhooks import carrying
from webhooks.posting import Office, answered
from webhooks.receiver import PATIENCE, Receiver, receiving

SYNCS = f"/companies/{READY_COMPANY}/sync/expenses/syncs"
NO_BODY = b"Content-Length: 0\r\n\r\n"


@contextmanager
def _answering(answer: bytes) -> Iterator[str]:
    """The address of a receiver that answers with these very bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    client.recv(65_536)
                    client.sendall(answer)

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hooks"
        server.shutdown(socket.SHUT_RDWR)


def _told(mock: Running, http: httpx.Client, **endpoint: object) -> list[dict[str, object]]:
    """What became of the first attempt to tell an endpoint of a sync."""
    made = http.post("/__mock/webhooks", json=endpoint)
    assert 201 == made.status_code, made.text
    http.post(SYNCS, json={})
    assert mock.advance(by="PT1S")["settled"]
    (delivery,) = http.get("/__mock/deliveries").json()["deliveries"]
    attempts: list[dict[str, object]] = delivery["attempts"]
    return attempts


@pytest.mark.parametrize(
    "asked",
    [
        "Mon, 01 Jan 2026 00:00:00 +99999999999999999",
        "Mon, 99999999999999999999999999 Jan 2026 00:00:00 GMT",
        "Mon, 01 Jan 2026 00:00:00 +9999",
        "9" * 5000,
        "-5",
        "",
    ],
)
def test_a_wait_that_cannot_be_read(office: Office, asked: str) -> None:
    """A `Retry-After` of any form ends the attempt; the advance that waits for it goes on."""
    office.listen()
    office.answer(answered(503, retry_after=asked))
    office.sync()
    assert office.house.advance(until="idle")["settled"]
    assert ["Success"] == office.states()


def test_what_a_receiver_says_is_cut(mock: Running, http: httpx.Client) -> None:
    """Why an attempt failed is short, though the receiver has sent tens of thousands of bytes of nonsense."""
    nonsense = b"HTTP/1.1 200 OK\r\n" + b"bad header \x01" * 3000 + b"\r\n\r\n"
    with _answering(nonsense) as url:
        (attempt,) = _told(mock, http, url=url)
    assert attempt["status"] is None
    assert len(str(attempt["why"])) < 250


def test_a_redirection_that_is_not_followed_is_not_read(mock: Running, http: httpx.Client) -> None:
    """The current service follows none, so where it would lead is nobody's business: the status is what counts."""
    with _answering(b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n" + NO_BODY) as url:
        (attempt,) = _told(mock, http, url=url)
    assert (302, "") == (attempt["status"], attempt["why"])


def test_a_redirection_to_a_file(mock: Running, http: httpx.Client) -> None:
    """Messages go over HTTP, whatever a receiver would rather have."""
    with _answering(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n" + NO_BODY) as url:
        (attempt,) = _told(mock, http, url=url, style="rules")
    assert "http and https alone" in str(attempt["why"])


def test_secrets_go_no_further(mock: Running, http: httpx.Client) -> None:
    """What opens one receiver is not sent to another one to which it redirects; what opens nothing is."""
    mine = {"Authorization": "Bearer mine", "Cookie": "mine", "X-Api-Key": "mine", "X-Shop": "4"}
    with receiving(Receiver()) as other:
        on = [(307, {"Location": "/on"}), (307, {"Location": other.url})]
        with receiving(Receiver(answers=on)) as one:
            _told(mock, http, url=one.url, style="rules", headers=mine)
    names = {name.lower() for name in mine}
    assert [names, names] == [names & headers.keys() for headers, _ in one.came]
    assert [{"x-shop"}] == [names & headers.keys() for headers, _ in other.came]


@pytest.mark.parametrize("style", ["events", "rules"])
@pytest.mark.parametrize("how", ["registered", "redirected"])
def test_a_webhook_is_no_command(mock: Running, http: httpx.Client, style: str, how: str) -> None:
    """A message that ends at the mock's own control API, without a key, changes nothing there."""
    target = f"{mock.url}/__mock/reset"
    with receiving(Receiver(answers=[(307, {"Location": target})])) as receiver:
        url = target if how == "registered" else receiver.url
        (attempt,) = _told(mock, http, url=url, style=style)
    followed = how == "registered" or style == "rules"
    assert (401 if followed else 307) == attempt["status"]
    assert "2026-01-01T00:00:01Z" == http.get("/__mock/clock").json()["now"]


def test_a_name_that_is_not_what_it_says(http: httpx.Client) -> None:
    """A name that is encoded, and encodes nothing, is no address; to look at it breaks nothing."""
    endpoint = {"url": "http://xn--a/", "eventTypes": ["expenses.sync.successful"]}
    assert 400 == http.post("/__mock/webhooks", json=endpoint).status_code
    assert 400 == http.post("/webhooks", json=endpoint).status_code


def test_cookies_are_not_shown(http: httpx.Client) -> None:
    """A cookie that goes with each message opens something as well, and is not shown again."""
    body = {"url": "http://127.0.0.1:9/", "headers": {"Cookie": "mine", "X-Shop": "4"}}
    made = http.post("/__mock/webhooks", json=body).json()
    assert {"cookie": "[redacted]", "x-shop": "4"} == made["headers"]


def test_addresses_are_not_logged(
    mock: Running, http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """What is secret in an address stands in no log, not in that of the library that goes there either."""
    caplog.set_level("INFO")
    with receiving(Receiver()) as receiver:
        _told(mock, http, url=f"{receiver.url}?token=mine")
    assert ["/hooks?token=mine"] == [headers[":path"] for headers, _ in receiver.came]
    assert "mine" not in caplog.text


@contextmanager
def _dripping(at_once: bytes, drop: bytes) -> Iterator[tuple[str, Event]]:
    """The address of a receiver that answers with a part at once and then a byte at a time, for ever.

    The event is set once who has sent something to it has hung up.
    """
    hung_up, over = Event(), Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip(client: socket.socket) -> None:
            with client, suppress(OSError):
                client.recv(65_536)
                client.sendall(at_once)
                while not over.wait(0.01):
                    client.sendall(drop)
            hung_up.set()

        def serve() -> None:
            with suppress(OSError):
                while True:
                    Thread(target=drip, args=server.accept()[:1], daemon=True).start()

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hooks", hung_up
        over.set()
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 1000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nFFFFF\r\n", b"\r\n"],
    ids=["of a length", "in chunks", "to the end"],
)
def test_a_body_that_drips(mock: Running, http: httpx.Client, head: bytes) -> None:
    """The status is the answer: nobody waits for a body that comes a byte at a time, and the connection is let go."""
    with _dripping(b"HTTP/1.1 200 OK\r\n" + head, b"x") as (url, hung_up):
        attempts = _told(mock, http, url=url)
        assert [200] == [attempt["status"] for attempt in attempts]
        assert hung_up.wait(PATIENCE)


def test_a_head_that_drips(
    mock: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receiver has its time in all, and not anew for each byte that it sends."""
    monkeypatch.setattr(carrying, "ANSWERS_WITHIN", 0.3)
    with _dripping(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x") as (url, hung_up):
        (attempt,) = _told(mock, http, url=url)
        assert (None, carrying.TOO_LATE.why) == (attempt["status"], attempt["why"])
        assert hung_up.wait(PATIENCE)


def test_redirections_that_drip(
    mock: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way along redirections has that time too, whatever hangs behind their heads."""
    monkeypatch.setattr(carrying, "ANSWERS_WITHIN", 0.3)
    with _dripping(b"HTTP/1.1 20", b"0") as (last, _):
        head = (
            f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {last}\r\nContent-Length: 9999\r\n\r\n"
        )
        with _dripping(head.encode(), b"x") as (url, hung_up):
            (attempt,) = _told(mock, http, url=url, style="rules")
            assert carrying.TOO_LATE.why == attempt["why"]
            assert hung_up.wait(PATIENCE)
