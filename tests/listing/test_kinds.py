"""Which properties a kind of thing has."""

import pytest

from codat_contract import contract
from codat_mock.listing import Kind, kind
from codat_mock.listing.comparing import BOOLEAN, MOMENT, NUMBER, TEXT
from listing.things import ACME, BLANK, COMPANY, DOCUMENT

TYPES = {
    "id": TEXT,
    "name": TEXT,
    "size": NUMBER,
    "balance": NUMBER,
    "active": BOOLEAN,
    "created": MOMENT,
    "metadata.isDeleted": BOOLEAN,
    "ownerRef.id": TEXT,
    "ownerRef.name": TEXT,
    "dataConnections.id": TEXT,
    "dataConnections.status": TEXT,
    "dataConnections.created": MOMENT,
}


def test_types() -> None:
    """References, parts and nulls are seen through; objects and lists are no properties, but for connections."""
    found = {held.name: held.type for held in COMPANY.properties.values()}
    assert TYPES == {name: held for name, held in found.items() if not name.startswith("parent.")}


def test_what_contains_itself() -> None:
    """A company whose parent is a company has properties of its parent, and there it ends."""
    parents = [held.name for held in COMPANY.properties.values() if held.name.startswith("parent.")]
    assert "parent.name" in parents
    assert {"parent"} == {name.split(".")[-2] for name in parents if name.endswith(".name")} - {
        "ownerRef"
    }


@pytest.mark.parametrize("name", ["NAME", "ownerref.ID", "DataConnections.Status"])
def test_case_does_not_matter(name: str) -> None:
    """A property is found however its name is cased."""
    held = COMPANY.find(name)
    assert held is not None
    assert name.lower() == held.name.lower()


def test_values() -> None:
    """A property has the values that are there: in a list one for each element, of what is null or absent none."""
    status, owner = COMPANY.find("dataConnections.status"), COMPANY.find("ownerRef.id")
    assert status is not None
    assert owner is not None
    assert (["linked", "unlinked"], []) == (status.values(ACME), status.values(BLANK))
    assert (["61"], []) == (owner.values(ACME), owner.values(BLANK))


def test_no_such_kind() -> None:
    """There are kinds for the schemas that there are."""
    with pytest.raises(KeyError):
        Kind.of(DOCUMENT, "Nothing")


@pytest.mark.parametrize("name", sorted(contract()["components"]["schemas"]))
def test_every_schema_is_a_kind(name: str) -> None:
    """Every schema of the contract can be read, and is read once."""
    assert kind(name) is kind(name)


def test_a_kind_of_the_contract() -> None:
    """The types are those of the contract."""
    status = kind("CompanySyncStatus")
    assert ("CompanySyncStatus", NUMBER, MOMENT, BOOLEAN) == (
        status.name,
        *(status.properties[name].type for name in ("syncstatuscode", "syncutc", "datapushed")),
    )


@pytest.mark.parametrize(
    ("name", "held", "many"),
    [
        ("Company", "dataConnections.status", True),
        ("Company", "created", False),
        ("Connection", "platformName", False),
        ("Account", "metadata.isDeleted", False),
        ("Supplier", "supplierName", False),
        ("Customer", "customerName", False),
        ("BankAccount", "balance", False),
    ],
)
def test_what_is_listed(name: str, held: str, many: bool) -> None:  # noqa: FBT001 the end of a row
    """What the contract lists can be asked for by what tells one from another."""
    found = kind(name).find(held)
    assert found is not None
    assert many is found.many
