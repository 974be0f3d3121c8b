"""How are the two servers started? Each as a process of its own, on the server's core."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import httpx

from cores import cpu_seconds, pinned

FLOOR = Path(__file__).with_name("floor.py")

_STARTS_WITHIN = 30
_STOPS_WITHIN = 10


class NotStartedError(Exception):
    """A server did not come up."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        name: What it is called in the table.
        url: Where.
        process: Its process id.
    """

    name: str
    url: str
    process: int

    def cpu_seconds(self) -> float | None:
        """The processor time that it has used so far; None where the system does not tell."""
        return cpu_seconds(self.process)

    def client(self) -> httpx.Client:
        """A client of it; proxies of the environment have no business on loopback."""
        return httpx.Client(base_url=self.url, trust_env=False)


@contextmanager
def mock(core: int | None) -> Iterator[Server]:
    """The mock, as its users start it."""
    arguments = ["-m", "codat_mock", "serve", "--port", "0", "--log", "off"]
    with _started("codat-mock", arguments, core) as server:
        yield server


@contextmanager
def floor(core: int | None, like: httpx.Response) -> Iterator[Server]:
    """The constant application; it always gives the answer that the mock gave once.

    Args:
        core: Where it runs.
        like: The mock's answer; uvicorn writes the date of both.
    """
    headers = [pair for pair in like.headers.multi_items() if pair[0] != "date"]
    reply = {"status": like.status_code, "headers": headers, "body": like.text}
    with _started("floor", [str(FLOOR), json.dumps(reply)], core) as server:
        yield server


@contextmanager
def _started(name: str, arguments: list[str], core: int | None) -> Iterator[Server]:
    # Settings of the user's own server are not meant for this one.
    environment = {key: os.environ[key] for key in os.environ if not key.startswith("CODAT_MOCK_")}
    with pinned(core):
        process = subprocess.Popen(  # noqa: S603 our own servers
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
    try:
        yield Server(name, _url(name, process), process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=_STOPS_WITHIN)


def _url(name: str, process: subprocess.Popen[str]) -> str:
    """Where it serves, from its ready line.

    Raises:
        NotStartedError: There is none.
    """
    assert process.stdout is not None  # noqa: S101 it is a pipe
    impatient = Timer(_STARTS_WITHIN, process.kill)
    impatient.start()
    line = process.stdout.readline()
    impatient.cancel()
    _, ready, url = line.strip().partition(" ready on ")
    if not ready:
        written = line + process.stdout.read()
        message = f"the server {name} did not come up within {_STARTS_WITHIN} s: {written or 'it wrote nothing'}"
        raise NotStartedError(message)
    return url
