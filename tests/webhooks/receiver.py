"""A receiver of webhooks: it answers at once, or not at all, or on the thread of whoever asks it to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Receiver:
    """What came, and what is answered.

    Attributes:
        url: Where it listens.
        status: What it answers.
        came: What came so far: headers in lower case, and the body.
        hangs: It answers only once this is set.
    """

    url: str = ""
    status: int = 200
    came: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    hangs: Event | None = None


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    """Listen on a free port of the loopback interface, each request on a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(
                ({name.lower(): value for name, value in self.headers.items()}, body)
            )
            if receiver.hangs is not None:
                receiver.hangs.wait()
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
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
