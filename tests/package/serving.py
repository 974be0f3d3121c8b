"""`codat-mock` as a process of its own: started, read from, told to stop; every wait has an end."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, TypeAlias

import httpx
import pytest

from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY

READY = "codat-mock ready on "
COMPANY = f"/companies/{READY_COMPANY}/sync/expenses"
AUTHORIZATION = {"Authorization": authorization(API_KEY)}

WITHIN = 60
"""Seconds that anything here may take; a server that stops has a grace of two of its own."""

ITEM = {
    "id": "4d7c6929-7770-412b-91bb-44d3bc71d111",
    "type": "Payment",
    "issueDate": "2026-01-31",
    "currency": "GBP",
}

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a process that has ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


@dataclass
class Serving:
    """A process, its two outputs read line by line as they come."""

    process: subprocess.Popen[str]
    out: "Queue[str | None]" = field(default_factory=Queue)
    err: "Queue[str | None]" = field(default_factory=Queue)
    url: str = ""
    _readers: list[Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        assert self.process.stdout
        assert self.process.stderr
        for pipe, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            reader = Thread(target=_read, args=(pipe, lines), daemon=True)
            reader.start()
            self._readers.append(reader)

    def line(self, lines: "Queue[str | None]") -> str | None:
        """The next line, without its end; None: there are no more."""
        try:
            line = lines.get(timeout=WITHIN)
        except Empty:
            pytest.fail(f"nothing was written within {WITHIN} s")
        if line is None:
            lines.put(None)  # for whoever asks again
        return line

    def client(self, **headers: str) -> httpx.Client:
        """A client that has the key, or `headers` instead."""
        chosen = headers or AUTHORIZATION
        return httpx.Client(base_url=self.url, headers=chosen, trust_env=False, timeout=WITHIN)

    def connected(self) -> socket.socket:
        """A bare connection."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        return socket.create_connection((host, int(port)), timeout=WITHIN)

    def finished(self, told: signal.Signals | None = None) -> Finished:
        """Wait until it has ended, `told` to or by itself."""
        if told is not None:
            self.process.send_signal(told)
        status = self.process.wait(WITHIN)
        return Finished(status, self._rest(self.out), self._rest(self.err))

    def close(self) -> None:
        """End it, if it has not ended, and let go of its outputs."""
        self.process.kill()
        self.process.wait(WITHIN)
        for reader in self._readers:
            reader.join(WITHIN)

    def _rest(self, lines: "Queue[str | None]") -> str:
        return "".join(f"{line}\n" for line in iter(lambda: self.line(lines), None))


def _read(pipe: IO[str], lines: "Queue[str | None]") -> None:
    with pipe:
        for line in pipe:
            lines.put(line.removesuffix("\n"))
    lines.put(None)


Serve: TypeAlias = Callable[..., Serving]
"""Starts a server: positional are flags, and it is ready when it is returned."""


@contextmanager
def running(
    *command: str, variables: Mapping[str, str] | None = None, folder: Path | None = None
) -> Iterator[Serving]:
    """A process of `command`, in `folder`; whatever happens, it has ended afterwards.

    The environment is this one's with `variables`, and without what would set a server.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("CODAT_MOCK_")
    } | dict(variables or {})
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
        cwd=folder,
    )
    serving = Serving(process)
    try:
        yield serving
    finally:
        serving.close()


def mocked(*arguments: str) -> tuple[str, ...]:
    """The command `codat-mock` with these arguments."""
    return (sys.executable, "-m", "codat_mock", *arguments)


def ready(serving: Serving) -> Serving:
    """The same once it says that it is ready."""
    line = serving.line(serving.out)
    assert line is not None, serving.finished().err
    assert line.startswith(READY)
    serving.url = line.removeprefix(READY)
    return serving


def new_dataset(http: httpx.Client) -> httpx.Response:
    """POST a dataset of one transaction."""
    return http.post(f"{COMPANY}/expense-transactions", json={"items": [ITEM]})
