"""Which page of a list a call gets."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.errors import MalformedQuery, UnresolvedProperty
from codat_mock.listing import listed, paged
from codat_mock.listing.ordering import ordered
from codat_mock.listing.predicates import compiled
from codat_mock.listing.tags import tagged
from listing.things import COMPANY, companies

URL = "/companies"


def called(href: str) -> dict[str, Any]:
    """The parameters of the call that a link makes."""
    parts = urlsplit(href)
    assert URL == parts.path
    given_ = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True))
    return {**given_, "page": int(given_["page"]), "pageSize": int(given_["pageSize"])}


def numbers(query: dict[str, Any], total: int) -> dict[str, Any]:
    """A page of a list of numbers."""
    return paged(query, URL, total, lambda start, stop: list(range(start, stop)))


@given(st.integers(0, 60), st.integers(1, 25))
def test_pages_are_the_list(total: int, size: int) -> None:
    """Forward by `next` and back by `previous`, nothing is lost or repeated, whatever the sizes."""
    page = numbers({"page": 1, "pageSize": size}, total)
    found, pages = list(page["results"]), 1
    while following := page["_links"].get("next"):
        page = numbers(called(following["href"]), total)
        found += page["results"]
        pages += 1
    assert list(range(total)) == found
    assert max(-(-total // size), 1) == pages == page["pageNumber"]
    back = list(page["results"])
    while before := page["_links"].get("previous"):
        page = numbers(called(before["href"]), total)
        back = page["results"] + back
    assert found == back


@given(st.integers(0, 60), st.integers(1, 25), st.integers(1, 80) | st.just(2_147_483_647))
def test_a_page(total: int, size: int, number: int) -> None:
    """A page tells its place and the total; beyond the last there is nothing, and `previous` from the first such."""
    page = numbers({"page": number, "pageSize": size}, total)
    last = max(-(-total // size), 1)
    assert list(range(total))[(number - 1) * size : number * size] == page["results"]
    assert (number, size, total) == (page["pageNumber"], page["pageSize"], page["totalResults"])
    links = page["_links"]
    assert {"href": URL} == links["self"]
    assert {"href": f"{URL}?page={number}&pageSize={size}"} == links["current"]
    assert (number < last, 1 < number <= last + 1) == ("next" in links, "previous" in links)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["query", "orderBy", "tags"], st.none() | st.text())
    )
)
def test_links_carry_the_call(rest: dict[str, str | None]) -> None:
    """Every link repeats what the call asked for, so that the next page is one of the same list."""
    query = {"page": 2, "pageSize": 1, **rest}
    links = numbers(query, 3)["_links"]
    asked = {name: value for name, value in query.items() if value is not None}
    found = [called(links[name]["href"]) for name in ("previous", "current", "next")]
    assert [{**asked, "page": number} for number in (1, 2, 3)] == found


def test_how_a_link_is_written() -> None:
    """The page comes first, then what was asked for, encoded once."""
    query = {"page": 1, "pageSize": 9, "tags": None, "orderBy": "-name", "query": "a=1 && b~é+%"}
    assert {
        "self": {"href": URL},
        "current": {
            "href": "/companies?page=1&pageSize=9&query=a%3D1%20%26%26%20b~%C3%A9%2B%25&orderBy=-name"
        },
    } == numbers(query, 9)["_links"]


PARAMETERS = {
    "query": st.sampled_from([None, "size>0", "name~acme||active=true", "size!=1 && size!=2"]),
    "orderBy": st.sampled_from([None, "name", "-size", "created"]),
    "tags": st.sampled_from([None, "a=61", "A!=61 && a b~a"]),
}


@given(
    st.lists(companies, max_size=25),
    st.fixed_dictionaries({**PARAMETERS, "pageSize": st.integers(1, 9)}),
)
def test_filtered_and_in_order(bodies: list[dict[str, Any]], asked: dict[str, Any]) -> None:
    """All pages together are what goes through, in order; the total counts that alone."""
    expected = list(bodies)
    if asked["query"]:
        expected = list(filter(compiled(asked["query"], COMPANY), expected))
    if asked["tags"]:
        expected = list(filter(tagged(asked["tags"]), expected))
    if asked["orderBy"]:
        expected = list(ordered(asked["orderBy"], COMPANY)(expected))  # type: ignore[arg-type]
    query, found = {"page": 1, **asked}, []
    while True:
        page = listed(query, URL, bodies, COMPANY, dict)
        assert len(expected) == page["totalResults"]
        found += page["results"]
        following = page["_links"].get("next")
        if following is None:
            break
        query = called(following["href"])
    assert expected == found


@pytest.mark.parametrize(
    ("asked", "times"),
    [({}, 5), ({"page": 21}, 0), ({"query": "size<7"}, 100), ({"orderBy": "size"}, 100)],
)
def test_only_what_is_needed_is_rendered(asked: dict[str, Any], times: int) -> None:
    """Without a filter or an order only the things of the page are rendered, with one each thing once."""
    rendered: list[int] = []

    def render(size: int) -> dict[str, Any]:
        rendered.append(size)
        return {"size": size}

    query = {"page": 1, "pageSize": 5, "query": None, "orderBy": None, **asked}
    listed(query, URL, range(100), COMPANY, render)
    assert times == len(rendered)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"query": "size"}, MalformedQuery),
        ({"query": ""}, MalformedQuery),
        ({"orderBy": ""}, MalformedQuery),
        ({"tags": ""}, MalformedQuery),
        ({"tags": "a"}, MalformedQuery),
        ({"query": "shape=1"}, UnresolvedProperty),
        ({"orderBy": "shape"}, UnresolvedProperty),
    ],
)
def test_refusals(asked: dict[str, str], kind: type[Exception]) -> None:
    """A parameter that cannot be read is refused before anything is rendered, even of an empty list."""
    with pytest.raises(kind):
        listed({"page": 1, "pageSize": 5, **asked}, URL, [], COMPANY, dict)
