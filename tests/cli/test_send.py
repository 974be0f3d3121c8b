"""`codat-mock send`: a client without a client, and what becomes of it when something goes wrong."""

import pytest

from cli.desk import Desk
from codat_mock.core.register import READY_COMPANY


def contracted(desk: Desk) -> list[tuple[str, int]]:
    """Operation and status of every call to the contract so far."""
    return [(seen["operation"], seen["status"]) for seen in desk.answered("requests")["requests"]]


def test_sends_and_syncs(desk: Desk) -> None:
    """Two calls of the contract, a sync of so many transactions, and what to type next."""
    sent = desk.answered("send", "3")
    assert [("create-expense-transaction", 200), ("initiate-sync", 202)] == contracted(desk)
    assert (1, 3, 1000) == (len(sent["datasetIds"]), len(sent["transactionIds"]), sent["code"])
    [row] = desk.answered("syncs")["syncs"]
    assert (sent["syncId"], 3) == (row["syncId"], row["transactions"])
    shown = desk.said("send", "2")
    for words in ("2 expenses", "1000 In Progress", "codat-mock advance ", "codat-mock explain "):
        assert words in shown


def test_again_and_again(desk: Desk) -> None:
    """Ids are drawn, so each is written; those of a seed are the same, and then they are duplicates."""
    desk.said("send", "2")
    desk.said("send", "2")
    first = desk.answered("send", "2", "--seed", "7")
    assert first["transactionIds"] == desk.answered("send", "2", "--seed", "7")["transactionIds"]
    desk.said("advance", "idle")
    rows = desk.answered("syncs")["syncs"]
    assert [5080, 2000, 2000, 2000] == [row["code"] for row in rows]


def test_more_than_a_dataset_holds(desk: Desk) -> None:
    """They are sent in as many datasets as it takes, and synced at once."""
    sent = desk.answered("send", "101")
    [row] = desk.answered("syncs")["syncs"]
    assert (3, 3, 101) == (len(sent["datasetIds"]), row["datasets"], row["transactions"])


def test_what_waits(desk: Desk) -> None:
    """A dataset can be left to wait; `syncs` says so, and `send 0` starts a sync of what waits."""
    assert desk.answered("send", "--no-sync")["syncId"] is None
    assert "1 dataset waits for a sync; `codat-mock send 0`" in desk.said("syncs")
    assert "codat-mock send 0" in desk.said("send", "4", "--no-sync")
    assert "2 datasets wait" in desk.said("syncs")
    desk.said("send", "0")
    shown = desk.answered("syncs")
    assert (0, 2, 5) == (
        shown["datasetsWaiting"],
        shown["syncs"][0]["datasets"],
        shown["syncs"][0]["transactions"],
    )
    assert "no dataset of Codat Mock Ready Ltd waits" in desk.refused("send", "0")


def test_takes_a_plan(desk: Desk) -> None:
    """A plan is taken, polls that it counts are left to the client, and notes may hold a marker."""
    desk.said("plan", "4260", "--polls", "1")
    assert 1000 == desk.answered("send")["code"]
    desk.said("syncs")
    assert 1000 == desk.answered("syncs")["syncs"][0]["code"]
    desk.said("end", "last", "4260")
    desk.said("send", "2", "--notes", "[mock:PushError]")
    desk.said("advance", "idle")
    assert 5130 == desk.answered("syncs")["syncs"][0]["code"]


def test_a_strict_company(desk: Desk) -> None:
    """For a company that takes only its own records a client asks first what there is, and all is written."""
    company = desk.http.post("/companies", json={"name": "Corner Bakery"}).json()["id"]
    made = desk.http.post(f"/companies/{company}/connections", json={"platformKey": "gbol"}).json()
    refused = desk("send", "--company", company)
    assert 1 == refused.exit_code
    assert "codat-mock explain " in refused.stderr
    desk.http.post(f"/companies/{company}/sync/expenses/connections/partnerExpense")
    desk.said("customer", "link", "--company", company, "--connection", made["id"])
    desk.said("send", "2", "--company", company, "--no-sync")
    assert ("get-mapping-options", 200) in contracted(desk)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("status --status 503", "was answered 503: The Codat API is temporarily offline"),
        ("reset", "got no whole answer"),
        ("lost-response", "got no whole answer"),
        ("truncated", "got no whole answer"),
        ("malformed", "was answered with what is no JSON"),
    ],
)
def test_meets_faults(desk: Desk, fault: str, said: str) -> None:
    """A fault strikes it as it strikes a client: exit status 1, and a sentence about the fault, not about --url."""
    desk.said("fault", *fault.split())
    result = desk("send")
    assert (1, "") == (result.exit_code, result.stdout)
    assert f"create-expense-transaction {said}" in result.stderr
    assert "codat-mock " in result.stderr.partition(";")[2]
    assert "--url" not in result.stderr
    assert [1] == [held["hits"] for held in desk.answered("fault")["faults"]]


def test_without_a_company(desk: Desk) -> None:
    """A tenant without a company is told so, by every command that is for one."""
    desk.http.delete(f"/companies/{READY_COMPANY}")
    for words in ("send", "customer lapse"):
        assert "the tenant has no company" in desk.refused(*words.split())
