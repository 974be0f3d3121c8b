"""Every row of the catalogue keeps its word: bash and curl run its lines, and what they promise is there to be seen."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from codat_mock.catalogue import By, Kind, Row, every
from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="there is no bash, or no curl"
)

ROWS = every()
CUT_SHORT = {18, 28, 52, 56}
"""What curl exits with when an answer, or its end, does not come."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What came of the lines of a row, on a tenant of its own.

    Attributes:
        status: What bash exited with: the last curl's status.
        out: What they printed.
        err: What they complained of.
        faults: The faults of the tenant.
    """

    status: int
    out: str
    err: str
    faults: list[dict[str, Any]]


@pytest.fixture(name="mock", scope="module")
def _mock() -> Iterator[Running]:
    """A mock on a manual clock."""
    settings = Settings(port=0, seed=1, clock=ClockSetting.read("manual"), log="off")
    with start(settings) as running:
        yield running


@pytest.fixture(name="pasted", scope="module")
def _pasted(mock: Running) -> list[Pasted]:
    """What came of each row, in their order. Most of the time they wait for processes, or for faults."""
    preamble = httpx.get(f"{mock.url}/__mock/catalogue", trust_env=False).json()["preamble"]
    # Those that wait come first, so that the others are done meanwhile.
    order = sorted(range(len(ROWS)), key=lambda place: ROWS[place].kind is not Kind.FAULT)
    with ThreadPoolExecutor(8) as pool:
        found = dict(
            zip(order, pool.map(lambda place: _paste(mock, preamble, place), order), strict=True)
        )
    return [found[place] for place in range(len(ROWS))]


def _paste(mock: Running, preamble: str, place: int) -> Pasted:
    row, key = ROWS[place], f"of-row-{place}"
    with httpx.Client(base_url=mock.url, trust_env=False) as http:
        made = http.post("/__mock/tenants", json={"id": f"row-{place}", "apiKey": key})
        assert 201 == made.status_code
        header = authorization(key)
        done = subprocess.run(
            ["bash", "-u", "-c", f"{preamble}\n{row.curl}\n{row.sight.see}"],  # noqa: S607
            env={**os.environ, "AUTHORIZATION": header, "NO_PROXY": "*"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        listed = http.get("/__mock/faults", headers={"Authorization": header}).json()
    return Pasted(done.returncode, done.stdout, done.stderr, listed["faults"])


@pytest.mark.parametrize(
    "place",
    range(len(ROWS)),
    ids=lambda place: f"{ROWS[place].value}-{ROWS[place].by}-{place}",
)
def test_row(pasted: list[Pasted], place: int) -> None:
    """What a row promises comes about."""
    row, done = ROWS[place], pasted[place]
    assert _seen(row, done), f"{row.curl}\n{row.sight.see}\n{done}"
    if row.kind is not Kind.FAULT:
        assert (0, "") == (done.status, done.err)


def _seen(row: Row, done: Pasted) -> bool:
    if row.kind is Kind.SYNC_CODE:
        return [str(row.value)] == re.findall(r'"syncStatusCode":(\d+)', done.out)
    if row.kind is Kind.TRANSACTION_STATUS:
        last = json.loads(done.out.splitlines()[-1])
        return [str(row.value)] == [one["status"] for one in last["results"]]
    if row.by is By.LIMITS:
        return re.search(rf"^ *1 {row.value}$", done.out, re.MULTILINE) is not None
    if row.kind is Kind.HTTP_STATUS:
        return str(row.value) == re.findall(r"^HTTP/1.1 (\d+)", done.out, re.MULTILINE)[-1]
    [fault] = done.faults
    if "/__mock/deliveries" in row.sight.see:
        deliveries = json.loads(done.out.splitlines()[-1])["deliveries"]
        spoiled = [one["spoiled"] for one in deliveries if one["faultId"] == fault["id"]]
        return fault["hits"] == 1 and spoiled == [fault["do"]]
    told = re.findall(r"^x-mock-fault: (\S+)", done.out, re.MULTILINE | re.IGNORECASE)
    return fault["hits"] == 1 and (told == [fault["id"]] or done.status in CUT_SHORT)
