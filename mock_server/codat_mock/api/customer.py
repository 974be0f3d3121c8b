"""The customers' companies, and what a customer or their accounting software does to a connection."""

from itertools import islice
from typing import Any

from codat_contract import PARTNER_EXPENSE
from codat_mock.api.calls import Answer, Call
from codat_mock.api.effects import effect
from codat_mock.core.companies import Company
from codat_mock.core.connections import Act, Connection
from codat_mock.core.ids import key, text


def show_companies(call: Call) -> Answer:
    """The companies that were made first, or one of them, and how they are connected."""
    tenant, named = call.tenant, call.query["company"]
    companies = tenant.register.companies.values()
    found = companies if named is None else (tenant.company(key(named)),)
    shown = [_company(company) for company in islice(found, call.query["limit"])]
    return Answer(200, {"companies": shown, "total": len(found)})


def _company(company: Company) -> dict[str, Any]:
    return {
        "companyId": company.text,
        "name": company.name,
        "references": company.references,
        "configured": company.configuration is not None,
        "syncs": len(company.syncs),
        "datasetsWaiting": len(company.unsynced),
        "connections": [_connection(held) for held in company.connections.values()],
    }


def _connection(held: Connection) -> dict[str, Any]:
    return {
        "connectionId": text(held.id),
        "sourceType": "Accounting" if held.platform else PARTNER_EXPENSE.source_type,
        "platform": held.name,
        "status": held.status,
        "lapsed": held.lapsed,
    }


def customer_links(call: Call) -> Answer:
    """The customer allows access."""
    return _moved(call, Act.LINK)


def customer_denies(call: Call) -> Answer:
    """The customer does not allow access; the connection stays as it is."""
    return _moved(call, Act.DENY)


def customer_unlinks(call: Call) -> Answer:
    """The customer disconnects."""
    return _moved(call, Act.UNLINK)


def customer_deauthorizes(call: Call) -> Answer:
    """The customer withdraws access within the accounting software."""
    return _moved(call, Act.DEAUTHORIZE)


def customer_lapses(call: Call) -> Answer:
    """The subscription to the accounting software expires."""
    return _moved(call, Act.LAPSE)


def customer_pays(call: Call) -> Answer:
    """The customer pays for the accounting software again."""
    return _moved(call, Act.PAY)


def _moved(call: Call, act: Act) -> Answer:
    company, connection = call.key("companyId"), call.key("connectionId")
    moved = call.tenant.register.move(company, connection, act, call.now)
    held = moved.connection
    call.tenant.remarks.append(
        f"{held.name} is {held.status}{', and lapsed' if held.lapsed else ''}"
    )
    events = [*call.tenant.noted(moved.events), *call.tenant.settle(call.now)]
    return Answer(
        200,
        {
            "companyId": text(company),
            "connectionId": text(connection),
            "status": held.status,
            "lapsed": held.lapsed,
            "effects": [effect(event) for event in events],
        },
    )
