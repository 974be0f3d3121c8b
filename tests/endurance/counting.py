"""How many calls of Python functions does an answer cost? As many on every machine, however busy it is."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import orjson

from house import House
from workloads import Call, fresh_id

_LOOP = str(Path(asyncio.__file__).parent)
"""What a loop does is not the mock's, and uvloop does it in C."""

_ENDED = object()


def counted(house: House, *calls: Call) -> int:
    """How many it takes from the call of the application to the last byte that it sends, for these one after the other.

    A generator or coroutine counts each time it goes on, what is written in C not at all.
    """
    taken = {"id": fresh_id()}
    found = 0
    for call in calls:
        body, more = _answered(house, call, taken)
        found += more
        taken.update({name: orjson.loads(body)[key] for name, key in call.takes.items()})
    return found


def _answered(house: House, call: Call, taken: Mapping[str, str]) -> tuple[bytes, int]:
    """The body of an answer, and what it took."""
    assert house.line is not None
    path, content = call.filled(taken)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def counting() -> int:
        answer = house.mock.application(_scope(call, path, content), receive, send)
        return _calls(answer, {receive.__code__, send.__code__})

    found = house.line.run(counting())
    start, *rest = sent
    assert 200 <= start["status"] < 300, rest
    return b"".join(message["body"] for message in rest), found


def _calls(answer: Awaitable[None], passed_over: set[CodeType]) -> int:
    """How many calls something takes that need not wait, without those of some functions and of the loop."""
    entered = 0

    def saw(frame: FrameType, event: str, _: Any) -> None:
        nonlocal entered
        code = frame.f_code
        if event == "call" and code not in passed_over and not code.co_filename.startswith(_LOOP):
            entered += 1

    going = answer.__await__()
    # Who listens to the collector, as Hypothesis does, would be called at any moment.
    gc.disable()
    sys.setprofile(saw)
    try:
        waits = next(going, _ENDED) is not _ENDED
    finally:
        sys.setprofile(None)
        gc.enable()
    assert not waits
    return entered


def _scope(call: Call, path: str, content: bytes) -> dict[str, Any]:
    path, _, query = path.partition("?")
    headers = {"host": "mock", **call.headers}
    if content:
        headers["content-length"] = str(len(content))
    return {
        "type": "http",
        "method": call.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("mock", 80),
        "root_path": "",
        "state": {},
    }
