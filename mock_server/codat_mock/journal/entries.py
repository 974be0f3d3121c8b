"""How does an exchange read as JSON?"""

from base64 import b64encode
from typing import Any
from urllib.parse import quote

from codat_mock.core import ids
from codat_mock.core.journal import SyncMoved, Witnessed
from codat_mock.core.moments import write_moment
from codat_mock.journal import redacting
from codat_mock.journal.choosing import api_of


def entry(seen: Witnessed) -> dict[str, Any]:
    """An exchange as the control API gives it."""
    request, reply = seen.request, seen.reply
    return {
        **annotations(seen),
        "at": write_moment(seen.at),
        "method": request.method,
        "path": request.path,
        "query": redacting.query(request.query),
        "status": reply.status,
        "request": {
            "headers": [
                {"name": name, "value": value} for name, value in redacting.headers(request)
            ],
            **_body(request.body, seen.asked),
        },
        "response": {
            "mediaType": reply.media_type or None,
            **_body(reply.body, seen.answered),
        },
    }


def annotations(seen: Witnessed) -> dict[str, Any]:
    """What the mock knows of an exchange beside what was sent either way."""
    refused = seen.refused
    return {
        "number": seen.number,
        "operation": seen.operation,
        "api": api_of(seen),
        "moves": [_move(move) for move in seen.moves],
        "remarks": list(seen.remarks),
        "refused": None if refused is None else {"row": refused.row, "why": refused.why},
    }


def target(seen: Witnessed) -> str:
    """Path and query as a URL has them, without secrets."""
    request = seen.request
    path = quote(request.path, safe="/~!$&'()*+,;=:@", errors="replace")
    return f"{path}?{redacting.query(request.query)}" if request.query else path


def content(body: bytes) -> tuple[str, str | None]:
    """A body as text without secrets; and `base64` if it is no text."""
    shown = redacting.body(body)
    try:
        return shown.decode(), None
    except UnicodeDecodeError:
        return b64encode(shown).decode(), "base64"


def _body(kept: bytes, size: int) -> dict[str, Any]:
    """What is known of a body of `size` bytes."""
    if not size:
        return {"body": None, "bodySize": 0}
    text, encoding = content(kept)
    written: dict[str, Any] = {"body": text, "bodySize": size}
    if encoding is not None:
        written["bodyEncoding"] = encoding
    if len(kept) < size:
        written["bodyKept"] = len(kept)
    return written


def _move(move: SyncMoved) -> dict[str, Any]:
    return {
        "at": write_moment(move.at),
        "effect": move.what.value,
        "syncId": ids.text(move.sync),
        "from": move.before,
        "to": move.now,
    }
