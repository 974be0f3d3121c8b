"""From a query to its syntax tree: clauses such as `status = Linked`, joined by `&&` and `||`, grouped by `{` and `}`.

    either  = every, { "||", every }
    every   = term, { "&&", term }
    term    = "{", either, "}" | clause
    clause  = property, operator, value

White space is free around all of them. A value is whatever comes before the next `&&`, `||`, `{`, `}` or the end.
Codat documents the signs but no precedence: here `&&` binds closer than `||`, as it does wherever else they stand.
Values have no quotes, since none are documented.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from codat_mock.listing.comparing import OPERATORS
from codat_mock.listing.refusing import expected, malformed

LIMIT = 2048
"""A text is shorter than this, as documented."""

DEEPEST = 32
"""How many groups may lie in one another; nothing is documented, and nobody means more."""

QUERY = "query"

SIGNS = re.compile(r"[=!~<>]+")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_SPACE = re.compile(r"\s*")
_VALUE = re.compile(r"(?:(?!&&|\|\||[{}]).)*", re.DOTALL)
_ANY_OPERATOR = re.compile(r"[=~<>]")
_LIKE = "write clauses such as name = Ltd, joined by && or ||, in groups of { }"


class Places(NamedTuple):
    """Where the parts of a clause begin in the text, counted from 0."""

    property: int
    operator: int
    value: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison.

    Attributes:
        property: The name of a property, as it stands there.
        operator: One of those that there are.
        value: What it is compared with.
        places: Where all that stands.
    """

    property: str
    operator: str
    value: str
    places: Places = field(default=Places(0, 0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Every:
    """All of the terms hold."""

    terms: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the terms holds."""

    terms: tuple["Tree", ...]


Tree: TypeAlias = Clause | Every | Either


def parsed(text: str) -> Tree:
    """The syntax tree of a query; the places in it are those of the text once it is decoded.

    Raises:
        MalformedQuery: The text breaks the grammar, or is too long.
    """
    return _Parser(decoded(QUERY, text)).parsed()


def decoded(parameter: str, text: str) -> str:
    """A text as it was meant: one without an operator was encoded twice, as in Codat's own examples.

    Raises:
        MalformedQuery: It is too long.
    """
    return text if _ANY_OPERATOR.search(bounded(parameter, text)) else unquote(text)


def bounded(parameter: str, text: str) -> str:
    """The same text.

    Raises:
        MalformedQuery: It is too long.
    """
    if len(text) >= LIMIT:
        wrong = f"the text should have ended, but it has {len(text)} characters"
        raise malformed(parameter, LIMIT - 1, wrong, f"write fewer than {LIMIT}")
    return text


def operator_at(parameter: str, text: str, at: int, known: tuple[str, ...]) -> str:
    """The operator that begins at a place.

    A value may begin with such a sign, but not right after the operator: `==` is a slip, not a value.

    Raises:
        MalformedQuery: There is none, or another than those known.
    """
    run = SIGNS.match(text, at)
    if run is None or run[0] not in known:
        remedy = f"use {', '.join(known)}"
        if run is not None and len(run[0]) > 1:
            remedy += ", with a space before a value that begins with such a sign"
        raise expected(parameter, text, at, "an operator", remedy)
    return run[0]


class _Parser:
    """Reads a text from left to right, each character once."""

    __slots__ = ("_at", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def parsed(self) -> Tree:
        tree = self._either(0)
        if self._at < len(self._text):
            raise self._expected("&& or ||", "join clauses by one of them, and open each } by a {")
        return tree

    def _either(self, depth: int) -> Tree:
        terms = [self._every(depth)]
        while self._taken("||"):
            terms.append(self._every(depth))
        return terms[0] if len(terms) == 1 else Either(tuple(terms))

    def _every(self, depth: int) -> Tree:
        terms = [self._term(depth)]
        while self._taken("&&"):
            terms.append(self._term(depth))
        return terms[0] if len(terms) == 1 else Every(tuple(terms))

    def _term(self, depth: int) -> Tree:
        opened = self._space()
        if not self._taken("{"):
            return self._clause()
        if depth == DEEPEST:
            wrong = f"a group opens inside {DEEPEST} others"
            raise malformed(QUERY, opened, wrong, "leave out groups that change nothing")
        tree = self._either(depth + 1)
        if not self._taken("}"):
            what = "&&, || or }" if self._at < len(self._text) else "}"
            raise self._expected(what, f"close the {{ at character {opened + 1}")
        return tree

    def _clause(self) -> Clause:
        start = self._space()
        name = NAME.match(self._text, start)
        if name is None:
            raise self._expected("a property", _LIKE)
        self._at = name.end()
        place = self._space()
        operator = operator_at(QUERY, self._text, place, OPERATORS)
        self._at = place + len(operator)
        value = _VALUE.match(self._text, self._space())
        if value is None or not value[0]:
            raise self._expected(f"a value for {name[0]}", f"{_LIKE}; nothing compares with null")
        self._at = value.end()
        return Clause(name[0], operator, value[0].rstrip(), Places(start, place, value.start()))

    def _space(self) -> int:
        """Pass over white space."""
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._at

    def _taken(self, sign: str) -> bool:
        """Whether the next is `sign`, which is then passed over."""
        if not self._text.startswith(sign, self._space()):
            return False
        self._at += len(sign)
        return True

    def _expected(self, what: str, remedy: str) -> Exception:
        return expected(QUERY, self._text, self._at, what, remedy)
