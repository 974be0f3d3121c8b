"""What the README says is true: its blocks are run, its tables are compared."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from codat_contract import SYNC_CODES
from codat_mock.cli import main
from house import House
from served import client_of, running

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PROSE = sorted(
    str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
)


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Curl:
    """A curl command of the README, and what the comment below says of its answer."""

    words: tuple[str, ...]
    answer: str

    def options(self, name: str) -> list[str]:
        """What follows each `name`."""
        return [self.words[place + 1] for place, word in enumerate(self.words) if word == name]

    def send(self, house: House) -> httpx.Response:
        """Send it to the house instead."""
        [url] = [word for word in self.words if word.startswith("http://127.0.0.1:4260/")]
        headers = dict(header.split(": ", 1) for header in self.options("-H"))
        files = {}
        for form in self.options("-F"):
            found = re.fullmatch(r"(\w+)=([^;@]+);filename=([\w.]+)", form)
            assert found
            files[found[1]] = (found[3], found[2].encode())
        [data] = self.options("-d") or [None]
        [method] = self.options("-X") or ["POST" if data or files else "GET"]
        url = url.removeprefix("http://127.0.0.1:4260")
        client = httpx.Client(transport=house.http._transport, base_url="http://mock")  # noqa: SLF001 without its key
        return client.request(method, url, content=data, headers=headers, files=files or None)


def curls() -> Iterator[Curl]:
    """Every curl command, its variables filled in as a shell does."""
    text = "\n".join(blocks("sh")).replace("\\\n", " ")
    variables = dict(re.findall(r"^([A-Z]+)='?([^'\n]+)'?$", text, flags=re.MULTILINE))
    for command, answer in re.findall(
        r"^(curl .*?)\n# (.*?)$", text, flags=re.MULTILINE | re.DOTALL
    ):
        filled = re.sub(r"\$([A-Z]+)", lambda found: variables[found[1]], command)
        yield Curl(tuple(shlex.split(filled)), answer)


def test_python_blocks() -> None:
    """The examples run as they stand, one after the other, and what they assert holds."""
    names: dict[str, object] = {}
    for example in blocks("python"):
        exec(compile(example, "README.md", "exec"), names)  # noqa: S102 our own words


def test_example_is_short() -> None:
    """Twelve lines are promised."""
    example = blocks("python")[0]
    assert 12 == len([line for line in example.splitlines() if line.strip()])


def test_curl_commands(house: House) -> None:
    """Pasted one after the other, each curl command is answered with success and as its comment says."""
    commands = list(curls())
    assert "\n".join(blocks("sh")).count("\ncurl ") == len(commands)
    for command in commands:
        answer = command.send(house)
        assert answer.is_success != ("--no-fail" in command.words), answer.text
        assert command.answer in answer.text


def commands() -> list[list[str]]:
    """Every line that is a command of ours and steers a server."""
    lines = re.findall(r"^codat-mock (.*)$", "\n".join(blocks("sh")), flags=re.MULTILINE)
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
        assert f"| {code.number} | {code.reason} | {code.actor} |" in README
    assert len(SYNC_CODES) == len(re.findall(r"^\| \d{4} \|", README, flags=re.MULTILINE))


@pytest.mark.parametrize("name", PROSE)
def test_links(name: str) -> None:
    """Every relative link leads to a file of the project."""
    text = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text):
        assert ((ROOT / name).parent / target).exists(), target


def test_make_targets() -> None:
    """Every `make` command that is named exists."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"^make (\w+)", "\n".join(blocks("sh")), flags=re.MULTILINE)
    assert {"demo", "test"} == set(named)
    for target in named:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
