"""What is in a form that somebody has sent? Its parts, as far as they were kept."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from codat_mock.core.journal import Asked

_BOUNDARY = re.compile(rb'(?i)multipart/form-data\s*;.*?boundary="?([^";,]+)')
_NAME = re.compile(rb'(?i)[;\s]name="?([^";\r\n]*)')
_FILE = re.compile(rb'(?i)[;\s]filename="?([^";\r\n]*)')
_TYPE = re.compile(rb"(?im)^content-type:\s*([^\r\n;]+)")


class Part(NamedTuple):
    """A part of a form.

    Attributes:
        name: Its name.
        file: The name of its file, if it is one.
        media_type: What it is, if it says so.
        size: Its length in bytes, as far as it was kept.
    """

    name: str
    file: str | None
    media_type: str | None
    size: int

    def __str__(self) -> str:
        """As it stands in a comment: `file receipt.pdf (application/pdf, 4 bytes)`."""
        kind = f"{self.media_type}, " if self.media_type else ""
        named = self.name if self.file is None else f"{self.name} {self.file}"
        return f"{named} ({kind}{self.size} bytes)"


def parts(request: Asked) -> list[Part]:
    """The parts of a request's form; none, if it is none."""
    types = (value for name, value in request.headers if name == b"content-type")
    found = _BOUNDARY.match(next(types, b""))
    return list(_parts(request.body, found[1].strip())) if found else []


def _parts(body: bytes, boundary: bytes) -> Iterator[Part]:
    for part in body.split(b"--" + boundary)[1:]:
        head, blank, rest = part.partition(b"\r\n\r\n")
        if not blank:
            continue
        name, file, type_ = _NAME.search(head), _FILE.search(head), _TYPE.search(head)
        yield Part(
            _text(name[1]) if name else "",
            _text(file[1]) if file else None,
            _text(type_[1]).strip() if type_ else None,
            len(rest.removesuffix(b"\r\n")),
        )


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "?" for letter in text)
