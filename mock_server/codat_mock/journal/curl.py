"""How are exchanges repeated? As a shell script of curl commands, with the key that everybody knows or with none."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from shlex import quote

from codat_mock.core.errors import Unauthorized
from codat_mock.core.journal import Witnessed
from codat_mock.core.moments import write_moment
from codat_mock.journal import redacting
from codat_mock.journal.entries import target
from codat_mock.journal.forms import parts
from codat_mock.journal.reach import Reach

_OF_THE_CONNECTION = frozenset(
    {"accept", "accept-encoding", "authorization", "connection", "content-length", "expect", "host"}
    | {"keep-alive", "proxy-authorization", "te", "transfer-encoding", "upgrade"}
)
"""Headers that curl writes itself, or that belong to the connection, or that the mock does not read."""

_PLAIN = re.compile(r"[\t\n -~\u00a1-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]*")
_ONE_LINE = re.compile(r"[ -~]*")

_HEAD = """\
#!/usr/bin/env bash
# What was asked of the tenant {tenant} of a codat-mock, the oldest first. Each command prints its answer, its status,
# and the status of that time; on a new mock with the same --seed and --clock manual they are the same.
URL="${{URL:-{origin}}}"
{setting}
"""


def script(exchanges: Iterable[Witnessed], tenant: str, reach: Reach) -> str:
    """The script that repeats the exchanges.

    Args:
        exchanges: The oldest first.
        tenant: Whose they are.
        reach: How the mock is reached, unless the variables `URL` and `AUTHORIZATION` say otherwise.
    """
    lines = [_HEAD.format(tenant=tenant, origin=reach.origin, setting=reach.setting)]
    for seen in exchanges:
        lines += [*_comments(seen), *_command(seen), ""]
    return "\n".join(lines)


def command(seen: Witnessed) -> str:
    """The command that repeats one exchange, where `URL` and `AUTHORIZATION` are set."""
    return "\n".join(_command(seen))


def _comments(seen: Witnessed) -> Iterator[str]:
    operation = f", {seen.operation}" if seen.operation else ""
    yield f"# {seen.number}, at {write_moment(seen.at)}{operation}: {seen.reply.status}"
    if form := parts(seen.request):
        yield f"# a form of {', '.join(map(str, form))}"
    if (
        len(seen.request.body) == seen.asked
        and redacting.body(seen.request.body) != seen.request.body
    ):
        yield "# A secret in the body was left out; where one is needed, another is drawn."
    if _wrong_key(seen):
        yield "# The key was refused, and so is the word that stands for it."


def _command(seen: Witnessed) -> Iterator[str]:
    request = seen.request
    what = f"{request.method} {request.path}"
    if len(request.body) < seen.asked:
        why = f"{seen.number}, {what}: only {len(request.body)} of its {seen.asked} bytes were kept"
        yield f"echo {_word(f'left out: {why}')} >&2"
        return
    words = ["curl -sS --globoff --path-as-is"]
    words.append("--head" if request.method == "HEAD" else f"-X {_word(request.method)}")
    words += [f"-H {header}" for header in _headers(seen)]
    words.append(f"-w {_word(f' -> %{{http_code}} (was {seen.reply.status})' + chr(92) + 'n')}")
    if seen.asked:
        words.append(f"--data-binary {_data(redacting.unnamed(request.body))}")
    words.append(f'"$URL"{_word(target(seen))}')
    yield " \\\n  ".join(words)


def _headers(seen: Witnessed) -> Iterator[str]:
    named = set()
    for name, value in redacting.headers(seen.request):
        named.add(name)
        if name == "authorization":
            yield (
                _word(f"{name}: {value}") if _wrong_key(seen) else '"Authorization: $AUTHORIZATION"'
            )
        elif name not in _OF_THE_CONNECTION:
            # Without a value curl would leave the header out.
            yield _word(f"{name}: {value}" if value else f"{name};")
    # curl would say what it takes the body for.
    if seen.asked and "content-type" not in named:
        yield "Content-Type:"


def _wrong_key(seen: Witnessed) -> bool:
    """Whether the key was refused, as far as that can be told without the key."""
    return isinstance(seen.refused, Unauthorized) or (
        seen.reply.status == 403 and seen.refused is not None and "revoked" in seen.refused.why
    )


def _data(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\0"
    # A leading @ would name a file.
    if _PLAIN.fullmatch(text) and not text.startswith("@"):
        return quote(text)
    return f"@<(printf %s {b64encode(body).decode()} | base64 -d)"


def _word(text: str) -> str:
    """A word of the shell on one line, whatever stands in it: what was read as Latin-1 becomes the same bytes again."""
    if _ONE_LINE.fullmatch(text):
        return quote(text)
    encoding = "latin-1" if max(text) <= "\xff" else "utf-8"
    escaped = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}"
        for byte in text.encode(encoding, "replace")
    )
    return f"$'{escaped}'"
