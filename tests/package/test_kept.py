"""What was parsed of a document is kept beside Python's modules, and is never told for another text."""

import os
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from codat_contract.kept import kept


@pytest.fixture(autouse=True)
def _may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have told Python to write nothing."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture(name="document")
def _document(tmp_path: Path) -> Path:
    file = tmp_path / "a.yaml"
    file.write_text("one", "utf-8")
    return file


class Parsing:
    """A parser that remembers what it has parsed."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, text: str) -> object:
        self.seen.append(text)
        return {"said": [text, 1, 1.5, True, None]}


def files(folder: Path) -> list[Path]:
    """What was kept in a folder."""
    return [*folder.glob("__pycache__/*")]


def test_once(document: Path) -> None:
    """The same text is parsed once, and what comes later is equal."""
    parse = Parsing()
    assert kept(document, parse) == kept(document, parse) == {"said": ["one", 1, 1.5, True, None]}
    assert ["one"] == parse.seen
    assert 1 == len(files(document.parent))


def test_another_text(document: Path) -> None:
    """A document that has changed is parsed anew, even when neither its size nor its time tells."""
    parse = Parsing()
    kept(document, parse)
    times = document.stat()
    document.write_text("two", "utf-8")
    os.utime(document, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert {"said": ["two", 1, 1.5, True, None]} == kept(document, parse)
    assert ["one", "two"] == parse.seen


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"\xe9\x05\x00\x00\x00", b"i\x01\x00\x00\x00"]
)
def test_spoilt(document: Path, content: bytes) -> None:
    """What was kept and is spoilt is made again."""
    parse = Parsing()
    kept(document, parse)
    [file] = files(document.parent)
    file.write_bytes(content)
    kept(document, parse)
    kept(document, parse)
    assert ["one", "one"] == parse.seen


def test_any_torn_bit(document: Path) -> None:
    """Whichever bit of what was kept is not as it was, nothing of it is believed."""
    expected = kept(document, Parsing())
    [file] = files(document.parent)
    written = file.read_bytes()
    for place in range(8 * len(written)):
        torn = bytearray(written)
        torn[place // 8] ^= 1 << place % 8
        file.write_bytes(torn)
        parse = Parsing()
        assert expected == kept(document, parse)
        assert ["one"] == parse.seen


def test_no_draft_is_left(document: Path) -> None:
    """What could not be put in its place is not left beside it."""
    place = Path(cache_from_source(str(document))).with_suffix(".marshal")
    place.mkdir(parents=True)
    kept(document, Parsing())
    assert [place] == files(document.parent)


def test_python_that_keeps_nothing(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python without a place for what it has compiled has none for documents."""
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    parse = Parsing()
    kept(document, parse)
    kept(document, parse)
    assert ["one", "one"] == parse.seen


def test_nowhere_to_write(document: Path) -> None:
    """Where nothing can be written, the document is parsed each time."""
    (document.parent / "__pycache__").write_text("in the way", "utf-8")
    parse = Parsing()
    kept(document, parse)
    kept(document, parse)
    assert ["one", "one"] == parse.seen


def test_told_to_write_nothing(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tells Python to write nothing finds nothing written."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept(document, Parsing())
    assert not files(document.parent)


def test_refused(document: Path) -> None:
    """What cannot be parsed is not kept."""

    def refuse(text: str) -> object:
        raise ValueError(text)

    for _ in range(2):
        with pytest.raises(ValueError, match="one"):
            kept(document, refuse)
    assert not files(document.parent)
