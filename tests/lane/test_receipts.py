"""Which part of a form is the receipt, and what is it called?"""

import httpx
import pytest

from house import House, MakeHouse

END = b"--b--\r\n"
JSON_TYPE = b"Content-Type: application/json\r\n"


def part(disposition: str, content: bytes = b"%PDF", extra: bytes = b"") -> bytes:
    """A part of a form, its boundary before it."""
    head = f"--b\r\nContent-Disposition: form-data; {disposition}\r\n".encode()
    return head + extra + b"\r\n" + content + b"\r\n"


class Receipts:
    """A completed transaction of a mock, and what posts a form to it."""

    def __init__(self, house: House) -> None:
        dataset, (id_,) = house.dataset()
        self.house = house
        self.path = f"{house.company}/syncs/{house.synced(dataset)}/transactions/{id_}/attachments"

    def post(self, *parts: bytes) -> httpx.Response:
        """POST a form of these parts."""
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        return self.house.http.post(self.path, content=b"".join(parts) + END, headers=headers)

    @property
    def stored(self) -> tuple[str, int]:
        """Name and size of the last file that was taken."""
        attachment = self.house.mock.tenant.attachments[-1][1]
        return attachment.name, attachment.size


@pytest.fixture(name="receipts")
def _receipts(house: House) -> Receipts:
    return Receipts(house)


SENT: dict[str, tuple[list[bytes], str]] = {
    "contract, PyPI 9.0.0": (
        [part('name="file"; filename="r.pdf"', extra=b"Content-Type: application/pdf\r\n")],
        "r.pdf",
    ),
    "PyPI 0.5.0": ([part('name="fileName"; filename="r.pdf"')], "r.pdf"),
    "npm 3.1.0": ([part('name=""'), part('name="requestBody"', b"r.pdf")], "r.pdf"),
    "npm 3.1.0, name first": ([part('name="requestBody"', b"r.pdf"), part('name=""')], "r.pdf"),
    "documentation": (
        [
            part('name="yourFileMetaData"', b'{"includeWhenSent": false}', JSON_TYPE),
            part('name="yourFileData"; filename="r.pdf"'),
        ],
        "r.pdf",
    ),
    "documentation, metadata as a blob": (
        [
            part('name="yourFileMetaData"; filename="blob"', b"{}", JSON_TYPE),
            part('name="yourFileData"; filename="r.pdf"'),
        ],
        "r.pdf",
    ),
    "Postman": ([part('name="r.pdf"; filename="r.pdf"')], "r.pdf"),
    "Postman, without a file name": ([part('name="r.pdf"')], "r.pdf"),
    "a blob beside its name": (
        [part('name="file"; filename="blob"'), part('name="requestBody"', b"r.pdf")],
        "r.pdf",
    ),
    "a name of its own beside another": (
        [part('name="file"; filename="r.pdf"'), part('name="requestBody"', b"other.png")],
        "r.pdf",
    ),
    "a name in a path": ([part('name=""'), part('name="requestBody"', b"/tmp/x/r.pdf")], "r.pdf"),
    "a name in any script": (
        [part('name=""'), part('name="requestBody"', "größe.pdf".encode())],
        "größe.pdf",
    ),
    "JSON without a file name beside the file": (
        [
            part('name=""'),
            part('name="about"', b"{}", JSON_TYPE),
            part('name="requestBody"', b"r.pdf"),
        ],
        "r.pdf",
    ),
    "fields beside a file": (
        [part('name="note"', b"text"), part('name="file"; filename="r.pdf"')],
        "r.pdf",
    ),
}


@pytest.mark.parametrize("name", SENT)
def test_what_clients_send(receipts: Receipts, name: str) -> None:
    """However a client writes its form, the one file in it is taken, under the name that it means, in its size."""
    parts, expected = SENT[name]
    answer = receipts.post(*parts)
    assert (200, (expected, 4)) == (answer.status_code, receipts.stored)


def test_json_by_itself_is_a_file(make_house: MakeHouse) -> None:
    """A part with a file name is a file, of whatever media type, when no other is."""
    receipts = Receipts(make_house())
    answer = receipts.post(part('name="file"; filename="r.json"', b"{}", JSON_TYPE))
    (fault,) = answer.json()["validation"]["errors"]
    assert fault["message"].startswith("Xero takes no JSON files")


@pytest.mark.parametrize("size", [1024, 1025, 200_000])
def test_names_are_not_read_without_end(receipts: Receipts, size: int) -> None:
    """Of the part that may hold the file's name the first kilobyte is read."""
    name = b"r" * (size - 4) + b".pdf"
    answer = receipts.post(part('name=""'), part('name="requestBody"', name))
    assert (200 if size == 1024 else 400) == answer.status_code


REFUSED: dict[str, list[bytes]] = {
    "two files": [part('name="a"; filename="r.pdf"'), part('name="b"; filename="s.pdf"')],
    "two JSON files": [
        part('name="a"; filename="r.json"', extra=JSON_TYPE),
        part('name="b"; filename="s.json"', extra=JSON_TYPE),
    ],
    "two parts without a file name": [part('name="a"'), part('name="b"')],
    "JSON alone": [part('name="about"', b"{}", JSON_TYPE)],
    "the name alone": [part('name="requestBody"', b"r.pdf")],
    "a file that nothing names": [part('name=""')],
    "an empty name": [part('name=""'), part('name="requestBody"', b" ")],
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_file_or_several(receipts: Receipts, name: str) -> None:
    """Where it is not clear which part is the file, nothing is stored."""
    answer = receipts.post(*REFUSED[name])
    (fault,) = answer.json()["validation"]["errors"]
    assert (400, "file") == (answer.status_code, fault["itemId"])
    assert fault["message"].startswith("Send one file a call")
    assert 0 == len(receipts.house.mock.tenant.attachments)


@pytest.mark.parametrize("name", [name for name in SENT if name != "contract, PyPI 9.0.0"])
def test_strict_forms(strict_house: House, name: str) -> None:
    """A strict server wants the contract's part with a file name, and beside it whatever has none."""
    parts, _ = SENT[name]
    allowed = {
        "a name of its own beside another": 200,
        "fields beside a file": 200,
    }
    receipts = Receipts(strict_house)
    assert allowed.get(name, 400) == receipts.post(*parts).status_code
    assert 200 == receipts.post(*SENT["contract, PyPI 9.0.0"][0]).status_code
