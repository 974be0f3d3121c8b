"""What of an exchange must not be shown? API keys and other secrets, wherever they stand.

A body that names no secret is shown as it came, and to see that costs little: its bytes are looked through for a few
words, and it is read only where one of them is a name.
"""

import re
from typing import Any
from urllib.parse import unquote_plus

import orjson

from codat_mock.core.journal import Answered, Asked
from codat_mock.core.secrets import COUNTED, KINDS, is_secret

REDACTED = "[redacted]"
_REDACTED = REDACTED.encode()

_SCHEMES = frozenset({"basic", "bearer", "digest", "token", "apikey", "negotiate"})
_AUTHORIZATION = frozenset({b"authorization", b"proxy-authorization"})
_COOKIES = frozenset({b"cookie", b"set-cookie"})

_WORDS = tuple(kind.encode() for kind in KINDS)
_ENDS = {
    end: re.compile(end + rb"s?[\\\"']*\s*[:=]")
    for end in dict.fromkeys(b"key" if word.endswith(b"key") else word for word in _WORDS)
}
"""How names of secrets end, in lower case, and such an end where a value follows. To look for one word after the other
is quicker by far than to look for any of them."""

_ESCAPED = re.compile(rb"(?i)\\u00([46][1-9a-f]|[57][0-9a]|2d|5f)")
"""A letter of such a name in JSON's other way of writing it."""

_UNREADABLE = (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError)
"""What becomes of a body that is no JSON, or is nested more deeply than can be written or walked."""

_SPELLED = rb"(?:%s)(?:(?<!%s)s)?" % (
    b"|".join(word.removesuffix(b"key") + b"[_.-]?key" * word.endswith(b"key") for word in _WORDS),
    COUNTED.encode(),
)
_VALUE = rb"""
  \s* "(?:[^"\\]|\\.)*"?
| \s* '(?:[^'\\]|\\.)*'?
| \s* \\+["'][^"'\\]*(?:\\+["'])?
| \s* [\[{] .*
| [\ \t]* [|>][^\r\n]* (?:\r?\n[\ \t]+[^\r\n]*)*
| (?:[\ \t]*\r?\n[\ \t]*-[\ \t]+[^\r\n]*)+
"""
"""What is a secret's value as a whole: quoted, nested, or on lines of its own, as YAML has it."""

_TEXT = re.compile(
    rb"(?isx) ((?:%s) (?:(\\*[\"'])\s*[:=] | \s*(?:(:)|=)))" % _SPELLED
    + rb"(?![\ \t]*\[redacted\]) (?: %s | \s* (?(2)[^,}\s]+ | (?(3)[^\r\n]+ | [^&\r\n]*)))" % _VALUE
)
"""A secret in what is no JSON: its name, and its value."""

_SIGNING = re.compile(rb"whsec_[A-Za-z0-9+/=_-]+")
"""A secret that signs webhooks: it says itself what it is."""

_USER = re.compile(rb'(:\\?/\\?/)[^/\s"@?#\\]*@')
_PARAMETER = re.compile(rb'(?i)((?:\A|[?&])[a-z0-9_.-]{0,64}?(?:%s)=)[^&\s"#\\]*' % _SPELLED)
"""What in an address opens something: before its host, and in its query."""


def headers(held: Asked | Answered) -> list[tuple[str, str]]:
    """The headers of a request or a reply, as they came, but for secrets."""
    return [(name.decode("latin-1"), _header(name, value)) for name, value in held.headers]


def _header(name: bytes, value: bytes) -> str:
    if name in _AUTHORIZATION:
        # What stands first may be the key itself, so only words that are known are repeated.
        scheme, _, rest = value.decode("latin-1").partition(" ")
        return f"{scheme} {REDACTED}" if rest and scheme.lower() in _SCHEMES else REDACTED
    if name in _COOKIES or is_secret(name.decode("latin-1")):
        return REDACTED
    return _SIGNING.sub(_REDACTED, addresses(value)).decode("latin-1")


def query(raw: bytes) -> str:
    """A query as it came, but for secrets."""
    return "&".join(map(_parameter, raw.decode("latin-1").split("&")))


def _parameter(text: str) -> str:
    name, equals, _ = text.partition("=")
    return f"{name}={REDACTED}" if equals and is_secret(unquote_plus(name)) else text


def body(raw: bytes) -> bytes:
    """A body as it came, byte by byte, unless it holds a secret: then it is written anew, without that."""
    raw = _SIGNING.sub(_REDACTED, addresses(raw)) if b"whsec_" in raw else addresses(raw)
    escaped = b"\\u00" in raw and _ESCAPED.search(raw) is not None
    if not escaped and not _names_secret(raw):
        return raw
    try:
        parsed = orjson.loads(raw)
        return orjson.dumps(without_secrets(parsed)) if _has_secret(parsed) else raw
    except _UNREADABLE:
        plain = _ESCAPED.sub(lambda letter: bytes.fromhex(letter[1].decode()), raw)
        return _TEXT.sub(rb'\1"%s"' % _REDACTED, plain)


def _names_secret(raw: bytes) -> bool:
    """Whether a text may name a secret: all of it is looked at, so in the cheapest way that there is."""
    if b":" not in raw and b"=" not in raw:
        return False
    plain = raw.lower()
    return any(end in plain and named.search(plain) for end, named in _ENDS.items())


def addresses(raw: bytes) -> bytes:
    """A text whose addresses say nothing that opens something."""
    if b"@" in raw:
        raw = _USER.sub(rb"\1" + _REDACTED + b"@", raw)
    return _PARAMETER.sub(rb"\1" + _REDACTED, raw) if b"=" in raw else raw


def without_secrets(node: Any) -> Any:
    """The same JSON, with `[redacted]` in the place of each secret."""
    if isinstance(node, dict):
        return {
            name: REDACTED if is_secret(name) else without_secrets(child)
            for name, child in node.items()
        }
    return [*map(without_secrets, node)] if isinstance(node, list) else node


def unnamed(raw: bytes) -> bytes:
    """A body without the fields that hold secrets: what is left out is drawn when it is sent again."""
    shown = body(raw)
    if shown == raw:
        return shown
    try:
        parsed = orjson.loads(shown)
    except orjson.JSONDecodeError:
        return shown
    if not isinstance(parsed, dict) or not any(map(is_secret, parsed)):
        return shown
    try:
        return orjson.dumps({name: child for name, child in parsed.items() if not is_secret(name)})
    except orjson.JSONEncodeError:
        return shown


def _has_secret(node: Any) -> bool:
    if isinstance(node, dict):
        return any(is_secret(name) or _has_secret(child) for name, child in node.items())
    return isinstance(node, list) and any(map(_has_secret, node))
