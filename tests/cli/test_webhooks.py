"""Webhooks at the terminal: who is told, what was sent to them, and what has come to an inbox."""

import re

import pytest

from cli.desk import Desk

SUCCESSFUL = "expenses.sync.successful"
NOBODY = "http://127.0.0.1:9/hooks"


@pytest.fixture(name="inbox")
def _inbox(desk: Desk) -> str:
    """The address of an inbox that is told of every sync."""
    address = f"{desk.url}/__mock/t/default/inbox/orders"
    desk.said("webhooks", "add", address)
    return address


def ids(desk: Desk) -> list[str]:
    """The ids of the endpoints, in order."""
    return [one["id"] for one in desk.answered("webhooks")["webhooks"]]


def test_who_is_told(desk: Desk, inbox: str) -> None:
    """The list has each endpoint with its style, how it stands, what waits for it, and of what it is told."""
    desk.said("webhooks", "add", NOBODY, "--style", "rules", "--events", "Sync Failed")
    desk.http.post(
        "/__mock/webhooks",
        json={"url": NOBODY, "companyTags": ["region:uk"], "rateLimit": 5, "headers": {"x-a": "b"}},
    )
    desk.said("webhooks", "disable", "last")
    shown = desk.said("webhooks")
    first, second, third = ids(desk)
    assert re.search(rf"{first} +events +enabled +0 +{inbox[7:]}\n +{SUCCESSFUL}", shown)
    assert re.search(rf"{second} +rules +enabled +0 +127.0.0.1:9/hooks\n +Sync Failed", shown)
    assert re.search(rf"{third} +events +disabled +0 ", shown)
    for words in ("tagged region:uk", "at most 5 a second", "with x-a: b"):
        assert words in shown


@pytest.mark.parametrize("name", ["{id}", "{short}", "{url}", "last"])
def test_names(desk: Desk, inbox: str, name: str) -> None:
    """An endpoint is named by its id, the first letters of that, its address, or as the last one."""
    (id_,) = ids(desk)
    desk.said("webhooks", "remove", name.format(id=id_, short=id_[:8].upper(), url=inbox))
    assert [] == ids(desk)


def test_no_names(desk: Desk, inbox: str) -> None:
    """What means none or several is refused, and nothing is done."""
    desk.said("webhooks", "add", inbox)
    assert "2 endpoints are meant" in desk.refused("webhooks", "remove", inbox)
    assert "there is no endpoint 'zz'" in desk.refused("webhooks", "disable", "zz")
    assert 2 == len(ids(desk))
    for _ in range(2):
        desk.said("webhooks", "remove", "last")
    assert "there is no endpoint yet" in desk.refused("webhooks", "enable", "last")


def test_secrets(desk: Desk, inbox: str) -> None:
    """A secret is shown; another one takes its place for good, and until then both are shown."""
    before = desk.said("webhooks", "secret", inbox).strip()
    assert desk.answered("webhooks", "secret", inbox)["secret"] == before
    now, former = desk.said("webhooks", "secret", inbox, "--rotate").splitlines()
    assert before != now
    assert f"{before} signs too until 2026-01-02T00:00:00Z" == former
    assert 1 == desk.said("webhooks", "secret", inbox, "--rotate", "--overlap", "0").count("whsec_")
    assert "goes with --rotate" in desk.refused("webhooks", "secret", inbox, "--overlap", "1d")


def test_disabled_and_recovered(desk: Desk, inbox: str) -> None:
    """What waits for an endpoint is told while it is disabled and sent when it is enabled, as what it has missed is."""
    desk.said("inbox", "orders", "--answer", "500,200")
    desk.sync()
    desk.said("advance", "1s")
    assert "1 webhook is still to be sent." in desk.said("webhooks", "disable", inbox)
    waits = "1 webhook waits for 127.0.0.1"
    assert waits in desk.said("advance", "1h")
    shown = desk.said("deliveries")
    assert "waits: its endpoint is disabled" in shown
    assert "next attempt" not in shown
    desk.sync()
    desk.said("advance", "idle")
    desk.said("webhooks", "enable", "last")
    assert "1 webhook is on the way" in desk.said("webhooks", "replay-missing", "last")
    assert "told of everything" in desk.said("webhooks", "replay-missing", "last")
    desk.said("fault", "webhook", "--do", "drop")
    desk.sync()
    desk.said("advance", "idle")
    lost = desk.answered("deliveries")["deliveries"][-1]["messageId"]
    assert "Nothing has failed" in desk.said("webhooks", "recover", "last", "--since", "2027-01-01")
    assert lost in desk.said("webhooks", "recover", "last")
    desk.said("advance", "idle")
    assert {"Success"} == {one["state"] for one in desk.answered("deliveries")["deliveries"]}


def test_deliveries(desk: Desk, inbox: str) -> None:
    """Each webhook has its id, its receiver, and each attempt; a day stands once, and the date where it is another."""
    desk.said("inbox", "orders", "--answer", "500")
    sync = desk.sync()
    desk.said("advance", "idle")
    (row,) = desk.answered("deliveries")["deliveries"]
    shown = desk.said("deliveries", "--limit", "1")
    assert shown.startswith("2026-01-01\n  00:00:01  ")
    assert f"{row['messageId']}  Failure     {SUCCESSFUL}  {sync}\n" in shown
    assert f"\n            {inbox[7:]}\n            00:00:01  500\n" in shown
    assert "\n            2026-01-02 03:35:06  500\n" in shown
    desk.said("deliveries", "resend", row["messageId"][:12])


def test_trigger_to_nobody(desk: Desk, inbox: str) -> None:
    """If nobody listens, or who does is disabled, it says so and exits with 1; the message is shown all the same."""
    missed = desk("trigger", "client.rateLimit.reached")
    assert (1, True) == (missed.exit_code, "No endpoint listens" in missed.stderr)
    assert "dailyQuota" in missed.stdout
    desk.said("webhooks", "disable", inbox)
    for words in ((), ("--endpoint", "last"), ("--json",)):
        disabled = desk("trigger", SUCCESSFUL, *words)
        assert (1, True) == (disabled.exit_code, "disabled" in disabled.stderr), words
    desk.said("webhooks", "enable", inbox)
    assert inbox[7:] in desk.said("trigger", SUCCESSFUL, "--endpoint", "last")


def test_inbox(desk: Desk, inbox: str) -> None:
    """What came has a word on its signature: it verifies, is too old, by another secret, wrong, or there is none."""
    for do in ("stale", "old-secret", "bad-signature"):
        desk.said("fault", "webhook", "--do", do)
    for _ in range(4):
        desk.sync()
    desk.said("advance", "1d")
    desk.http.post(inbox, json={"eventType": "\x1b[2J"})
    shown = desk.said("inbox", "orders")
    assert ["2026-01-01", "2026-01-02"] == re.findall(r"^20..-..-..$", shown, re.MULTILINE)
    found = re.findall(r"^  00:.* 200 +(\S.*?)  ", shown, re.MULTILINE)
    assert ["too old", "by a former secret", "does not verify", "verifies", "none"] == found
    assert "\x1b" not in shown


def test_an_inbox_that_is_told_how_to_answer(desk: Desk, inbox: str) -> None:
    """It answers with how it answers from now on and how many have come, not with all of them."""
    desk.said("trigger", SUCCESSFUL)
    desk.said("wait", "delivered")
    told = desk.http.put(inbox, json={"answers": [{"status": 204}]}).json()
    expected = {"status": 204, "took": "PT0S", "headers": {}, "times": 1}
    assert {"answers": [expected], "total": 1} == told


def test_an_advance_names_the_receiver(desk: Desk, inbox: str) -> None:
    """Each webhook of an advance has its receiver; one that a fault drops is told of too."""
    desk.said("webhooks", "add", NOBODY)
    desk.said("fault", "webhook", "--do", "drop")
    desk.sync()
    shown = desk.said("advance", "1s")
    assert f"not sent: dropped on purpose by fault-1  {inbox[7:]}" in shown
    assert f"{SUCCESSFUL}  connection refused  127.0.0.1:9/hooks" in shown
