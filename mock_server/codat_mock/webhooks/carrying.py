"""How does a message get to its receiver? Over HTTP, never through a proxy."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, TypeAlias

ANSWERS_WITHIN = 15.0
"""How many seconds a receiver has."""


class Taken(NamedTuple):
    """What a receiver has answered.

    Attributes:
        status: Its status; None: it has answered nothing.
        why: What went wrong then.
    """

    status: int | None
    why: str = ""


Carry: TypeAlias = Callable[[str, Mapping[str, str], bytes], Awaitable[Taken]]
"""Takes address, headers and body to a receiver."""


def over_http() -> Carry:
    """A way over HTTP; its connections are kept for the next message."""
    # A server without endpoints never pays for this import.
    import httpx

    client = httpx.AsyncClient(trust_env=False, timeout=ANSWERS_WITHIN, follow_redirects=False)

    async def carry(url: str, headers: Mapping[str, str], body: bytes) -> Taken:
        try:
            # The body of the answer is nobody's business, so it is not waited for.
            async with (
                asyncio.timeout(ANSWERS_WITHIN),
                client.stream("POST", url, headers=headers, content=body) as answer,
            ):
                return Taken(answer.status_code)
        except (TimeoutError, httpx.TimeoutException):
            return Taken(None, f"no answer within {ANSWERS_WITHIN:.0f} seconds")
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            return Taken(None, str(failure) or type(failure).__name__)

    return carry
