"""`codat-mock serve --webhook URL`: who is told, and what is said of those who could not be."""

import signal
import sys
from threading import Event

import pytest
from standardwebhooks import Webhook

from package.serving import COMPANY, Serve, mocked, new_dataset, running
from webhooks.receiver import Receiver, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@POSIX
def test_an_address_is_told(serve: Serve) -> None:
    """It gets a message that is signed with the secret of the flag, and at the stop nothing is left to say."""
    with receiving(Receiver()) as receiver:
        flags = ("--webhook", receiver.url, "--webhook-secret", SECRET, "--log", "errors")
        serving = serve(*flags, "--sync-time", "0")
        with serving.client() as http:
            new_dataset(http).raise_for_status()
            http.post(f"{COMPANY}/syncs", json={}).raise_for_status()
            http.post("/__mock/wait", json={"until": "delivered"}).raise_for_status()
        done = serving.finished(signal.SIGTERM)
        ((headers, body),) = receiver.came
    assert Webhook(SECRET).verify(body, dict(headers))
    assert (0, "") == (done.status, done.err)


@POSIX
def test_the_stop_waits_for_nobody(serve: Serve) -> None:
    """With receivers that never answer the server stops at once, and says how many webhooks were not delivered."""
    with receiving(Receiver(hangs=Event())) as receiver:
        serving = serve("--webhook", receiver.url, "--sync-time", "0", "--log", "errors")
        with serving.client() as http:
            for _ in range(20):
                http.post(f"{COMPANY}/syncs", json={}).raise_for_status()
            ended = http.post("/__mock/wait", json={"until": "sync-ended"})
            ended.raise_for_status()
            while not receiver.came:
                http.get("/__mock/health")
        done = serving.finished(signal.SIGTERM)
    assert (0, "20 webhooks were not delivered.\n") == (done.status, done.err)


def test_an_address_that_cannot_be_told() -> None:
    """The mock does not start, exit status 2, and says which flag lifts it."""
    command = mocked("serve", "--port", "0", "--webhook", "http://93.184.216.34/")
    with running(*command) as process:
        done = process.finished()
    assert 2 == done.status
    assert "--allow-public-webhooks" in done.err


def test_by_variables() -> None:
    """The flags have variables as all flags have; several addresses stand apart by spaces."""
    variables = {
        "CODAT_MOCK_WEBHOOK": "http://127.0.0.1:9/a http://127.0.0.1:9/b",
        "CODAT_MOCK_WEBHOOK_SECRET": "word",
    }
    with running(*mocked("serve", "--port", "0"), variables=variables) as process:
        done = process.finished()
    assert 2 == done.status
    assert "--webhook-secret" in done.err
    assert "word" not in done.err
