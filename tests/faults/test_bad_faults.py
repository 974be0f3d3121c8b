"""What becomes of a fault that cannot be?"""

from typing import Any

import pytest

from cases.refusals import UNKNOWN, problem
from house import House

S = {"fault": "status", "operation": "initiate-sync", "status": 503}
D = {"fault": "delay", "operation": "*", "by": "PT1S"}

BAD: dict[str, tuple[int, Any, list[str], str]] = {
    "no fault": (400, {"operation": "*"}, ["/fault"], "The field fault is required."),
    "unknown": (
        400,
        {"fault": "fire", "operation": "*"},
        ["/fault"],
        "must be one of delay, lost-",
    ),
    "no text": (400, {"fault": 7, "operation": "*"}, ["/fault", "/fault"], "of type string"),
    "null": (400, {"fault": None}, ["/fault", "/fault"], "of type string; got null"),
    "a list": (400, [S], [""], "must be of type object"),
    "no operation": (400, {"fault": "reset"}, ["/operation"], "The field operation is required."),
    "near": (
        400,
        {**S, "operation": "initiate-snyc"},
        ["/operation"],
        "did you mean initiate-sync",
    ),
    "far": (400, {**S, "operation": "zzz"}, ["/operation"], "such as initiate-sync, or *"),
    "control": (400, {**S, "operation": "create-plan"}, ["/operation"], "has no operation"),
    "empty": (400, {**S, "operation": ""}, ["/operation"], "at least 1 characters"),
    "no status": (
        400,
        {"fault": "status", "operation": "*"},
        ["/status"],
        "The field status is required.",
    ),
    "success": (400, {**S, "status": 200}, ["/status"], "must be between 400 and 599"),
    "not declared": (422, {**S, "status": 410}, [], "never answered by initiate-sync; choose one"),
    "nowhere": (422, {**S, "operation": "*", "status": 418}, [], "never answered by no operation"),
    "not this one": (422, {**S, "operation": "list-companies", "status": 409}, [], "400, 401, 402"),
    "row": (422, {**S, "status": 402, "example": "forbidden"}, [], "there is payment-required"),
    "row of no status": (422, {**S, "status": 599, "example": "x"}, [], "there is none"),
    "field of another": (400, {**S, "by": "PT1S"}, [""], "There is no field by in body; it has"),
    "slip": (400, {**D, "jiter": "PT1S"}, [""], "There is no field jiter"),
    "no time": (400, {**D, "by": "soon"}, ["/by"], "such as PT10M"),
    "long": (400, {**D, "by": "PT5M0.000001S"}, ["/by"], "longer than PT5M"),
    "long together": (422, {**D, "by": "PT3M", "jitter": "PT2M1S"}, [], "may be PT5M at the most"),
    "before": (400, {**D, "before": "lunch"}, ["/before"], "must be one of work, answer"),
    "times 0": (400, {**S, "times": 0}, ["/times"], "between 1 and 1000000"),
    "times text": (400, {**S, "times": "2"}, ["/times"], "of type integer or null"),
    "after": (400, {**S, "after": -1}, ["/after"], "between 0 and"),
    "after null": (400, {**S, "after": None}, ["/after"], "of type integer"),
    "company": (404, {**S, "companyId": UNKNOWN}, [], UNKNOWN),
    "no id": (400, {**S, "companyId": "mine"}, ["/companyId"], "uuid"),
    "pieces": (
        400,
        {"fault": "slow-body", "operation": "*", "over": "PT1S", "pieces": 0},
        ["/pieces"],
        "between 1 and 1000",
    ),
    "two": (
        400,
        {"fault": "slow-body", "operation": "*", "pieces": 0},
        ["/over", "/pieces"],
        "2 problems, the first at /over",
    ),
}
"""By name: status, body, places, and what is said."""


@pytest.mark.parametrize("name", BAD)
def test_bad_faults(house: House, name: str) -> None:
    """A fault that cannot be is refused with the reason, at its place, and none is made."""
    status, body, pointers, words = BAD[name]
    said = problem(
        house, status, lambda: house.http.post("/__mock/faults", json=body), *sorted(pointers)
    )
    assert words in said["detail"]


def test_a_fault_in_another_case(house: House) -> None:
    """Names may be written in any case, as everything that is one of a few."""
    made = house.http.post("/__mock/faults", json={**D, "fault": "Delay"})
    assert (201, "delay") == (made.status_code, made.json()["fault"])


def test_no_such_fault(house: House) -> None:
    """What is not there cannot be deleted."""
    problem(house, 404, lambda: house.http.delete("/__mock/faults/fault-1"))
