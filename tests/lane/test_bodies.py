"""What becomes of a body that is not there, that says more than it should, or says it in another case?"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import contract
from codat_mock.contract.schemas import Schemas
from house import House
from lane.asking import remarks

MEDIA_TYPES = [
    None,
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data",
    "",
]


def headers(media_type: str | None) -> dict[str, str]:
    """The header of a media type, if there is one."""
    return {} if media_type is None else {"Content-Type": media_type}


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
@pytest.mark.parametrize("body", [b"", b"{}", b"\xff"], ids=["none", "JSON", "noise"])
def test_operations_without_a_body(house: House, media_type: str | None, body: bytes) -> None:
    """An operation that reads no body looks neither at one nor at its media type: clients send all kinds."""
    path = f"{house.company}/connections/partnerExpense"
    assert 200 == house.http.post(path, content=body, headers=headers(media_type)).status_code


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_optional_bodies_that_are_absent(house: House, media_type: str | None) -> None:
    """An optional body that is not there is of no media type."""
    answer = house.http.post(f"{house.company}/syncs", content=b"", headers=headers(media_type))
    assert 202 == answer.status_code


def _with_strangers(house: House) -> dict[str, Any]:
    item = house.transaction(foo=1, merchantName="M")
    item["lines"][0]["accountRef"]["dataType"] = "accounts"
    return {"items": [house.transaction(), item], "source": "test"}


def test_unknown_fields_are_kept_and_said(house: House) -> None:
    """Fields that the contract does not name are kept, and the log names them; so many that three are named."""
    body = _with_strangers(house)
    assert 200 == house.http.post(f"{house.company}/expense-transactions", json=body).status_code
    named = "unknown fields Items[1].Lines[0].AccountRef.DataType, Items[1].Foo, Source"
    assert named in remarks(house)
    (company,) = house.mock.tenant.register.companies.values()
    (dataset,) = company.datasets.values()
    assert body == json.loads(dataset.body)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "unknown field Items[0].A0"),
        (3, "unknown fields Items[0].A0, Items[0].A1, Items[0].A2"),
        (5_000, "unknown fields Items[0].A0, Items[0].A1, Items[0].A2 and 4997 more"),
    ],
)
def test_many_unknown_fields(house: House, count: int, said: str) -> None:
    """Three unknown fields are named, the others counted."""
    fields = {f"a{number}": number for number in range(count)}
    assert 200 == house.create([house.transaction(**fields)]).status_code
    assert said == remarks(house)[0]


def test_bodies_without_surprises_are_not_remarked_on(house: House) -> None:
    """Of a body that the contract knows wholly the log says only what was made of it."""
    house.dataset()
    assert [] == [remark for remark in remarks(house) if "unknown" in remark]


def test_strict_unknown_fields(strict_house: House) -> None:
    """A strict server refuses what the contract does not name, each field at its place, and keeps nothing."""
    body = _with_strangers(strict_house)
    answer = strict_house.http.post(f"{strict_house.company}/expense-transactions", json=body)
    faults = answer.json()["validation"]["errors"]
    assert 400 == answer.status_code
    assert ["Items[1].Lines[0].AccountRef.DataType", "Items[1].Foo", "Source"] == [
        fault["itemId"] for fault in faults
    ]
    assert faults[0]["message"].startswith("There is no field dataType here; there is id")
    assert {} == next(iter(strict_house.mock.tenant.register.companies.values())).datasets


def test_strict_says_what_is_wrong_before_what_is_too_much(strict_house: House) -> None:
    """What the contract refuses anyway is told first."""
    answer = strict_house.create([strict_house.transaction(foo=1, currency="POUND")])
    faults = answer.json()["validation"]["errors"]
    assert ["Items[0].Currency"] == [fault["itemId"] for fault in faults]


def test_what_is_put_right_is_kept_right(house: House) -> None:
    """A spelling that was put right is kept as it should be, with the unknown fields beside it."""
    house.create([house.transaction(type="payment", deep=[[1]], foo="ü")])
    (company,) = house.mock.tenant.register.companies.values()
    (dataset,) = company.datasets.values()
    (kept,) = json.loads(dataset.body)["items"]
    assert ("Payment", [[1]], "ü") == (kept["type"], kept["deep"], kept["foo"])
    assert "unknown fields Items[0].Deep, Items[0].Foo" in remarks(house)


def test_deep_bodies_are_put_right_too(house: House) -> None:
    """However deep an unknown field goes, the spelling beside it is put right in what is kept."""
    body = {"items": [house.transaction(type="payment", deep="D")]}
    text = json.dumps(body).replace('"D"', "[" * 300 + "]" * 300)
    sent = {"Content-Type": "application/json"}
    path = f"{house.company}/expense-transactions"
    assert 200 == house.http.post(path, content=text, headers=sent).status_code
    (company,) = house.mock.tenant.register.companies.values()
    (dataset,) = company.datasets.values()
    assert b'"Payment"' in dataset.body
    assert b"[" * 300 in dataset.body


def test_strict_spellings(strict_house: House) -> None:
    """A strict server puts nothing right."""
    answer = strict_house.create([strict_house.transaction(type="payment")])
    assert 400 == answer.status_code
    faults = answer.json()["validation"]["errors"]
    assert ["Items[0].Type"] == [fault["itemId"] for fault in faults]


# ---------------------------------------------------------------------------- the closed twin of a schema

_ROOT = {
    "components": {
        "schemas": {
            "Open": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Ref"}}},
            "Ref": {"type": ["object", "null"], "properties": {"id": {"type": "string"}}},
            "Both": {
                "allOf": [
                    {"$ref": "#/components/schemas/Open"},
                    {
                        "type": "object",
                        "properties": {"b": {"items": {"$ref": "#/components/schemas/Ref"}}},
                    },
                ]
            },
            "Map": {"type": "object", "additionalProperties": {"type": "string"}},
            "Any": {"type": "object"},
            "Loop": {
                "type": "object",
                "properties": {"next": {"$ref": "#/components/schemas/Loop"}},
            },
            "Shut": {"type": "object", "additionalProperties": False, "properties": {"c": {}}},
        }
    }
}

CLOSED: list[tuple[str, Any, list[str]]] = [
    ("Open", {"a": {"id": "1"}}, []),
    ("Open", {"a": {"id": "1", "x": 1}, "y": 1}, ["a/x", "y"]),
    ("Open", {"a": None}, []),
    ("Both", {"a": {}, "b": [{}, {"id": "1"}]}, []),
    ("Both", {"a": {"x": 1}, "b": [{}, {"y": 1}], "z": 1}, ["a/x", "b/1/y", "z"]),
    ("Map", {"x": "1", "y": "2"}, []),
    ("Any", {"x": {"y": 1}}, []),
    ("Loop", {"next": {"next": {"x": 1}}}, ["next/next/x"]),
    ("Shut", {"c": {"x": 1}}, []),
]


@pytest.mark.parametrize(("name", "value", "expected"), CLOSED)
def test_closed_schemas(name: str, value: Any, expected: list[str]) -> None:
    """A closed schema refuses a value that its open twin takes exactly when there is a field that neither names."""
    schema = Schemas(_ROOT).compiled(f"#/components/schemas/{name}")
    assert schema.fits(value)
    found = ["/".join(map(str, stranger.path)) for stranger in schema.strangers(value)]
    assert expected == found
    assert (not expected) is schema.knows(value)


_ITEM = {
    "id": "00000000-0000-4000-8000-000000000001",
    "type": "Payment",
    "issueDate": "2026-01-01",
    "currency": "GBP",
}
_NAMES = st.sampled_from(["id", "notes", "foo", "lines", "netAmount", "accountRef", "type"])
_FIELDS = st.recursive(
    st.sampled_from(["text", 1, None]),
    lambda inner: st.dictionaries(_NAMES, inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=6,
)


@given(st.dictionaries(_NAMES, _FIELDS, max_size=3))
def test_closed_schemas_of_the_contract(more: dict[str, Any]) -> None:
    """Whatever stands in a body: the closed schema takes what the open one takes and has no stranger, nothing else."""
    schema = Schemas(contract()).compiled("#/components/schemas/CreateExpenseRequest")
    body = {"items": [{**_ITEM, **more}]}
    closed = schema.knows(body)
    assert closed == (schema.fits(body) and not schema.strangers(body))


@pytest.mark.parametrize("path", ["{company}/expense-transactions", "/companies", "/__mock/plans"])
@pytest.mark.parametrize("levels", [200, 300, 1000])
def test_deep_bodies(house: House, path: str, levels: int) -> None:
    """A body that does not fit is refused however deeply it is nested."""
    deep = '{"items": ' * levels + "{}" + "}" * levels
    answer = house.http.post(
        path.format(company=house.company), content=deep, headers=headers("application/json")
    )
    assert 400 == answer.status_code
