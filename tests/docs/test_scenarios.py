"""What docs/scenarios.md shows works as it stands."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cli.desk import command, served
from package.serving import WITHIN, mocked

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in which the files of the page are saved under the names that it gives them."""
    monkeypatch.chdir(tmp_path)
    (scenario,), (client,) = _blocks("yaml"), _blocks("python")
    Path("one-refused.yaml").write_text(scenario, "utf-8")
    Path("client.py").write_text(client, "utf-8")


def _commands() -> list[list[str]]:
    lines = [line for block in _blocks("sh") for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("codat-mock ")]


@pytest.mark.usefixtures("folder")
def test_commands() -> None:
    """Each command about scenarios succeeds, the example among them: no warning, and all is as expected."""
    said = {}
    with served() as desk:
        for words in _commands():
            if words[0] == "scenarios":
                said[words[1]] = desk.said(*words[: words.index(">") if ">" in words else None])
                if ">" in words:
                    Path(words[-1]).write_text(said[words[1]], "utf-8")
    assert {"validate", "run", "schema"} == said.keys()
    assert "one-refused.yaml: in order.\n" == said["validate"]
    assert "All was as expected." in said["run"]
    [named] = re.findall(r"\$schema=(\S+)", PAGE)
    assert Path(named).read_text("utf-8").startswith("{")


@pytest.mark.usefixtures("folder")
def test_client_of_ones_own() -> None:
    """The command beside `serve` meets the scenario, and sees what the page says."""
    [words] = [words for words in _commands() if words[0] == "serve"]
    words = [sys.executable if word == "python" else word for word in words]
    done = subprocess.run(
        mocked(*words), capture_output=True, text=True, env=os.environ, timeout=WITHIN, check=False
    )
    assert 0 == done.returncode, done.stderr
    [expected] = re.findall(r"-- python client\.py\n# (\d+)\n", PAGE)
    assert expected == done.stdout.split()[-1]


def test_flags() -> None:
    """The flags that the page speaks of are those of the commands."""
    shown = command("scenarios", "run", "--help").stdout + command("serve", "--help").stdout
    flags = set(re.findall(r"`[a-z ]*(--[a-z]+)`", PAGE))
    assert {"--keep", "--remove", "--here", "--scenario"} == flags
    assert [] == [flag for flag in flags if flag not in shown]
