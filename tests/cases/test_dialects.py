"""How what has two spellings is spelled, to whom."""

from typing import Any

import pytest

from codat_mock.api.dialects import CURRENT_TYPES
from house import House, MakeHouse

VERSION_1 = "speakeasy-sdk/python 0.5.0 2.286.2 prealpha codat-sync-for-expenses-version-1"
VERSION_9 = "codat-sdk/python 9.0.0 1.0.0 prealpha codat-sync-for-expenses"
NODE = "speakeasy-sdk/typescript 3.1.0 2.146.1 prealpha @codat/sync-for-expenses"
ANOTHER = "speakeasy-sdk/python 1.0.0 somebody-else"

SPELLED = [
    ("auto", VERSION_1, "expenses"),
    ("auto", VERSION_9, "expenses"),
    ("auto", NODE, "expenses"),
    ("auto", ANOTHER, "expense"),
    ("auto", "python-httpx/0.28", "expense"),
    ("docs", VERSION_9, "expense"),
    ("sdk", ANOTHER, "expenses"),
]


@pytest.mark.parametrize(("dialect", "client", "spelled"), SPELLED)
def test_integration_types(make_house: MakeHouse, dialect: str, client: str, spelled: str) -> None:
    """The documentation says `expense`, the official clients refuse all but `expenses`; lists and single ones agree."""
    house = make_house(dialect=dialect)
    house.http.headers["User-Agent"] = client
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    path = f"{house.company}/syncs/{sync_id}/transactions"
    (listed,) = house.http.get(path).json()["results"]
    (single,) = house.http.get(f"{path}/{id_}").json()
    assert (spelled, spelled) == (listed["integrationType"], single["integrationType"])


@pytest.mark.parametrize(
    ("client", "limited"), [(VERSION_1, False), (VERSION_9, True), (NODE, False)]
)
def test_types_that_a_client_can_read(house: House, client: str, limited: bool) -> None:  # noqa: FBT001 a column of the table
    """The current Python client refuses mapping options that name a type which its API has retired."""
    house.http.headers["User-Agent"] = client
    options: dict[str, Any] = house.http.get(f"{house.company}/mappingOptions").json()
    told = {
        type_
        for kind in ("accounts", "taxRates")
        for row in options[kind]
        for type_ in row["validTransactionTypes"]
    }
    assert limited == (told == set(CURRENT_TYPES))
    assert set(CURRENT_TYPES) <= told
