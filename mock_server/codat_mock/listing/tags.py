"""From `tags` to what it lets through: clauses such as `region=uk`, joined by `&&`.

A key is whatever stands before the operator, white space inside it too; case matters, as it does for the tags of
webhooks. What a company has no tag for equals nothing, so that `!=` holds.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from codat_mock.listing.comparing import COMPARE
from codat_mock.listing.grammar import SIGNS, decoded, operator_at
from codat_mock.listing.predicates import Test
from codat_mock.listing.refusing import expected, malformed

TAGS = "tags"
_OPERATORS = ("=", "!=", "~")

_REMEDY = "write clauses such as region=uk, joined by &&"


class _Clause(NamedTuple):
    key: str
    operator: str
    value: str

    def holds(self, tags: Mapping[str, str]) -> bool:
        """Whether these tags go through."""
        if self.operator == "!=":
            return tags.get(self.key) != self.value
        return self.key in tags and COMPARE[self.operator](tags[self.key], self.value)


def tagged(text: str) -> Test:
    """The test that a `tags` parameter is.

    Raises:
        MalformedQuery: It is not what it should be.
    """
    clauses = list(_clauses(decoded(TAGS, text)))

    def test(body: Mapping[str, Any]) -> bool:
        tags = body.get("tags") or {}
        return all(clause.holds(tags) for clause in clauses)

    return test


def _clauses(text: str) -> Iterator[_Clause]:
    if "||" in text:
        raise malformed(TAGS, text.index("||"), "|| stands there, which tags do not have", _REMEDY)
    start = 0
    for part in text.split("&&"):
        yield _clause(text, start, start + len(part))
        start += len(part) + len("&&")


def _clause(text: str, start: int, end: int) -> _Clause:
    sign = SIGNS.search(text, start, end)
    place = sign.start() if sign else end
    key = text[start:place].strip()
    if not key:
        raise expected(TAGS, text, place, "a tag's key", _REMEDY)
    operator = operator_at(TAGS, text, place, _OPERATORS)
    value = text[place + len(operator) : end].strip()
    if not value:
        raise expected(TAGS, text, end, f"a value for {key}", _REMEDY)
    return _Clause(key, operator, value)
