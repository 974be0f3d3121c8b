"""In which order a list comes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.errors import MalformedQuery, Refused, UnresolvedProperty
from codat_mock.core.moments import read_moment
from codat_mock.listing.grammar import LIMIT
from codat_mock.listing.ordering import ordered
from listing.test_predicates import held
from listing.things import COMPANY, companies, places

KEYS: dict[str, Callable[[Any], Any]] = {
    "name": str.casefold,
    "size": float,
    "balance": float,
    "active": bool,
    "created": read_moment,
    "metadata.isDeleted": bool,
    "ownerRef.id": str.casefold,
}
"""Properties, and what they are sorted by."""


@given(st.sampled_from(sorted(KEYS)), st.booleans(), st.lists(companies, max_size=12))
def test_order(name: str, descending: bool, bodies: list[dict[str, Any]]) -> None:  # noqa: FBT001 given by name
    """A list is sorted by the property, null last both ways, and what is equal stays as it was."""
    there = [body for body in bodies if held(body, name)]
    there.sort(key=lambda body: KEYS[name](held(body, name)[0]), reverse=descending)
    absent = [body for body in bodies if not held(body, name)]
    found = ordered(f"-{name}" if descending else name, COMPANY)(bodies)
    assert list(map(id, there + absent)) == list(map(id, found))


@pytest.mark.parametrize("text", ["size", " size ", "SIZE", "\tsize"])
def test_spellings(text: str) -> None:
    """White space and case do not matter."""
    bodies = [{"size": 2}, {"size": 1}, {}]
    assert [{"size": 1}, {"size": 2}, {}] == ordered(text, COMPANY)(bodies)


MALFORMED = {
    "": 1,
    " ": 2,
    "-": 2,
    "--size": 2,
    "+size": 1,
    "1": 1,
    "size,name": 5,
    "size desc": 6,
    "size=1": 5,
    "size.": 5,
    "{size}": 1,
    "x" * LIMIT: LIMIT,
}
"""What is no order, and the character at which it is none."""


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:20] or "empty")
def test_what_is_malformed(text: str) -> None:
    """A list is ordered by one property, with `-` or nothing before it."""
    with pytest.raises(MalformedQuery) as refused:
        ordered(text, COMPANY)
    assert [f"orderBy {MALFORMED[text]}"] == places(refused.value)


@pytest.mark.parametrize(
    "name", ["isCompleted", "metadata", "tags", "products", "dataConnections.status", "name.x"]
)
def test_unresolved(name: str) -> None:
    """What is no property, an object or a list gives no order; nor does what lies in one."""
    with pytest.raises(UnresolvedProperty) as refused:
        ordered(f"-{name}", COMPANY)
    assert {"property": name, "type": "Company"} == refused.value.facts
    assert ["orderBy 2"] == places(refused.value)


@given(st.text(max_size=20) | st.text("-+. size", max_size=12), st.lists(companies, max_size=3))
def test_whatever_is_sent(text: str, bodies: list[dict[str, Any]]) -> None:
    """Any text at all is an order or is refused."""
    try:
        found = ordered(text, COMPANY)(bodies)
    except Refused as refused:
        places(refused)
    else:
        assert len(bodies) == len(found)
