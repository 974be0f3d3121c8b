"""A plan that names a transaction which no step will send is passed over by the mock: is that told?"""

from typing import Any

import pytest

from codat_mock.app import checker, new_tenant
from codat_mock.scenes import shelf
from codat_mock.scenes.rehearsing import doubts
from codat_mock.settings import Settings

ID = "00000000-0000-4000-8000-000000000001"


def _plan(index: int, **more: Any) -> dict[str, Any]:
    return {"transactions": [{"index": index, "status": "PushError"}], **more}


def _sync(expenses: int, **more: Any) -> dict[str, Any]:
    return {"sync": {"expenses": expenses, **more}}


TWO = [{"name": "A"}, {"name": "B", "id": ID}]
FAULT = {"fault": "reset", "operation": "initiate-sync"}

TOLD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "one too far": ({"plans": [_plan(3)], "steps": [_sync(3)]}, ["/plans/0/transactions/0/index"]),
    "the last": ({"plans": [_plan(2)], "steps": [_sync(3)]}, []),
    "the second of two": (
        {"plans": [_plan(1), _plan(4)], "steps": [_sync(5), _sync(2)]},
        ["/plans/1/transactions/0/index"],
    ),
    "taken by two": ({"plans": [_plan(4, times=2)], "steps": [_sync(2), _sync(5)]}, []),
    "taken by the first alone": (
        {"plans": [_plan(4)], "steps": [_sync(2), _sync(5)]},
        ["/plans/0/transactions/0/index"],
    ),
    "taken by whoever comes": ({"plans": [_plan(4, times=None)], "steps": [_sync(2), _sync(5)]}, []),
    "taken by nobody": (
        {"plans": [_plan(0), _plan(0)], "steps": [_sync(2)]},
        ["/plans/1/transactions/0/index"],
    ),
    "made by a step": (
        {"steps": [{"plan": _plan(2)}, _sync(2)]},
        ["/steps/0/plan/transactions/0/index"],
    ),
    "made by a step too late": (
        {"steps": [_sync(2), {"plan": _plan(1)}]},
        ["/steps/1/plan/transactions/0/index"],
    ),
    "of what is sent again": (
        {"plans": [_plan(0), _plan(3)], "steps": [_sync(3, **{"as": "a"}), {"resubmit": {"of": "a"}}]},
        ["/plans/1/transactions/0/index"],
    ),
    "of another company": (
        {"companies": TWO, "plans": [_plan(3, companyId=ID)], "steps": [_sync(9), _sync(2, company="B")]},
        ["/plans/0/transactions/0/index"],
    ),
    "of that company": (
        {"companies": TWO, "plans": [_plan(3, companyId=ID)], "steps": [_sync(2), _sync(9, company="B")]},
        [],
    ),
    "an end": (
        {
            "steps": [
                {"start": {"expenses": 2, "as": "a"}},
                {"end": {"of": "a", "code": 5130, "transactions": [{"index": 2, "status": "PushError"}]}},
            ]
        },
        ["/steps/1/end/transactions/0/index"],
    ),
    "no steps": ({"plans": [_plan(9)]}, []),
    "steps that send nothing": ({"plans": [_plan(9)], "steps": [{"advance": {"by": "PT1S"}}]}, []),
    "not sure, by a fault": ({"plans": [_plan(4)], "faults": [FAULT], "steps": [_sync(2), _sync(5)]}, []),
    "sure, whatever the fault does": (
        {"plans": [_plan(5)], "faults": [FAULT], "steps": [_sync(2), _sync(5)]},
        ["/plans/0/transactions/0/index"],
    ),
    "not sure, by what the customer does": (
        {"plans": [_plan(4)], "steps": [{"customer": {"act": "unlink"}}, _sync(2), _sync(5)]},
        [],
    ),
    "not sure, by a transaction's id": (
        {
            "plans": [
                {"transactions": [{"transactionId": ID, "status": "PushError"}, {"index": 4, "status": "PushError"}]}
            ],
            "steps": [_sync(2), _sync(5)],
        },
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_told(name: str) -> None:
    """What is passed over however it goes is told at its place, and nothing else is."""
    scenario, places = TOLD[name]
    assert places == [place for place, _ in doubts(scenario)]


@pytest.mark.parametrize("name", shelf.names())
def test_nothing_of_what_ships(name: str) -> None:
    """No scenario that ships names anything in vain."""
    assert [] == doubts(shelf.document(name))


def test_in_words() -> None:
    """A doubt says what is passed over and why, with line and column, and the file can be loaded all the same."""
    reads = checker(new_tenant("scenario", Settings(seed=0), 0))
    plan = "plans:\n  - transactions:\n      - {index: 7, status: PushError}\n"
    text = f"scenario: x\n{plan}steps:\n  - sync: {{expenses: 1}}\n"
    checked = reads.checked("f", text.encode())
    why = "index 7 counts from 0, and the largest sync that takes this plan has 1 transaction."
    assert [f"f:4:10: This is passed over: {why}"] == [
        line for one in checked.doubts for line in one.lines("f")
    ]
    assert 7 == checked.document["plans"][0]["transactions"][0]["index"]
