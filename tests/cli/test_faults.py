"""What does the command line say of faults? Of each all that its own file says, in the words of the command."""

import re
import shlex

import pytest

from cli.desk import Desk
from codat_mock.faults import kinds


@pytest.mark.parametrize("kind", kinds())
def test_help_of_one_fault(desk: Desk, kind: str) -> None:
    """The help of a fault has the flags that it takes and no others, what each of its words means, and its examples."""
    shown = desk.said("fault", kind, "--help")
    flags = {*re.findall(r"^  --([a-z-]+)", shown, re.MULTILINE)}
    own = {re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name) for name in _fields(kind)}
    assert own | {"operation", "times", "after", "company", "url", "api-key", "json"} == flags
    for held in kinds()[kind].attributes():
        assert all(re.search(rf"^  {word}  +\S", shown, re.MULTILINE) for word in held.meanings)
    lines = re.findall(r"^  codat-mock (.*?)(?:  # .*)?$", shown, re.MULTILINE)
    assert len(kinds()[kind].requests()) == len(lines)
    for line, (_, body) in zip(lines, kinds()[kind].requests(), strict=True):
        made = desk.answered(*shlex.split(line))
        assert body.items() <= made.items() | {("operation", "*")}, line


def _fields(kind: str) -> list[str]:
    return [held.name for held in kinds()[kind].attributes()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--do drop", "The next webhook: drop. It is never sent,"),
        (
            "--do duplicate --copies 2 --times 2 --after 1",
            "Once 1 has passed, the next 2 webhooks:",
        ),
        (
            "--do stale --operation expenses.sync.successful --times always",
            "Each webhook of expenses.sync.successful: stale, until fault-1 is deleted.",
        ),
        ("--do before-answer", "The next call that starts a sync meets webhook before-answer."),
    ],
)
def test_a_fault_of_webhooks(desk: Desk, words: str, said: str) -> None:
    """A fault that waits for webhooks says so, and what becomes of them; it is no matter of calls."""
    shown = " ".join(desk.said("fault", "webhook", *words.split()).split())
    assert said in shown
    assert ("webhooks" in desk.said("fault")) == ("before" not in words)
