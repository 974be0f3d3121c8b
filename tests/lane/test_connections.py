"""What one connection does is its own affair: others are answered, and nothing of it is left."""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from lane.serving import DATASET, EXPENSES, Ordinary, Served, asked, serving

MANY = 400
"""Calls in one piece, which is read at once."""

PAGE = 2_000
"""Transactions of an answer: several times what is written before the client reads."""

CREATE = asked("POST", f"{EXPENSES}/expense-transactions", DATASET)
LIST = asked("GET", "/companies")
CLOSING = asked("GET", "/__mock/health", "", "Connection: close")


async def _answer(served: Served, call: bytes) -> bytes:
    """All that is answered to some calls, the last of which ends the connection."""
    reader, writer = await served.connected()
    writer.write(call)
    answered = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    return answered


async def _control(served: Served, path: str, **body: Any) -> None:
    call = asked("POST", f"/__mock/{path}", json.dumps(body), "Connection: close")
    assert b"HTTP/1.1 201" in await _answer(served, call)


async def _large(served: Served) -> str:
    """Where the transactions of a large sync are."""
    (item,) = json.loads(DATASET)["items"]
    items = [{**item, "id": f"00000000-0000-4000-8000-{number:012x}"} for number in range(PAGE)]
    bodies = [json.dumps({"items": items[at : at + 50]}) for at in range(0, PAGE, 50)]
    dataset = [asked("POST", f"{EXPENSES}/expense-transactions", body) for body in bodies]
    advance = asked("POST", "/__mock/clock/advance", '{"until":"idle"}')
    sync = asked("POST", f"{EXPENSES}/syncs", "{}")
    answered = await _answer(served, b"".join([*dataset, sync, advance, CLOSING]))
    found = re.search(rb'"syncId":"([^"]+)"', answered)
    assert found, answered
    return f"{EXPENSES}/syncs/{found[1].decode()}/transactions?pageSize={PAGE}"


async def _until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until something is so."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 what is to be so has no event
            await asyncio.sleep(0)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_others_are_answered(method: str) -> None:
    """Who sends many calls at once and reads no answer gets a few of them done before others have their turn.

    Large answers wait until they are read; small ones that take long wait for their turn.
    """

    async def play() -> int:
        async with serving() as served:
            path = await _large(served)
            _, greedy = await served.connected()
            reader, other = await served.connected()
            before = served.performed
            greedy.write(asked(method, path) * MANY)
            other.write(CLOSING)
            assert b"200 OK" in await asyncio.wait_for(reader.read(), 60)
            done = served.performed - before
            greedy.transport.abort()
            other.close()
            return done

    assert asyncio.run(play()) < MANY / 4


def test_idle_connections_keep_nothing() -> None:
    """The body of a call that is answered is not kept until the next comes."""

    async def play() -> list[bytes]:
        async with serving() as served:
            reader, writer = await served.connected()
            writer.write(CREATE)
            await reader.readuntil(b"datasetId")
            kept = [piece for one in served.server.server_state.connections for piece in one.pieces]
            writer.close()
            return kept

    assert [] == asyncio.run(play())


@pytest.mark.parametrize("fault", ["reset", "truncated", "lost-response"])
def test_cut_in_a_pipeline(fault: str) -> None:
    """A fault that cuts a connection on which more calls wait leaves no task behind."""

    async def play() -> None:
        async with serving() as served:
            await _control(served, "faults", fault=fault, operation="list-companies")
            with_task = len(asyncio.all_tasks())
            reader, writer = await served.connected()
            writer.write(LIST + LIST)
            with suppress(ConnectionResetError):
                await asyncio.wait_for(reader.read(), 60)
            writer.close()
            await _until(lambda: len(asyncio.all_tasks()) <= with_task)

    asyncio.run(play())


def test_hung_up_in_a_pipeline() -> None:
    """Who hangs up is no longer under way, whatever waits behind the call that is."""

    async def play() -> None:
        async with serving() as served:
            limits = served.mock.tenant.limits
            await _control(served, "faults", fault="delay", by="PT60S", operation="list-companies")
            _, writer = await served.connected()
            writer.write(LIST + LIST)
            await _until(lambda: limits.in_flight == 1)
            writer.transport.abort()
            await _until(lambda: limits.in_flight == 0)

    asyncio.run(play())


def test_failure() -> None:
    """A call that fails is answered as by uvicorn, and none that came behind it is performed."""

    async def play(protocol: type[asyncio.Protocol]) -> tuple[bytes, int]:
        count = iter(range(1, 100))

        def witness(_: Any) -> None:
            if next(count) == 2:
                raise RuntimeError

        async with serving(protocol, witness) as served:
            answered = await _answer(served, CREATE * 5)
            return re.sub(rb"date: [^\r]+", b"", answered), served.performed

    straight, ordinary = (asyncio.run(play(it)) for it in (HttpToolsProtocol, Ordinary))
    assert ordinary == straight
    assert b"HTTP/1.1 500 Internal Server Error" in straight[0]
    assert 2 == straight[1]


@pytest.mark.parametrize("trailer", ["Prefer: code=503", "Authorization: Basic bm9uZQ=="])
def test_trailers(trailer: str) -> None:
    """What stands behind a body is no header of its call, whether that is answered straight or in its turn."""
    body = f"{len(DATASET):x}\r\n{DATASET}\r\n0\r\n{trailer}\r\n\r\n"
    chunked = ("Content-Type: application/json", "Transfer-Encoding: chunked")
    call = asked("POST", f"{EXPENSES}/expense-transactions", body, *chunked)
    before = asked("POST", "/__mock/t/default/inbox/any", "{}")  # whose answer may be anything

    async def play(calls: bytes) -> list[bytes]:
        async with serving() as served:
            return re.findall(rb"HTTP/1.1 (\d+)", await _answer(served, calls + CLOSING))

    assert [b"200"] * 2 == asyncio.run(play(call))
    assert [b"200"] * 3 == asyncio.run(play(before + call))
