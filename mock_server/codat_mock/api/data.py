"""What was read of a company's accounting software."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from codat_contract import DATA_TYPES
from codat_mock import listing
from codat_mock.api.calls import Answer, Call
from codat_mock.core.books import Account, BankAccount, Books, Contact
from codat_mock.core.errors import NoData
from codat_mock.core.moments import write_moment

T = TypeVar("T")

ACCOUNT, BANK_ACCOUNT = listing.kind("Account"), listing.kind("BankAccount")
SUPPLIER, CUSTOMER = listing.kind("Supplier"), listing.kind("Customer")


def list_accounts(call: Call) -> Answer:
    """One page of the chart of accounts."""
    return _page(call, _books(call).accounts, _account, ACCOUNT)


def get_account(call: Call) -> Answer:
    """One account."""
    name = call.path["accountId"]
    return _one(call, _books(call).account(name), _account, "accounts", name)


def list_bank_accounts(call: Call) -> Answer:
    """One page of the bank accounts behind a connection."""
    connection = call.tenant.register.connection(call.key("companyId"), call.key("connectionId"))
    if connection.platform is None:
        message = f"{connection.name} has no bank accounts; name the accounting connection."
        facts = {"dataType": "bankAccounts", "id": call.path["connectionId"]}
        raise NoData(message, facts)
    return list_company_bank_accounts(call)


def list_company_bank_accounts(call: Call) -> Answer:
    """One page of the bank accounts of a company."""
    return _page(call, _books(call).bank_accounts, _bank_account, BANK_ACCOUNT)


def list_suppliers(call: Call) -> Answer:
    """One page of the suppliers."""
    return _page(call, _books(call).suppliers, _supplier, SUPPLIER)


def get_supplier(call: Call) -> Answer:
    """One supplier."""
    name = call.path["supplierId"]
    return _one(call, _books(call).supplier(name), _supplier, "suppliers", name)


def list_customers(call: Call) -> Answer:
    """One page of the customers."""
    return _page(call, _books(call).customers, _customer, CUSTOMER)


def get_customer(call: Call) -> Answer:
    """One customer."""
    name = call.path["customerId"]
    return _one(call, _books(call).customer(name), _customer, "customers", name)


def refresh_all_data_types(call: Call) -> Answer:
    """Read the accounting software again, at once; where nothing is linked there is nothing to read."""
    call.tenant.register.refresh(call.key("companyId"), call.now)
    return Answer(204)


def get_data_status(call: Call) -> Answer:
    """When each type of data was last read."""
    accounting = call.tenant.company(call.key("companyId")).accounting
    pulled = accounting.pulled if accounting else None
    read = {} if pulled is None else {"lastSuccessfulSync": write_moment(pulled)}
    state = "Initial" if pulled is None else "Complete"
    return Answer(
        200, {name: {"dataType": name, "currentStatus": state, **read} for name in DATA_TYPES}
    )


def _books(call: Call) -> Books:
    return call.tenant.register.requested_books(call.key("companyId"))


def _read(call: Call) -> str:
    """When the data was read."""
    accounting = call.tenant.company(call.key("companyId")).accounting
    return write_moment(accounting.pulled or 0) if accounting else write_moment(0)


def _page(
    call: Call,
    rows: Sequence[T],
    body: Callable[[T, str], dict[str, Any]],
    kind: listing.Kind,
) -> Answer:
    read = _read(call)
    page = listing.listed(call.query, call.url, rows, kind, lambda row: body(row, read))
    return Answer(200, page)


def _one(
    call: Call,
    row: T | None,
    body: Callable[[T, str], dict[str, Any]],
    data_type: str,
    name: str,
) -> Answer:
    if row is None:
        message = f"The accounting software has no record {name[:80]!r} among its {data_type}."
        raise NoData(message, {"dataType": data_type, "id": name})
    return Answer(200, body(row, _read(call)))


def _dated(read: str) -> dict[str, Any]:
    return {"modifiedDate": read, "sourceModifiedDate": read, "metadata": {"isDeleted": False}}


def _state(*, archived: bool) -> str:
    return "Archived" if archived else "Active"


def _account(row: Account, read: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "nominalCode": row.code,
        "name": row.name,
        "description": row.description,
        "fullyQualifiedCategory": row.category,
        "fullyQualifiedName": f"{row.category}.{row.name}",
        "currency": row.currency,
        "currentBalance": float(row.balance),
        "type": row.type,
        "status": _state(archived=row.archived),
        "isBankAccount": row.bank,
        **_dated(read),
    }


def _bank_account(row: BankAccount, read: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "accountName": row.name,
        "accountType": row.kind,
        "nominalCode": row.code,
        "sortCode": row.sort_code,
        "accountNumber": row.account_number,
        "currency": row.currency,
        "balance": float(row.balance),
        "institution": row.institution,
        "status": "Active",
        **_dated(read),
    }


def _supplier(row: Contact, read: str) -> dict[str, Any]:
    return {"supplierName": row.name, **_contact(row, read)}


def _customer(row: Contact, read: str) -> dict[str, Any]:
    return {"customerName": row.name, **_contact(row, read)}


def _contact(row: Contact, read: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "contactName": row.contact_name,
        "emailAddress": row.email,
        "phone": row.phone,
        "defaultCurrency": row.currency,
        "taxNumber": row.tax_number,
        "status": _state(archived=row.archived),
        **_dated(read),
    }
