"""The journal as a shell script: played to a new mock by bash and curl, everything comes out as it did."""

import os
import re
import shutil
import subprocess

import httpx
import pytest

from codat_mock.lane.keyring import authorization
from package.serving import AUTHORIZATION, COMPANY, ITEM, UNKNOWN, Serve, Serving

SAME = ("--seed", "7", "--clock", "manual", "--log", "off")

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="there is no bash, or no curl"
)


def session(http: httpx.Client) -> list[int]:
    """What a client may do in a day, well and badly; the statuses that are recorded."""
    http.post("/__mock/requests")  # Not a method of it: recorded, and refused.
    quotes = {**ITEM, "notes": 'it\'s "quoted" $HOME `id` \\ ü \t€'}
    http.post(f"{COMPANY}/expense-transactions", json={"items": [quotes]})
    http.post("/__mock/plans", json={"transactions": [{"index": 0, "status": "Completed"}]})
    sync_id = http.post(f"{COMPANY}/syncs", json={}).json()["syncId"]
    attachments = f"{COMPANY}/syncs/{sync_id}/transactions/{ITEM['id']}/attachments"
    files = {"file": ("it's a 'receipt'.pdf", b"%PDF\x00\xff\r\n\x01")}
    http.post(attachments, files=files)
    http.post("/__mock/clock/advance", json={"until": "idle"})
    http.get(f"{COMPANY}/syncs/{sync_id}/status")
    http.post(attachments, files=files)
    http.get(f"{COMPANY}/syncs/{UNKNOWN}/status")
    http.get("/companies", params={"query": "name=ü [a] {b} & 'c'", "page": "1"})
    http.get("/companies", params={"page": "0"})
    http.get("/companies", headers={"Prefer": "code=429"})
    http.get("/companies", headers={"Authorization": "Bearer hunter2"})
    http.get("/companies/a b/%2F/../c'd/$HOME/*")
    http.head("/companies")
    http.post("/companies", json={"name": "A"}, headers={"Idempotency-Key": UNKNOWN})
    http.post("/companies", json={"name": "B"}, headers={"Idempotency-Key": UNKNOWN})
    http.post("/companies", content=b"{}")
    http.post("/companies", content=b"\xff\x00", headers={"Content-Type": "application/json"})
    http.post("/companies", content=b"@/etc/hostname", headers={"Content-Type": "text/plain"})
    http.post("/__mock/keys", json={"apiKey": "hunter2"})
    http.request("TRACE", "/companies")
    listed = http.get("/__mock/requests", params={"api": "all"}).json()["requests"]
    return [seen["status"] for seen in listed]


def played(script: str, serving: Serving) -> tuple[list[int], list[int]]:
    """Run a script against a server: the statuses that it got, and those that it says it got then."""
    variables = {"URL": serving.url, "AUTHORIZATION": AUTHORIZATION["Authorization"]}
    done = subprocess.run(
        ["bash", "-eu", "-c", script],  # noqa: S607 whichever bash there is
        env={**os.environ, **variables, "NO_PROXY": "*"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (0, b"") == (done.returncode, done.stderr)
    found = re.findall(rb"-> (\d{3}) \(was (\d{3})\)", done.stdout)
    return [int(now) for now, _ in found], [int(then) for _, then in found]


def test_the_script_repeats_the_session(serve: Serve) -> None:
    """On a new mock with the same seed each call has the status that it had, whatever stands in it; no key is in it."""
    first = serve(*SAME)
    with first.client() as http:
        statuses = session(http)
        script = http.get("/__mock/requests", params={"api": "all", "format": "curl"}).text
        other = http.get("/__mock/requests", params={"api": "all"}).json()
    assert len(statuses) == 22
    second = serve(*SAME)
    assert (statuses, statuses) == played(script, second)
    with second.client() as http:
        again = http.get("/__mock/requests", params={"api": "all"}).json()
    for name in ("method", "path", "query", "status", "operation", "at", "moves"):
        assert [seen[name] for seen in other["requests"]] == [
            seen[name] for seen in again["requests"]
        ]
    bodies = [
        [seen["request"]["body"] for seen in listed["requests"] if "keys" not in seen["path"]]
        for listed in (other, again)
    ]
    assert bodies[0] == bodies[1]
    assert "hunter2" not in script


def test_without_a_key_it_says_so(serve: Serve) -> None:
    """Where only a key opens the mock that somebody has chosen, a script stops without it, and says what it wants."""
    serving = serve(*SAME, "--api-key", "hunter2")
    with serving.client(Authorization=authorization("hunter2")) as http:
        http.get("/companies")
        script = http.get("/__mock/requests", params={"format": "curl"}).text
    environment = {name: value for name, value in os.environ.items() if name != "AUTHORIZATION"}
    done = subprocess.run(
        ["bash", "-c", script],  # noqa: S607 whichever bash there is
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode
    assert "AUTHORIZATION: set it to the header of your API key" in done.stderr
    assert authorization("hunter2") not in script


def test_what_was_not_kept_whole_is_left_out(serve: Serve) -> None:
    """A body that was cut cannot be sent again: the script says so, and goes on."""
    serving = serve(*SAME)
    with serving.client() as http:
        http.post(
            f"{COMPANY}/expense-transactions", json={"items": [{**ITEM, "notes": "n" * 70_000}]}
        )
        http.get("/companies")
        script = http.get("/__mock/requests", params={"format": "curl"}).text
    done = subprocess.run(
        ["bash", "-c", script],  # noqa: S607 whichever bash there is
        env={**os.environ, "AUTHORIZATION": AUTHORIZATION["Authorization"], "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "left out: 1, POST" in done.stderr
    assert "-> 200 (was 200)" in done.stdout
