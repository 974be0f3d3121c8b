"""Which companies a `tags` parameter lets through."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.errors import MalformedQuery, Refused
from codat_mock.listing.grammar import LIMIT
from codat_mock.listing.tags import tagged
from listing.things import ACME, BLANK, WORDS, companies, places

TAGS = {
    "region=uk": True,
    " region = uk ": True,
    "region%3Duk": True,
    "region=UK": False,
    "Region=uk": False,
    "region!=uk": False,
    "region!=us": True,
    "region~u": True,
    "region~U": False,
    "cost centre=Finance": True,
    "cost centre ~ inan && region=uk": True,
    "cost centre=Finance&&region=us": False,
    "team=x": False,
    "team!=x": True,
    "team~x": False,
    "region={uk}": False,
    "region= =uk": False,
}
"""What is asked of the tags `region: uk` and `cost centre: Finance`."""


@pytest.mark.parametrize("text", TAGS)
def test_tags(text: str) -> None:
    """Keys and values compare with regard to case, and all clauses must hold."""
    assert TAGS[text] is tagged(text)(ACME)


@pytest.mark.parametrize("body", [BLANK, {"tags": None}, {"tags": {}}])
def test_no_tags(body: dict[str, Any]) -> None:
    """What has no tags equals nothing and contains nothing."""
    found = [tagged(f"region{operator}uk")(body) for operator in ("=", "!=", "~")]
    assert [False, True, False] == found


MALFORMED = {
    "": 1,
    " ": 2,
    "region": 7,
    "region uk": 10,
    "=uk": 1,
    "region=": 8,
    "region= ": 9,
    "region==uk": 7,
    "region>5": 7,
    "region!uk": 7,
    "region=uk&&": 12,
    "region=uk && ": 14,
    "&&region=uk": 1,
    "region=&&team=x": 8,
    "region=uk&&team": 16,
    "region=uk||team=x": 10,
    "x" * LIMIT: LIMIT,
}
"""What is no such parameter, and the character at which it is none."""


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:20] or "empty")
def test_what_is_malformed(text: str) -> None:
    """A clause is a key, an operator and a value; they are joined by `&&` alone."""
    with pytest.raises(MalformedQuery) as refused:
        tagged(text)
    assert [f"tags {MALFORMED[text]}"] == places(refused.value)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "A", "a b"]),
            st.sampled_from(["=", "!=", "~"]),
            st.sampled_from(WORDS),
        ),
        min_size=1,
        max_size=3,
    ),
    st.lists(companies, max_size=12),
)
def test_tags_mean_what_they_say(
    clauses: list[tuple[str, str, str]], bodies: list[dict[str, Any]]
) -> None:
    """Whatever the clauses and whatever the companies, those go through that have such tags."""

    def passes(tags: dict[str, str]) -> bool:
        return all(
            {
                "=": tags.get(key) == value,
                "!=": tags.get(key) != value,
                "~": value in tags.get(key, ""),
            }[operator]
            for key, operator, value in clauses
        )

    test = tagged(" && ".join(f"{key} {operator} {value}" for key, operator, value in clauses))
    assert [passes(body.get("tags") or {}) for body in bodies] == [test(body) for body in bodies]


@given(st.text(max_size=30) | st.text("ab=!~<>&| %3D", max_size=30), companies)
def test_whatever_is_sent(text: str, body: dict[str, Any]) -> None:
    """Any text at all is such a parameter or is refused."""
    try:
        test = tagged(text)
    except Refused as refused:
        places(refused)
    else:
        assert test(body) in {True, False}
