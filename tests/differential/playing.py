"""How are requests asked of both engines, one after the other, and what can be read of both at the end?"""

from typing import Any

import orjson

from differential.engines import Engines, Sent
from differential.steps import JSON, Memory, Step
from differential.verdicts import REFUSED, Tally, judge

_BEYOND_THE_TENANT = frozenset({"create-tenant", "create-key"})
"""Operations that change what all tenants of a server share; where stock alone has done it, the two stay apart."""


class Play:
    """A sequence of requests to both engines, from a new tenant on.

    Attributes:
        together: Both are still in the same state: neither has done what the other refused.
    """

    def __init__(self, engines: Engines, tally: Tally) -> None:
        self._tenants = engines.tenants()
        self._memory = Memory.of(self._tenants.name)
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
        if not self.together and step.id in _BEYOND_THE_TENANT:
            self._tenants.engines.build_anew()
        if self.together and answers.lane.media_type == JSON and answers.lane.status < 300:
            self._memory.note(step, orjson.loads(answers.lane.body))

    def end(self) -> None:
        """Compare everything that can be read of the two.

        Raises:
            AssertionError: It differs.
        """
        seen = self._tenants.overviews()
        assert seen.lane == seen.stock
        self._tally.codes.update(row.code.number for row in seen.lane.rows)
        for path in ("/__mock/clock", "/__mock/keys", "/__mock/plans", "/__mock/faults"):
            self._read(path)
        for company in self._read("/companies")["results"]:
            whose = f"/companies/{company['id']}"
            for path in ("/connections", "/dataStatus", "/sync/expenses/config"):
                self._read(whose + path)
            for sync in self._read(f"{whose}/sync/expenses/syncs/list/status"):
                self._read(f"{whose}/sync/expenses/syncs/{sync['syncId']}/transactions")

    def _read(self, path: str) -> Any:
        answers = self._tenants.ask(Sent("GET", path))
        # A refusal has a correlation id, and stock has not drawn as many of those.
        same = answers.lane.status == answers.stock.status >= REFUSED
        assert same or answers.lane == answers.stock, f"GET {path}: {answers}"
        return orjson.loads(answers.lane.body)
