"""A small contract with companies in it, and companies to list."""

from typing import Any

from hypothesis import strategies as st

from codat_mock.core.errors import Refused
from codat_mock.listing import Kind

_ID = {"type": "string", "format": "uuid"}
_DATE = {"$ref": "#/components/schemas/Date"}

DOCUMENT = {
    "components": {
        "schemas": {
            "Date": {"type": "string", "format": "date-time"},
            "Status": {"type": "string", "enum": ["PendingAuth", "Linked", "Unlinked"]},
            "Reference": {
                "type": ["object", "null"],
                "properties": {"id": _ID, "name": {"type": "string"}},
            },
            "Connection": {
                "type": "object",
                "properties": {
                    "id": _ID,
                    "status": {"$ref": "#/components/schemas/Status"},
                    "created": _DATE,
                    "errors": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"code": {"type": "string"}}},
                    },
                },
            },
            "Details": {
                "type": "object",
                "properties": {
                    "id": _ID,
                    "name": {"type": "string"},
                    "size": {"type": ["integer", "null"]},
                    "balance": {"type": "number", "format": "decimal"},
                    "active": {"type": ["null", "boolean"]},
                    "created": {"allOf": [_DATE], "description": "When it was made."},
                    "products": {"type": "array", "items": {"type": "string"}},
                    "tags": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
            "Company": {
                "allOf": [
                    {"$ref": "#/components/schemas/Details"},
                    {
                        "type": "object",
                        "properties": {
                            "metadata": {"properties": {"isDeleted": {"type": "boolean"}}},
                            "ownerRef": {"$ref": "#/components/schemas/Reference"},
                            "parent": {"$ref": "#/components/schemas/Company"},
                            "dataConnections": {
                                "type": "array",
                                "items": {"$ref": "#/components/schemas/Connection"},
                            },
                        },
                    },
                ]
            },
        }
    }
}

COMPANY = Kind.of(DOCUMENT, "Company")

ACME: dict[str, Any] = {
    "id": "8A210B68-6988-11ed-a1eb-0242ac120002",
    "name": "Acme & Sons",
    "size": 12,
    "balance": 0.1,
    "active": True,
    "created": "2026-01-28T10:30:00",
    "products": ["expenses"],
    "tags": {"region": "uk", "cost centre": "Finance"},
    "metadata": {"isDeleted": False},
    "ownerRef": {"id": "61", "name": "Émile"},
    "parent": {"name": "Holding"},
    "dataConnections": [
        {"id": "1", "status": "Linked", "created": "2026-01-01T00:00:00Z"},
        {"id": "2", "status": "Unlinked", "created": "2026-02-01T00:00:00Z"},
    ],
}
BLANK: dict[str, Any] = {"size": None, "active": None, "ownerRef": None, "dataConnections": []}
"""Nothing of it is there."""

DATES = [
    "2025-12-31",
    "2025-12-31T23:30:00-01:00",
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.5",
    "2026-01-01T01:00:00+01:00",
    "2026-01-28T10:30",
]
WORDS = ["acme", "Acme", "ACME Ltd", "a", "émile", "Émile", "Straße", "STRASSE", "61", "null"]
STATUSES = ["PendingAuth", "Linked", "Unlinked"]

numbers = st.integers(-3, 3) | st.sampled_from([0.1, 0.30000000000000004, 1e22, -2.5, 1.0])
"""Numbers of JSON."""

_connections = st.fixed_dictionaries(
    {"status": st.sampled_from(STATUSES)}, optional={"created": st.sampled_from(DATES)}
)
companies: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(WORDS),
        "size": st.none() | st.integers(-3, 3),
        "balance": numbers,
        "active": st.none() | st.booleans(),
        "created": st.sampled_from(DATES),
        "metadata": st.none() | st.fixed_dictionaries({"isDeleted": st.booleans()}),
        "ownerRef": st.none() | st.fixed_dictionaries({}, optional={"id": st.sampled_from(WORDS)}),
        "dataConnections": st.lists(_connections, max_size=3),
        "tags": st.none()
        | st.dictionaries(st.sampled_from(["a", "A", "a b"]), st.sampled_from(WORDS)),
    },
)
"""Companies with some of their properties."""


def places(refused: Refused) -> list[str]:
    """The places that a refusal names; each fault must say which character, and be what the refusal says."""
    assert [refused.why] == [fault.message for fault in refused.faults]
    assert refused.why.startswith("At character ")
    assert refused.why.endswith(".")
    return [f"{fault.place} {fault.message.split()[2]}" for fault in refused.faults]
