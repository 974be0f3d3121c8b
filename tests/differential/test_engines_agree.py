"""The lane answers as stock connexion does, which is built from the same documents and the same handlers."""

from collections.abc import Callable

import orjson
from hypothesis import given, settings

from differential.engines import Engines
from differential.fine import OPERATIONS
from differential.flaws import sequences
from differential.steps import Memory, Step
from differential.verdicts import LANE_ALONE, Tally, judge

CI = settings(settings.get_profile("ci"), max_examples=250)


def test_lane_and_stock_agree(
    engines: Engines, record_property: Callable[[str, object], None]
) -> None:
    """Where stock accepts, status and body are equal; where it refuses, the lane does so with the same status.

    Where the lane alone refuses, the keyword stands in `LANE_ALONE`, and each that stands there occurs. Where stock
    fails, the lane refuses.
    """
    tally = Tally()

    @CI
    @given(sequences())
    def play(steps: list[Step]) -> None:
        tenants, memory = engines.tenants(), Memory()
        for step in steps:
            sent = memory.sent(step, tenants.authorization)
            answers = engines.ask(sent)
            if not judge(step, sent, answers, tally):
                return
            if answers.lane.status < 300 and answers.lane.body:
                memory.note(step, orjson.loads(answers.lane.body))
        seen = tenants.overviews()
        assert seen.lane == seen.stock

    try:
        play()
    finally:
        record_property("differential", "\n".join(tally.lines()))
    assert LANE_ALONE.keys() == tally.lane_alone.keys()
    assert OPERATIONS.keys() == tally.accepted.keys()
