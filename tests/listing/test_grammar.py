"""How a query is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.errors import MalformedQuery
from codat_mock.listing.comparing import OPERATORS
from codat_mock.listing.grammar import DEEPEST, LIMIT, Clause, Either, Every, Places, Tree, parsed
from listing.things import places

_names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,3}(\.[A-Za-z_]{1,3}){0,2}", fullmatch=True)
_values = (
    st.text(st.characters(exclude_characters="&|{}"), min_size=1, max_size=9)
    | st.sampled_from(["a & b", "a | b", "=", "!= 3", "~x", "a=b>c", "%3D", "a&b|c"])
).map(str.strip)
_clauses = st.builds(Clause, _names, st.sampled_from(OPERATORS), _values.filter(bool))


def _joined(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    terms = st.lists(trees, min_size=2, max_size=3).map(tuple)
    return st.builds(Every, terms) | st.builds(Either, terms)


trees = st.recursive(_clauses, _joined, max_leaves=8)
_spaces = st.sampled_from(["", " ", "  ", "\t", "\n "])


def written(tree: Tree, space: str) -> str:
    """The tree as a query, with no more groups than it needs."""
    if isinstance(tree, Clause):
        gap = space or (" " if tree.value[0] in "=!~<>" else "")
        return f"{space}{tree.property}{space}{tree.operator}{gap}{tree.value}{space}"
    loose = (Clause,) if isinstance(tree, Every) else (Clause, Every)
    terms = [
        written(term, space)
        if isinstance(term, loose)
        else f"{space}{{{written(term, space)}}}{space}"
        for term in tree.terms
    ]
    return ("&&" if isinstance(tree, Every) else "||").join(terms)


@given(trees, _spaces)
def test_what_is_written_is_read(tree: Tree, space: str) -> None:
    """A syntax tree that is written as a query is read as itself, whatever white space is in it."""
    assert tree == parsed(written(tree, space))


A, B, C = (Clause(name, "=", "1") for name in "abc")
TREES = {
    "a=1": A,
    " a = 1 ": A,
    "{a=1}": A,
    "{{ a=1 } }": A,
    "a=1&&b=1": Every((A, B)),
    "a=1&&b=1&&c=1": Every((A, B, C)),
    "{a=1&&b=1}&&c=1": Every((Every((A, B)), C)),
    "a=1||b=1&&c=1": Either((A, Every((B, C)))),
    "a=1&&b=1||c=1": Either((Every((A, B)), C)),
    "{a=1||b=1}&&c=1": Every((Either((A, B)), C)),
    "a=1 && {b=1 || c=1}": Every((A, Either((B, C)))),
    "metadata.isDeleted!=true": Clause("metadata.isDeleted", "!=", "true"),
    "customerRef.id = 61": Clause("customerRef.id", "=", "61"),
    "dueDate > 2021-01-28": Clause("dueDate", ">", "2021-01-28"),
    "n>=1": Clause("n", ">=", "1"),
    "n<=-1": Clause("n", "<=", "-1"),
    "name~Acme & Sons, Ltd": Clause("name", "~", "Acme & Sons, Ltd"),
    "name=a=b": Clause("name", "=", "a=b"),
    "name= =b": Clause("name", "=", "=b"),
    "name='Acme'": Clause("name", "=", "'Acme'"),
    "name=100%25": Clause("name", "=", "100%25"),
    "status%3Dpaid": Clause("status", "=", "paid"),
    "status!%3Dpaid%26%26a%3D1": Every((Clause("status", "!=", "paid"), A)),
    f"a={'x' * (LIMIT - 3)}": Clause("a", "=", "x" * (LIMIT - 3)),
    "{" * DEEPEST + "a=1" + "}" * DEEPEST: A,
}
"""What is read of a query."""


@pytest.mark.parametrize("text", TREES, ids=lambda text: text[:30])
def test_trees(text: str) -> None:
    """`&&` binds closer than `||`, groups bind closest, and what is encoded twice is decoded twice."""
    assert TREES[text] == parsed(text)


def test_places() -> None:
    """Each part of a clause knows where it stands."""
    tree = parsed("a=1 && { bc  !=  d }")
    assert isinstance(tree, Every)
    found = [term.places for term in tree.terms if isinstance(term, Clause)]
    assert [Places(0, 1, 2), Places(9, 13, 17)] == found


MALFORMED = {
    "": 1,
    "   ": 4,
    "a": 2,
    "a ": 3,
    "a 1": 3,
    "a=": 3,
    "a= ": 4,
    "=1": 1,
    "1=1": 1,
    "-a=1": 1,
    "a.=1": 2,
    ".a=1": 1,
    "a..b=1": 2,
    "a[0].b=1": 2,
    "a b=1": 3,
    "ñ=1": 1,
    "a!1": 2,
    "a==1": 2,
    "a<>1": 2,
    "a=>1": 2,
    "a!==1": 2,
    "a=~1": 2,
    "&&": 1,
    "a=1&&": 6,
    "a=1 || ": 8,
    "&&a=1": 1,
    "a=1&&&&b=1": 6,
    "a=1&&&b=1": 6,
    "a=1||&&b=1": 6,
    "a=1&&b": 7,
    "a=&&b=1": 3,
    "{": 2,
    "}": 1,
    "{}": 2,
    "{a=1": 5,
    "{a=1 ": 6,
    "a=1}": 4,
    "{a=1}}": 6,
    "{{a=1}": 7,
    "{a=1}b=1": 6,
    "{a=1} {b=1}": 7,
    "a=1{b=1}": 4,
    "a{b=1}": 2,
    "{a=1}=1": 6,
    "(a=1)": 1,
    "status%3D": 8,
    "a%20b%3D1": 3,
    f"a={'x' * (LIMIT - 2)}": LIMIT,
    "x" * 100_000: LIMIT,
    "{" * (DEEPEST + 1) + "a=1" + "}" * (DEEPEST + 1): DEEPEST + 1,
    " {" * 1000: 2 * (DEEPEST + 1),
}
"""Queries that break the grammar, and the character at which they do."""


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:20] or "empty")
def test_what_is_malformed(text: str) -> None:
    """A query that breaks the grammar is refused at the character where it does."""
    with pytest.raises(MalformedQuery) as refused:
        parsed(text)
    assert [f"query {MALFORMED[text]}"] == places(refused.value)


SAID = {
    "status": "At character 7 of query, an operator is expected, but the text ends; use =, !=, ~, >, <, >=, <=.",
    "a==1": "At character 2 of query, an operator is expected, but '==1' stands there; "
    "use =, !=, ~, >, <, >=, <=, with a space before a value that begins with such a sign.",
    "a=1 b=2} && c=3": "At character 8 of query, && or || is expected, but '} && c=3' stands there; "
    "join clauses by one of them, and open each } by a {.",
    "a=1&&{b=2": "At character 10 of query, } is expected, but the text ends; close the { at character 6.",
    "name=": "At character 6 of query, a value for name is expected, but the text ends; "
    "write clauses such as name = Ltd, joined by && or ||, in groups of { }; nothing compares with null.",
}
"""What is said of a query."""


@pytest.mark.parametrize("text", SAID)
def test_what_is_said(text: str) -> None:
    """A refusal says where the query goes wrong, what was expected there, and what to do."""
    with pytest.raises(MalformedQuery) as refused:
        parsed(text)
    assert SAID[text] == refused.value.why


@given(st.text(max_size=60) | st.text("ab.=!~<>&|{}% \n3D", max_size=60))
def test_whatever_is_sent(text: str) -> None:
    """Any text at all is a query or is refused."""
    try:
        parsed(text)
    except MalformedQuery as refused:
        places(refused)
