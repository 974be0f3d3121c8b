"""One page of a list of things: those that the call lets through, in the order that it asks for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from codat_mock.listing.grammar import QUERY
from codat_mock.listing.kinds import Kind
from codat_mock.listing.ordering import ORDER_BY, Body, ordered
from codat_mock.listing.pages import paged
from codat_mock.listing.predicates import Test, compiled
from codat_mock.listing.tags import TAGS, tagged

T = TypeVar("T")


def listed(
    query: Mapping[str, Any],
    url: str,
    things: Sequence[T],
    kind: Kind,
    render: Callable[[T], Body],
) -> dict[str, Any]:
    """The body of the page that a call asks for.

    Unless it filters or sorts, only the things of that page are rendered.

    Args:
        query: The parameters of the call: `page`, `pageSize`, and of `query`, `orderBy` and `tags` those that
            its operation has.
        url: The path that was asked for.
        things: Everything there is, in the order in which it is listed unless the call says otherwise.
        kind: What they are.
        render: One of them, as it is answered.

    Raises:
        MalformedQuery: A parameter cannot be read.
        UnresolvedProperty: A parameter names a property that such things do not have.
    """
    tests = _tests(query, kind)
    by = query.get(ORDER_BY)
    order = None if by is None else ordered(by, kind)
    if not tests and order is None:
        return paged(
            query, url, len(things), lambda start, stop: list(map(render, things[start:stop]))
        )
    bodies = [body for body in map(render, things) if all(test(body) for test in tests)]
    found = order(bodies) if order else bodies
    return paged(query, url, len(found), lambda start, stop: found[start:stop])


def _tests(query: Mapping[str, Any], kind: Kind) -> list[Test]:
    tests = []
    if (text := query.get(QUERY)) is not None:
        tests.append(compiled(text, kind))
    if (text := query.get(TAGS)) is not None:
        tests.append(tagged(text))
    return tests
