"""The scenarios that ship: each says what it shows, and shows it."""

import json

import pytest

from cli.desk import Desk, served
from codat_contract import SYNC_CODES
from codat_mock.app import checker, new_tenant
from codat_mock.faults import kinds
from codat_mock.lane.keyring import authorization
from codat_mock.scenes import shelf
from codat_mock.scenes.schema import schema
from codat_mock.settings import Settings

MIXTURES = {
    "billing-expired-then-paid",
    "deauthorised-half-way",
    "slow-friday",
    "flaky-network",
    "duplicate-submission",
    "two-of-five-refused",
    "maintenance-window",
    "receiver-recovers",
}


@pytest.fixture(name="desk", scope="module")
def _desk() -> Desk:
    """A mock that is served to all of them: each is played in a tenant of its own."""
    with served() as desk:
        yield desk  # type: ignore[misc] # pytest's own way


def test_one_per_code() -> None:
    """Each code has a scenario that begins with its number, and the mixtures are there."""
    singles = {name for name in shelf.names() if name[:4].isdigit()}
    assert [*SYNC_CODES] == [int(name[:4]) for name in sorted(singles)]
    assert set(shelf.names()) - singles == MIXTURES


@pytest.mark.parametrize("name", shelf.names())
def test_file(name: str) -> None:
    """It is in order, named as its file, and opens with a comment that says what one sees."""
    raw = shelf.source(name)
    document = checker(new_tenant("x", Settings(seed=0), 0)).checked(name, raw).document
    assert raw.startswith(b"# ")
    assert name == document["scenario"]
    assert {"title", "shows", "steps"} <= set(document)
    assert any("expect" in step for step in document["steps"])
    if name[:4].isdigit():
        assert int(name[:4]) in document["shows"]


@pytest.mark.parametrize("name", shelf.names())
def test_played(desk: Desk, name: str) -> None:
    """Played by the reference client all is as expected, and each code that it shows is seen."""
    result = desk("scenarios", "run", name, "--json")
    played = json.loads(result.stdout)
    assert [] == played["failures"]
    assert 0 == result.exit_code
    assert {*shelf.document(name)["shows"]} <= {*played["codes"]}
    assert 0 == played["stepsLeft"]


def test_flaky_network_meets_every_fault(desk: Desk) -> None:
    """Each fault that waits in it has struck."""
    played = json.loads(desk("scenarios", "run", "flaky-network", "--keep", "--json").stdout)
    headers = {"Authorization": authorization(played["tenant"]["apiKey"])}
    faults = desk.http.get("/__mock/faults", headers=headers).json()["faults"]
    assert [0] * len(faults) == [one["times"] for one in faults]
    assert 7 == sum(one["hits"] for one in faults)


def test_schema_has_every_fault() -> None:
    """What editors complete from names every fault that there is, and stands by itself."""
    from codat_mock.faults import control

    made = schema(control())
    text = json.dumps(made)
    assert "#/components" not in text
    fitting = [one["$ref"] for one in made["$defs"]["FaultRequest"]["oneOf"]]
    assert len(kinds()) == len(fitting)
