"""Does a body mean the same when it is read in one step?"""

from collections.abc import Mapping
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given

from codat_mock.contract.records import reader
from codat_mock.contract.schemas import Schema
from differential.fine import OPERATIONS, examples, fine, plain
from differential.flaws import RATES, TEXTS, flaws
from differential.steps import Memory, Step

BULK = [id_ for id_, operation in OPERATIONS.items() if operation.body and operation.body.bulk]

MEMORY = Memory.of("t")

DATASET = (
    b'{"items":[{"id":"4d7c6929-7770-412b-91bb-44d3bc71d111","type":"Payment",'
    b'"issueDate":"2026-01-31","currency":"GBP"%s}]}'
)

ODD = (
    b"",
    b',"id":"x"',
    b',"id":"4d7c6929-7770-412b-91bb-44d3bc71d111"',
    b',"issueDate":"2026-01-31\\n"',
    b',"issueDate":"2026-02-30"',
    b',"currency":"GBP\\n"',
    b',"currency":"\xc3\xa9\xc3\xa9\xc3\xa9"',
    b',"currency":"gbp"',
    b',"currencyRate":null',
    b',"currencyRate":0',
    b',"currencyRate":-0.0',
    b',"currencyRate":1e-400',
    b',"currencyRate":5e-324',
    b',"currencyRate":1E+2',
    b',"currencyRate":1e308',
    b',"currencyRate":"1"',
    b',"currencyRate":true',
    b',"currencyRate":123456789012345678901234567890',
    b',"notes":null',
    b',"notes":"\\ud83d\\ude00\\u0000"',
    b',"notes":"\\ud800"',
    b',"notes":"\xed\xa0\x80"',
    b',"notes":"\x01"',
    b',"contactRef":{}',
    b',"contactRef":{"type":"Customer"}',
    b',"lines":[]',
    b',"lines":[{"netAmount":5000000.0000000001,"taxAmount":0,"accountRef":{}}]',
    b',"lines":[{"netAmount":5000000.01,"taxAmount":0,"accountRef":{}}]',
    b',"lines":[{"netAmount":1,"taxAmount":-0,"accountRef":{"id":"1"},"taxRateRef":null}]',
    b',"lines":[{"netAmount":1,"taxAmount":0,"accountRef":{},"trackingRefs":[]}]',
    b',"unknown":1',
)
"""What may stand behind a transaction's fields, in JSON: right, wrong, or another word for what was said."""


def schema_of(id_: str) -> Schema:
    """What the body of an operation must fit."""
    body = OPERATIONS[id_].body
    assert body is not None
    return next(iter(body.media_types.values()))


def written(step: Step) -> bytes:
    """The body of a request."""
    return MEMORY.sent(step, "").body


def agree(schema: Schema, raw: bytes) -> bool:
    """Whether a body is read in one step; if so, it must be what the ordinary way finds right, and say the same.

    Raises:
        AssertionError: The two ways differ.
    """
    read = schema.record(raw)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        assert read is None, raw
        return False
    assert (read is not None) is schema.knows(value), raw
    assert read is None or value == msgspec.to_builtins(read), raw
    return read is not None


@pytest.mark.parametrize("id_", BULK)
def test_right(id_: str) -> None:
    """Every example of the contract is read in one step."""
    for number in range(len(examples(OPERATIONS[id_]))):
        assert agree(schema_of(id_), written(plain(id_, number)))


@pytest.mark.parametrize("id_", BULK)
def test_any(id_: str) -> None:
    """So is whatever fits."""

    @given(fine(id_))
    def same(step: Step) -> None:
        agree(schema_of(id_), written(step))

    same()


@pytest.mark.parametrize("id_", BULK)
def test_wrong(id_: str) -> None:
    """What has a flaw is read in one step only where the ordinary way lets it by, too."""
    for number in range(len(examples(OPERATIONS[id_]))):
        for steps in flaws(plain(id_, number)).values():
            for step in steps:
                agree(schema_of(id_), written(step))


@pytest.mark.parametrize("text", [*TEXTS, *RATES, *(DATASET % odd for odd in ODD)])
def test_odd(text: bytes) -> None:
    """JSON that is none, numbers that none can hold, fields that stand there twice, texts with more than they show."""
    agree(schema_of("create-expense-dataset"), text)


def test_asked_for() -> None:
    """A record is asked for its fields as a mapping is."""
    read = schema_of("create-expense-dataset").record(DATASET % b"")
    assert read is not None
    item = read["items"][0]
    assert ("GBP", None, 7) == (item["currency"], item.get("notes"), item.get("notes", 7))
    with pytest.raises(KeyError):
        item["notes"]


NAME = {"type": "object", "properties": {"name": {"type": "string"}}}

INTRICATE: Mapping[str, Any] = {
    "one of several": {"oneOf": [NAME]},
    "any type": {},
    "several types": {"type": ["string", "number"]},
    "a field that is open": {**NAME, "additionalProperties": True},
    "a pattern of fields": {**NAME, "patternProperties": {"^a": {}}},
    "a field that needs another": {**NAME, "dependentRequired": {"name": ["other"]}},
    "a field that is required and not named": {**NAME, "required": ["other"]},
    "a name that is no name": {"type": "object", "properties": {"a-b": {"type": "string"}}},
    "a name that records have": {"type": "object", "properties": {"get": {"type": "string"}}},
    "a list in a list": {
        "type": "object",
        "properties": {"a": {"type": "array", "items": {"type": "array", "items": NAME}}},
    },
    "a list by itself": {"type": "array", "items": NAME},
    "a list without doubles": {
        "type": "object",
        "properties": {"a": {"type": "array", "uniqueItems": True, "items": NAME}},
    },
    "multiples": {"type": "object", "properties": {"a": {"type": "number", "multipleOf": 2}}},
    "itself": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/itself"}}},
    "a reference and more": {"$ref": "#/components/schemas/itself", "required": ["a"]},
}


@pytest.mark.parametrize("name", INTRICATE)
def test_too_intricate(name: str) -> None:
    """Of a schema with a keyword that a reader would not look at, no reader is made."""
    schema = INTRICATE[name]
    itself = {"itself": INTRICATE["itself"]}
    assert reader({"$defs": {"this": schema}, "components": {"schemas": itself}}) is None
    simple = {"type": "object", "properties": {"a": NAME}}
    assert reader({"$defs": {"this": simple}, "components": {"schemas": itself}}) is not None
