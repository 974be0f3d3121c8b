"""Do amounts get through JSON exactly?"""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from codat_client.wire import from_json, to_json

amounts = st.decimals(0, 5_000_000, places=9) | st.decimals(0, 5_000_000, places=2)
leaves = st.none() | st.booleans() | st.integers() | st.text() | amounts
trees = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(amounts)
def test_a_decimal_keeps_every_digit(amount: Decimal) -> None:
    """Also the zeros at its end, which a float would drop; never an exponent."""
    text = to_json(amount)
    assert str(amount) == str(json.loads(text, parse_float=Decimal, parse_int=Decimal))
    assert "E" not in text.upper()


@given(trees)
def test_what_is_written_is_read_again(tree: object) -> None:
    """Any JSON, in any nesting."""
    assert tree == from_json(to_json(tree).encode())


def test_an_exponent_is_written_out() -> None:
    """Some readers of JSON take 1E+3 for a float."""
    assert "[1000,0.001,0]" == to_json([Decimal("1E+3"), Decimal("1E-3"), Decimal(0)])


def test_what_is_no_json_reads_as_none() -> None:
    """Nothing that a server sends makes a traceback."""
    horrors = [b"", b"\xff", b"{", b"<html>", b"[" * 10**5, b"9" * 5000, b"1e" + b"9" * 20]
    assert [None] * len(horrors) == [from_json(body) for body in horrors]
