"""What of an exchange must not be shown? API keys and other secrets, wherever they stand."""

import re
from typing import Any
from urllib.parse import unquote_plus

import orjson

from codat_mock.core.journal import Answered, Asked

REDACTED = "[redacted]"

_SCHEMES = frozenset({"basic", "bearer", "digest", "token", "apikey", "negotiate"})
_AUTHORIZATION = frozenset({b"authorization", b"proxy-authorization"})
_HEADERS = frozenset(
    {b"cookie", b"set-cookie", b"x-api-key", b"api-key", b"apikey", b"x-auth-token"}
)
_FIELDS = frozenset(
    {"apikey", "apikeys", "authorization", "password", "secret", "token", "webhooksecret"}
)
"""Fields and parameters that hold a secret, in lower case and without what joins their words."""

_NAMED = re.compile(rb"(?i)api[_-]?key|authorization|password|secret|token|\\u")
_BROKEN = re.compile(
    rb'(?i)("(?:api[_-]?keys?|authorization|password|(?:webhook[_-]?)?secret|token)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^,}\s]+)'
)

_ESCAPED = re.compile(rb"(?i)\\u00([46][1-9a-f]|[57][0-9a]|2d|5f)")
"""A letter of such a field in JSON's other way of writing it."""

_UNREADABLE = (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError)
"""What becomes of a body that is no JSON, or is nested more deeply than can be written or walked."""

_SIGNING = re.compile(rb"whsec_[A-Za-z0-9+/=_-]+")
"""A secret that signs webhooks: it says itself what it is."""

_USER = re.compile(rb'(:\\?/\\?/)[^/\s"@?#\\]*@')
_PARAMETER = re.compile(
    rb'(?i)((?:\A|[?&])(?:api[_-]?keys?|authorization|password|(?:webhook[_-]?)?secret|token)=)[^&\s"#\\]*'
)
"""What in an address opens something: before its host, and in its query."""


def headers(held: Asked | Answered) -> list[tuple[str, str]]:
    """The headers of a request or a reply, as they came, but for secrets."""
    return [(name.decode("latin-1"), _header(name, value)) for name, value in held.headers]


def _header(name: bytes, value: bytes) -> str:
    if name in _AUTHORIZATION:
        # What stands first may be the key itself, so only words that are known are repeated.
        scheme, _, rest = value.decode("latin-1").partition(" ")
        return f"{scheme} {REDACTED}" if rest and scheme.lower() in _SCHEMES else REDACTED
    return REDACTED if name in _HEADERS else value.decode("latin-1")


def query(raw: bytes) -> str:
    """A query as it came, but for secrets."""
    return "&".join(map(_parameter, raw.decode("latin-1").split("&")))


def _parameter(text: str) -> str:
    name, equals, _ = text.partition("=")
    return f"{name}={REDACTED}" if equals and _is_secret(unquote_plus(name)) else text


def body(raw: bytes) -> bytes:
    """A body as it came, byte by byte, unless it holds a secret: then it is written anew, without that."""
    raw = _SIGNING.sub(REDACTED.encode(), addresses(raw)) if b"whsec_" in raw else addresses(raw)
    if not _NAMED.search(raw):
        return raw
    try:
        parsed = orjson.loads(raw)
        return orjson.dumps(without_secrets(parsed)) if _has_secret(parsed) else raw
    except _UNREADABLE:
        plain = _ESCAPED.sub(lambda letter: bytes.fromhex(letter[1].decode()), raw)
        return _BROKEN.sub(rb'\1"%s"' % REDACTED.encode(), plain)


def addresses(raw: bytes) -> bytes:
    """A text whose addresses say nothing that opens something."""
    if b"@" in raw:
        raw = _USER.sub(rb"\1" + REDACTED.encode() + b"@", raw)
    return _PARAMETER.sub(rb"\1" + REDACTED.encode(), raw) if b"=" in raw else raw


def without_secrets(node: Any) -> Any:
    """The same JSON, with `[redacted]` in the place of each secret."""
    if isinstance(node, dict):
        return {
            name: REDACTED if _is_secret(name) else without_secrets(child)
            for name, child in node.items()
        }
    return [*map(without_secrets, node)] if isinstance(node, list) else node


def unnamed(raw: bytes) -> bytes:
    """A body without the fields that hold secrets: what is left out is drawn when it is sent again."""
    shown = body(raw)
    try:
        parsed = orjson.loads(shown)
    except orjson.JSONDecodeError:
        return shown
    if not isinstance(parsed, dict) or not any(map(_is_secret, parsed)):
        return shown
    try:
        return orjson.dumps({name: child for name, child in parsed.items() if not _is_secret(name)})
    except orjson.JSONEncodeError:
        return shown


def _has_secret(node: Any) -> bool:
    if isinstance(node, dict):
        return any(_is_secret(name) or _has_secret(child) for name, child in node.items())
    return isinstance(node, list) and any(map(_has_secret, node))


def _is_secret(name: str) -> bool:
    return name.replace("_", "").replace("-", "").lower() in _FIELDS
