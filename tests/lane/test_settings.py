"""What do the settings that concern every request do?"""

import click
import pytest

from codat_mock.cli.serve import serve_command
from codat_mock.core.companies import References
from codat_mock.core.ids import key
from codat_mock.core.moments import SECOND
from codat_mock.core.register import READY_COMPANY
from codat_mock.settings import ClockSetting, Settings
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


@pytest.mark.parametrize("clock", ["manual", "manual:2027-01-01T00:00:00Z", "scaled:60", "real"])
def test_a_clock_as_text(make_house: MakeHouse, clock: str) -> None:
    """A clock and a duration may be written as on the command line."""
    settings = Settings(clock=clock, sync_time="PT1M")
    assert (ClockSetting.read(clock), 60 * SECOND) == (settings.clock, settings.sync_time)
    house = make_house(clock=clock, sync_time="5")
    assert clock.split(":", maxsplit=1)[0] == house.http.get("/__mock/clock").json()["mode"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"clock": "hourly"}, r"'hourly' is no clock; write real, manual, manual:INSTANT"),
        ({"sync_time": "soon"}, r"'soon' is no duration; write one like PT10M"),
        (
            {"webhooks": "http://127.0.0.1:8080/"},
            r"webhooks takes several texts, such as webhooks=\('http",
        ),
        (
            {"api_keys": "mine"},
            r"api_keys takes several texts, such as api_keys=\('mock-api-key',\)",
        ),
    ],
)
def test_what_settings_take(wrong: dict[str, str], said: str) -> None:
    """What cannot be is refused where it is written, with what can."""
    with pytest.raises((ValueError, TypeError), match=said):
        Settings(**wrong)  # type: ignore[arg-type] # that is what is wrong


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
