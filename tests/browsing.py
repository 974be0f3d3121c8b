"""A real browser to look at pages with."""

import json
import os
import select
import signal
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

fcntl = pytest.importorskip("fcntl", reason="The browser is driven over pipes that Windows lacks.")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
MISSING = (
    "There is no Chromium to test the page with; install one, on Debian and Ubuntu by "
    "`apt-get install chromium`, on macOS by `brew install --cask chromium`."
)
PATIENCE = 90
"""How many seconds the browser may take for one command or event."""


class Browser:
    """A headless Chromium, spoken to over two pipes: a message is JSON with a null byte behind it."""

    def __init__(self, program: str, profile: Path) -> None:
        """Start `program` with the profile of this folder."""
        commands, self._commands = os.pipe()
        self._messages, messages = os.pipe()
        # Out of the way of 3 and 4, which Chromium reads from and writes to.
        away = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (commands, messages)]
        ends = [(os.POSIX_SPAWN_DUP2, end, place) for end, place in zip(away, (3, 4), strict=True)]
        mute = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in range(3)]
        arguments = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._pid = os.posix_spawn(
            program, arguments, os.environ, file_actions=[*mute, *ends], setpgroup=0
        )
        for end in (commands, messages, *away):
            os.close(end)
        self._numbers = count(1)
        self._read = b""
        self._events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Give a command, and wait for its result."""
        message: dict[str, Any] = {"id": next(self._numbers), "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        until = monotonic() + PATIENCE
        while True:
            answer = self._message(until)
            if answer.get("id") == message["id"]:
                assert "error" not in answer, f"{method}: {answer}"
                result: dict[str, Any] = answer["result"]
                return result
            self._events.append(answer)

    def wait(self, session: str, event: str) -> None:
        """Wait for an event that nobody has waited for yet."""
        until = monotonic() + PATIENCE
        while True:
            for place, seen in enumerate(self._events):
                if (seen.get("sessionId"), seen.get("method")) == (session, event):
                    del self._events[place]
                    return
            self._events.append(self._message(until))

    def open(self, url: str, *, before: str = "", scripts: bool = True) -> str:
        """Open a page, with a script of ours before its own; the session with it, once it is loaded."""
        target = self.call("Target.createTarget", url="about:blank", newWindow=True)["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        session: str = attached["sessionId"]
        self.call("Page.enable", session)
        self.call("Page.addScriptToEvaluateOnNewDocument", session, source=before)
        self.call("Emulation.setScriptExecutionDisabled", session, value=not scripts)
        self.call("Page.navigate", session, url=url)
        self.wait(session, "Page.loadEventFired")
        return session

    def evaluate(self, session: str, expression: str) -> Any:
        """What an expression comes to in the page."""
        result = self.call(
            "Runtime.evaluate",
            session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in result, result
        return result["result"]["value"]

    def _message(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._read:
            left = max(until - monotonic(), 0)
            ready, _, _ = select.select([self._messages], [], [], left)
            assert ready, f"No answer from Chromium within {PATIENCE} seconds."
            chunk = os.read(self._messages, 65536)
            assert chunk, "Chromium has gone."
            self._read += chunk
        first, _, self._read = self._read.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def close(self) -> None:
        """Have it end, with everything that it has started."""
        with suppress(AssertionError, OSError):
            self.call("Browser.close")
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._commands)
        os.close(self._messages)


def required(program: str | None, environment: Mapping[str, str]) -> str:
    """The program, or a sentence that says how to get it: a failure in CI, a reason to skip elsewhere."""
    if program is not None:
        return program
    if environment.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)
