"""How does a message get to its receiver? Over HTTP, never through a proxy, to near addresses unless told otherwise."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from ssl import SSLError
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from codat_mock.core.moments import SECOND, read_duration
from codat_mock.core.secrets import is_secret

if TYPE_CHECKING:
    import httpx

ANSWERS_WITHIN = 15.0
"""How many seconds a receiver has."""

TOOK = "x-mock-took"
"""The header of an answer that says how long the receiver has taken: as data, so that nobody has to wait.

A duration such as `PT16S`, or a number of seconds.
"""

_HOPS = 5
_SAID = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Parcel(NamedTuple):
    """What goes to a receiver.

    Attributes:
        url: Where it listens.
        headers: The headers.
        body: The body.
        follows: Redirections are followed.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    follows: bool = False


class Taken(NamedTuple):
    """What a receiver has answered.

    Attributes:
        status: Its status; None: it has answered nothing in time.
        why: What went wrong then.
        headers: What it has said beside that, names in lower case.
    """

    status: int | None
    why: str = ""
    headers: Mapping[str, str] = {}


Carry: TypeAlias = Callable[[Parcel], Awaitable[Taken]]
"""Takes a parcel to its receiver."""

TOO_LATE = Taken(None, f"no answer within {ANSWERS_WITHIN:.0f} seconds")


def over_http(*, public: bool) -> Carry:
    """A way over HTTP; its connections are kept for the next message, until it is closed.

    Args:
        public: Messages may go anywhere; else to this machine and private networks.
    """
    # A server without endpoints never pays for these imports.
    from codat_mock.webhooks.reaching import Guarded

    # No client of httpx: that would read where redirections lead though nobody follows them, keep cookies for
    # whoever else is on this machine, and write addresses with all that is secret in them to the log.
    return _OverHttp(Guarded(public=public))


class _OverHttp:
    def __init__(self, way: "httpx.AsyncBaseTransport") -> None:
        self._way = way

    async def __call__(self, parcel: Parcel) -> Taken:
        import httpx

        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return _in_time(await _sent(self._way, parcel))
        except (TimeoutError, httpx.TimeoutException):
            return TOO_LATE
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as failure:
            return Taken(None, said(reason(failure)))

    async def aclose(self) -> None:
        await self._way.aclose()


def reason(failure: Exception) -> str:
    """Why a receiver was not reached, without the numbers of systems and the lines of libraries."""
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, SSLError):
            told = getattr(cause, "verify_message", "") or (cause.reason or "").replace("_", " ")
            return f"no TLS: {told.lower()}"
        if isinstance(cause, OSError) and cause.errno:
            told = os.strerror(cause.errno)
            return told[:1].lower() + told[1:]
        cause = cause.__cause__ or cause.__context__
    return str(failure) or type(failure).__name__


def said(why: str) -> str:
    """What is kept of why an attempt failed: a receiver may have its say in that, of any length."""
    return why if len(why) <= _SAID else f"{why[:_SAID]}..."


def why_not(url: str, *, public: bool) -> str | None:
    """Why no message goes to `url`, and what to do; None: nothing speaks against it so far.

    Names are looked up when a message is sent, and judged then.
    """
    import httpx

    from codat_mock.webhooks.reaching import FLAG, LAST_PORT, is_address, near

    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, UnicodeError) as wrong:
        # A name that says that it is encoded, and is not, is found out when it is decoded.
        return f"It is no address: {wrong}."
    known = parsed.scheme in {"http", "https"} and (parsed.port or 0) <= LAST_PORT
    if not known or not host:
        return "Write an address such as http://127.0.0.1:8080/webhooks."
    if parsed.userinfo:
        return (
            "Leave out the name and the password before the host, which every list of messages would show; "
            "POST /__mock/webhooks takes an Authorization among its `headers`."
        )
    if public or not is_address(host) or near(host):
        return None
    return (
        f"Webhooks go to this machine and to private networks alone, and {host} is neither; "
        f"name a host such as 127.0.0.1, or start the mock with {FLAG}."
    )


def opens(name: str) -> bool:
    """Whether a header, named in lower case, is for one receiver alone, and for nobody else to see."""
    return name == "cookie" or is_secret(name)


async def _sent(way: "httpx.AsyncBaseTransport", parcel: Parcel) -> Taken:
    import httpx

    url, headers = httpx.URL(parcel.url), parcel.headers
    patience = httpx.Timeout(ANSWERS_WITHIN).as_dict()
    for _ in range(_HOPS):
        request = httpx.Request(
            "POST", url, headers=headers, content=parcel.body, extensions={"timeout": patience}
        )
        answer = await way.handle_async_request(request)
        # The body of the answer is nobody's business, so it is not waited for.
        await answer.aclose()
        location = answer.headers.get("location")
        if not parcel.follows or answer.status_code not in _REDIRECTS or location is None:
            return Taken(answer.status_code, "", answer.headers)
        url, before = url.join(location), url
        if _origin(url) != _origin(before):
            headers = {name: value for name, value in headers.items() if not opens(name)}
    return Taken(None, f"more than {_HOPS} redirections")


def _origin(url: "httpx.URL") -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _in_time(taken: Taken) -> Taken:
    """What a receiver has answered, if it did not take too long by its own account."""
    text = taken.headers.get(TOOK)
    if text is None:
        return taken
    try:
        return TOO_LATE if _took(text.strip()) > ANSWERS_WITHIN else taken
    except ValueError:
        wrong = f"its {TOOK.title()} is {text!r}: write a duration such as PT16S, or seconds"
        return taken._replace(why=said(wrong))


def _took(text: str) -> float:
    """How many seconds a receiver says that it has taken.

    Raises:
        ValueError: It says nothing of the kind.
    """
    if text[:1] == "P":
        return read_duration(text) / SECOND
    seconds = float(text)
    if not seconds >= 0:
        raise ValueError(text)
    return seconds
