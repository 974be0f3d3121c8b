"""How are requests asked of both engines, one after the other?"""

import orjson

from differential.engines import Engines
from differential.steps import Memory, Step
from differential.verdicts import Tally, judge


class Play:
    """A sequence of requests to both engines, from a new tenant on.

    Attributes:
        together: Both are still in the same state: neither has done what the other refused.
    """

    def __init__(self, engines: Engines, tally: Tally) -> None:
        self._tenants = engines.tenants()
        self._memory = Memory()
        self._tally = tally
        self.together = True

    def ask(self, step: Step) -> None:
        """Ask both the same, compare what they answer, and remember what was created.

        Raises:
            AssertionError: The answers differ, and may not.
        """
        sent = self._memory.sent(step, self._tenants.authorization)
        answers = self._tenants.engines.ask(sent)
        self.together = judge(step, sent, answers, self._tally)
        if self.together and answers.lane.status < 300 and answers.lane.body:
            self._memory.note(step, orjson.loads(answers.lane.body))

    def end(self) -> None:
        """Compare what the two hold.

        Raises:
            AssertionError: They differ.
        """
        seen = self._tenants.overviews()
        assert seen.lane == seen.stock
