"""The syncs of a company, told in four ways."""

import pytest

from cases.onboarding import made
from cases.refusals import refused
from house import House


def test_one_story_of_syncs(house: House) -> None:
    """Case 30: latest, list, lastSuccessful and by id tell the same; the latest may have failed."""
    good = house.synced(house.dataset()[0])
    house.plan(code=5130)
    bad = house.synced(house.dataset()[0])
    latest, successful = (
        house.http.get(f"{house.company}/syncs/{which}/status").json()
        for which in ("latest", "lastSuccessful")
    )
    listed = house.http.get(f"{house.company}/syncs/list/status").json()
    assert [house.status(good), house.status(bad)] == listed == [successful, latest]


@pytest.mark.parametrize("which", ["latest", "lastSuccessful"])
def test_never_synced(same_house: House, which: str) -> None:
    """Case 31: a company that never synced has no latest sync, and an empty list."""
    path = f"/companies/{made(same_house)['id']}/sync/expenses/syncs"
    refused(same_house, 404, lambda: same_house.http.get(f"{path}/{which}/status"))
    assert [] == same_house.http.get(f"{path}/list/status").json()


def test_a_latest_that_is_polled(house: House) -> None:
    """A plan that counts polls counts those of the latest sync too."""
    house.plan(code=2000, polls=2)
    house.initiate(house.dataset()[0])
    path = f"{house.company}/syncs/latest/status"
    assert [1000, 2000] == [house.http.get(path).json()["syncStatusCode"] for _ in range(2)]
