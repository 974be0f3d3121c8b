"""What the pages say is true: their commands are run, their links followed."""

import re

import httpx
import pytest

from docs.pages import PROSE, ROOT, Curl, blocks, curls, text
from house import House
from served import running

WEBHOOKS = "docs/webhooks.md"
"""The page that needs a mock which can send to itself."""

WITH_CURL = [
    name for name in PROSE if name not in ("docs/catalogue.md", WEBHOOKS) and [*curls(name)]
]


def test_pages_with_commands() -> None:
    """None of those whose commands are run has been overlooked; the catalogue has a test of its own."""
    assert ["README.md", "docs/companies.md", "docs/faults.md", "docs/tenants.md"] == WITH_CURL
    assert [*curls(WEBHOOKS)]


@pytest.mark.parametrize("name", WITH_CURL)
def test_curl_commands(name: str, house: House) -> None:
    """Pasted one after the other, each curl command is answered with success and as its comment says."""
    for command in _commands(name):
        _well(command, command.send(house))


def test_webhooks() -> None:
    """The same of the page about webhooks, whose mock is served: it tells itself what happens."""
    with running() as mock, httpx.Client(base_url=mock.url, trust_env=False) as client:
        for command in _commands(WEBHOOKS):
            _well(command, command.send_by(client, mock.url))


def _commands(name: str) -> list[Curl]:
    """All commands of a page, and none is overlooked."""
    commands = [*curls(name)]
    written = re.findall(r"^curl ", "\n".join(blocks(name, "sh")), flags=re.MULTILINE)
    assert len(written) == len(commands)
    return commands


def _well(command: Curl, answer: httpx.Response) -> None:
    """Hold an answer to what the page says of it."""
    told = f"{command.words} -> {answer.status_code} {answer.text}"
    assert answer.is_success != ("--no-fail" in command.words), told
    assert command.answer in answer.text, told


@pytest.mark.parametrize("name", PROSE)
def test_links(name: str) -> None:
    """Every relative link leads to a file of the project."""
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target
