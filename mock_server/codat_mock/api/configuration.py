"""Where a company's expenses go, and what there is to choose from."""

from typing import Any

from codat_contract import PARTNER_EXPENSE, Platform
from codat_mock.api.calls import Answer, Call
from codat_mock.api.dialects import told_types
from codat_mock.core.books import Books, TaxRate, Tracking, valid_types
from codat_mock.core.companies import Company, Configuration
from codat_mock.core.errors import AgainstRule, Fault, NotFound, summed
from codat_mock.core.moments import Moment, write_moment


def get_company_configuration(call: Call) -> Answer:
    """The configuration that was saved."""
    company = _company(call)
    if company.configuration is None:
        message = "Nothing was configured for this company yet; POST .../config does."
        raise NotFound(message)
    return Answer(200, _configuration(company.configuration))


def save_company_configuration(call: Call) -> Answer:
    """Save a configuration. What it names is looked for when a sync runs; at once only by a strict server."""
    company, body = _company(call), call.body
    wanted = Configuration(
        body["bankAccount"]["id"], body["supplier"]["id"], body["customer"]["id"]
    )
    if call.strict:
        _refuse_strangers(wanted, call.tenant.register.books(company.id))
    company.configuration = wanted
    return Answer(200, _configuration(wanted))


def get_mapping_options(call: Call) -> Answer:
    """What was read of the accounting software; empty lists before anything was."""
    company = _company(call)
    books = call.tenant.register.books(company.id)
    accounting = company.accounting
    if books is None or accounting is None or accounting.platform is None:
        return Answer(200, _options([], [], []))
    read = accounting.pulled or 0
    return Answer(
        200,
        _options(
            _accounts(call, books, accounting.platform),
            [_tracking(held, read) for held in books.tracking],
            [_tax_rate(call, rate, accounting.platform) for rate in books.tax_rates],
        ),
    )


def _company(call: Call) -> Company:
    return call.tenant.company(call.key("companyId"))


def _configuration(configuration: Configuration) -> dict[str, Any]:
    return {
        "bankAccount": {"id": configuration.bank_account},
        "supplier": {"id": configuration.supplier},
        "customer": {"id": configuration.customer},
    }


def _refuse_strangers(wanted: Configuration, books: Books | None) -> None:
    """Refuse ids that the accounting software does not have.

    Raises:
        AgainstRule: With the place of each.
    """
    held = (
        ("BankAccount.Id", books and books.bank_account(wanted.bank_account)),
        ("Supplier.Id", books and books.supplier(wanted.supplier)),
        ("Customer.Id", books and books.customer(wanted.customer)),
    )
    faults = tuple(
        Fault(place, "The accounting software has no such record.")
        for place, record in held
        if record is None
    )
    if faults:
        raise AgainstRule(summed(faults), faults=faults)


def _options(accounts: list[Any], tracking: list[Any], tax_rates: list[Any]) -> dict[str, Any]:
    return {
        "expenseProvider": PARTNER_EXPENSE.name,
        "accounts": accounts,
        "trackingCategories": tracking,
        "taxRates": tax_rates,
    }


def _accounts(call: Call, books: Books, platform: Platform) -> list[dict[str, Any]]:
    return [
        {
            "id": account.id,
            "name": account.name,
            "currency": account.currency,
            "accountType": account.type,
            "validTransactionTypes": told_types(call, valid_types(account, platform.types)),
        }
        for account in books.accounts
        if not account.archived
    ]


def _tracking(held: Tracking, read: Moment) -> dict[str, Any]:
    return {
        "id": held.id,
        "modifiedDate": write_moment(read),
        "name": held.name,
        "hasChildren": held.has_children,
        "parentId": held.parent,
    }


def _tax_rate(call: Call, rate: TaxRate, platform: Platform) -> dict[str, Any]:
    return {
        "id": rate.id,
        "name": rate.name,
        "code": rate.code,
        "effectiveTaxRate": float(rate.effective),
        "totalTaxRate": float(rate.total),
        "validTransactionTypes": told_types(call, platform.types),
    }
