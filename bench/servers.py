"""How are the servers started? Each as a process of its own, on the server's core."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import httpx
import orjson

from codat_mock.sockets import url_of
from cores import cpu_seconds, pinned, resident
from processes import begun
from workloads import AUTHORIZATION

FLOOR = "floor"
"""What the server is called that always gives one answer."""

_FLOOR = Path(__file__).with_name("floor.py")

FIRST = "/companies"
"""What every server here answers with 200 from the moment on at which it is ready."""

_STARTS_WITHIN = 60
_ANSWERS_WITHIN = 10
_LOOK_EVERY = 0.001
_RESTS_WITHIN = 10
_RESTED = 0.05
"""A server that has done next to nothing for so many seconds is done."""

_IDLE = 0.05
"""The part of that time which is next to nothing."""


class NotStartedError(Exception):
    """A server did not come up."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        name: What it is called in the table.
        url: Where.
        process: Its process id.
        took: Seconds from its start to its first 200.
        command: How it was started, as one would write it anywhere.
    """

    name: str
    url: str
    process: int
    took: float
    command: str

    def cpu_seconds(self) -> float | None:
        """The processor time that it has used so far; None where the system does not tell."""
        return cpu_seconds(self.process)

    def resident(self) -> int | None:
        """The bytes of memory that it holds; None where the system does not tell."""
        return resident(self.process)

    def rest(self) -> None:
        """Wait until it has done what it still has to do: whoever is loaded next is to have the core for himself.

        A slow server has a second's calls before it when nobody waits for their answers any more; Java compiles.
        """
        until = time.perf_counter() + _RESTS_WITHIN
        used = self.cpu_seconds()
        while used is not None and time.perf_counter() < until:
            time.sleep(_RESTED)
            before, used = used, self.cpu_seconds()
            if used is None or used - before < _IDLE * _RESTED:
                return

    def client(self) -> httpx.Client:
        """A client of it; proxies of the environment have no business on loopback."""
        return httpx.Client(base_url=self.url, trust_env=False, timeout=_ANSWERS_WITHIN)


def mock(port: int, *more: str) -> list[str]:
    """The command for the mock, with everything on that a user may have on but the log; a sync takes no time."""
    flags = ["--port", str(port), "--log", "off", "--sync-time", "0"]
    return [sys.executable, "-m", "codat_mock", "serve", *flags, *more]


@contextmanager
def floor(core: int | None, like: httpx.Response) -> Iterator[Server]:
    """The constant application; it always gives the answer that the mock gave once.

    Args:
        core: Where it runs.
        like: The mock's answer; uvicorn writes the date of both.
    """
    headers = [pair for pair in like.headers.multi_items() if pair[0] != "date"]
    reply = {"status": like.status_code, "headers": headers, "body": like.text}
    port = free_port()
    command = [sys.executable, str(_FLOOR), orjson.dumps(reply).decode(), str(port)]
    with started(FLOOR, command, port, core) as server:
        yield server


def shortened(command: Sequence[str], port: int) -> str:
    """A command without what is of one machine or one run: paths, the port, and the answer of the floor."""
    return " ".join(_word(part, port) for part in command)


def _word(part: str, port: int) -> str:
    if part == sys.executable:
        return "python"
    if part == str(port):
        return "PORT"
    if part.startswith("{"):
        return "ANSWER"
    path = Path(part)
    if not path.is_absolute():
        return part
    return "FOLDER" if path.is_dir() else path.name


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(url_of([listener]).rpartition(":")[2])


@contextmanager
def started(name: str, command: Sequence[str], port: int, core: int | None) -> Iterator[Server]:
    """A server that runs by `command`, from its first 200 on.

    Raises:
        NotStartedError: It did not come up.
    """
    # Settings of the user's own server are not meant for this one; nor is what would keep it from byte code, with
    # which everybody's second start is quicker.
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("CODAT_MOCK_") and key != "PYTHONDONTWRITEBYTECODE"
    }
    with TemporaryFile() as written:
        began = time.perf_counter()
        with ExitStack() as stack:
            with pinned(core):
                process = stack.enter_context(
                    begun(
                        command,
                        stdin=subprocess.DEVNULL,
                        stdout=written,
                        stderr=subprocess.STDOUT,
                        env=environment,
                    )
                )
            if not _answers(process, port, began + _STARTS_WITHIN):
                written.seek(0)
                said = written.read().decode(errors="replace")[-2_000:] or "it wrote nothing"
                message = f"{name} did not answer {FIRST} within {_STARTS_WITHIN} s: {said}"
                raise NotStartedError(message)
            took = time.perf_counter() - began
            yield Server(
                name, f"http://127.0.0.1:{port}", process.pid, took, shortened(command, port)
            )


def _answers(process: subprocess.Popen[bytes], port: int, until: float) -> bool:
    """Whether it answers the first call, some time before `until`."""
    lines = [f"{name}: {value}\r\n" for name, value in AUTHORIZATION.items()]
    asked = f"GET {FIRST} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{''.join(lines)}Connection: close\r\n\r\n"
    while time.perf_counter() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as connection:
                connection.sendall(asked.encode())
                connection.settimeout(5)
                if b" 200 " in connection.recv(64):
                    return True
        except OSError:
            pass
        time.sleep(_LOOK_EVERY)
    return False
