"""What is in a request before the contract has looked at it?"""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Request:
    """A request as it came.

    Attributes:
        method: In upper case.
        path: Decoded.
        query: As it came.
        client: The address that it came from.
        authorization: The header, if there.
        media_type: The media type of `Content-Type` in lower case, without its parameters; None: no header.
        content_type: The header as it came.
        encoding: `Content-Encoding`, if there.
        length: `Content-Length`, if there.
        expects: The client waits for a word before it sends the body.
        body: The body, once it is read.
    """

    method: str
    path: str
    query: bytes
    client: str | None
    authorization: bytes | None = None
    media_type: str | None = None
    content_type: bytes = b""
    encoding: bytes | None = None
    length: int | None = None
    expects: bool = False
    body: bytes = b""

    @classmethod
    def of(cls, scope: Any) -> "Request":
        """The request of an ASGI scope, its body not yet read."""
        client = scope.get("client")
        request = cls(scope["method"], scope["path"], scope["query_string"], client and client[0])
        for name, value in scope["headers"]:
            if name in _READ:
                _READ[name](request, value)
        return request


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


_READ = {
    b"authorization": _authorization,
    b"content-type": _content_type,
    b"content-length": _length,
    b"content-encoding": _encoding,
    b"expect": _expect,
}
