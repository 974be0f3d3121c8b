"""What the README says is true: its blocks are run, its tables are compared."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from codat_contract import SYNC_CODES
from codat_mock.cli import main
from docs.pages import ROOT, blocks, text
from house import House
from served import client_of, running

README = "README.md"


def test_python_blocks() -> None:
    """The examples run as they stand, one after the other, and what they assert holds."""
    names: dict[str, object] = {}
    for example in blocks(README, "python"):
        exec(compile(example, "README.md", "exec"), names)  # noqa: S102 our own words


def test_example_is_short() -> None:
    """Twelve lines are promised."""
    example = blocks(README, "python")[0]
    assert 12 == len([line for line in example.splitlines() if line.strip()])


def commands() -> list[list[str]]:
    """Every line that is a command of ours and steers a server."""
    lines = re.findall(r"^codat-mock (.*)$", "\n".join(blocks(README, "sh")), flags=re.MULTILINE)
    return [shlex.split(line) for line in lines if not line.startswith("serve")]


def test_commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Typed one after the other, each command works against a server with which a client has synced."""
    assert commands()
    monkeypatch.chdir(tmp_path)
    with running() as mock, client_of(mock) as http:
        assert 202 == http.post(f"{House.company}/syncs", json={}).status_code
        for words in commands():
            done = CliRunner(env={"CODAT_MOCK_URL": mock.url}).invoke(main, words)
            assert 0 == done.exit_code, (words, done.output)


def test_table_of_codes() -> None:
    """The README's table is the contract's."""
    for code in SYNC_CODES.values():
        assert f"| {code.number} | {code.reason} | {code.actor} |" in text(README)
    assert len(SYNC_CODES) == len(re.findall(r"^\| \d{4} \|", text(README), flags=re.MULTILINE))


def test_make_targets() -> None:
    """Every `make` command that is named exists."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"^make (\w+)", "\n".join(blocks(README, "sh")), flags=re.MULTILINE)
    assert {"demo", "test"} == set(named)
    for target in named:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
