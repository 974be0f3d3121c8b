"""From a query to what it lets through.

Codat documents that nothing compares with null. Taken at its word, a clause about a value that is null or absent
is false; `!=` is true wherever `=` is false, so there it is true. That is inference, and so is what follows from it
for a list: `=` holds of any of its elements, `!=` when it holds of none.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from codat_mock.listing.comparing import COMPARE
from codat_mock.listing.grammar import QUERY, Clause, Every, Tree, parsed
from codat_mock.listing.kinds import Kind
from codat_mock.listing.refusing import malformed, shown, unresolved

Test: TypeAlias = Callable[[Mapping[str, Any]], bool]
"""Whether a thing, as it is answered, goes through."""


def compiled(text: str, kind: Kind) -> Test:
    """The test that a query is.

    Args:
        text: The query, decoded.
        kind: What is tested.

    Raises:
        MalformedQuery: The text breaks the grammar, or compares what cannot be compared.
        UnresolvedProperty: Things of this kind have no such property.
    """
    return _test(parsed(text), kind)


def _test(tree: Tree, kind: Kind) -> Test:
    if isinstance(tree, Clause):
        return _clause(tree, kind)
    terms = [_test(term, kind) for term in tree.terms]
    if isinstance(tree, Every):
        return lambda body: all(term(body) for term in terms)
    return lambda body: any(term(body) for term in terms)


def _clause(clause: Clause, kind: Kind) -> Test:
    held = kind.find(clause.property)
    if held is None:
        raise unresolved(
            QUERY, clause.places.property, clause.property, kind.name, kind.known(many=True)
        )
    if clause.operator not in held.type.operators:
        wrong = f"{clause.operator} does not compare {held.type.name}, which {held.name} is"
        remedy = f"use {', '.join(held.type.operators)}"
        raise malformed(QUERY, clause.places.operator, wrong, remedy)
    try:
        value = held.type.read(clause.value)
    except (ValueError, OverflowError):
        wrong = f"{shown(clause.value)} is not {held.type.name}, which {held.name} is"
        raise malformed(
            QUERY, clause.places.value, wrong, f"write one like {held.type.example}"
        ) from None
    if clause.operator == "!=":
        return lambda body: value not in held.values(body)
    compare = COMPARE[clause.operator]
    return lambda body: any(compare(found, value) for found in held.values(body))
