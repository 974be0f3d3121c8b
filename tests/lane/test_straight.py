"""A call that came whole is answered where it was read, and nobody can tell by the answers."""

import asyncio
import re
from collections.abc import Coroutine, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from lane.serving import DATASET, EXPENSES, Ordinary, asked, serving

CALLS: dict[str, bytes] = {
    "a list": asked("GET", "/companies"),
    "with a query": asked("GET", "/companies?pageSize=1&query=name%3Dx"),
    "a path with a space": asked("GET", "/compan%20ies"),
    "escaped": asked("GET", "/%63ompanies"),
    "only its head": asked("HEAD", "/companies"),
    "its methods": asked("OPTIONS", "/companies"),
    "no such method": asked("PATCH", "/companies", "{}"),
    "no such path": asked("GET", "/companie"),
    "without a key": b"GET /companies HTTP/1.1\r\nHost: mock\r\n\r\n",
    "a dataset": asked("POST", f"{EXPENSES}/expense-transactions", DATASET),
    "no JSON": asked("POST", f"{EXPENSES}/expense-transactions", "{"),
    "not even a body": asked("POST", f"{EXPENSES}/expense-transactions"),
    "a body where none is read": asked("GET", "/companies", "{}"),
    "in chunks": asked(
        "POST",
        f"{EXPENSES}/syncs",
        "2\r\n{}\r\n0\r\n\r\n",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
    ),
    "in broken chunks": asked(
        "POST", f"{EXPENSES}/syncs", "2\r\n{}nonsense\r\n", "Transfer-Encoding: chunked"
    ),
    "too large": asked("POST", "/__mock/plans", '{"code": 2000, "after": "' + "x" * 70_000 + '"}'),
    "more than is read": asked("PUT", "/__mock/clock", " " * 1_100_000),
    "what waits": asked("POST", "/__mock/clock/advance", '{"by":"PT1S"}'),
    "a page": asked("GET", "/nowhere"),
    "no content": asked("DELETE", "/__mock/faults"),
    "the last one": asked("GET", "/companies", "", "Connection: close"),
    "of another version": asked("GET", "/companies", version="1.0"),
    "something else": asked("GET", "/companies", "", "Connection: Upgrade, close", "Upgrade: h2c"),
    "with a preference": asked("GET", "/companies", "", "Prefer: code=429"),
    "no HTTP": b"nonsense\r\n\r\n",
}
"""By what is special about each."""

ENDING = ("in broken chunks", "the last one", "of another version", "something else", "no HTTP")
"""The connection ends behind these."""

PAGES = ("a path with a space", "no such path", "a page")
"""These are no paths of the documents: connexion, which takes a while to build, answers them."""

LASTING = {name: call for name, call in CALLS.items() if name not in ENDING}

_TURNS = 5
"""How many turns of the loop the server has to read a piece before the next is sent; the first is to accept."""

_PASSING = re.compile(rb"date: [^\r]+\r\n")


async def _exchange(port: int, pieces: Sequence[bytes]) -> bytes:
    """Everything that is answered to some bytes, sent in pieces, until nothing more comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
    if not b"".join(pieces).endswith(tuple(CALLS[name] for name in ENDING)):
        # This is answered last, and then the connection ends.
        writer.write(asked("GET", "/__mock/health", "", "Connection: close"))
    answered = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    return _PASSING.sub(b"", answered)


async def _answers(
    protocol: type[asyncio.Protocol], played: Sequence[Sequence[bytes]]
) -> list[bytes]:
    """What a new mock answers to some connections, one after the other."""
    async with serving(protocol) as mock:
        return [await _exchange(mock.port, pieces) for pieces in played]


def both(*played: Sequence[bytes]) -> list[bytes]:
    """What both ways answer: the same.

    Raises:
        AssertionError: They do not.
    """
    ordinary = asyncio.run(_answers(Ordinary, played))
    straight = asyncio.run(_answers(HttpToolsProtocol, played))
    assert ordinary == straight
    return straight


@pytest.mark.parametrize("name", CALLS)
def test_whole(name: str) -> None:
    """Whatever comes whole is answered as uvicorn's own way has it, to the byte, and so is the next call."""
    (answered,) = both([CALLS[name]])
    assert answered.startswith(b"HTTP/1.1 ")


@pytest.mark.parametrize("name", [name for name, call in LASTING.items() if len(call) < 1_000])
def test_byte_by_byte(name: str) -> None:
    """Whatever comes in the smallest pieces is answered likewise."""
    call = CALLS[name]
    both([call[place : place + 1] for place in range(len(call))])


def test_many_at_once() -> None:
    """Calls that come in one piece are answered in their order, whichever of them have to wait."""
    pairs = [[call + other] for call, other in pairwise(LASTING.values())]
    together, *_ = both([b"".join(LASTING.values())], *pairs)
    assert together.count(b"HTTP/1.1 ") > 10


@given(
    names=st.lists(
        st.sampled_from([name for name in LASTING if name not in PAGES]).filter(
            lambda name: len(CALLS[name]) < 1_000
        ),
        max_size=6,
    ),
    cuts=st.lists(st.integers(0, 2_000), max_size=5),
)
def test_any_pieces(names: list[str], cuts: list[int]) -> None:
    """However calls are joined and cut, both ways answer the same."""
    sent = b"".join(CALLS[name] for name in names)
    places = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    both([sent[start:end] for start, end in pairwise(places)])


def test_without_a_task() -> None:
    """A call that came whole costs the loop no task; one that came in pieces does."""

    async def play(*pieces: bytes) -> int:
        made: list[str] = []

        def factory(
            loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **named: Any
        ) -> asyncio.Task[Any]:
            made.append(work.__qualname__)
            return asyncio.Task(work, loop=loop, **named)

        asyncio.get_running_loop().set_task_factory(factory)
        await _answers(HttpToolsProtocol, [pieces])
        return made.count("RequestResponseCycle.run_asgi")

    call, last = CALLS["a dataset"], 1  # behind which the connection ends
    assert 0 + last == asyncio.run(play(call))
    assert 1 + last == asyncio.run(play(call[:-1], call[-1:]))
