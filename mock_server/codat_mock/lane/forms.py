"""Which file is in a form?"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import decode_rfc2231
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from codat_mock.api.calls import Upload
from codat_mock.core.errors import Fault, Invalid, NotValid

_FILE = "file"
_NAME_FIELD = "requestBody"
"""A text part in which some clients send the file's name."""

_NAMELESS = "blob"
"""What browsers and Node call a file that was given no name."""

_LONGEST_NAME = 1024
"""How many bytes of such a part are kept."""

_EXTENDED_NAME = re.compile(rb";\s*filename\*\s*=\s*([^;\s]+)", re.IGNORECASE)

_USUAL_TYPE = re.compile(rb"multipart/form-data; *boundary=([\w'()+,./:=?-]{1,256})", re.ASCII)
_USUAL_HEAD = re.compile(
    rb'(?i:Content-Disposition: form-data); name="file"; filename="([^";\\%\r\n]+)"\r\n'
    rb"(?i:Content-Type): [^\r\n]+\r\n\r\n"
)
"""How nearly all libraries write a form with one file, and the head of its one part."""

_USUAL_ENDS = frozenset({b"--\r\n", b"--"})

MOST_PARTS = 1000
"""How many parts of a form are read."""


@dataclass(slots=True, eq=False)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    file_name: str = ""
    size: int = 0
    text: bytes | None = None

    def read_names(self) -> None:
        """Read its name and the file's, empty if there is none; `filename*` goes first, as .NET's clients need it."""
        header = self.headers.get(b"content-disposition", b"")
        named = parse_options_header(header)[1]
        self.name = named.get(b"name", b"").decode("utf-8", "replace")
        self.file_name = named.get(b"filename", b"").decode("utf-8", "replace")
        if extended := _EXTENDED_NAME.search(header):
            charset, _, value = decode_rfc2231(extended[1].decode("latin-1").strip('"'))
            with suppress(LookupError):
                self.file_name = unquote(value, encoding=charset or "utf-8")

    @property
    def json(self) -> bool:
        """What it holds is JSON: something about the file."""
        media_type = self.headers.get(b"content-type", b"").partition(b";")[0]
        return media_type.strip().lower() == b"application/json"


class _Reader:
    """Collects the head of each part and counts its bytes; what a receipt says is nobody's business here.

    Of the part that may hold the file's name the beginning is kept.
    """

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.ended = False
        self._name = self._value = b""

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._on_part,
            "on_header_field": self._on_name,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_head,
            "on_part_data": self._on_data,
            "on_end": self._on_end,
        }

    def _on_part(self) -> None:
        if len(self.parts) == MOST_PARTS:
            raise NotValid(f"The form has more than {MOST_PARTS} parts; send one file a call.")
        self.parts.append(_Part())

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self.parts[-1].headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _on_head(self) -> None:
        part = self.parts[-1]
        part.read_names()
        if part.name == _NAME_FIELD and not part.file_name:
            part.text = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.size += end - start
        if part.text is not None:
            part.text = (part.text + data[start : min(end, start + _LONGEST_NAME)])[:_LONGEST_NAME]

    def _on_end(self) -> None:
        self.ended = True


def uploaded(body: bytes, content_type: bytes, *, strict: bool) -> Upload:
    """The one file of a form.

    Args:
        body: The form.
        content_type: Its media type with the boundary.
        strict: The part must be named as the contract has it, and have a file name.

    Raises:
        NotValid: The body is no form.
        Invalid: There is no file in it, or more than one.
    """
    if (usual := _usual(body, content_type)) is not None:
        return usual
    parts = _parts(body, content_type)
    named = [part for part in parts if part.file_name]
    files = _files(parts, named, strict=strict)
    name = _name(files[0], parts, strict=strict) if len(files) == 1 else ""
    if not name:
        found = (
            f"{len(named)} of {len(parts)} parts have a file name" if parts else "the form is empty"
        )
        raise _refusal(f"Send one file a call, in a part named {_FILE} with a file name; {found}.")
    if strict and [part for part in parts if part.name == _FILE] != files:
        raise _refusal(f"The part with the file must be named {_FILE}, and no other part.")
    return Upload(_last(name), files[0].size)


def _usual(body: bytes, content_type: bytes) -> Upload | None:
    """The file of a form that is written as usual: a look at its two ends, and one for another end between them.

    Whatever is written in any other way is left to the library, which would say the same of this one, in more steps.
    """
    told = _USUAL_TYPE.fullmatch(content_type)
    if told is None:
        return None
    between = b"\r\n--" + told[1]
    start = len(between)
    if not body.startswith(b"%b\r\n" % between[2:]):
        return None
    head = _USUAL_HEAD.match(body, start)
    if head is None:
        return None
    end = body.find(between, head.end())
    behind = end + start
    # One byte more than the longest end has, however much is there.
    if body[behind : behind + 5] not in _USUAL_ENDS:
        return None
    return Upload(_last(head[1].decode("utf-8", "replace")), end - head.end())


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _files(parts: list[_Part], named: list[_Part], *, strict: bool) -> list[_Part]:
    """The parts that may be the file: those with a file name, or else whatever is neither JSON nor the file's name."""
    if strict:
        return named
    if not named:
        return [part for part in parts if not part.json and part.name != _NAME_FIELD]
    # JSON beside a file says something about it, whatever name a client gave it; by itself it is a file.
    return [part for part in named if not part.json] or named if len(named) > 1 else named


def _name(file: _Part, parts: list[_Part], *, strict: bool) -> str:
    """The file's name: its own, or what another part says, or the name of its part."""
    if strict or (file.file_name and file.file_name != _NAMELESS):
        return file.file_name
    said = [part.text for part in parts if part.text]
    return said[0].decode("utf-8", "replace").strip() if said else file.file_name or file.name


def boundary_of(content_type: bytes) -> bytes:
    """The boundary between the parts of a form, as its media type tells it; empty: it does not."""
    return parse_options_header(content_type)[1].get(b"boundary", b"")


def _parts(body: bytes, content_type: bytes) -> list[_Part]:
    boundary = boundary_of(content_type)
    if not boundary:
        raise NotValid("The Content-Type has no boundary; let your HTTP library write that header.")
    reader = _Reader()
    try:
        parser = MultipartParser(boundary, reader.callbacks())  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except FormParserError as broken:
        raise NotValid(f"The form cannot be read: {broken}.") from None
    if not reader.ended:
        raise NotValid("The form ends before its closing boundary.")
    return reader.parts


def _refusal(message: str) -> Invalid:
    return Invalid(message, faults=(Fault(_FILE, message),))
