"""`codat-mock serve` when it is told to stop: whatever goes on, it ends soon, and well."""

import json
import signal
import sys

import pytest

from package.serving import AUTHORIZATION, COMPANY, ITEM, Serve, Serving, new_dataset

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@POSIX
@pytest.mark.parametrize(
    ("told", "engine"),
    [(signal.SIGTERM, "lane"), (signal.SIGINT, "lane"), (signal.SIGTERM, "stock")],
)
def test_stops_while_connections_are_open(serve: Serve, told: signal.Signals, engine: str) -> None:
    """A signal ends it with exit status 0 and no word, whatever connections are kept alive or have sent nothing."""
    serving = serve("--log", "off", "--engine", engine)
    with serving.client() as http, serving.connected():
        new_dataset(http).raise_for_status()
        done = serving.finished(told)
    assert (0, "", "") == (done.status, done.out, done.err)


def post_head(length: int) -> bytes:
    """The head of a POST of a dataset with a body of this length."""
    lines = (
        f"POST {COMPANY}/expense-transactions HTTP/1.1",
        "Host: mock",
        f"Authorization: {AUTHORIZATION['Authorization']}",
        "Content-Type: application/json",
        f"Content-Length: {length}",
    )
    return "\r\n".join((*lines, "", "")).encode()


@POSIX
def test_a_request_that_never_ends_is_cut_off(serve: Serve) -> None:
    """Half a request is waited for no longer than the grace; the exit status stays 0."""
    serving = serve("--log", "off")
    with serving.connected() as half:
        half.sendall(post_head(1000) + b"{")
        with serving.client() as http:  # has been answered later, so the half has come
            new_dataset(http).raise_for_status()
        done = serving.finished(signal.SIGTERM)
    assert (0, "", "") == (done.status, done.out, done.err)


@POSIX
def test_a_request_in_flight_is_answered(serve: Serve) -> None:
    """Whoever is in the middle of a request when the signal comes still gets the answer."""
    serving, body = serve("--log", "off"), json.dumps({"items": [ITEM]}).encode()
    with serving.connected() as half:
        half.sendall(post_head(len(body)) + body[:10])
        with serving.client() as http:
            new_dataset(http).raise_for_status()
        serving.process.send_signal(signal.SIGTERM)
        until_refused(serving)
        half.sendall(body[10:])
        answer = b"".join(iter(lambda: half.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'{"datasetId":' in answer
    assert 0 == serving.finished().status


def until_refused(serving: Serving) -> None:
    """Wait until no more connections are taken: the signal has arrived."""
    while serving.process.poll() is None:
        try:
            serving.connected().close()
        except ConnectionError:
            return


@POSIX
def test_stops_while_a_page_is_being_built(serve: Serve) -> None:
    """The first page is built in a thread; a signal meanwhile ends the server as well."""
    serving = serve("--log", "off")
    with serving.connected() as asked:
        asked.sendall(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
        with serving.client() as http:
            new_dataset(http).raise_for_status()
        done = serving.finished(signal.SIGTERM)
    assert (0, "", "") == (done.status, done.out, done.err)
