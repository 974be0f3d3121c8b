"""Who listens is told for as long as the command runs, and leaves nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cli.desk import Desk, served
from package.serving import WITHIN, mocked

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")

INBOX = "/__mock/t/default/inbox/orders"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@contextmanager
def listening(desk: Desk, *words: str) -> "Iterator[subprocess.Popen[str]]":
    """A command that listens, its first line read: the endpoint is there."""
    receiver = f"{desk.url}{INBOX}"
    with subprocess.Popen(
        mocked("listen", "--forward-to", receiver, *words),
        env={**os.environ, "CODAT_MOCK_URL": desk.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: "subprocess.Popen[str]") -> str:
    """The next line that it prints."""
    assert process.stdout is not None
    return process.stdout.readline()


def endpoints(desk: Desk) -> list[str]:
    """Where endpoints listen."""
    return [one["url"] for one in desk.http.get("/__mock/webhooks").json()["webhooks"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_each_attempt(desk: Desk, number: int) -> None:
    """It prints a line for each attempt; a signal removes the endpoint, and the exit status is 0."""
    desk.said("inbox", "orders", "--answer", "500,204")
    with listening(desk) as process:
        assert "Listening for expenses.sync.successful" in line(process)
        assert [f"{desk.url}{INBOX}"] == endpoints(desk)
        sync = desk.sync()
        desk.said("advance", "5s")
        assert "2026-01-01" == line(process).strip()
        first = line(process)
        assert re.search(
            rf"00:00:01  expenses.sync.successful  {sync}  500  next attempt 00:00:06", first
        )
        desk.said("advance", "idle")
        assert f"00:00:06  expenses.sync.successful  {sync}  204" in line(process)
        process.send_signal(number)
        assert 0 == process.wait(WITHIN)
        assert process.stderr is not None
        assert "" == process.stderr.read()
    assert [] == endpoints(desk)


def test_attempts_of_one_moment(desk: Desk) -> None:
    """Each line says what followed that attempt; a day has a line once, and a moment of another day its date."""
    desk.said("inbox", "orders", "--answer", "500")
    with listening(desk) as process:
        line(process)
        desk.sync()
        desk.said("advance", "idle")
        shown = [line(process).strip() for _ in range(10)]
    assert ["2026-01-01", "2026-01-02"] == [told for told in shown if len(told) == 10]
    assert shown[1].endswith("500  next attempt 00:00:06")
    assert shown[7].endswith("500  next attempt 2026-01-02 03:35:06")
    assert shown[9].endswith("500  given up")


def test_dropped(desk: Desk) -> None:
    """A message that a fault drops has a line too, although there is no attempt."""
    desk.said("fault", "webhook", "--do", "drop")
    with listening(desk) as process:
        line(process)
        desk.said("trigger", "expenses.sync.successful")
        line(process)
        assert line(process).strip().endswith("not sent: dropped on purpose by fault-1")


def test_json(desk: Desk) -> None:
    """For machines a line is an object: first the endpoint, without its secret, then the attempts."""
    with listening(
        desk, "--json", "--events", "expenses.sync.unsuccessful,client.rateLimit.reached"
    ) as process:
        endpoint = json.loads(line(process))
        assert ["expenses.sync.unsuccessful", "client.rateLimit.reached"] == endpoint["eventTypes"]
        assert "secret" not in endpoint
        assert 1 == desk("trigger", "expenses.sync.successful").exit_code
        desk.said("trigger", "client.rateLimit.reached")
        attempt = json.loads(line(process))
        assert (endpoint["id"], "client.rateLimit.reached", 200) == tuple(
            attempt[name] for name in ("endpointId", "eventType", "status")
        )


def test_secret(desk: Desk) -> None:
    """The secret is printed when somebody asks for it, and what comes verifies with it."""
    with listening(desk, "--print-secret", "--secret", SECRET) as process:
        line(process)
        assert SECRET == line(process).strip()
        desk.said("trigger", "expenses.sync.successful")
        line(process)
        line(process)
    (came,) = desk.http.get(INBOX).json()["arrivals"]
    assert came["signature"]["verifies"]


def test_rules(desk: Desk) -> None:
    """As the service before told it."""
    with listening(desk, "--style", "rules") as process:
        assert "Sync Completed" in line(process)
        desk.said("trigger", "Sync Completed")
        line(process)
        assert "Sync Completed  " in line(process)


def test_the_tenant_goes_back(desk: Desk) -> None:
    """A reset takes the endpoint with it, so it is registered anew, with the same secret."""
    with listening(desk, "--print-secret") as process:
        line(process)
        secret = line(process).strip()
        desk.said("reset")
        assert "registered anew" in line(process)
        (id_,) = [one["id"] for one in desk.http.get("/__mock/webhooks").json()["webhooks"]]
        told = desk.http.get(f"/__mock/webhooks/{id_}/secret").json()
        assert secret == told["secret"]


def test_the_server_ends() -> None:
    """When the server is gone there is nothing to remove: it says so, exit status 2."""
    with served() as desk:
        started = listening(desk)
        process = started.__enter__()
        line(process)
    _, wrong = process.communicate(timeout=WITHIN)
    assert 2 == process.returncode
    assert "Traceback" not in wrong
    assert desk.url in wrong
    started.__exit__(None, None, None)


def test_nobody_reads(desk: Desk) -> None:
    """When nobody reads what it prints, it ends and removes the endpoint."""
    with listening(desk) as process:
        line(process)
        assert process.stdout is not None
        process.stdout.close()
        desk.said("trigger", "expenses.sync.successful")
        assert 3 == process.wait(WITHIN)
    assert [] == endpoints(desk)


def test_refused(desk: Desk) -> None:
    """What the server refuses is said, and nothing is left behind."""
    assert "neither" in desk.refused("listen", "--forward-to", "http://8.8.8.8/hooks")
    assert [] == endpoints(desk)
