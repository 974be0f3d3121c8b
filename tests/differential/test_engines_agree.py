"""The lane answers as stock connexion does, which is made of the same documents and the same handlers.

Where stock accepts, status and body are equal; where it refuses, the lane refuses with the same status. Where the lane
alone refuses, the keyword stands in `LANE_ALONE`. Where stock fails, the lane refuses.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import given, settings

from differential.beginnings import before, sequences
from differential.breaking import BREAKS, SILENT, keywords
from differential.engines import Engines
from differential.fine import OPERATIONS, examples, json_schema, plain
from differential.flaws import FLAWS, flaws
from differential.playing import Play
from differential.steps import Step
from differential.verdicts import LANE_ALONE, Tally

# Stock lets go of the files of a form that it cannot read without closing them.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")

SEQUENCES = settings(settings.get_profile("ci"), max_examples=6)

JSON_BODIES = [
    id_
    for id_, operation in OPERATIONS.items()
    if operation.body and not operation.body.multipart and not operation.body.anything
]

_LARGE = 2_048

Record: TypeAlias = Callable[[str, object], None]


@pytest.fixture(name="tally")
def _tally(record_property: Record, request: pytest.FixtureRequest) -> Iterator[Tally]:
    """What is counted in a test; it is printed at the end of the run."""
    tally = Tally()
    yield tally
    record_property("differential", "\n".join((request.node.name, *tally.lines())))
    gc.collect()  # While the filter for the unclosed files holds.


def test_every_flaw(engines: Engines, tally: Tally) -> None:
    """To each operation: a request that fits, which both accept, and it again with every flaw that it can have.

    Each keyword of `LANE_ALONE` occurs: what stock has learnt to check must be taken from that list.
    """
    for fits in [fits for id_ in OPERATIONS for fits in _fitting(id_)]:
        play = _begun(fits.id, engines, tally)
        for step in [step for steps in flaws(fits).values() for step in steps]:
            play.ask(step)
            if not play.together:
                play = _begun(fits.id, engines, tally)
        play.ask(fits)
        play.end()
    assert OPERATIONS.keys() == tally.accepted.keys()
    assert LANE_ALONE.keys() == tally.lane_alone.keys()


def test_every_flaw_of_a_large_body(engines: Engines, tally: Tally) -> None:
    """It is the same where the body is so large that the lane reads it in one step."""
    bulk = [id_ for id_, operation in OPERATIONS.items() if operation.body and operation.body.bulk]
    for fits in [replace(fits, space=_LARGE) for id_ in bulk for fits in _fitting(id_)]:
        play = _begun(fits.id, engines, tally)
        for step in [step for steps in flaws(fits).values() for step in steps if step.body]:
            play.ask(step)
            if not play.together:
                play = _begun(fits.id, engines, tally)
        play.ask(fits)
        play.end()
    assert {*bulk} <= tally.accepted.keys()


@pytest.mark.parametrize("id_", OPERATIONS)
def test_every_flaw_is_made(id_: str) -> None:
    """What can be wrong with a request to an operation is wrong with one of those that are asked."""
    operation = OPERATIONS[id_]
    made = {name for fits in _fitting(id_) for name in flaws(fits)}
    expected = {name for name, flaw in FLAWS.items() if flaw.concerns(operation)} - {"body"}
    if id_ in JSON_BODIES:
        known = BREAKS.keys() & set(keywords(*json_schema(operation)))
        expected |= {f"body: {keyword}" for keyword in known} - NEVER_MADE.get(id_, set())
    assert set() == expected - made


NEVER_MADE: Mapping[str, set[str]] = {
    "initiate-sync": {"body: maxItems"},  # More than a thousand.
    "end-sync": {"body: maxItems"},
    # Those of parts that few have.
    "load-scenario": {"body: exclusiveMinimum", "body: format", "body: propertyNames"},
    "update-expense-dataset": {"body: format"},  # That of a number, which refuses nothing.
}
"""By operation: keywords that cannot be broken, or not in good time."""


@pytest.mark.parametrize("id_", JSON_BODIES)
def test_every_keyword_is_known(id_: str) -> None:
    """Each keyword in the schema of a request's body can be broken, or refuses nothing."""
    found = set(keywords(*json_schema(OPERATIONS[id_])))
    assert set() == found - BREAKS.keys() - SILENT


def test_sequences(engines: Engines, tally: Tally) -> None:
    """Whatever is asked, in whatever order, the two agree, and at the end the same can be read of them.

    Each operation is reached, and so are the ends of syncs that something came in between of.
    """
    for id_ in OPERATIONS:

        @SEQUENCES
        @given(sequences(id_))
        def agree(steps: list[Step]) -> None:
            play = Play(engines, tally)
            for step in steps:
                if play.together:
                    play.ask(step)
            if play.together:
                play.end()

        agree()
    assert OPERATIONS.keys() == tally.accepted.keys()
    assert tally.codes.keys() >= {1000, 2000, 4040, 4220, 4260, 5120}


def _fitting(id_: str) -> Iterator[Step]:
    return (plain(id_, example) for example in range(len(examples(OPERATIONS[id_]))))


def _begun(id_: str, engines: Engines, tally: Tally) -> Play:
    """A play in which there is what a request to this operation can be about."""
    play = Play(engines, tally)
    for step in before(id_):
        play.ask(step)
    return play
