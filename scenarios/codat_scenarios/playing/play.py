"""How is a scenario played? Step by step, to the end of what can be done; then comes the verdict."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codat_contract import SYNC_CODES
from codat_scenarios.playing.acts import ACTS
from codat_scenarios.playing.calls import Calls, CannotPlayError
from codat_scenarios.playing.expenses import Inventor
from codat_scenarios.playing.theatre import Happened, Theatre

__all__ = ["Performance", "Played", "play"]

BY_ITSELF = frozenset({"its transactions", "the company's state"})
"""Who decides a sync of which nobody has said how it ends."""


@dataclass(frozen=True, slots=True)
class Played:
    """A step that was played.

    Attributes:
        number: Its number, from 1.
        kind: Its key.
        body: What stands under the key.
        happened: What came of it.
    """

    number: int
    kind: str
    body: Mapping[str, Any]
    happened: Sequence[Happened]

    @property
    def well(self) -> bool:
        """Whether all was as it should be."""
        return not any(one.wrong for one in self.happened)


@dataclass(frozen=True, slots=True)
class Performance:
    """A scenario that was played.

    Attributes:
        scenario: Its name.
        steps: The steps that were played.
        left: How many were not, because one before them could not be.
        seen: The codes that were seen, in their order.
        failures: What is not as it should be, a sentence each.
        notes: What was there and has had no effect, a sentence each; it is no failure.
        last_sync: The sync that was the last to be accepted, if one was.
    """

    scenario: str
    steps: Sequence[Played]
    left: int
    seen: Sequence[int]
    failures: Sequence[str]
    notes: Sequence[str]
    last_sync: str | None

    @property
    def well(self) -> bool:
        """Whether all was as it should be."""
        return not self.failures


def play(
    scenario: Mapping[str, Any],
    calls: Calls,
    show: Callable[[Played], None],
    sleep: Callable[[float], None],
) -> Performance:
    """Play the steps of a scenario that the tenant is in already.

    Args:
        scenario: The scenario.
        calls: Reach the tenant.
        show: Is told each step when it was played.
        sleep: Waits so many seconds, where the clock of the tenant runs by itself.

    Raises:
        CannotPlayError: The tenant cannot be reached at all.
    """
    clock = calls.control("GET", "/clock")
    theatre = Theatre(
        calls, Inventor(scenario["scenario"]), clock["mode"] == "manual", clock["now"], sleep
    )
    theatre.plans.begin(calls)
    theatre.hearing.begin(calls)
    steps: list[Played] = []
    wanted = scenario.get("steps", ())
    for number, step in enumerate(wanted, 1):
        ((kind, body),) = step.items()
        theatre.lines = []
        possible = _act(kind, body, theatre)
        steps.append(Played(number, kind, body, tuple(theatre.lines)))
        show(steps[-1])
        if not possible:
            break
    failures = [
        f"Step {step.number}, {step.kind}: {one.text}"
        for step in steps
        for one in step.happened
        if one.wrong
    ]
    failures += _unseen(scenario, theatre) + _twice(theatre)
    notes = _missed(theatre)
    theatre.close()
    syncs = [tale.drive.sync_id for tale in theatre.tales.values() if tale.drive.sync_id]
    return Performance(
        scenario["scenario"],
        steps,
        len(wanted) - len(steps),
        sorted(theatre.seen),
        failures,
        notes,
        syncs[-1] if syncs else None,
    )


def _act(kind: str, body: Mapping[str, Any], theatre: Theatre) -> bool:
    """Do a step; whether it could be done."""
    try:
        ACTS[kind](body, theatre)
        theatre.hear()
    except CannotPlayError as wrong:
        theatre.say(str(wrong), wrong=True)
        return False
    return True


def _unseen(scenario: Mapping[str, Any], theatre: Theatre) -> list[str]:
    unseen = [code for code in scenario.get("shows", ()) if code not in theatre.seen]
    if not unseen or not scenario.get("steps"):
        return []
    return [
        f"It says that it shows {', '.join(str(SYNC_CODES[code]) for code in unseen)}, which was not seen."
    ]


def _missed(theatre: Theatre) -> list[str]:
    """What the plans have named in vain."""
    syncs = [drive.sync_id for drive in theatre.drives if drive.sync_id]
    try:
        return [*theatre.plans.missed(syncs, theatre.calls)]
    except CannotPlayError as wrong:
        return [f"It could not be read whether each plan met its transactions: {wrong}"]


def _twice(theatre: Theatre) -> list[str]:
    """What was written twice by syncs of which nobody has said how they end."""
    companies = dict.fromkeys(tale.company for tale in theatre.tales.values())
    try:
        found = [name for company in companies for name in _written_twice(company, theatre.calls)]
    except CannotPlayError as wrong:
        return [f"It could not be read whether something was pushed twice: {wrong}"]
    return [f"The transaction {name} was pushed twice." for name in found]


def _written_twice(company: str, calls: Calls) -> list[str]:
    written: Counter[str] = Counter()
    for sync in calls.syncs(company):
        decided = calls.explained(sync)["decided"]
        if decided is not None and decided["by"] in BY_ITSELF:
            written.update(set(calls.completed(company, sync)))
    return [name for name, times in written.items() if times > 1]
