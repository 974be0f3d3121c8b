"""Do two answers agree, and if not, may they differ?"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import orjson

from codat_mock.core.errors import Refused
from codat_mock.lane import reading
from codat_mock.lane.requests import Request
from differential.engines import Answer, Sent, Two
from differential.fine import OPERATIONS
from differential.steps import Step

LANE_ALONE: Mapping[str, str] = {
    "format": "the validators of connexion are those of JSON Schema draft 4, which know no uuid",
    "propertyNames": "OpenAPI 3.0 cannot say what names are like; connexion fails at an answer that repeats them",
    "JSON": "Python's json also reads NaN, Infinity, numbers beyond all bounds and lone surrogates",
    "integer": "connexion reads numbers in a query with int(), which takes `+1`, `1_0` and digits of every script",
}
"""What only the lane refuses for, each with the reason why stock does not."""

SIZED = frozenset({"create-snapshot", "list-snapshots"})
"""What tells the size of a state: that of the lane has in it what stock refuses before anybody can count it."""

OWN_WORDS = frozenset(
    {"list-requests", "explain", "explain-of-tenant", "get-evidence", "get-evidence-of-tenant"}
    | {"read-inbox", "answer-inbox"}
)
"""Operations that tell of earlier requests: what was refused is told in each engine's words, and Flask tells headers
in an order of its own."""

REFUSED = 400
NOT_FOUND = 404
WRONG_TYPE = 415
FAILED = 500


@dataclass(slots=True)
class Tally:
    """What happened in a run.

    Attributes:
        accepted: Requests that both accepted, by operation.
        refused: Requests that both refused, by status.
        lane_alone: Requests that only the lane refused, by keyword; stock did what they ask, or failed on the way.
        stock_failed: Requests on which stock ended in a 500, by flaw.
        codes: Syncs that both held at the end of a sequence, by what they read.
    """

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    lane_alone: Counter[str] = field(default_factory=Counter)
    stock_failed: Counter[str] = field(default_factory=Counter)
    codes: Counter[int] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        """How many there were."""
        return sum(
            counter.total()
            for counter in (self.accepted, self.refused, self.lane_alone, self.stock_failed)
        )

    def lines(self) -> Iterator[str]:
        """The tally as a table."""
        rows: tuple[tuple[str, Mapping[str, int] | Mapping[int, int]], ...] = (
            ("accepted by both", self.accepted),
            ("refused by both", self.refused),
            ("refused by the lane alone", self.lane_alone),
            ("refused by the lane, 500 from stock", self.stock_failed),
            ("syncs of both at the end", self.codes),
        )
        yield f"{'requests':<36}{self.requests:>6}"
        for title, counts in rows:
            detail = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
            yield f"{title:<36}{sum(counts.values()):>6}  {detail}"


def judge(step: Step, sent: Sent, answers: Two, tally: Tally) -> bool:
    """Compare two answers to the same request.

    Returns:
        Whether the two engines are still in the same state.

    Raises:
        AssertionError: They differ, and may not.
    """
    lane: Answer = answers.lane
    stock: Answer = answers.stock
    if stock.status >= FAILED:
        assert REFUSED <= lane.status < FAILED, (
            f"stock failed, and the lane did not refuse: {answers}"
        )
        if not step.flaw.startswith("body"):
            tally.stock_failed[step.flaw] += 1
            return True
        # It has let the body by, and may have done what was asked before it failed.
        tally.lane_alone.update(_alone(step, sent, answers))
        return False
    if lane.status < REFUSED:
        same = (
            stock == lane
            or (step.id in SIZED and _without_sizes(stock) == _without_sizes(lane))
            or (
                step.id in OWN_WORDS
                and (stock.status, stock.media_type) == (lane.status, lane.media_type)
            )
        )
        assert same, f"the lane accepted: {answers}"
        tally.accepted[step.id] += 1
        return True
    if stock.status == lane.status:
        # Whose quota is told of a path that nobody answers? `syncs/latest/transactions` is one for the lane alone.
        same = lane.status == NOT_FOUND or stock.quota == lane.quota
        assert same, f"each tells another quota: {answers}"
        tally.refused[lane.status] += 1
        return True
    if step.flaw and lane.status == NOT_FOUND and stock.status in (REFUSED, WRONG_TYPE):
        # Of two things that are wrong the lane says first that the path names nothing: how much it reads of a form
        # depends on the company.
        tally.refused[lane.status] += 1
        return True
    # Stock has let something by; its handler may then have refused the request for what it asked.
    tally.lane_alone.update(_alone(step, sent, answers))
    return stock.status >= REFUSED


def _without_sizes(answer: Answer) -> Answer:
    return replace(answer, body=re.sub(rb'"size":[0-9]+', b'"size":0', answer.body))


def _alone(step: Step, sent: Sent, answers: Two) -> set[str]:
    """The keywords for which the lane refused what stock let by.

    Raises:
        AssertionError: There are none, or one that stock knows.
    """
    keywords = set(refusing(step, sent))
    assert keywords, f"the lane refused in its own way, and no keyword did: {answers}"
    assert keywords <= LANE_ALONE.keys(), f"the lane alone refused, for {keywords}: {answers}"
    return keywords


def refusing(step: Step, sent: Sent) -> Iterator[str]:
    """What of the request does not fit the contract: keywords, or the part that cannot be read at all."""
    operation = OPERATIONS[step.id]
    try:
        reading.query_of(operation, sent.query)
    except Refused:
        yield "integer"
    if operation.body is None:
        return
    if operation.body.multipart:
        try:
            request = Request(sent.method, sent.path, sent.query, None, body=sent.body)
            request.content_type = dict(sent.headers)[b"content-type"]
            reading.file_of(request, strict=True)
        except Refused:
            yield "form"
        return
    try:
        body = orjson.loads(sent.body)
    except orjson.JSONDecodeError:
        yield "JSON"
        return
    for schema in operation.body.media_types.values():
        yield from (error.kind.name for error in schema.of(body).errors(body))
