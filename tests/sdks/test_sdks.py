"""The official SDKs go through the whole flow: unmodified, with another address and another key."""

from typing import Any

import pytest

from codat_mock.lane.exchange import CONTROL
from sdks.drives import Drive, Drives

REFUSED = {
    "update refund": 422,
    "upload to failed": 400,
    "unknown company": 404,
    "wrong key": 401,
    "told 402": 402,
    "told 500": 500,
    "told 503": 503,
    "get deleted company": 404,
}
"""The steps that each of them is refused, and how."""

OTHERS = {
    "version-1": {"initiate unlinked": 422, "invalid dataset": 400, "told 429": 429},
    "version-9": {"suppliers before access": 409, "unknown supplier": 404, "create expenses": 400},
    "node": {
        "initiate unlinked": 422,
        "suppliers before access": 409,
        "wrong key initiates": 401,
        "unknown supplier": 404,
        "invalid dataset": 400,
        "told 403": 403,
        "told 429": 429,
        "headers of one call": 401,
    },
}
"""The steps that one of them is refused beside these."""

ELSEWHERE = ("initiate sync", "initiate failing sync", "initiate answered")
"""The steps that a quirk refuses, not the mock."""

TRANSACTIONS = [f"5dc00000-0000-4000-8000-{number:012x}" for number in range(5)]
READS_DATA = ("version-9", "node")
"""The SDKs that can read data of the accounting software."""


def refusals(drive: Drive) -> dict[str, int | None]:
    """How each refused step was refused, quirks apart."""
    refused = {name: step["refused"] for name, step in drive.steps.items() if "refused" in step}
    return {
        name: refusal.get("status")
        for name, refusal in refused.items()
        if not name.startswith(ELSEWHERE)
    }


def test_refused_are_the_steps_that_should_be(drive: Drive) -> None:
    """Every other step is taken, and its answer decoded."""
    assert REFUSED | OTHERS[drive.sdk] == refusals(drive)


def test_nothing_else_is_refused(drive: Drive) -> None:
    """The mock refuses once for each of these steps, and nothing beside; only who retries is refused more often."""
    statuses = [exchange.reply.status for exchange in drive.seen if exchange.reply.status >= 400]
    met = [status for status in statuses if status != 429] + [429] * (429 in statuses)
    told = [step["refused"].get("status") for step in drive.steps.values() if "refused" in step]
    assert sorted(status for status in told if status and status >= 400) == sorted(met)


def test_only_the_calls_without_sdk_are_ours(drive: Drive) -> None:
    """Beside the SDK the drive presses Allow, plans a failure, waits, and reads what the SDK has no call for."""
    control = {
        exchange.request.path.removeprefix(CONTROL).split("/")[1]
        for exchange in drive.seen
        if exchange.request.path.startswith(CONTROL)
    }
    assert {"clock", "companies", "plans"} == control


def test_company(drive: Drive) -> None:
    """A company is made without the characters that Codat strips, found by its name, and described anew."""
    made, found = drive.gave("create company"), drive.gave("list companies")
    number = {"version-1": "1", "version-9": "9", "node": "3"}[drive.sdk]
    assert f"SDK {number} Ltd" == made["name"]
    assert "made by a test" == made["description"]
    assert [] == made["dataConnections"]
    assert made["id"] == drive.gave("get company")["id"]
    assert [made["id"]] == [company["id"] for company in found["results"]]
    assert 1 == found["totalResults"]
    replaced = drive.gave("replace company")
    assert replaced["name"].startswith("SDK ")
    assert replaced["name"] != made["name"]
    assert replaced.get("description") is None


def test_company_is_updated_in_part(drives: Drives) -> None:
    """Only this SDK has PATCH and tags: what it leaves out stays."""
    drive = drives("version-9")
    assert {"sdk": "nine"} == drive.gave("create company")["tags"]
    updated = drive.gave("update company")
    assert ("SDK Nine", "changed by a test") == (updated["name"], updated["description"])


def test_connections(drive: Drive) -> None:
    """The connection waits for the customer, is linked once they allow access, and is unlinked at last."""
    made, partner = drive.gave("create connection"), drive.gave("create partner connection")
    assert ("PendingAuth", "gbol", "Accounting") == shown(made)
    assert made["linkUrl"].startswith(drive.url)
    assert ("Linked", "Expense") == (partner["status"], partner["sourceType"])
    assert ("Linked", "gbol", "Accounting") == shown(drive.gave("get connection"))
    listed = drive.gave("list connections")["results"]
    assert {made["id"], partner["id"]} == {connection["id"] for connection in listed}
    assert ("Unlinked", "gbol", "Accounting") == shown(drive.gave("unlink connection"))


def shown(connection: dict[str, Any]) -> tuple[str, str, str]:
    """What is asked of a connection here."""
    return connection["status"], connection["integrationKey"], connection["sourceType"]


def test_mapping_options(drive: Drive) -> None:
    """There are accounts, tax rates and tracking categories to choose from."""
    options = drive.gave("mapping options")
    assert "Partner Expense" == options["expenseProvider"]
    for rows in (options["accounts"], options["taxRates"]):
        assert len(rows) > 2
        assert all(row["id"] and row["name"] for row in rows)
        assert any("Payment" in row["validTransactionTypes"] for row in rows)
    assert options["trackingCategories"]


def test_configuration(drive: Drive) -> None:
    """What was saved is what is read."""
    saved = drive.gave("save configuration")
    assert {"bankAccount", "supplier", "customer"} == {*saved}
    assert saved == drive.gave("get configuration")


@pytest.mark.parametrize("sdk", READS_DATA)
def test_data(drives: Drives, sdk: str) -> None:
    """The accounting software is read when the customer allows access, and not before."""
    drive = drives(sdk)
    status = drive.gave("data status")
    read = {name: state["currentStatus"] for name, state in status.items() if state}
    assert ("Complete", "Complete") == (read["suppliers"], read["chartOfAccounts"])
    for kind in ("supplier", "customer"):
        listed = drive.gave(f"list {kind}s")
        names = [row[f"{kind}Name"] for row in listed["results"]]
        assert len(names) > 2
        assert sorted(names, key=str.casefold) == names
        assert drive.gave(f"get {kind}") in listed["results"]


def test_sync(drive: Drive) -> None:
    """A sync is in progress at once and complete later, by whichever way one looks at it."""
    at_once, status = drive.gave("status at once"), drive.gave("status")
    assert (1000, False) == (at_once["syncStatusCode"], at_once["dataPushed"])
    assert (2000, "Complete", True) == outcome(status)
    assert status == drive.gave("latest sync") == drive.gave("last successful sync")
    assert [status] == drive.gave("list syncs")
    if drive.sdk == "node":
        assert status["syncId"] == drive.gave("initiate sync")["syncId"]


def outcome(status: dict[str, Any]) -> tuple[int, str, bool]:
    """How a sync went."""
    return status["syncStatusCode"], status["syncStatus"], status["dataPushed"]


def test_transactions(drive: Drive) -> None:
    """All three are there, two and one, pushed as expenses in the spelling that the SDKs know."""
    pages = [drive.gave(f"list transactions, page {page}") for page in (1, 2)]
    assert [(3, 2), (3, 1)] == [(page["totalResults"], len(page["results"])) for page in pages]
    rows = [row for page in pages for row in page["results"]]
    assert TRANSACTIONS[:3] == [row["transactionId"] for row in rows]
    assert {("Completed", "expenses")} == {(row["status"], row["integrationType"]) for row in rows}
    assert rows[:1] == drive.gave("get transaction")


def test_attachments(drive: Drive) -> None:
    """Each transaction gets a receipt of its own, whatever form the SDK sends it in."""
    given = [drive.gave(f"upload {place}") for place in range(3)]
    assert TRANSACTIONS[:3] == [attachment["transactionId"] for attachment in given]
    assert 3 == len({attachment["id"] for attachment in given})


def test_update(drive: Drive) -> None:
    """A change of a pushed payment is a sync of its own; a refund cannot be changed."""
    changed = drive.gave("update expense")["syncId"]
    status = drive.gave("status of update")
    assert changed == status["syncId"] != drive.gave("status")["syncId"]
    assert 2000 == status["syncStatusCode"]


def test_failing_sync(drive: Drive) -> None:
    """The SDK shows a failed sync with its messages, and which of its transactions failed."""
    status = drive.gave("failed status")
    assert (5130, "PushError", True) == outcome(status)
    assert status["errorMessage"]
    assert status["syncExceptionMessage"]
    rows = drive.gave("failed transactions, page 1")["results"]
    assert {TRANSACTIONS[3]: "PushError", TRANSACTIONS[4]: "Completed"} == {
        row["transactionId"]: row["status"] for row in rows
    }
    assert next(row["message"] for row in rows if row["status"] == "PushError")
    assert [] == drive.gave("failed transactions, page 2")["results"]


@pytest.mark.parametrize(
    ("step", "status", "service", "error"),
    [
        ("unknown company", 404, "ClientsApi", "No company was found with ID "),
        ("wrong key", 401, "PublicApi", "Unauthorized"),
        ("update refund", 422, "ExpenseSyncApi", "Expense transaction updates are not supported"),
    ],
    ids=lambda value: value if isinstance(value, str) and value in REFUSED else "",
)
def test_errors_are_decoded(drive: Drive, step: str, status: int, service: str, error: str) -> None:
    """An error that an operation declares is an object with the fields of the contract."""
    message = drive.refused(step)["message"]
    assert (status, service) == (message["statusCode"], message["service"])
    assert message["error"].startswith(error)
    assert message["correlationId"]


def test_what_is_wrong_with_a_dataset_is_told(drives: Drives) -> None:
    """The validation names the item, in the exception itself."""
    message = drives("version-1").refused("invalid dataset")["message"]
    assert ["Items[0].Currency"] == [fault["itemId"] for fault in message["validation"]["errors"]]


@pytest.mark.parametrize("step", ["told 402", "told 500", "told 503"])
@pytest.mark.parametrize("sdk", ["version-1", "version-9"])
def test_provoked_errors_are_decoded(drives: Drives, sdk: str, step: str) -> None:
    """Errors that cannot be reached otherwise decode just as well."""
    refused = drives(sdk).refused(step)
    assert refused["status"] == refused["message"]["statusCode"]
