"""A receiver of webhooks: it answers at once, or not at all, or on the thread of whoever asks it to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Any

import orjson

PATIENCE = 60
"""Seconds that a test waits for what must come."""

SOON = 0.01
"""After how many seconds a server sees that it is to stop: half of one, unless said."""


@dataclass
class Receiver:
    """What came, and what is answered.

    Attributes:
        url: Where it listens.
        status: What it answers.
        came: What came so far: headers in lower case, and the body.
        hangs: It answers only once this is set.
        answers: What it answers first: status and headers; then `status`.
        takes: How many seconds it takes for an answer.
        at_once: How many requests it had at the same time at most.
    """

    url: str = ""
    status: int = 200
    came: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    hangs: Event | None = None
    answers: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    takes: float = 0
    at_once: int = 0
    _here: int = 0
    _changed: Condition = field(default_factory=Condition)

    def bodies(self) -> list[Any]:
        """The bodies that came, as JSON."""
        return [orjson.loads(body) for _, body in self.came]

    def ids(self) -> list[str]:
        """The ids of the messages that came."""
        return [headers["webhook-id"] for headers, _ in self.came]

    def until(self, number: int) -> bool:
        """Wait until so many have come."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.came) >= number, PATIENCE)

    def take(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        """What is answered to this."""
        with self._changed:
            self._here += 1
            self.at_once = max(self.at_once, self._here)
            self.came.append((headers, body))
            answer = self.answers.pop(0) if self.answers else (self.status, {})
            self._changed.notify_all()
        if self.hangs is not None:
            self.hangs.wait()
        if self.takes:
            Event().wait(self.takes)
        with self._changed:
            self._here -= 1
        return answer


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    """Listen on a free port of the loopback interface, each request on a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came = {name.lower(): value for name, value in self.headers.items()}
            status, headers = receiver.take({**came, ":path": self.path}, body)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(SOON,), daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    try:
        yield receiver
    finally:
        if receiver.hangs is not None:
            receiver.hangs.set()
        server.shutdown()
        server.server_close()
        thread.join()
