"""How does a message come in from a WSGI server?"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from codat_client.webhooks.reception import Reception
from codat_client.webhooks.reply import RefusedMessage, Reply

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = ["wsgi_application"]


def wsgi_application(
    reception: Reception,
) -> "Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]":
    """Make the application."""

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        reply = _reply(reception, environ)
        status = f"{reply.status.value} {reply.status.phrase}"
        start_response(status, list(reply.headers.items()))
        return [reply.body]

    return application


def _reply(reception: Reception, environ: "WSGIEnvironment") -> Reply:
    method = environ["REQUEST_METHOD"]
    if refused := reception.refusal(method):
        return refused
    try:
        body = _body(reception, environ)
    except RefusedMessage as refusal:
        return refusal.reply
    headers = {
        name.removeprefix("HTTP_").replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return reception.answer(method, headers, body)


def _body(reception: Reception, environ: "WSGIEnvironment") -> bytes:
    told = environ.get("CONTENT_LENGTH") or ""
    if told.isascii() and told.isdigit() and len(told) < 20:
        length = int(told)
    elif told:
        raise RefusedMessage(HTTPStatus.BAD_REQUEST, "Content-Length is no number of bytes.")
    elif environ.get("wsgi.input_terminated"):
        return _read(environ, reception.most_bytes + 1)
    else:
        # Where the body ends is unknown, and reading on would wait for what never comes.
        raise RefusedMessage(HTTPStatus.LENGTH_REQUIRED, "A Content-Length is needed.")
    if refused := reception.refusal(environ["REQUEST_METHOD"], length):
        raise RefusedMessage(refused.status, refused.text)
    body = _read(environ, length)
    if len(body) < length:
        raise RefusedMessage(HTTPStatus.BAD_REQUEST, "The body broke off.")
    return body


def _read(environ: "WSGIEnvironment", most: int) -> bytes:
    read: Callable[[int], bytes] = environ["wsgi.input"].read
    parts: list[bytes] = []
    try:
        while most > 0 and (part := read(most)):
            parts.append(part)
            most -= len(part)
    except OSError:
        raise RefusedMessage(HTTPStatus.BAD_REQUEST, "The body broke off.") from None
    return b"".join(parts)
