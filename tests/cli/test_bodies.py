"""What each command sends, and that `--json` prints the answer as it came."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.desk import COMPANY, Desk, MakeDesk
from codat_contract import control
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.lane.keyring import authorization

ID = "4d7c6929-7770-412b-91bb-44d3bc71d111"
HELD = f"/__mock/companies/{READY_COMPANY}/connections/{READY_CONNECTIONS[0]}"
REFUSED = {"status": "PushError"}
NOBODY = "http://127.0.0.1:9/"
HOOKS = "/__mock/webhooks/{endpoint}"
EVENTS = ["expenses.sync.unsuccessful", "client.rateLimit.reached"]

SENT: list[tuple[list[str], str, str, Any]] = [
    (["health"], "GET", "/__mock/health", None),
    (["clock"], "GET", "/__mock/clock", None),
    (["clock", "manual"], "PUT", "/__mock/clock", {"mode": "manual"}),
    (
        ["clock", "manual", "2026-03-01"],
        "PUT",
        "/__mock/clock",
        {"mode": "manual", "now": "2026-03-01T00:00:00Z"},
    ),
    (
        ["clock", "set", "2026-03-01T10:00:00+02:00"],
        "PUT",
        "/__mock/clock",
        {"now": "2026-03-01T08:00:00Z"},
    ),
    (["advance"], "POST", "/__mock/clock/advance", {"until": "next"}),
    (["advance", "10m"], "POST", "/__mock/clock/advance", {"by": "PT10M"}),
    (
        ["advance", "PT1.5S", "--settle", "1s"],
        "POST",
        "/__mock/clock/advance",
        {"by": "PT1.5S", "settle": "PT1S"},
    ),
    (["advance", "next"], "POST", "/__mock/clock/advance", {"until": "next"}),
    (["advance", "idle"], "POST", "/__mock/clock/advance", {"until": "idle"}),
    (["advance", "--next"], "POST", "/__mock/clock/advance", {"until": "next"}),
    (["advance", "--until-idle"], "POST", "/__mock/clock/advance", {"until": "idle"}),
    (
        ["advance", "--to", "2026-01-02"],
        "POST",
        "/__mock/clock/advance",
        {"to": "2026-01-02T00:00:00Z"},
    ),
    (["plan", "4260"], "POST", "/__mock/plans", {"code": 4260}),
    (["plan", "--after", "11m"], "POST", "/__mock/plans", {"after": "PT11M"}),
    (
        ["plan", "5130", "--polls", "3", "--times", "2"],
        "POST",
        "/__mock/plans",
        {"code": 5130, "polls": 3, "times": 2},
    ),
    (
        ["plan", "4220", "--times", "always", "--company", READY_COMPANY],
        "POST",
        "/__mock/plans",
        {"code": 4220, "times": None, "companyId": READY_COMPANY},
    ),
    (
        ["plan", "--as", "expense", "--as", "bankfeeds"],
        "POST",
        "/__mock/plans",
        {"integrationTypes": ["expense", "bankfeeds"]},
    ),
    (
        ["plan", "--refuse", f"0,3-4,{ID}"],
        "POST",
        "/__mock/plans",
        {
            "transactions": [
                *({"index": index, **REFUSED} for index in (0, 3, 4)),
                {"transactionId": ID, **REFUSED},
            ]
        },
    ),
    (
        ["plan", "--refuse", "1", "--invalid", "2", "--message", "No: never."],
        "POST",
        "/__mock/plans",
        {
            "transactions": [
                {"index": 1, **REFUSED, "message": "No: never."},
                {"index": 2, "status": "ValidationError", "message": "No: never."},
            ]
        },
    ),
    (
        ["plan", "--transaction", "0,1=pusherror:Closed: for good.", "--transaction", "2=Unknown"],
        "POST",
        "/__mock/plans",
        {
            "transactions": [
                {"index": 0, **REFUSED, "message": "Closed: for good."},
                {"index": 1, **REFUSED, "message": "Closed: for good."},
                {"index": 2, "status": "Unknown"},
            ]
        },
    ),
    (["plan"], "GET", "/__mock/plans", None),
    (["plan", "--list"], "GET", "/__mock/plans", None),
    (["plan", "--clear"], "DELETE", "/__mock/plans", None),
    (["end", "last", "2000"], "POST", "/__mock/syncs/{sync}/end", {"code": 2000}),
    (
        ["end", "{sync}", "5130", "--refuse", "0"],
        "POST",
        "/__mock/syncs/{sync}/end",
        {"code": 5130, "transactions": [{"index": 0, **REFUSED}]},
    ),
    (["end", "{start}", "4260"], "POST", "/__mock/syncs/{sync}/end", {"code": 4260}),
    *(
        (["customer", act], "POST", f"{HELD}/{act}", None)
        for act in ("unlink", "deauthorize", "lapse")
    ),
    (
        ["customer", "unlink", "--connection", READY_CONNECTIONS[1]],
        "POST",
        f"{HELD.removesuffix(READY_CONNECTIONS[0])}{READY_CONNECTIONS[1]}/unlink",
        None,
    ),
    (["syncs"], "GET", "/__mock/syncs?limit=10", None),
    (
        ["syncs", "--last", "1", "--company", READY_COMPANY],
        "GET",
        f"/__mock/syncs?limit=1&company={READY_COMPANY}",
        None,
    ),
    (["keys"], "GET", "/__mock/keys", None),
    (["keys", "new"], "POST", "/__mock/keys", {}),
    (["keys", "new", "chosen"], "POST", "/__mock/keys", {"apiKey": "chosen"}),
    (["tenants", "new"], "POST", "/__mock/tenants", {}),
    (
        ["tenants", "new", "mine", "--key", "k", "--seed", "7", "--sync-time", "2s"],
        "POST",
        "/__mock/tenants",
        {"id": "mine", "apiKey": "k", "seed": 7, "syncTime": "PT2S"},
    ),
    (
        ["tenants", "new", "--clock", "scaled:60", "--company", ID],
        "POST",
        "/__mock/tenants",
        {"clock": {"mode": "scaled", "rate": 60}, "companyId": ID},
    ),
    (
        ["tenants", "new", "--clock", "manual"],
        "POST",
        "/__mock/tenants",
        {"clock": {"mode": "manual", "now": "2026-01-01T00:00:00Z"}},
    ),
    (["tenants"], "GET", "/__mock/tenants", None),
    (["reset"], "POST", "/__mock/reset", None),
    (["snapshot", "one"], "POST", "/__mock/snapshots", {"name": "one"}),
    (["snapshot", "--list"], "GET", "/__mock/snapshots", None),
    (
        ["fault", "status", "--status", "503", "--operation", "initiate-sync", "--times", "2"],
        "POST",
        "/__mock/faults",
        {"fault": "status", "status": 503, "operation": "initiate-sync", "times": 2},
    ),
    (
        ["fault", "delay", "--by", "2s", "--jitter", "0.5s"],
        "POST",
        "/__mock/faults",
        {"fault": "delay", "operation": "*", "by": "PT2S", "jitter": "PT0.5S"},
    ),
    (
        ["fault", "rate-limit", "--retry-after", "2", "--times", "always", "--after", "1"],
        "POST",
        "/__mock/faults",
        {"fault": "rate-limit", "operation": "*", "retryAfter": 2, "times": None, "after": 1},
    ),
    (
        ["fault", "reset", "--company", READY_COMPANY],
        "POST",
        "/__mock/faults",
        {"fault": "reset", "operation": "*", "companyId": READY_COMPANY},
    ),
    (["fault"], "GET", "/__mock/faults", None),
    (["fault", "--clear"], "DELETE", "/__mock/faults", None),
    (["requests", "--clear"], "DELETE", "/__mock/requests", None),
    (["explain", "last"], "GET", "/__mock/explain/last", None),
    (["explain", "{start}"], "GET", "/__mock/explain/{sync}", None),
    (["catalogue"], "GET", "/__mock/catalogue", None),
    (["deliveries"], "GET", "/__mock/deliveries", None),
    (["webhooks"], "GET", "/__mock/webhooks", None),
    (
        ["webhooks", "add", NOBODY, "--style", "rules", "--events", "Sync Failed, Sync Completed"],
        "POST",
        "/__mock/webhooks",
        {"url": NOBODY, "style": "rules", "eventTypes": ["Sync Failed", "Sync Completed"]},
    ),
    (["webhooks", "secret", "last"], "GET", f"{HOOKS}/secret", None),
    (["webhooks", "secret", "last", "--rotate"], "POST", f"{HOOKS}/secret", {}),
    (
        ["webhooks", "secret", "last", "--rotate", "--overlap", "1h"],
        "POST",
        f"{HOOKS}/secret",
        {"overlap": "PT1H"},
    ),
    (["webhooks", "disable", NOBODY], "POST", f"{HOOKS}/disable", None),
    (["webhooks", "enable", "last"], "POST", f"{HOOKS}/enable", None),
    (
        ["webhooks", "recover", "last", "--since", "2026-01-01"],
        "POST",
        f"{HOOKS}/recover",
        {"since": "2026-01-01T00:00:00Z"},
    ),
    (["webhooks", "replay-missing", "last"], "POST", f"{HOOKS}/replay-missing", {}),
    (["webhooks", "remove", "last"], "DELETE", HOOKS, None),
    (["inbox"], "GET", "/__mock/t/default/inbox/default", None),
    (["inbox", "orders", "--empty"], "DELETE", "/__mock/t/default/inbox/orders", None),
    (
        ["inbox", "orders", "--answer", "500x3, 200@16s,204"],
        "PUT",
        "/__mock/t/default/inbox/orders",
        {
            "answers": [
                {"status": 500, "times": 3},
                {"status": 200, "took": "PT16S"},
                {"status": 204},
            ]
        },
    ),
    (
        [
            "trigger",
            "expenses.sync.unsuccessful",
            "--set",
            "payload.transactions.0.status=PushError",
            "--set",
            "payload.transactions.0.errorMessage=a=b",
            "--company",
            READY_COMPANY,
        ],
        "POST",
        "/__mock/trigger",
        {
            "event": "expenses.sync.unsuccessful",
            "companyId": READY_COMPANY,
            "set": {
                "payload": {"transactions": {"0": {"status": "PushError", "errorMessage": "a=b"}}}
            },
        },
    ),
    (
        ["trigger", "client.rateLimit.reached", "--set", "payload.dailyQuota=7"],
        "POST",
        "/__mock/trigger",
        {"event": "client.rateLimit.reached", "set": {"payload": {"dailyQuota": 7}}},
    ),
    (
        ["wait", "requests", "--count", "2", "--operation", "initiate-sync", "--timeout", "5s"],
        "POST",
        "/__mock/wait",
        {"until": "requests", "count": 2, "operation": "initiate-sync", "timeout": "PT5S"},
    ),
]
"""A command, and the call that it stands for."""


@pytest.mark.parametrize(
    ("words", "method", "path", "body"), SENT, ids=[" ".join(words) for words, *_ in SENT]
)
def test_json_is_the_answer(
    make_desk: MakeDesk, words: list[str], method: str, path: str, body: Any
) -> None:
    """A command with `--json` prints byte for byte what another mock with the same seed answers to the call."""
    steered, called = make_desk(), make_desk()
    sync = steered.sync()
    assert sync == called.sync()
    for desk in (steered, called):
        desk.http.post(f"{COMPANY}/syncs", json={"datasetIds": []})
        told = desk.http.post("/__mock/webhooks", json={"url": NOBODY, "eventTypes": EVENTS})
    path = path.replace("{endpoint}", told.json()["id"])
    names = {"{sync}": sync, "{start}": sync[:5].upper()}
    printed = steered.said(*(names.get(word, word) for word in words), "--json")
    wanted = called.http.request(method, path.replace("{sync}", sync), json=body)
    assert wanted.is_success, wanted.text
    assert wanted.text.replace(called.url, steered.url) == printed.removesuffix("\n")


def test_deleted(desk: Desk) -> None:
    """What is deleted is gone; the answer is empty, and so is what `--json` prints."""
    desk.said("plan", "4260")
    desk.said("plan", "4220")
    assert "" == desk.said("plan", "--delete", "plan-1", "--json")
    assert ["plan-2"] == [plan["id"] for plan in desk.answered("plan")["plans"]]
    desk.said("keys", "new", "second")
    assert "" == desk.said("keys", "revoke", "key-2", "--json")
    assert [False, True] == [key["revoked"] for key in desk.answered("keys")["keys"]]
    desk.said("tenants", "new", "mine", "--key", "mine")
    assert "" == desk.said("tenants", "delete", "mine", "--json")
    assert "unknown here" in desk.refused("plan", "--api-key", "mine")


def test_two_of_five(desk: Desk) -> None:
    """Fail two of the five, in one line: the code follows."""
    desk.said("plan", "--refuse", "0,3", "--message", "The account is archived.")
    sync = desk.sync(5)
    assert "5130" in desk.said("advance")
    assert 5130 == desk.code(sync)
    refused, well = "PushError", "Completed"
    assert [refused, well, well, refused, well] == desk.statuses(sync)


def test_paid(desk: Desk) -> None:
    """Show 4260, then let the customer pay."""
    desk.said("customer", "lapse")
    failed = desk.sync()
    assert "4260" in desk.said("advance", "--until-idle")
    assert "Linked" in desk.said("customer", "pay")
    healed = desk.sync()
    desk.said("advance", "--until-idle")
    assert (4260, 2000) == (desk.code(failed), desk.code(healed))


def test_eleven_minutes(desk: Desk) -> None:
    """Make it take eleven minutes, and nobody waits."""
    desk.said("plan", "2000", "--after", "11m")
    sync = desk.sync()
    assert "Nothing happened" in desk.said("advance", "10m")
    assert 1000 == desk.code(sync)
    assert "1010" in desk.said("advance", "30s")
    assert "2000" in desk.said("advance", "30s")


def test_clock_runs(desk: Desk) -> None:
    """A clock runs as any, or as fast as wanted."""
    assert "real" == desk.answered("clock", "real")["mode"]
    clock = desk.answered("clock", "scaled", "60")
    assert ("scaled", 60) == (clock["mode"], clock["rate"])


def test_a_tenant_of_its_own(desk: Desk) -> None:
    """A key on the command line, in the environment, and behind the command above: each chooses the tenant."""
    key = desk.answered("tenants", "new", "mine")["apiKey"]
    desk.said("plan", "4260", "--api-key", key)
    assert [] == desk.answered("plan")["plans"]
    for found in (
        desk.answered("plan", "--api-key", key),
        desk.answered("plan", CODAT_MOCK_API_KEY=key),
        desk.answered("plan", CODAT_MOCK_API_KEY=f"{key} another"),
    ):
        assert [4260] == [plan["code"] for plan in found["plans"]]
    desk.said("keys", "--api-key", key, "new", "more")
    assert 2 == len(desk.answered("keys", "--api-key", key)["keys"])
    assert 1 == len(desk.answered("keys")["keys"])
    assert 0 == desk.answered("syncs", "--api-key", key)["total"]


def test_the_next_call_has_the_key_of_the_command(desk: Desk) -> None:
    """An explanation shows no key that was chosen; the command that was given it puts it in its place."""
    key = desk.answered("tenants", "new", "mine")["apiKey"]
    desk.http.get(f"{COMPANY}/syncs/{ID}/status", headers={"Authorization": authorization(key)})
    assert "YOUR-API-KEY" in desk.answered("explain", "--api-key", key)["next"]["curl"]
    shown = desk.said("explain", "--api-key", key)
    assert f"curl -H 'Authorization: {authorization(key)}' {desk.url}/companies/" in shown
    shown = desk.said("catalogue", "4260", "plan", "--api-key", key)
    assert f"AUTHORIZATION='{authorization(key)}'" in shown
    assert "Basic bW9jay1hcGkta2V5" in desk.said("catalogue", "4260", "plan")
    desk.said("keys", "revoke", "key-1")
    assert "AUTHORIZATION:?" in desk.said("catalogue", "4260", "plan")


def test_fail_the_first_two(desk: Desk) -> None:
    """Fail the first two, then succeed, in one line; the journal and the explanation tell of it."""
    desk.said("fault", "status", "--status", "503", "--operation", "initiate-sync", "--times", "2")
    statuses = [desk.http.post(f"{COMPANY}/syncs", json={}).status_code for _ in range(3)]
    assert [503, 503, 202] == statuses
    failed = desk.answered("requests", "--status", "5xx")["requests"]
    assert [503, 503] == [seen["status"] for seen in failed]
    assert str(failed[-1]["number"]) == desk.answered("explain")["id"]
    assert "provoked" in desk.answered("explain", str(failed[0]["number"]))["layer"]


def test_lose_the_response(desk: Desk) -> None:
    """Lose the response: nobody is told of the sync, and it is there."""
    desk.said("fault", "lost-response", "--operation", "initiate-sync")
    with pytest.raises(httpx.TransportError):
        desk.http.post(f"{COMPANY}/syncs", json={})
    assert 1 == desk.answered("syncs")["total"]


def test_exports(desk: Desk, tmp_path: Path) -> None:
    """The journal goes into a file as HAR, and to standard output as a script; a sync chooses what is in it."""
    sync = desk.sync()
    desk.http.get("/companies")
    archive = tmp_path / "calls.har"
    assert "" == desk.said("requests", "--har", str(archive), "--sync", sync)
    assert 1 == len(json.loads(archive.read_bytes())["log"]["entries"])
    assert sync[:8] in desk.said("requests", "--sync", sync[:8])
    assert 3 == len(json.loads(desk.said("requests", "--har", "-"))["log"]["entries"])
    script = desk.said("requests", "--curl", "--limit", "1")
    assert script.startswith("#!/usr/bin/env bash")
    assert 1 == script.count("curl -sS")


def test_wait(desk: Desk) -> None:
    """Who waits for what comes about exits with 0, in vain with 1, and for what cannot be with 2."""
    sync = desk.sync()
    in_vain = desk("wait", "sync-ended", "--sync", "last", "--timeout", "0.01s")
    assert 1 == in_vain.exit_code
    assert sync in in_vain.stderr
    desk.said("advance", "--until-idle")
    assert "sync ended" in desk.said("wait", "sync-ended", "--sync", sync[:8])
    assert "endpoint" in desk.refused("wait", "delivered")
    shown = desk.said("wait", "--help")
    goals = control()["components"]["schemas"]["WaitRequest"]["properties"]["until"]["enum"]
    assert all(re.search(rf"^  {goal}  +\S", shown, re.MULTILINE) for goal in goals)


def test_catalogue_can_be_pasted(desk: Desk) -> None:
    """What a search finds runs as it stands: the address, the key and the company are in it."""
    done = subprocess.run(
        ["bash", "-eu", "-c", desk.said("catalogue", "4260", "customer")],  # noqa: S607
        env={**os.environ, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert '"syncStatusCode":4260' in done.stdout
    assert [4260] == [row["code"] for row in desk.answered("syncs")["syncs"]]


def test_catalogue_is_searched(desk: Desk) -> None:
    """Words find what is called so, else what is said of it; what there is not is exit status 1."""
    assert "PushError" in desk.said("catalogue")
    for words, found in (
        (("duplicate", "data"), "ID=$(uuid)"),
        (("pusherror", "magic"), "[mock:PushError]"),
        (("429", "limits"), "documented"),
        (("free-plan", "prefer"), "example=free-plan"),
        (("http-status",), "503  maintenance"),
    ):
        assert found in desk.said("catalogue", *words), words
    nothing = desk("catalogue", "4260", "limits", "nothing")
    assert 1 == nothing.exit_code
    assert "4260 limits nothing" in nothing.stderr


def test_tenant_goes_back(desk: Desk) -> None:
    """To where it began, and to what was kept, by id, by name and by being the last."""
    desk.said("snapshot", "empty")
    desk.sync()
    kept = desk.answered("snapshot", "full")["id"]
    for words, syncs in (
        (("restore", "empty"), 0),
        (("restore", kept), 1),
        (("reset",), 0),
        (("restore", "last"), 1),
    ):
        desk.said(*words)
        assert syncs == desk.answered("syncs")["total"], words
    desk.said("tenants", "new", "other")
    desk.said("keys", "new", "second")
    for words in ("reset", "restore empty"):
        shown = " ".join(desk.said(*words.split()).split())
        assert "Everything" not in shown
        assert "other tenants stay" in shown
        assert 2 == len(desk.answered("snapshot", "--list")["snapshots"])
        assert 2 == len(desk.answered("keys")["keys"])
        assert 2 == desk.answered("tenants")["total"]
    assert "" == desk.said("snapshot", "--delete", "full", "--json")
    assert ["empty"] == [one["name"] for one in desk.answered("snapshot", "--list")["snapshots"]]
    assert "--list" in desk.refused("restore", "full")
