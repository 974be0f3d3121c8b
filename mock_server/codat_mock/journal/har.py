"""How do exchanges read as an HTTP archive, HAR 1.2?

Times are virtual: an exchange takes none of it. What the archive has no place for stands under `_codatMock`.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from codat_mock.core.journal import Asked, Witnessed
from codat_mock.core.moments import write_moment
from codat_mock.journal import redacting
from codat_mock.journal.entries import annotations, content, target
from codat_mock.journal.forms import parts

_VERSION = "HTTP/1.1"
_UNKNOWN = -1


def archive(exchanges: Iterable[Witnessed], version: str) -> dict[str, Any]:
    """The exchanges as an archive.

    Args:
        exchanges: The oldest first.
        version: That of the mock.
    """
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "codat-mock", "version": version},
            "entries": [_entry(seen) for seen in exchanges],
        }
    }


def _entry(seen: Witnessed) -> dict[str, Any]:
    return {
        "startedDateTime": write_moment(seen.at),
        "time": 0,
        "request": _request(seen),
        "response": _response(seen),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_codatMock": annotations(seen),
    }


def _request(seen: Witnessed) -> dict[str, Any]:
    request = seen.request
    written = {
        "method": request.method,
        "url": f"{request.origin}{target(seen)}",
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _pairs(redacting.headers(request)),
        "queryString": _pairs(parse_qsl(redacting.query(request.query), keep_blank_values=True)),
        "headersSize": _UNKNOWN,
        "bodySize": seen.asked,
    }
    return {**written, "postData": _post_data(seen)} if seen.asked else written


def _post_data(seen: Witnessed) -> dict[str, Any]:
    request = seen.request
    media_type = _content_type(request)
    form = parts(request)
    comment = _cut(len(request.body), seen.asked)
    if form:
        written: dict[str, Any] = {
            "mimeType": media_type,
            "params": [
                {"name": part.name}
                | ({} if part.file is None else {"fileName": part.file})
                | ({} if part.media_type is None else {"contentType": part.media_type})
                | {"comment": f"{part.size} bytes, left out here"}
                for part in form
            ],
        }
    else:
        text, encoding = content(request.body)
        written = {"mimeType": media_type, "text": text}
        # The archive has an encoding for what was answered only.
        comment = comment or (encoding and "the text is base64 of what was sent")
    return {**written, "comment": comment} if comment else written


def _response(seen: Witnessed) -> dict[str, Any]:
    reply = seen.reply
    body: dict[str, Any] = {"size": seen.answered, "mimeType": reply.media_type or "x-unknown"}
    if seen.answered:
        text, encoding = content(reply.body)
        body |= {"text": text} | ({"encoding": encoding} if encoding else {})
    if comment := _cut(len(reply.body), seen.answered):
        body["comment"] = comment
    return {
        "status": reply.status,
        "statusText": _phrase(reply.status),
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _pairs([("content-type", reply.media_type)] if reply.media_type else [])
        + _pairs(redacting.headers(reply)),
        "content": body,
        "redirectURL": "",
        "headersSize": _UNKNOWN,
        "bodySize": seen.answered,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _content_type(request: Asked) -> str:
    types = (value for name, value in request.headers if name == b"content-type")
    return next(types, b"").decode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _cut(kept: int, size: int) -> str | None:
    return f"the first {kept} of {size} bytes were kept" if kept < size else None
