"""What do the settings that concern every request do?"""

import click
import pytest

from codat_mock.cli.serve import serve_command
from codat_mock.core.companies import References
from codat_mock.core.ids import key
from codat_mock.core.register import READY_COMPANY
from codat_mock.settings import Settings
from house import MakeHouse
from lane.asking import as_tenant, holder, tenant


@pytest.mark.parametrize(
    ("setting", "ready", "made"),
    [
        (None, References.OPEN, References.STRICT),
        ("open", References.OPEN, References.OPEN),
        ("strict", References.STRICT, References.STRICT),
    ],
)
def test_references(
    make_house: MakeHouse, setting: str | None, ready: References, made: References
) -> None:
    """Unless set, the ready company takes any reference and those that a client makes only what is there."""
    house = make_house(references=setting)
    api_key = tenant(house)["apiKey"]
    for one, held in (
        (house, house.mock.tenant),
        (as_tenant(house, api_key), holder(house, api_key)),
    ):
        company = one.http.post("/companies", json={"name": "Made"}).json()["id"]
        found = [held.company(key(id_)).references for id_ in (READY_COMPANY, company)]
        assert [ready, made] == found


@pytest.mark.parametrize("dialect", ["auto", "docs", "sdk"])
@pytest.mark.parametrize("agent", ["codat-sdk/python 9.0.0", "another/1"])
def test_dialects(make_house: MakeHouse, dialect: str, agent: str) -> None:
    """What has two spellings is spelled as the setting says, or else as the client is known to."""
    house = make_house(dialect=dialect)
    sync_id = house.synced(house.dataset()[0])
    house.http.headers["User-Agent"] = agent
    (entry,) = house.transactions(sync_id)["results"]
    sdk = dialect == "sdk" or (dialect == "auto" and agent.startswith("codat-sdk"))
    assert ("expenses" if sdk else "expense") == entry["integrationType"]


FLAGS = {
    "dialect": ["auto", "docs", "sdk"],
    "limits": ["off", "documented"],
    "references": ["open", "strict"],
}


@pytest.mark.parametrize("name", FLAGS)
def test_flags(name: str) -> None:
    """Each setting has a flag and a variable, with the same default."""
    (option,) = [param for param in serve_command.params if param.name == name]
    assert isinstance(option, click.Option)
    assert isinstance(option.type, click.Choice)
    assert FLAGS[name] == [*option.type.choices]
    assert f"CODAT_MOCK_{name.upper()}" == option.envvar
    flags = serve_command.make_context("serve", []).params
    assert getattr(Settings(), name) == flags[name]
