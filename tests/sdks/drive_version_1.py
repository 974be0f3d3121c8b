"""Takes PyPI's codat-sync-for-expenses-version-1 through the whole flow, and reports what it gave back.

Only the address and the key are not Codat's: CODAT_MOCK_URL and CODAT_MOCK_AUTHORIZATION.
"""

import json
from collections.abc import Callable
from typing import Any

from answering import answering
from codatsyncexpenses import CodatSyncExpenses
from codatsyncexpenses.models import operations, shared
from driving import (
    NOWHERE,
    STRANGER,
    TRANSACTIONS,
    XERO,
    Drive,
    allow,
    choose,
    plain,
    plan,
    transaction,
    wait,
)
from version_1 import IMPATIENT, expense, plainly, refusal, sdk

PDF = b"%PDF-1.7\n\xff\x00"


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
            self.configure()
            self.sync()
            self.fail()
            self.errors()
            self.quirks()
            self.leave()
        finally:
            self.drive.report()

    def take(self, name: str, call: Callable[..., Any], kind: Any, **fields: Any) -> Any:
        """Take a step: a call with a request of this kind, about the company."""
        request = kind(**{"company_id": self.company, **fields})
        return self.drive.step(name, lambda: call(request))

    def companies(self) -> None:
        """A company is made, found and described."""
        companies = self.sdk.companies
        body = shared.CompanyRequestBody("SDK (1) Ltd", description="made by a test")
        made = self.drive.step("create company", lambda: companies.create_company(body))
        self.company = made["id"]
        self.take("get company", companies.get_company, operations.GetCompanyRequest)
        query = operations.ListCompaniesRequest(query="name~SDK", order_by="-created")
        self.drive.step("list companies", lambda: companies.list_companies(query))
        self.take(
            "replace company",
            companies.update_company,
            operations.UpdateCompanyRequest,
            company_request_body=shared.CompanyRequestBody("SDK One"),
        )

    def connections(self) -> None:
        """It is connected to its accounting software and to the expense platform."""
        connections = self.sdk.connections
        made = self.take(
            "create connection",
            connections.create_connection,
            operations.CreateConnectionRequest,
            request_body=operations.CreateConnectionRequestBody(XERO),
        )
        self.accounting = made["id"]
        self.take(
            "create partner connection",
            connections.create_partner_expense_connection,
            operations.CreatePartnerExpenseConnectionRequest,
        )
        self.initiate("initiate unlinked")
        allow(self.company, self.accounting)
        self.take(
            "get connection",
            connections.get_connection,
            operations.GetConnectionRequest,
            connection_id=self.accounting,
        )
        every = operations.ListConnectionsRequest
        self.take("list connections", connections.list_connections, every)

    def configure(self) -> None:
        """Ids of the customer's books are chosen; the SDK has no call for contacts and bank accounts."""
        options = self.take(
            "mapping options",
            self.sdk.mapping_options.get_mapping_options,
            operations.GetMappingOptionsRequest,
        )
        company = f"/companies/{self.company}"
        self.chosen = choose(
            options,
            plain("GET", f"{company}/data/suppliers"),
            plain("GET", f"{company}/data/customers"),
            plain("GET", f"{company}/connections/{self.accounting}/data/bankAccounts"),
        )
        configuration = self.sdk.configuration
        self.take(
            "save configuration",
            configuration.save_company_configuration,
            operations.SaveCompanyConfigurationRequest,
            company_configuration=shared.CompanyConfiguration(
                bank_account=shared.BankAccount(self.chosen["bankAccount"]),
                supplier=shared.Supplier(self.chosen["supplier"]),
                customer=shared.Customer(self.chosen["customer"]),
            ),
        )
        get = operations.GetCompanyConfigurationRequest
        self.take("get configuration", configuration.get_company_configuration, get)

    def sync(self) -> None:
        """Three transactions are pushed, get their receipts, and one is changed."""
        types = ("Payment", "Payment", "Refund")
        items = [transaction(place, self.chosen, type=kind) for place, kind in enumerate(types)]
        dataset = self.dataset("create dataset", items)["datasetId"]
        sync = self.initiate("initiate sync", dataset)
        self.status("status at once", sync)
        wait()
        self.status("status", sync)
        looked = self.sdk.sync_status
        self.take("latest sync", looked.get_latest_sync, operations.GetLatestSyncRequest)
        last = operations.GetLastSuccessfulSyncRequest
        self.take("last successful sync", looked.get_last_successful_sync, last)
        self.take("list syncs", looked.list_syncs, operations.ListSyncsRequest)
        self.transactions("list transactions", sync)
        self.take(
            "get transaction",
            self.sdk.transaction_status.get_sync_transaction,
            operations.GetSyncTransactionRequest,
            sync_id=sync,
            transaction_id=TRANSACTIONS[0],
        )
        for place in range(3):
            self.upload(f"upload {place}", sync, TRANSACTIONS[place])
        changed = self.update("update expense", 0, "Payment")["syncId"]
        wait()
        self.status("status of update", changed)
        self.update("update refund", 2, "Refund")

    def fail(self) -> None:
        """Of two transactions the first is refused by the accounting software."""
        plan(code=5130, companyId=self.company)
        items = [transaction(place, self.chosen) for place in (3, 4)]
        dataset = self.dataset("create failing dataset", items)["datasetId"]
        sync = self.initiate("initiate failing sync", dataset)
        wait()
        self.status("failed status", sync)
        self.transactions("failed transactions", sync)
        self.upload("upload to failed", sync, TRANSACTIONS[3])

    def errors(self) -> None:
        """What is wrong is told in the SDK's own exceptions."""
        get, kind = self.sdk.companies.get_company, operations.GetCompanyRequest
        self.take("unknown company", get, kind, company_id=NOWHERE)
        self.take("wrong key", sdk(key=STRANGER).companies.get_company, kind)
        self.dataset("invalid dataset", [transaction(0, self.chosen, currency="")])
        for status in (402, 500, 503):
            told = sdk(Prefer=f"code={status}").companies.get_company
            self.take(f"told {status}", told, kind)

    def quirks(self) -> None:
        """What the SDK makes of answers, whatever the server."""
        for status in (200, 201, 202, 204):
            with answering(status, {"syncId": NOWHERE}) as url:
                self.initiate(f"initiate answered {status}", NOWHERE, through=sdk(url))
        limited = sdk(Prefer="code=429")
        limited.sdk_configuration.retry_config = IMPATIENT
        self.take("told 429", limited.companies.get_company, operations.GetCompanyRequest)

    def leave(self) -> None:
        """The connection is unlinked and forgotten, and then the company."""
        connections, linked = self.sdk.connections, shared.DataConnectionStatus
        self.take(
            "unlink connection",
            connections.unlink,
            operations.UnlinkConnectionRequest,
            connection_id=self.accounting,
            request_body=operations.UnlinkConnectionUpdateConnection(linked.UNLINKED),
        )
        self.take(
            "delete connection",
            connections.delete_connection,
            operations.DeleteConnectionRequest,
            connection_id=self.accounting,
        )
        companies = self.sdk.companies
        self.take("delete company", companies.delete_company, operations.DeleteCompanyRequest)
        self.take("get deleted company", companies.get_company, operations.GetCompanyRequest)

    def dataset(self, name: str, items: list[dict[str, Any]]) -> Any:
        """Create a dataset."""
        body = shared.CreateExpenseRequest([expense(item) for item in items])
        kind = operations.CreateExpenseDatasetRequest
        create = self.sdk.expenses.create_expense_dataset
        return self.take(name, create, kind, create_expense_request=body)

    def initiate(self, name: str, *datasets: str, through: CodatSyncExpenses | None = None) -> Any:
        """Initiate a sync; the SDK raises whatever it is answered, and the syncId is in the exception's body."""
        body = shared.PostSync(list(datasets)) if datasets else shared.PostSync()
        initiate = (through or self.sdk).sync.initiate_sync
        refused = self.take(name, initiate, operations.InitiateSyncRequest, post_sync=body)
        return json.loads(refused.get("body") or "{}").get("syncId")

    def status(self, name: str, sync: str) -> None:
        """Look at a sync."""
        get = self.sdk.sync_status.get_sync_by_id
        self.take(name, get, operations.GetSyncByIDRequest, sync_id=sync)

    def transactions(self, name: str, sync: str) -> None:
        """Look at the transactions of a sync, two at a time."""
        kind = operations.ListSyncTransactionsRequest
        for page in (1, 2):
            self.take(
                f"{name}, page {page}",
                self.sdk.transaction_status.list_sync_transactions,
                kind,
                sync_id=sync,
                page=page,
                page_size=2,
            )

    def upload(self, name: str, sync: str, of: str) -> None:
        """Upload a receipt."""
        file = shared.AttachmentUpload(shared.CodatFile(PDF, "receipt.pdf"))
        fields = {"sync_id": sync, "transaction_id": of, "attachment_upload": file}
        upload = self.sdk.expenses.upload_attachment
        self.take(name, upload, operations.UploadAttachmentRequest, **fields)

    def update(self, name: str, place: int, kind: str) -> Any:
        """Change a transaction."""
        changed = expense(transaction(place, self.chosen, type=kind))
        body = shared.UpdateExpenseRequest(
            "2026-01-02T00:00:00Z", kind, lines=changed.lines, notes="changed by a test"
        )
        fields = {"transaction_id": TRANSACTIONS[place], "update_expense_request": body}
        update = self.sdk.expenses.update_expense_dataset
        return self.take(name, update, operations.UpdateExpenseDatasetRequest, **fields)


if __name__ == "__main__":
    Flow().run()
