"""What the README says is true: its blocks are run, its tables are compared."""

import json
import re
import shlex
from pathlib import Path

import pytest

from codat_contract import SYNC_CODES
from house import House

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PROSE = sorted(path.name for path in ROOT.glob("*.md"))


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def curls() -> list[str]:
    """Every curl line, continuations joined."""
    text = "\n".join(blocks("sh")).replace("\\\n", " ")
    return [line for line in text.splitlines() if line.startswith("curl ")]


def test_python_blocks() -> None:
    """The example runs as it stands, and what it asserts holds."""
    [example] = blocks("python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 our own words


def test_example_is_short() -> None:
    """Twelve lines are promised."""
    [example] = blocks("python")
    assert 12 == len([line for line in example.splitlines() if line.strip()])


@pytest.mark.parametrize("line", curls())
def test_curl_lines(house: House, line: str) -> None:
    """Each curl line is answered with success."""
    words = shlex.split(line)[1:]
    headers = dict(words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1]
    [url] = [word for word in words if word.startswith("http://127.0.0.1:4260")]
    answer = house.http.post(url, content=body, headers=headers)
    assert answer.is_success, answer.text
    assert json.loads(body)


def test_table_of_codes() -> None:
    """The README's table is the contract's."""
    for code in SYNC_CODES.values():
        assert f"| {code.number} | {code.reason} | {code.actor} |" in README
    assert len(SYNC_CODES) == len(re.findall(r"^\| \d{4} \|", README, flags=re.MULTILINE))


@pytest.mark.parametrize("name", PROSE)
def test_links(name: str) -> None:
    """Every relative link leads to a file of the project."""
    text = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_make_targets() -> None:
    """Every `make` command that is named exists."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"^make (\w+)", "\n".join(blocks("sh")), flags=re.MULTILINE)
    assert {"demo", "test"} == set(named)
    for target in named:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
