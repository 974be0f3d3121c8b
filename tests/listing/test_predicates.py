"""What a query lets through."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.errors import MalformedQuery, Refused, UnresolvedProperty
from codat_mock.listing.grammar import Clause, Every, Tree
from codat_mock.listing.predicates import compiled
from listing.test_grammar import _joined, written
from listing.things import ACME, BLANK, COMPANY, DATES, STATUSES, WORDS, companies, numbers, places

TRUE = [
    "name=Acme & Sons",
    "name = acme & SONS",
    "name ~ SONS",
    "name != Acme",
    "NAME~acme",
    "id=8a210b68-6988-11ED-A1EB-0242AC120002",
    "size=12",
    "size = 12.0",
    "size != 13",
    "size > 11.5 && size < +13 && size >= 12 && size <= 012",
    "balance = 0.10",
    "balance<0.1000000001",
    "active=TRUE",
    "active!=false",
    "created = 2026-01-28T11:30:00+01:00",
    "created = 2026-01-28T10:30:00.000Z",
    "created > 2026-01-28",
    "created < 2026-01-29",
    "created >= 2026-01-28T10:30",
    "created!=2026-01-28",
    "metadata.isDeleted!=true",
    "ownerRef.id = 61",
    "ownerRef.name = éMILE",
    "parent.name=holding",
    "name%20%3D%20Acme%20%26%20Sons",
    "dataConnections.status=Linked",
    "dataConnections.status=unlinked",
    "dataConnections.status~LINK",
    "dataConnections.status!=PendingAuth",
    "dataConnections.created > 2026-01-15 && dataConnections.created < 2026-01-15",
    "size=1 || size=12",
    "size=12 || size=1 && size=2",
    "{size=1 || size=12} && {active=true || active=false}",
]
FALSE = [
    "name=Acme",
    "name=null",
    "name ~ Acme and",
    "size=1",
    "size<12",
    "balance > 0.1",
    "active!=true",
    "created=2026-01-28",
    "dataConnections.status!=Linked",
    "dataConnections.status=PendingAuth",
    "{size=12 || size=1} && size=2",
    "size=12 && size!=12",
]


@pytest.mark.parametrize(
    ("text", "passes"), [*((text, True) for text in TRUE), *((text, False) for text in FALSE)]
)
def test_clauses(text: str, passes: bool) -> None:  # noqa: FBT001 the second half of a row
    """Text compares without regard to case, numbers and dates by what they are, a list by any of its elements."""
    assert passes is compiled(text, COMPANY)(ACME)


NULLS = {
    "name=x": False,
    "name!=x": True,
    "name~x": False,
    "name=null": False,
    "size>0": False,
    "size<=0": False,
    "size=0": False,
    "size!=0": True,
    "active=false": False,
    "active!=true": True,
    "created<2026-01-01": False,
    "created>=2026-01-01": False,
    "ownerRef.id=61": False,
    "ownerRef.id!=61": True,
    "dataConnections.status=Linked": False,
    "dataConnections.status!=PendingAuth&&dataConnections.status!=Linked": True,
}


@pytest.mark.parametrize("text", NULLS)
def test_null(text: str) -> None:
    """Nothing compares with null: a clause about it is false, and `!=` is true."""
    assert NULLS[text] is compiled(text, COMPANY)(BLANK)


UNRESOLVED = {
    "isCompleted=true": ("isCompleted", 1),
    "size=1 && Names ~ x": ("Names", 11),
    "metadata=x": ("metadata", 1),
    "metadata.isdeleted.x=1": ("metadata.isdeleted.x", 1),
    "dataConnections=x": ("dataConnections", 1),
    "dataConnections.errors=x": ("dataConnections.errors", 1),
    "dataConnections.errors.code=x": ("dataConnections.errors.code", 1),
    "products=x": ("products", 1),
    "tags=x": ("tags", 1),
    "tags.region=uk": ("tags.region", 1),
    "{ __class__=x }": ("__class__", 3),
}
"""What names no property: the name, and where it stands."""


@pytest.mark.parametrize("text", UNRESOLVED)
def test_unresolved(text: str) -> None:
    """A property that is not in the schema, an object or a list cannot be resolved; the refusal has its name."""
    with pytest.raises(UnresolvedProperty) as refused:
        compiled(text, COMPANY)
    name, at = UNRESOLVED[text]
    assert {"property": name, "type": "Company"} == refused.value.facts
    assert [f"query {at}"] == places(refused.value)


MISTYPED = {
    "size~1": 5,
    "size = x": 8,
    "size=1,000": 6,
    "size=1e3": 6,
    "size=.5": 6,
    "size=0x1": 6,
    "size=NaN": 6,
    "size>Infinity": 6,
    "size=1_0": 6,
    "size=\N{ARABIC-INDIC DIGIT ONE}": 6,
    "size=null": 6,
    "balance=true": 9,
    "active>true": 7,
    "active~true": 7,
    "active=1": 8,
    "active=null": 8,
    "name>a": 5,
    "name <= a": 6,
    "dataConnections.status>a": 23,
    "created~2026": 8,
    "created>yesterday": 9,
    "created=2026": 9,
    "created=20260101": 9,
    "created=2026-02-30": 9,
    "created=2026-1-1": 9,
    "created=01/02/2026": 9,
    "created=2026-01-01T25:00": 9,
    "created=2026-01-01 10:00": 9,
    "created=2026-01-01T10:00:00 01:00": 9,
    "created=0000-01-01": 9,
    "created=null": 9,
    "size=1 && { active=true || created > x }": 38,
}
"""What a property of that type is not compared with, and the character at which it is."""


@pytest.mark.parametrize("text", MISTYPED)
def test_mistyped(text: str) -> None:
    """An operator or a value that does not fit the property's type is refused where it stands."""
    with pytest.raises(MalformedQuery) as refused:
        compiled(text, COMPANY)
    assert [f"query {MISTYPED[text]}"] == places(refused.value)


def test_what_is_said() -> None:
    """A refusal says what the property is, and how such a thing is compared."""
    with pytest.raises(MalformedQuery) as operator:
        compiled("active > true", COMPANY)
    assert operator.value.why == (
        "At character 8 of query, > does not compare true or false, which active is; use =, !=."
    )
    with pytest.raises(MalformedQuery) as value:
        compiled("created > soon", COMPANY)
    assert value.value.why == (
        "At character 11 of query, 'soon' is not a date, which created is; "
        "write one like 2026-01-28 or 2026-01-28T10:30:00Z."
    )


def _date(text: str) -> datetime:
    stamp = datetime.fromisoformat(text)
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


_TEXTS, _DATES = st.sampled_from(WORDS), st.sampled_from(DATES)
_ORDERED = ["=", "!=", ">", "<", ">=", "<="]
MODEL: dict[str, tuple[list[str], st.SearchStrategy[str], Callable[[Any], Any]]] = {
    "name": (["=", "!=", "~"], _TEXTS, str.casefold),
    "ownerRef.id": (["=", "!=", "~"], _TEXTS, str.casefold),
    "dataConnections.status": (["=", "!=", "~"], st.sampled_from(STATUSES), str.casefold),
    "size": (_ORDERED, st.integers(-3, 3).map(str), _decimal),
    "balance": (_ORDERED, numbers.map(lambda number: f"{_decimal(number):f}"), _decimal),
    "created": (_ORDERED, _DATES, _date),
    "dataConnections.created": (_ORDERED, _DATES, _date),
    "active": (["=", "!="], st.sampled_from(["true", "False"]), lambda held: str(held).lower()),
    "metadata.isDeleted": (["=", "!="], st.just("true"), lambda held: str(held).lower()),
}
"""Each property with its operators, values, and what it is compared by."""

clauses = st.sampled_from(sorted(MODEL)).flatmap(
    lambda name: st.builds(Clause, st.just(name), st.sampled_from(MODEL[name][0]), MODEL[name][1])
)


def held(body: Mapping[str, Any], name: str) -> list[Any]:
    """The values of a property, the plain way."""
    first, _, rest = name.partition(".")
    value = body.get(first)
    if value is None:
        return []
    if not rest:
        return [value]
    nodes = value if isinstance(value, list) else [value]
    return [found for node in nodes for found in held(node, rest)]


def passes(tree: Tree, body: Mapping[str, Any]) -> bool:
    """What a query means, the plain way."""
    if isinstance(tree, Clause):
        read = MODEL[tree.property][2]
        wanted = read(tree.value)
        found = [read(value) for value in held(body, tree.property)]
        return {
            "=": lambda: any(value == wanted for value in found),
            "!=": lambda: not any(value == wanted for value in found),
            "~": lambda: any(wanted in value for value in found),
            ">": lambda: any(value > wanted for value in found),
            "<": lambda: any(value < wanted for value in found),
            ">=": lambda: any(value >= wanted for value in found),
            "<=": lambda: any(value <= wanted for value in found),
        }[tree.operator]()
    every = [passes(term, body) for term in tree.terms]
    return all(every) if isinstance(tree, Every) else any(every)


@given(st.recursive(clauses, _joined, max_leaves=6), st.lists(companies, max_size=20))
def test_queries_mean_what_they_say(tree: Tree, bodies: list[dict[str, Any]]) -> None:
    """Whatever the query and whatever the companies, those go through that it describes."""
    test = compiled(written(tree, " "), COMPANY)
    assert [passes(tree, body) for body in bodies] == [test(body) for body in bodies]


@given(
    st.sampled_from(sorted(MODEL)),
    st.text("=!~<>", min_size=1, max_size=2),
    st.text(max_size=12) | st.text("0123456789-:TZ.+ ", max_size=30),
    companies,
)
def test_whatever_is_sent(name: str, operator: str, value: str, body: dict[str, Any]) -> None:
    """Any comparison of a property is a test or is refused."""
    try:
        test = compiled(f"{name}{operator}{value}", COMPANY)
    except Refused as refused:
        places(refused)
    else:
        assert test(body) in {True, False}


def test_a_long_query() -> None:
    """As many clauses as fit into a query, and groups as deep as they may lie, are tested one after the other."""
    many = "||".join(["size=1"] * 250 + ["size=12"])
    deep = "{size=12&&" * 31 + "size=12" + "}" * 31
    assert compiled(many, COMPANY)(ACME)
    assert compiled(deep, COMPANY)(ACME)
    assert not compiled(many, COMPANY)(BLANK)
