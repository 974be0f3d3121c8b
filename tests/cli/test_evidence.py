"""`codat-mock evidence` writes one file, and says which."""

import json
from pathlib import Path

import pytest

from cli.desk import Desk


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands of a test are typed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("form", "ending", "begins"),
    [
        ("html", "html", "<!doctype html>"),
        ("md", "md", "## Sync `"),
        ("har", "har", '{"log":'),
        ("curl", "sh", "#!/usr/bin/env bash"),
        ("json", "json", '{"version":'),
    ],
)
def test_files(desk: Desk, folder: Path, form: str, ending: str, begins: str) -> None:
    """Each format has its ending, and the name of the file is said."""
    sync_id = desk.sync()
    name = f"sync-{sync_id[:8]}.{ending}"
    assert name in desk.said("evidence", "--format", form)
    assert (folder / name).read_text(encoding="utf-8").startswith(begins)


def test_a_page_unless_said(desk: Desk, folder: Path) -> None:
    """Of the last sync, as a page; `-o` says where to."""
    first, last = desk.sync(), desk.sync()
    desk.said("evidence")
    assert [f"sync-{last[:8]}.html"] == [file.name for file in folder.iterdir()]
    desk.said("evidence", first[:8], "-o", "here.html")
    assert first in (folder / "here.html").read_text(encoding="utf-8")


def test_standard_output(desk: Desk, folder: Path) -> None:
    """`-o -` and `--json` write no file."""
    sync_id = desk.sync()
    assert sync_id in desk.said("evidence", "-o", "-", "--format", "md")
    assert sync_id == json.loads(desk.said("evidence", "--json"))["explanation"]["id"]
    assert [] == [*folder.iterdir()]


@pytest.mark.usefixtures("folder")
def test_refused(desk: Desk) -> None:
    """No sync, no such sync and no such folder are told, each with what to do."""
    assert "there is no sync yet; `codat-mock send` makes one" in desk.refused("evidence")
    unknown = "6fb40d5e-b13e-11ed-afa1-0242ac120002"
    assert "The tenant has no sync" in desk.refused("evidence", unknown)
    desk.sync()
    assert "cannot be written" in desk.refused("evidence", "-o", "nowhere/a.html")
    assert "say with -o where to" in desk.refused("evidence", "-o", "nowhere/a.html")
