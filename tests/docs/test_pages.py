"""What the pages say is true: their commands are run, their links followed."""

import re

import pytest

from docs.pages import PROSE, ROOT, blocks, curls, text
from house import House

WITH_CURL = [name for name in PROSE if name != "docs/catalogue.md" and [*curls(name)]]


def test_pages_with_commands() -> None:
    """None of those whose commands are run has been overlooked; the catalogue has a test of its own."""
    assert ["README.md", "docs/companies.md", "docs/faults.md", "docs/tenants.md"] == WITH_CURL


@pytest.mark.parametrize("name", WITH_CURL)
def test_curl_commands(name: str, house: House) -> None:
    """Pasted one after the other, each curl command is answered with success and as its comment says."""
    commands = [*curls(name)]
    assert len(re.findall(r"^curl ", "\n".join(blocks(name, "sh")), flags=re.MULTILINE)) == len(
        commands
    )
    for command in commands:
        answer = command.send(house)
        told = f"{command.words} -> {answer.status_code} {answer.text}"
        assert answer.is_success != ("--no-fail" in command.words), told
        assert command.answer in answer.text, told


@pytest.mark.parametrize("name", PROSE)
def test_links(name: str) -> None:
    """Every relative link leads to a file of the project."""
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target
