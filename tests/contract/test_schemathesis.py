"""Schemathesis finds nothing in either document: no failure, and no answer that breaks the contract.

`schemathesis.toml` says what it checks. The runs, and one against a document with a planted mistake, go on at the same
time, each against a server of its own.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from codat_mock.lane.exchange import Witnessed
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings
from contract.hooks import BY_HOOK

ROOT = Path(__file__).parents[2]
CONTRACT, CONTROL = (ROOT / "openapi" / name for name in ("sync-for-expenses.yaml", "control.yaml"))
BELOW = "/__mock"

EXAMPLES = "40"
"""How many there are of each operation in each phase; `st run` by itself makes a hundred."""

_PATIENCE = 600

Record: TypeAlias = Callable[[str, object], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        code: The exit code of the command.
        printed: What it printed.
        answers: How many answers of each status the server gave, by operation.
    """

    code: int
    printed: str
    answers: Mapping[str, Counter[int]]

    def lines(self) -> list[str]:
        """The answers as a table."""
        return [
            f"{'operation':<34}{'cases':>7}{'2xx':>7}",
            *(
                f"{id_:<34}{counts.total():>7}{successes(counts):>7}"
                for id_, counts in self.answers.items()
            ),
            f"{'in all':<34}{self.cases:>7}{sum(map(successes, self.answers.values())):>7}",
            f"{'links followed, of those it sees':<34}{self.links[0]:>7}{self.links[1]:>7}",
        ]

    @property
    def links(self) -> tuple[int, int]:
        """How many links it has followed, and how many it sees: those of the document, and others that it infers."""
        found = re.search(r"API Links: +(\d+) covered / (\d+) selected", self.printed)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    @property
    def cases(self) -> int:
        """How many there were."""
        return sum(counts.total() for counts in self.answers.values())


def successes(counts: Counter[int]) -> int:
    """How many of these answers are a 2xx."""
    return sum(times for status, times in counts.items() if 200 <= status < 300)


@pytest.fixture(name="outcomes", scope="module")
def _outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """What came of each run."""
    ended = Settings(port=0, seed=1, log="off", sync_time=0)
    manual = Settings(port=0, seed=1, log="off", clock=ClockSetting.read("manual"))
    wrong = tmp_path_factory.mktemp("wrong") / "control.yaml"
    wrong.write_text(CONTROL.read_text("utf-8").replace("enum: [ready]", "enum: [steady]"), "utf-8")
    one = ("--include-operation-id", "get-health", "--phases", "coverage")
    with ExitStack() as stack:
        playing = {
            "contract": Playing(stack, ended, CONTRACT, ""),
            "control": Playing(stack, manual, CONTROL, BELOW),
            "walks": Playing(stack, ended, CONTRACT, "", "--phases", "stateful", "--seed", "2"),
            "planted": Playing(stack, manual, wrong, BELOW, *one),
        }
        return {name: run.outcome() for name, run in playing.items()}


class Playing:
    """A run that goes on, and the server that it asks."""

    def __init__(
        self, stack: ExitStack, settings: Settings, document: Path, below: str, *more: str
    ) -> None:
        self._seen: list[Witnessed] = []
        self._below = below
        self._running: Running = stack.enter_context(start(settings, self._seen.append))
        command = (sys.executable, "-m", "schemathesis.cli", "run", str(document))
        where = ("--url", self._running.url + below)
        how = ("--seed", "1", "--generation-database", "none", "--no-color", "-n", EXAMPLES)
        self._command = stack.enter_context(
            subprocess.Popen(
                [*command, *where, *how, *more],
                cwd=ROOT,
                text=True,
                encoding="utf-8",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )

    def outcome(self) -> Outcome:
        """Wait for the end."""
        printed, _ = self._command.communicate(timeout=_PATIENCE)
        router = self._running.mock.exchange.router
        answers: dict[str, Counter[int]] = {
            operation.id: Counter()
            for operation in router.operations
            if operation.template.startswith(BELOW) == bool(self._below)
        }
        for seen in self._seen:
            if seen.request.user_agent == BY_HOOK:
                continue
            route = router.find(seen.request.path)
            operation = route and route.methods.get(seen.request.method)
            if operation and operation.id in answers:
                answers[operation.id][seen.reply.status] += 1
        return Outcome(self._command.returncode, printed, answers)


@pytest.mark.parametrize("name", ["contract", "control", "walks"])
def test_no_violation(name: str, outcomes: Mapping[str, Outcome], record_property: Record) -> None:
    """All checks of Schemathesis hold, and no answer is a 5xx."""
    outcome = outcomes[name]
    record_property("schemathesis", "\n".join(outcome.lines()))
    assert 0 == outcome.code, outcome.printed
    assert [] == [
        status for counts in outcome.answers.values() for status in counts if status >= 500
    ]


@pytest.mark.parametrize("name", ["contract", "control"])
def test_every_operation_succeeds(name: str, outcomes: Mapping[str, Outcome]) -> None:
    """Of each operation some cases get a 2xx, so that what was checked is not only how it refuses."""
    outcome = outcomes[name]
    assert [] == [id_ for id_, counts in outcome.answers.items() if not successes(counts)]


def test_thousands_of_cases(outcomes: Mapping[str, Outcome]) -> None:
    """The contract was asked thousands of times, and in walks along its links too: two, for one ends soon by chance."""
    assert outcomes["contract"].cases > 3500
    assert outcomes["contract"].links[0] + outcomes["walks"].links[0] > 50


def test_a_planted_violation_is_found(outcomes: Mapping[str, Outcome]) -> None:
    """A document that says otherwise than the server answers is found out."""
    outcome = outcomes["planted"]
    assert 1 == outcome.code, outcome.printed
    assert "steady" in outcome.printed
