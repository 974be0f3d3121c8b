"""A line that is suggested is complete by itself, and shows no key that somebody has chosen."""

import os
import re
import shutil
import subprocess

import httpx
import pytest

from cases.refusals import UNKNOWN
from codat_mock.lane.keyring import authorization
from codat_mock.server import start
from codat_mock.settings import API_KEY, ClockSetting, Settings
from house import House, MakeHouse

BUILT_IN = authorization(API_KEY)
CHOSEN = authorization("hunter2")
ASKED = 'curl -H "Authorization: Basic $(printf %s YOUR-API-KEY | base64)" '


def printed(house: House, sync: str) -> list[str]:
    """All that the mock suggests to be pasted, of the tenant of the client's key."""
    house.status(UNKNOWN)
    told = house.http.get("/__mock/explain/last").json()["next"]["curl"]
    texts = [house.http.get(f"/__mock/explain/{sync}").json()["next"]["curl"], told]
    evidence = f"/__mock/syncs/{sync}/evidence"
    paths = ("/__mock/requests?format=curl", f"{evidence}?format=curl", f"{evidence}?format=md")
    texts += [house.http.get(path).text for path in paths]
    return [*texts, house.http.get("/__mock/catalogue").json()["preamble"]]


def test_the_key_that_everybody_knows(house: House) -> None:
    """Where it opens the tenant it stands in a line, and is what the first lines of a script fall back to."""
    line, other, *scripts = printed(house, house.synced(house.dataset()[0]))
    for text in (line, other):
        assert text.startswith(f"curl -H 'Authorization: {BUILT_IN}' http://mock/")
    assert all(BUILT_IN in text for text in scripts)
    assert not any("YOUR-API-KEY" in text for text in scripts)
    assert f'AUTHORIZATION="${{AUTHORIZATION:-{BUILT_IN}}}"' in scripts[-1]
    assert BUILT_IN == house.http.get("/__mock/catalogue").json()["variables"]["AUTHORIZATION"]


def test_a_key_that_somebody_has_chosen(make_house: MakeHouse) -> None:
    """It is shown to nobody, and the one that opens nothing is not suggested."""
    house = make_house(api_keys=("hunter2",))
    house.http.headers["Authorization"] = CHOSEN
    line, other, *scripts = printed(house, house.synced(house.dataset()[0]))
    for text in (line, other):
        assert text.startswith(ASKED)
    for text in (line, other, *scripts):
        assert BUILT_IN not in text
        assert CHOSEN not in text
        assert "hunter2" not in text
    assert "AUTHORIZATION:?set it to the header of your API key" in scripts[-1]
    assert "AUTHORIZATION" not in house.http.get("/__mock/catalogue").json()["variables"]


def test_another_tenant(house: House) -> None:
    """What opens the default tenant is not suggested for another one, however that is asked for."""
    key = house.http.post("/__mock/tenants", json={"id": "other"}).json()["apiKey"]
    house.http.headers["Authorization"] = authorization(key)
    house.status(UNKNOWN)
    del house.http.headers["Authorization"]
    told = house.http.get("/__mock/t/other/explain/last").json()["next"]["curl"]
    assert told.startswith(ASKED)
    assert key not in told


def test_a_revoked_key(house: House) -> None:
    """The key that everybody knows is not suggested once it was revoked."""
    house.http.delete("/__mock/keys/key-1")
    del house.http.headers["Authorization"]
    assert "AUTHORIZATION:?" in house.http.get("/__mock/catalogue").json()["preamble"]


def test_why_a_401(house: House) -> None:
    """Its explanation names the key and the command, not a screen that nobody may have seen."""
    del house.http.headers["Authorization"]
    assert 401 == house.http.get("/companies").status_code
    told = house.http.get("/__mock/explain/last").json()["next"]
    for words in ("mock-api-key", BUILT_IN, "codat-mock keys new"):
        assert words in told["text"]
    assert "when it starts" not in told["text"]
    assert f"curl -H 'Authorization: {BUILT_IN}' http://mock/companies" == told["curl"]


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
@pytest.mark.parametrize("keys", [(API_KEY,), ("hunter2",)], ids=["built in", "chosen"])
def test_a_shell_runs_it(keys: tuple[str, ...]) -> None:
    """Pasted into a shell the line is answered; a key that was chosen is put in the place that is kept for it."""
    settings = Settings(port=0, seed=1, clock=ClockSetting.read("manual"), log="off", api_keys=keys)
    headers = {"Authorization": authorization(keys[0])}
    with start(settings) as mock:
        with httpx.Client(base_url=mock.url, headers=headers, trust_env=False) as http:
            http.get(f"{House.company}/syncs/{UNKNOWN}/status")
            line = http.get("/__mock/explain/last").json()["next"]["curl"]
        line = re.sub("^curl", "curl -sS -f", line.replace("YOUR-API-KEY", keys[0]))
        done = subprocess.run(
            ["sh", "-c", line],  # noqa: S607
            env={**os.environ, "NO_PROXY": "*"},
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert (0, b"") == (done.returncode, done.stderr)
