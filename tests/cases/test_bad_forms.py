"""What becomes of a form that is none, or that has no file, or a strange one?"""

from time import process_time

import httpx
import pytest

from cases.refusals import places_of, refused
from house import House

END = b"--b--\r\n"


def part(disposition: str | bytes, content: bytes = b"%PDF", extra: bytes = b"") -> bytes:
    """A part with this Content-Disposition, its boundary before it."""
    head = disposition.encode() if isinstance(disposition, str) else disposition
    return b"--b\r\nContent-Disposition: " + head + b"\r\n" + extra + b"\r\n" + content + b"\r\n"


def named(name: str) -> bytes:
    """A form with one file of this name."""
    return part(f'form-data; name="file"; filename="{name}"') + END


FILE = part('form-data; name="file"; filename="r.pdf"')
FIELD = part('form-data; name="note"', b"text")


class Upload:
    """A completed transaction of a mock, ready for its receipt."""

    def __init__(self, house: House) -> None:
        dataset, (id_,) = house.dataset()
        self.house = house
        self.path = f"{house.company}/syncs/{house.synced(dataset)}/transactions/{id_}/attachments"

    def __call__(
        self, body: bytes, media_type: str | bytes = "multipart/form-data; boundary=b"
    ) -> httpx.Response:
        """POST a form."""
        headers = {"Content-Type": media_type} if media_type else {}
        return self.house.http.post(self.path, content=body, headers=headers)  # type: ignore[arg-type]

    def stored_name(self) -> str:
        """The name of the last file that was taken."""
        return self.house.mock.tenant.attachments[-1][1].name


@pytest.fixture(name="upload", scope="module")
def _upload(same_house: House) -> Upload:
    """What posts a form to a completed transaction."""
    return Upload(same_house)


def test_the_form_that_is_changed_here_is_valid(upload: Upload) -> None:
    """So whatever is refused below is refused for its change."""
    assert 200 == upload(FIELD + FILE + END).status_code


@pytest.mark.parametrize(
    "media_type",
    ["", "application/json", "multipart/mixed; boundary=b", "application/pdf", "form-data"],
)
def test_wrong_media_type(upload: Upload, media_type: str) -> None:
    """A receipt comes in a form, not by itself: 415."""
    body = refused(upload.house, 415, lambda: upload(FILE + END, media_type))
    assert body["error"].endswith("; send multipart/form-data.")


@pytest.mark.parametrize(
    "media_type",
    ["Multipart/Form-Data; boundary=b", 'multipart/form-data; charset=x; BOUNDARY="b"'],
)
def test_media_type_in_any_case(upload: Upload, media_type: str) -> None:
    """The media type and its parameter are the same in any case, in quotes or without."""
    assert 200 == upload(FILE + END, media_type).status_code


@pytest.mark.parametrize(
    "media_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary=""',
        "multipart/form-data; boundary=another",
        f"multipart/form-data; boundary={'b' * 10_000}",
        'multipart/form-data; boundary="b\xe9"'.encode("latin-1"),
    ],
    ids=["none", "empty", "quotes", "another", "long", "not ASCII"],
)
def test_boundaries(upload: Upload, media_type: str | bytes) -> None:
    """Without the boundary that the body has, a form cannot be read: 400, without places."""
    refused(upload.house, 400, lambda: upload(FILE + END, media_type))


NO_FORMS: dict[str, bytes] = {
    "no body": b"",
    "garbage": b"\x00\xff" * 500,
    "JSON": b'{"file": "r.pdf"}',
    "the file alone": b"%PDF-1.7\n%%EOF",
    "no closing boundary": FILE,
    "cut off in the file": FILE[:-3],
    "cut off in a header": FILE[:30],
    "cut off after a boundary": FILE + b"--b\r\n",
    "line feeds alone": (FILE + END).replace(b"\r\n", b"\n"),
    "header without a colon": b"--b\r\nContent-Disposition\r\n\r\n%PDF\r\n" + END,
    "header of 1 MB": part("form-data", extra=b"X: " + b"x" * 1_000_000 + b"\r\n") + END,
    "10,000 headers": part("form-data", extra=b"X: x\r\n" * 10_000) + END,
    "file name of 100 KB": named("r" * 100_000 + ".pdf"),
    "2,000 fields": FIELD * 2_000 + END,
    "2,000 fields and a file": FIELD * 2_000 + FILE + END,
}


@pytest.mark.parametrize("name", NO_FORMS)
def test_no_forms(upload: Upload, name: str) -> None:
    """What is no form, or one out of all proportion, cannot be read: 400, without places."""
    refused(upload.house, 400, lambda: upload(NO_FORMS[name]))


NO_FILES: dict[str, bytes] = {
    "no part": END,
    "two fields": FIELD + FIELD + END,
    "neither name nor file name": part("form-data") + END,
    "the file's name alone": part('form-data; name="requestBody"', b"r.pdf") + END,
    "JSON alone": part('form-data; name="about"', b"{}", b"Content-Type: application/json\r\n")
    + END,
    "empty disposition": part("") + END,
    "strange disposition": part(';;;"') + END,
    "no headers": b"--b\r\n\r\n%PDF\r\n" + END,
    "another header": b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" + END,
    "two files": FILE + FILE + END,
    "two files of other names": FILE + FILE.replace(b"file", b"two", 1) + END,
    "fifty files": FILE * 50 + END,
}


@pytest.mark.parametrize("name", NO_FILES)
def test_no_file_or_two(upload: Upload, name: str) -> None:
    """A form without a file, or with two, is refused at the file, in a sentence that says how many came."""
    body = refused(upload.house, 400, lambda: upload(NO_FILES[name]), "file")
    assert body["validation"]["errors"][0]["message"].startswith("Send one file a call")


NO_TYPES: dict[str, bytes] = {
    "a field": FIELD + END,
    "a field named file": part('form-data; name="file"') + END,
    "a text part of 2 MB": part('form-data; name="t"', bytes(2_000_000)) + END,
    "empty file name": named(""),
    "a blob": named("blob"),
}


@pytest.mark.parametrize("name", NO_TYPES)
def test_names_without_a_type(upload: Upload, name: str) -> None:
    """A form's one part is its file, named as its part is; that says no type, so the platform refuses it."""
    body = refused(upload.house, 400, lambda: upload(NO_TYPES[name]), "file")
    assert body["validation"]["errors"][0]["message"].startswith(
        "Xero takes no files without an extension"
    )


NAMES: dict[str, tuple[bytes, str]] = {
    "path": (named("../../etc/r.pdf"), "r.pdf"),
    "path of Windows": (named("C:\\\\receipts\\\\r.pdf"), "r.pdf"),
    "quote": (named(r"a\"b.pdf"), 'a"b.pdf'),
    "umlaut": (named("größe.pdf"), "größe.pdf"),
    "script": (named("領収書.pdf"), "領収書.pdf"),
    "blank": (named("my receipt (1).pdf"), "my receipt (1).pdf"),
    "semicolon": (named("a;b.pdf"), "a;b.pdf"),
    "without quotes": (part("form-data; name=file; filename=r.pdf") + END, "r.pdf"),
    "no name of the part": (part('form-data; filename="r.pdf"') + END, "r.pdf"),
    "preamble line": (b"\r\n" + FILE + END, "r.pdf"),
    "epilogue": (FILE + END + b"what follows\r\n", "r.pdf"),
    "no last line break": (FILE + END[:-2], "r.pdf"),
    "field of 500 KB beside it": (part("form-data; name=t", bytes(500_000)) + FILE + END, "r.pdf"),
    "hundred fields beside it": (FIELD * 100 + FILE + END, "r.pdf"),
    "an empty file": (part('form-data; name="file"; filename="r.pdf"', b"") + END, "r.pdf"),
    "form in the file": (part('form-data; filename="r.eml"', b"--c\r\n\r\n--c--") + END, "r.eml"),
}


@pytest.mark.parametrize("name", NAMES)
def test_strange_but_valid(upload: Upload, name: str) -> None:
    """A file is taken under the last part of its name, in any script, whatever stands around it."""
    body, expected = NAMES[name]
    assert 200 == upload(body).status_code
    assert expected == upload.stored_name()


def test_names_in_latin_1(upload: Upload) -> None:
    """A file name that is no UTF-8 is taken, with its letters replaced."""
    assert 200 == upload(named("X.pdf").replace(b"X", b"gr\xf6\xdfe")).status_code
    assert upload.stored_name().endswith(".pdf")


ENCODED = 'filename="=?utf-8?B?Z3LDtsOfZS5wZGY=?="'
EXTENDED = "filename*=utf-8''gr%C3%B6%C3%9Fe.pdf"


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        ("form-data; name=file; filename=r.pdf; filename*=utf-8''r.pdf", "r.pdf"),
        (f"form-data; name=file; {ENCODED}; {EXTENDED}", "größe.pdf"),
        (f'form-data; name="file"; {EXTENDED}', "größe.pdf"),
        ("form-data; name=file; filename=r.pdf; filename*=bogus''%FF.pdf", "r.pdf"),
    ],
    ids=["plain", "encoded word", "alone", "unknown charset"],
)
def test_names_as_net_writes_them(upload: Upload, disposition: str, expected: str) -> None:
    """`filename*` goes before `filename`: .NET's client writes non-ASCII names there, and an encoded word here."""
    assert 200 == upload(part(disposition) + END).status_code
    assert expected == upload.stored_name()


def test_very_many_parts_are_refused_quickly(upload: Upload) -> None:
    """Five megabytes of tiny parts get their answer soon."""
    body = FIELD * (5_000_000 // len(FIELD)) + FILE + END
    began = process_time()
    answer = upload(body)
    assert process_time() - began < 1
    assert (400, []) == (answer.status_code, places_of(answer.json()))


def test_compressed_forms(upload: Upload) -> None:
    """A compressed form is a 415, as any compressed body."""
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Content-Encoding": "gzip"}
    refused(
        upload.house,
        415,
        lambda: upload.house.http.post(upload.path, content=FILE + END, headers=headers),
    )
