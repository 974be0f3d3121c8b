"""What does HTTP alone cost? The mock's own server around an application of ASGI that always answers the same.

    python floor.py '{"status": 200, "headers": [["content-type", "application/json"]], "body": "{}"}' 8000

Sockets, uvicorn, its flags and what is imported are the mock's. uvicorn asks this application by ASGI for each call, as
it does any; what the mock does about calls that come whole, `codat_mock/straight.py`, is a part of the mock.
"""

import json
import sys
from dataclasses import replace
from typing import Any

from codat_mock.app import build
from codat_mock.lane.receiving import Application, Receive, Scope, Send
from codat_mock.server import serve
from codat_mock.settings import Settings
from codat_mock.sockets import listening, url_of


def constant(reply: dict[str, Any]) -> Application:
    """The application that always gives `reply`; it reads a body and does nothing with it."""
    headers = [(name.encode(), value.encode()) for name, value in reply["headers"]]
    start = {"type": "http.response.start", "status": reply["status"], "headers": headers}
    body = {"type": "http.response.body", "body": reply["body"].encode()}

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        more = scope["method"] == "POST"
        while more:
            more = (await receive()).get("more_body", False)
        await send(start)
        await send(body)

    return application


def main() -> None:
    """Serve until told to stop."""
    application = constant(json.loads(sys.argv[1]))
    sockets = listening("localhost", int(sys.argv[2]))
    mock = replace(build(Settings(log="off")), application=application)
    serve(mock, sockets, lambda _: print(f"floor ready on {url_of(sockets)}", flush=True))


if __name__ == "__main__":
    main()
