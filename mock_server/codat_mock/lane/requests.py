"""What is in a request before the contract has looked at it?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Any

from codat_mock.api.calls import ORIGIN, Dialect

_SDK = "codat-sdk/"
_SPEAKEASY = "speakeasy-sdk/"
_HOST = re.compile(rb"(?:[A-Za-z0-9._-]{1,253}|\[([0-9A-Fa-f:.]{2,45})\])(?::[0-9]{1,5})?")

_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")

_OF_MESSAGES = frozenset({b"webhook-id", b"x-codat-clientid"})
"""Headers that messages of the one and of the other service have."""

TWICE = b"\n"
"""Stands between the values of a header that came twice and may not: no value has it."""


@dataclass(slots=True)
class Request:
    """A request as it came.

    Attributes:
        method: In upper case.
        path: Decoded.
        query: As it came.
        client: The address that it came from.
        headers: All of them; names in lower case.
        scheme: How it came.
        authorization: The header, if there.
        media_type: The media type of `Content-Type` in lower case, without its parameters; None: no header.
        content_type: The header as it came.
        encoding: `Content-Encoding`, if there.
        length: `Content-Length`, if there.
        expects: The client waits for a word before it sends the body.
        prefer: What it would like, all of its `Prefer` headers.
        idempotency_key: What it recognises its own repetitions by; several are joined by `TWICE`.
        body: The body, once it is read.
        head: How many bytes the headers have.
    """

    method: str
    path: str
    query: bytes
    client: str | None
    headers: Iterable[tuple[bytes, bytes]] = ()
    scheme: str = "http"
    authorization: bytes | None = None
    media_type: str | None = None
    content_type: bytes = b""
    encoding: bytes | None = None
    length: int | None = None
    expects: bool = False
    prefer: bytes | None = None
    idempotency_key: bytes | None = None
    body: bytes = b""
    head: int = 0

    @classmethod
    def of(cls, scope: Any) -> "Request":
        """The request of an ASGI scope, its body not yet read."""
        client = scope.get("client")
        return cls.read(
            scope["method"],
            scope["path"],
            scope["query_string"],
            client and client[0],
            scope["headers"],
            scope["scheme"],
        )

    @classmethod
    def read(
        cls,
        method: str,
        path: str,
        query: bytes,
        client: str | None,
        headers: Iterable[tuple[bytes, bytes]],
        scheme: str,
    ) -> "Request":
        """The same of its parts; what the headers say is in their places."""
        request = cls(method, path, query, client, headers, scheme)
        size = 0
        for name, value in headers:
            size += len(name) + len(value)
            read = _READ.get(name)
            if read is not None:
                read(request, value)
        request.head = size
        return request

    def header(self, name: bytes) -> bytes | None:
        """A header that few calls have a use for."""
        return next((value for held, value in self.headers if held == name), None)

    @property
    def user_agent(self) -> str:
        """What the client calls itself; empty: nothing."""
        return (self.header(b"user-agent") or b"").decode("latin-1")

    @property
    def is_webhook(self) -> bool:
        """Whether it is a message such as the mock sends itself."""
        return any(name in _OF_MESSAGES for name, _ in self.headers)

    @property
    def dialect(self) -> Dialect:
        """How the client spells: the official SDKs spell as the published enumerations."""
        agent = self.user_agent
        if agent.startswith(_SDK) or (agent.startswith(_SPEAKEASY) and "codat" in agent):
            return Dialect.SDK
        return Dialect.DOCS

    @property
    def origin(self) -> str:
        """Where the client reaches the mock, as `Host` has it; the mock's own address if that is no host."""
        host = self.header(b"host") or b""
        found = _HOST.fullmatch(host)
        if found is None or (found[1] and not _is_ipv6(found[1].decode("ascii"))):
            return ORIGIN
        return f"{self.scheme}://{host.decode('ascii')}"

    @property
    def prefers_html(self) -> bool:
        """Whether `Accept` names HTML, and wants it more than JSON."""
        weights = accepted(value for name, value in self.headers if name == b"accept")
        html = weights.get("text/html", 0.0)
        others = weights.get("application/*", weights.get("*/*", 0.0))
        return html > weights.get("application/json", others)


def accepted(headers: Iterable[bytes]) -> dict[str, float]:
    """How much each media type is wanted by `Accept` headers, from 0 to 1; what cannot be read is passed over."""
    weights = {}
    for part in b",".join(headers).decode("latin-1").lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                found = _WEIGHT.fullmatch(value.strip())
                weight = float(found[0]) if found else 0.0
        if name:
            weights[name] = weight
    return weights


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _authorization(request: Request, value: bytes) -> None:
    # Two headers cannot both be meant: joined they open nothing.
    held = request.authorization
    request.authorization = value if held is None else held + b", " + value


def _content_type(request: Request, value: bytes) -> None:
    request.content_type = value
    request.media_type = value.partition(b";")[0].strip().lower().decode("latin-1")


def _length(request: Request, value: bytes) -> None:
    request.length = int(value) if value.isdigit() else None


def _encoding(request: Request, value: bytes) -> None:
    request.encoding = value.strip().lower()


def _expect(request: Request, value: bytes) -> None:
    request.expects = value.lower() == b"100-continue"


def _prefer(request: Request, value: bytes) -> None:
    held = request.prefer
    request.prefer = value if held is None else held + b", " + value


def _idempotency_key(request: Request, value: bytes) -> None:
    held = request.idempotency_key
    request.idempotency_key = value.strip() if held is None else held + TWICE + value


_READ = {
    b"authorization": _authorization,
    b"content-type": _content_type,
    b"content-length": _length,
    b"content-encoding": _encoding,
    b"expect": _expect,
    b"prefer": _prefer,
    b"idempotency-key": _idempotency_key,
}
