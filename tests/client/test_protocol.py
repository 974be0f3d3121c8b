"""Does the flow tell a driver that goes wrong, and a caller that asks for nonsense?"""

import dataclasses
import re
from types import ModuleType
from typing import Any

import pytest

from codat_client import Backoff, Policy, Response, UnexpectedAnswerError, sync_expenses
from codat_client.exchange import Receive, Send
from codat_client.ledger import Ledger
from codat_client.policy import DEFAULT_POLICY
from codat_client.run import Run

WAITS = [(0, 1, 1), (-1, 1, 1), (2, 1, 1), (1, 0.5, 2)]


@pytest.mark.parametrize(("first", "factor", "cap"), WAITS)
def test_waits_that_do_not_grow_are_refused(first: float, factor: float, cap: float) -> None:
    """A wait of nothing would be a storm."""
    with pytest.raises(ValueError, match="must have 0 < first <= cap and factor >= 1"):
        Backoff(first, factor, cap)


@pytest.mark.parametrize("name", ["tries", "uploads_at_once", "most_pages", "give_up_after"])
def test_a_policy_that_would_do_nothing_is_refused(name: str) -> None:
    """The error names the field."""
    nothing: dict[str, Any] = {name: 0}
    with pytest.raises(ValueError, match=re.escape(name)):
        dataclasses.replace(Policy(), **nothing)


@pytest.mark.parametrize(("asks", "answer"), [(Send, None), (Receive, Response(200))])
def test_a_driver_that_answers_wrongly_is_told(
    kit: ModuleType, asks: type[Send | Receive], answer: Response | None
) -> None:
    """A fault in a driver shows where it happens."""
    codat = kit.Codat()
    hand, played = kit.Hand(codat, None), kit.Played()
    expenses = [kit.an_expense(receipts=kit.receipts(1))]
    flow = sync_expenses(kit.COMPANY, expenses, new_id=lambda: "key")
    instruction = next(flow)
    while not isinstance(instruction, asks):
        instruction = flow.send(hand.carry_out(instruction, played))
    with pytest.raises(TypeError, match="must be answered with an"):
        flow.send(answer)


def test_the_flow_is_the_same_every_time(kit: ModuleType) -> None:
    """Same input, same answers, same ids: same requests, events and report."""
    expenses = [kit.an_expense(number, receipts=kit.receipts(2)) for number in range(60)]
    first, second = (kit.play(kit.Codat(codes=[1000, 5130]), expenses) for _ in range(2))
    assert first == second


def test_there_is_no_sync_before_one_is_initiated(kit: ModuleType) -> None:
    """The parts of the flow have an order."""
    run = Run(Ledger(kit.COMPANY, []), DEFAULT_POLICY, str)
    with pytest.raises(RuntimeError, match="before one is initiated"):
        _ = run.sync


def test_a_step_by_itself_reads_its_answer_or_says_why_not() -> None:
    """An answer that is no object is Codat's fault."""
    assert {"syncId": "s"} == Response(202, {}, b'{"syncId": "s"}').fields("initiate-sync")
    with pytest.raises(UnexpectedAnswerError, match="initiate-sync"):
        Response(202, {}, b"[]").fields("initiate-sync")
