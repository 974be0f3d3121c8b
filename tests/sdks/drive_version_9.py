"""Takes PyPI's codat-sync-for-expenses 9 through what it shares with version 1, and reports what it gave back.

Only the address and the key are not Codat's: CODAT_MOCK_URL and CODAT_MOCK_AUTHORIZATION.
It cannot create a dataset or initiate a sync, since its generation of the API has neither: those are made without it.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from codat_sync_for_expenses import CodatSyncExpenses
from codat_sync_for_expenses.models import errors, shared
from codat_sync_for_expenses.utils.retries import RetryConfig
from driving import (
    AUTHORIZATION,
    NOWHERE,
    STRANGER,
    TRANSACTIONS,
    URL,
    XERO,
    Drive,
    allow,
    choose,
    plain,
    plan,
    transaction,
    wait,
)

ONCE = RetryConfig("none", retry_connection_errors=False)
PDF = b"%PDF-1.7\n\xff\x00"


def plainly(result: Any) -> Any:
    """A model in the words of the contract."""
    if isinstance(result, list):
        return [plainly(one) for one in result]
    return None if result is None else result.model_dump(mode="json", by_alias=True)


def refusal(raised: Exception) -> dict[str, Any]:
    """What an exception tells."""
    if isinstance(raised, errors.ErrorMessage):
        return {"status": raised.status_code, "message": plainly(raised.data)}
    if isinstance(raised, errors.CodatSyncExpensesError):
        return {"status": raised.status_code, "message": None, "body": raised.body}
    return {}


def sdk(key: str = AUTHORIZATION) -> CodatSyncExpenses:
    """The SDK itself, unmodified."""
    security = shared.Security(auth_header=key)
    return CodatSyncExpenses(security=security, server_url=URL, retry_config=ONCE)


class Flow:
    """The flow, of one company that is made for it."""

    def __init__(self) -> None:
        self.drive = Drive(plainly, refusal)
        self.sdk = sdk()
        self.company = ""
        self.accounting = ""
        self.chosen: dict[str, str] = {}

    def run(self) -> None:
        """Take all steps, in order."""
        try:
            self.companies()
            self.connections()
            self.data()
            self.configure()
            self.sync()
            self.fail()
            self.errors()
            self.quirks()
            self.leave()
        finally:
            self.drive.report()

    def take(self, name: str, call: Callable[..., Any], **fields: Any) -> Any:
        """Take a step: a call about the company."""
        request = {"company_id": self.company, **fields}
        return self.drive.step(name, lambda: call(request=request))

    def companies(self) -> None:
        """A company is made, found and described."""
        companies, step = self.sdk.companies, self.drive.step
        body = {"name": "SDK (9) Ltd", "description": "made by a test", "tags": {"sdk": "nine"}}
        made = step("create company", lambda: companies.create(request=body))
        self.company = made["id"]
        self.take("get company", companies.get)
        query = {"query": "name~SDK", "order_by": "-created", "tags": "sdk=nine"}
        step("list companies", lambda: companies.list(request=query))
        self.take("replace company", companies.replace, company_request_body={"name": "SDK Nine"})
        change = {"description": "changed by a test"}
        self.take("update company", companies.update, company_update_request=change)

    def connections(self) -> None:
        """It is connected to its accounting software and to the expense platform."""
        connections = self.sdk.connections
        wanted = {"platform_key": XERO}
        made = self.take("create connection", connections.create, request_body=wanted)
        self.accounting = made["id"]
        partner = connections.create_partner_expense_connection
        self.take("create partner connection", partner)
        self.take("suppliers before access", self.sdk.suppliers.list)
        allow(self.company, self.accounting)
        self.take("get connection", connections.get, connection_id=self.accounting)
        self.take("list connections", connections.list)

    def data(self) -> None:
        """The customer's books are read, and ids of them are chosen; the SDK has no call for bank accounts."""
        manage = self.sdk.manage_data
        self.take("refresh data", manage.refresh_all_data_types)
        self.take("data status", manage.get)
        options = self.take("mapping options", self.sdk.mapping_options.get_mapping_options)
        suppliers = self.take("list suppliers", self.sdk.suppliers.list, order_by="supplierName")
        customers = self.take("list customers", self.sdk.customers.list, order_by="customerName")
        connection = f"/companies/{self.company}/connections/{self.accounting}"
        banks = plain("GET", f"{connection}/data/bankAccounts")
        self.chosen = choose(options, suppliers, customers, banks)
        self.take("get supplier", self.sdk.suppliers.get, supplier_id=self.chosen["supplier"])
        self.take("get customer", self.sdk.customers.get, customer_id=self.chosen["customer"])

    def configure(self) -> None:
        """Where expenses go is said."""
        configuration = {
            "bank_account": {"id": self.chosen["bankAccount"]},
            "supplier": {"id": self.chosen["supplier"]},
            "customer": {"id": self.chosen["customer"]},
        }
        told = self.sdk.configuration
        self.take("save configuration", told.set, company_configuration=configuration)
        self.take("get configuration", told.get)

    def sync(self) -> None:
        """Three transactions are pushed, get their receipts, and one is changed."""
        types = ("Payment", "Payment", "Refund")
        items = [transaction(place, self.chosen, type=kind) for place, kind in enumerate(types)]
        sync = self.initiated(items)
        looked = self.sdk.sync
        self.take("status at once", looked.get, sync_id=sync)
        wait()
        self.take("status", looked.get, sync_id=sync)
        self.take("latest sync", looked.get_latest_sync)
        self.take("last successful sync", looked.get_last_successful_sync)
        self.take("list syncs", looked.list)
        self.transactions("list transactions", sync)
        get, first = self.sdk.transaction_status.get, TRANSACTIONS[0]
        self.take("get transaction", get, sync_id=sync, transaction_id=first)
        for place in range(3):
            self.upload(f"upload {place}", sync, TRANSACTIONS[place])
        changed = self.update("update expense", 0, "Payment")["syncId"]
        wait()
        self.take("status of update", looked.get, sync_id=changed)
        self.update("update refund", 2, "Refund")

    def fail(self) -> None:
        """Of two transactions the first is refused by the accounting software."""
        plan(code=5130, companyId=self.company)
        sync = self.initiated([transaction(place, self.chosen) for place in (3, 4)])
        wait()
        self.take("failed status", self.sdk.sync.get, sync_id=sync)
        self.transactions("failed transactions", sync)
        self.upload("upload to failed", sync, TRANSACTIONS[3])

    def errors(self) -> None:
        """What is wrong is told in the SDK's own exceptions."""
        get = self.sdk.companies.get
        self.take("unknown company", get, company_id=NOWHERE)
        self.take("wrong key", sdk(STRANGER).companies.get)
        self.take("unknown supplier", self.sdk.suppliers.get, supplier_id="nobody")
        request = {"company_id": self.company}
        for status in (402, 500, 503):
            headers = {"Prefer": f"code={status}"}
            told = partial(get, request=request, http_headers=headers)
            self.drive.step(f"told {status}", told)

    def quirks(self) -> None:
        """What belongs to a later generation of the API."""
        item = {"id": TRANSACTIONS[0], "type": "Payment", "issue_date": "2026-01-01"}
        body = [{**item, "currency": "GBP", "lines": []}]
        self.take("create expenses", self.sdk.expenses.create, request_body=body)
        self.drive.step("initiate sync", lambda: self.sdk.sync.initiate_sync(request={}))

    def leave(self) -> None:
        """The connection is unlinked and forgotten, and then the company."""
        connections, of = self.sdk.connections, {"connection_id": self.accounting}
        unlinked = {"status": shared.DataConnectionStatus.UNLINKED}
        self.take("unlink connection", connections.unlink, request_body=unlinked, **of)
        self.take("delete connection", connections.delete, **of)
        self.take("delete company", self.sdk.companies.delete)
        self.take("get deleted company", self.sdk.companies.get)

    def initiated(self, items: list[dict[str, Any]]) -> str:
        """A sync of a new dataset; the SDK has no calls for these two."""
        product = f"/companies/{self.company}/sync/expenses"
        dataset = plain("POST", f"{product}/data/expense-transactions", {"items": items})
        body = {"datasetIds": [dataset["datasetId"]]}
        sync: str = plain("POST", f"{product}/syncs", body)["syncId"]
        return sync

    def transactions(self, name: str, sync: str) -> None:
        """Look at the transactions of a sync, two at a time."""
        listed = self.sdk.transaction_status.list
        for page in (1, 2):
            self.take(f"{name}, page {page}", listed, sync_id=sync, page=page, page_size=2)

    def upload(self, name: str, sync: str, of: str) -> None:
        """Upload a receipt."""
        file = {"file": {"file_name": "receipt.pdf", "content": PDF}}
        fields = {"sync_id": sync, "transaction_id": of, "attachment_upload": file}
        self.take(name, self.sdk.attachments.upload, **fields)

    def update(self, name: str, place: int, kind: str) -> Any:
        """Change a transaction."""
        line = {
            "net_amount": 11,
            "tax_amount": 2.2,
            "account_ref": {"id": self.chosen["account"]},
            "tax_rate_ref": {"id": self.chosen["taxRate"]},
        }
        said = {"type": kind, "issue_date": "2026-01-02", "currency": "GBP", "lines": [line]}
        fields = {"transaction_id": TRANSACTIONS[place], "update_expense_request": said}
        return self.take(name, self.sdk.expenses.update, **fields)


if __name__ == "__main__":
    Flow().run()
