"""Which fault does a request meet?"""

import pickle

import pytest

from codat_mock.core import ids
from codat_mock.core.errors import NotFound
from codat_mock.core.faults import SPENT, FaultBook, Standing
from codat_mock.core.ids import Ids

COMPANY, OTHER = (ids.key(f"00000000-0000-4000-8000-{number:012x}") for number in (1, 2))


def book(*faults: dict[str, object]) -> FaultBook:
    """A book of these faults."""
    made = FaultBook()
    for fields in faults:
        made.add(Standing(**{"id": made.next_id(), "fault": None, "operation": "*", **fields}))  # type: ignore[arg-type]
    return made


def met(held: FaultBook, requests: int, operation: str = "a") -> list[str | None]:
    """The faults that so many requests meet."""
    taken = (held.take(operation, COMPANY) for _ in range(requests))
    return [one and one.id for one in taken]


def test_first_in_first_used() -> None:
    """A request meets one fault, the first; when that is used up, the next."""
    held = book({"times": 2}, {})
    assert ["fault-1", "fault-1", "fault-2", None] == met(held, 4)


def test_without_end() -> None:
    """A fault without a number of times stays."""
    held = book({"times": None})
    assert ["fault-1"] * 3 == met(held, 3)
    assert [3] == [count.hits for count in held.standing.values()]


def test_after() -> None:
    """Requests pass before the first hit; those that another fault hits count too."""
    held = book({"after": 2}, {"times": 3})
    assert ["fault-2", "fault-2", "fault-1", "fault-2", None] == met(held, 5)


def test_allow() -> None:
    """Requests pass before each hit."""
    assert [None, None, "fault-1"] * 3 == met(book({"allow": 2, "times": None}), 9)
    assert [None, None, "fault-1", None] == met(book({"after": 1, "allow": 1}), 4)


def test_operation_and_company() -> None:
    """Only requests that it concerns meet it, and count."""
    held = book({"operations": frozenset({"b"}), "after": 1, "times": None})
    assert [None] * 3 == met(held, 3)
    assert [None, "fault-1"] == met(held, 2, "b")
    held = book({"company": OTHER})
    assert [None] == met(held, 1)
    assert held.take("a", None) is None
    assert held.take("a", OTHER) is not None


def test_used_up() -> None:
    """What is used up can still be looked at, up to a number, and be forgotten; it costs no request anything."""
    held = book(*[{}] * (SPENT + 5))
    met(held, SPENT + 5)
    assert not held.standing
    assert SPENT == len(held.listed())
    assert [(0, 1)] * SPENT == [(count.left, count.hits) for count in held.listed()]
    held.remove("fault-100")
    with pytest.raises(NotFound, match="no fault fault-100"):
        held.remove("fault-100")
    held.clear()
    assert [] == held.listed()
    assert f"fault-{SPENT + 6}" == held.next_id()


def test_can_be_saved() -> None:
    """A book is data: a copy goes on as the original does."""
    held = book({"times": 2, "after": 1})
    met(held, 2)
    assert met(pickle.loads(pickle.dumps(held)), 3) == met(held, 3)  # noqa: S301 our own


def test_chance_of_its_own() -> None:
    """What a fault leaves to chance changes neither ids nor correlation ids, and is the same for the same seed."""
    left, right = Ids(1), Ids(1)
    drawn = [left.chance(1000) for _ in range(5)]
    assert (right.draw(), right.correlation()) == (left.draw(), left.correlation())
    assert drawn == [right.chance(1000) for _ in range(5)]
    assert len(set(drawn)) > 1
