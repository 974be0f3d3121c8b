"""Is a form that is written as usual read as any other is?"""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from codat_mock.api.calls import Upload
from codat_mock.core.errors import Invalid, NotValid
from codat_mock.lane.forms import uploaded

PLAIN_NAMES = ["r.pdf", "a b.pdf", "é.png", "a=b", "dir/r.pdf", "dir/", "blob", "BLOB", " "]
OTHER_NAMES = ["a;b.pdf", "; filename*=utf-8''x", "\x00", "%22.pdf", "C:\\r"]
NAMES = st.sampled_from([*PLAIN_NAMES, *OTHER_NAMES])
FIELDS = st.sampled_from(["file", "FILE", "fileName", ""])
TYPES = st.sampled_from(["application/pdf", "application/json", "text/plain; charset=utf-8", " "])
BOUNDARIES = st.sampled_from(["b", "----WebKitFormBoundary7MA4YWxk", "a'()+_,./:=?-z", "b" * 257])
PIECES = [
    "%PDF",
    "\r\n",
    "--",
    "\n--{0}",
    "--{0}--\r\n",
    "\r\n--{0}\r\n",
    "\r\n--{0}x",
    "\r\n--{0}--",
]
CONTENTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


def read(
    head: str, content: str, boundary: str, end: str, *, strict: bool
) -> Upload | type[Exception]:
    """What a form with this part comes to."""
    inside = content.format(boundary)
    body = f"--{boundary}\r\n{head}\r\n\r\n{inside}\r\n--{boundary}--{end}".encode()
    try:
        return uploaded(body, f"multipart/form-data; boundary={boundary}".encode(), strict=strict)
    except (Invalid, NotValid) as refused:
        return type(refused)


PARTS = st.fixed_dictionaries({"name": NAMES, "field": FIELDS, "media_type": TYPES})
ENDS = st.sampled_from(["\r\n", "", "\r\nx"])


@settings(max_examples=400)
@example({"name": "r.pdf", "field": "file", "media_type": "application/pdf"}, "%PDF", "b", "\r\n")
@given(PARTS, CONTENTS, BOUNDARIES, ENDS)
def test_one_more_header_changes_nothing(
    part: dict[str, str], content: str, boundary: str, end: str
) -> None:
    """A form has the same file, or is refused for the same, when its part has a header that nobody asks for."""
    usual = (
        'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        "Content-Type: {media_type}"
    ).format(**part)
    other = f"{usual}\r\nX-More: 1"
    for strict in (False, True):
        assert read(usual, content, boundary, end, strict=strict) == read(
            other, content, boundary, end, strict=strict
        )
