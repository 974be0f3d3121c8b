"""Which pages of the project hold commands, and what are they?"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from house import House

ROOT = Path(__file__).parents[2]
PROSE = sorted(
    str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
)
_OWN = "http://127.0.0.1:4260"


def text(name: str) -> str:
    """A page."""
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of a language on a page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text(name), flags=re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Curl:
    """A curl command of a page, and what the comment below says of its answer.

    Attributes:
        words: As a shell splits them.
        answer: A part of the answer; empty: only its success is told.
    """

    words: tuple[str, ...]
    answer: str

    def options(self, name: str) -> list[str]:
        """What follows each `name`."""
        return [self.words[place + 1] for place, word in enumerate(self.words) if word == name]

    def send(self, house: House) -> httpx.Response:
        """Send it to the house instead."""
        return self.send_by(
            httpx.Client(transport=house.http._transport, base_url="http://mock")  # noqa: SLF001 without its key
        )

    def send_by(self, client: httpx.Client, own: str = _OWN) -> httpx.Response:
        """Send it by another client; where the page names its mock, `own` stands instead."""
        [url] = [word for word in self.words if word.startswith(f"{_OWN}/")]
        headers = dict(header.split(": ", 1) for header in self.options("-H"))
        files = {}
        for form in self.options("-F"):
            found = re.fullmatch(r"(\w+)=([^;@]+);filename=([\w.]+)", form)
            assert found
            files[found[1]] = (found[3], found[2].encode())
        [data] = self.options("-d") or [None]
        [method] = self.options("-X") or ["POST" if data or files else "GET"]
        content = None if data is None else data.replace(_OWN, own)
        return client.request(
            method, url.removeprefix(_OWN), content=content, headers=headers, files=files or None
        )


def curls(name: str) -> Iterator[Curl]:
    """Every curl command of a page, its variables filled in as a shell does."""
    lines = "\n".join(blocks(name, "sh")).replace("\\\n", " ")
    variables = dict(re.findall(r"^([A-Z]+)='?([^'\n]+)'?$", lines, flags=re.MULTILINE))
    for command, answer in re.findall(
        r"^(curl .*?)(?:\n# (.*?))?$(?!\n[ #])", lines, flags=re.MULTILINE | re.DOTALL
    ):
        filled = re.sub(r"\$([A-Z]+)", lambda found: variables[found[1]], command)
        yield Curl(tuple(shlex.split(filled)), answer)
