"""The environments of the official SDKs are made from locks: the same everywhere, from wherever packages come."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sdks.environments import HERE, RECIPES, CannotMake, made

PYTHON = ("version-1", "version-9")
NODE = HERE / "node"


def pinned(name: str) -> dict[str, int]:
    """What a lock of Python packages holds, and how many hashes of each."""
    parts = re.split(r"^(?=\w)", (HERE / f"{name}.txt").read_text("utf-8"), flags=re.MULTILINE)
    return {part.split()[0]: part.count("--hash=sha256:") for part in parts[1:]}


@pytest.mark.parametrize("name", PYTHON)
def test_python_locks(name: str) -> None:
    """A lock holds the SDK that is asked for, and hashes of everything."""
    locked = pinned(name)
    assert (HERE / f"{name}.in").read_text("utf-8").strip() in locked
    assert all(locked.values())


def test_node_lock() -> None:
    """Likewise for Node."""
    locked = json.loads((NODE / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = json.loads((NODE / "package.json").read_text("utf-8"))["dependencies"]
    assert wanted == locked.pop("")["dependencies"]
    for name, version in wanted.items():
        assert version == locked[f"node_modules/{name}"]["version"]
    assert all(package["integrity"] for package in locked.values())


@pytest.mark.parametrize(
    "source", [*(s for r in RECIPES.values() for s in r.sources)], ids=lambda path: path.name
)
def test_locks_name_no_place(source: Path) -> None:
    """Packages come from whatever index is set where they are installed."""
    text = source.read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^-|^[^#\"]*@ ", text, flags=re.MULTILINE)


def test_made_once() -> None:
    """What is there is left as it is, and nothing is said."""
    before = [made(name).stat().st_mtime_ns for name in RECIPES]
    line = [sys.executable, str(HERE / "environments.py")]
    done = subprocess.run(line, check=True, capture_output=True, text=True, timeout=60)
    assert ("", "") == (done.stdout, done.stderr)
    assert before == [made(name).stat().st_mtime_ns for name in RECIPES]


def test_without_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has no Node is told what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotMake, match=r"there is no npm .* install Node 18 or later"):
        RECIPES["node"].make(tmp_path)
