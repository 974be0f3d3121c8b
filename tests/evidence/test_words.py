"""How are bodies, spans of time and addresses written for people?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.moments import DAY, HOUR, MINUTE, SECOND
from codat_mock.evidence.words import compact, indented, short, span
from codat_mock.journal.redacting import addresses

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_indented(value: object) -> None:
    """It is laid out as json.dumps lays it out, whatever it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert json.dumps(value, ensure_ascii=False, indent=2) == indented(text)


@pytest.mark.parametrize("number", ["1.10", "100.00", "1E5", "12345678901234567890123", "-0.0"])
def test_numbers_stay(number: str) -> None:
    """A number is shown as it was sent."""
    assert f'{{\n  "a": {number}\n}}' == indented(f'{{"a" : {number} }}')


@pytest.mark.parametrize("text", ["", "{", "hello {world}", '{"a":NaN}'])
def test_no_json(text: str) -> None:
    """What is no JSON stays as it is."""
    assert text == indented(text)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0, "0 s"),
        (SECOND, "1 s"),
        (SECOND + SECOND // 2, "1.5 s"),
        (10 * MINUTE, "10 min"),
        (10 * MINUTE + 1, "10 min"),
        (10 * MINUTE + SECOND // 8, "10 min 0.125 s"),
        (MINUTE - 1, "1 min"),
        (1, "<1 ms"),
        (2 * DAY + 3 * HOUR + MINUTE, "2 d 3 h"),
    ],
)
def test_span(length: int, said: str) -> None:
    """A span in its two largest units."""
    assert said == span(length)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{\n  "code": 4260\n}', '{ "code": 4260 }'),
        ("plain", "plain"),
        ("a\n" * 60, "a\n" * 60),
    ],
)
def test_compact(text: str, shown: str) -> None:
    """What is short stands on one line."""
    assert shown == compact(text)


def test_short() -> None:
    """Ids are cut short, the rest stays."""
    assert "/syncs/6fb40d5e\u2026/status" == short(
        "/syncs/6fb40d5e-b13e-11ed-afa1-0242ac120002/status"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:9/hooks", "http://127.0.0.1:9/hooks"),
        (
            "http://me:sesame@host/hooks?a=1&token=sesame#x",
            "http://[redacted]@host/hooks?a=1&token=[redacted]#x",
        ),
        ("see http:\\/\\/me@host", "see http:\\/\\/[redacted]@host"),
        ("a@b, c=d and e?tokens=1", "a@b, c=d and e?tokens=1"),
    ],
)
def test_addresses(url: str, shown: str) -> None:
    """Of an address only what opens nothing is shown."""
    assert shown == addresses(url.encode()).decode()
