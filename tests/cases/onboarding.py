"""What an integrator's code does before the first expense, in a few calls."""

from typing import Any

from house import House


def made(house: House, **fields: Any) -> dict[str, Any]:
    """A new company."""
    body: dict[str, Any] = house.http.post("/companies", json={"name": "New", **fields}).json()
    return body


def connected(house: House, platform: str = "gbol", *, link: bool = True) -> tuple[str, str]:
    """A new company connected to accounting software: its id, and the connection's."""
    company = made(house)["id"]
    answer = house.http.post(f"/companies/{company}/connections", json={"platformKey": platform})
    connection = answer.json()["id"]
    if link:
        assert 200 == house.customer("link", connection, company).status_code
    return company, connection


def onboarded(house: House, platform: str = "gbol") -> House:
    """The same mock, its calls going to a new company that is ready for a sync."""
    company, _ = connected(house, platform)
    moved = House(house.mock, house.http, house.seen)
    moved.company = f"/companies/{company}/sync/expenses"
    house.http.post(f"{moved.company}/connections/partnerExpense")
    for kind in ("suppliers", "customers"):
        assert 200 == house.http.get(f"/companies/{company}/data/{kind}").status_code
    data = {
        kind: house.http.get(f"/companies/{company}/data/{kind}").json()["results"]
        for kind in ("bankAccounts", "suppliers", "customers")
    }
    saved = house.http.post(
        f"{moved.company}/config",
        json={
            "bankAccount": {"id": data["bankAccounts"][0]["id"]},
            "supplier": {"id": data["suppliers"][-1]["id"]},
            "customer": {"id": data["customers"][0]["id"]},
        },
    )
    assert 200 == saved.status_code
    return moved


def fitting_line(company: House) -> dict[str, Any]:
    """A line of a payment that names only what the mapping options of the company offer."""
    options = company.http.get(f"{company.company}/mappingOptions").json()
    account = next(row for row in options["accounts"] if "Payment" in row["validTransactionTypes"])
    tracking = next(row for row in options["trackingCategories"] if not row["hasChildren"])
    return {
        "netAmount": 10,
        "taxAmount": 2,
        "accountRef": {"id": account["id"]},
        "taxRateRef": {"id": options["taxRates"][0]["id"]},
        "trackingRefs": [{"id": tracking["id"]}],
    }
