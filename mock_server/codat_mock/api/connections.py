"""Data connections of a company."""

from typing import Any

from codat_contract import PARTNER_EXPENSE, PLATFORMS
from codat_mock import listing
from codat_mock.api import fields, links
from codat_mock.api.calls import Answer, Call
from codat_mock.core.companies import Company
from codat_mock.core.connections import Connection, ConnectionStatus, Trouble
from codat_mock.core.ids import Key, text
from codat_mock.core.moments import Moment, write_moment

KIND = listing.kind("Connection")


def list_connections(call: Call) -> Answer:
    """One page of the connections of a company."""
    company = _company(call)
    held = list(company.connections.values())
    page = listing.listed(
        call.query, call.url, held, KIND, lambda one: connection_body(one, company, call)
    )
    return Answer(200, page)


def create_connection(call: Call) -> Answer:
    """Begin to connect a company to its accounting software."""
    platform = PLATFORMS.get(call.body["platformKey"])
    if platform is None:
        known = ", ".join(f"{row.key} ({row.name})" for row in PLATFORMS.values())
        raise fields.refusal("PlatformKey", f"This platform is not known here, only {known}.")
    company = _company(call)
    made = call.tenant.register.connect(company.id, platform, call.now)
    call.tenant.remarks.append(
        f"the customer allows it at {links.link_url(call, company, made)}, "
        f"or POST {links.allowing(company, made)}"
    )
    return _answer(call, made)


def create_partner_expense_connection(call: Call) -> Answer:
    """Connect a company to the expense platform."""
    return _answer(call, call.tenant.register.connect_partner(_company(call).id, call.now))


def get_connection(call: Call) -> Answer:
    """One connection."""
    return _answer(call, call.tenant.register.connection(*_keys(call)))


def delete_connection(call: Call) -> Answer:
    """Forget a connection, and the data that came through it."""
    name = call.tenant.register.connection(*_keys(call)).name
    call.tenant.noted(call.tenant.register.disconnect(*_keys(call), call.now))
    call.tenant.remarks.append(f"{name} is no longer connected")
    return Answer(200)


def unlink_connection(call: Call) -> Answer:
    """Unlink a connection; no other status can be asked for."""
    wanted = call.body["status"]
    if wanted != ConnectionStatus.UNLINKED:
        message = f"A connection can be set to Unlinked alone, not to {wanted}; the customer links it at its linkUrl."
        raise fields.refusal("Status", message)
    moved = call.tenant.register.unlink(*_keys(call), call.now)
    call.tenant.noted(moved.events)
    call.tenant.remarks.append(f"{moved.connection.name} is {moved.connection.status}")
    return _answer(call, moved.connection)


def connection_body(connection: Connection, company: Company, call: Call) -> dict[str, Any]:
    """A connection as `Connection`."""
    source = connection.platform or PARTNER_EXPENSE
    return {
        "id": text(connection.id),
        "integrationId": source.integration_id,
        "integrationKey": source.key,
        "sourceId": text(connection.source),
        "sourceType": "Accounting" if connection.platform else PARTNER_EXPENSE.source_type,
        "platformName": source.name,
        "linkUrl": links.link_url(call, company, connection),
        "status": connection.status,
        "lastSync": _moment(connection.pulled),
        "created": write_moment(connection.created),
        "dataConnectionErrors": [_trouble(trouble) for trouble in connection.troubles],
        "connectionInfo": None,
    }


def _answer(call: Call, connection: Connection) -> Answer:
    return Answer(200, connection_body(connection, _company(call), call))


def _company(call: Call) -> Company:
    return call.tenant.company(call.key("companyId"))


def _keys(call: Call) -> tuple[Key, Key]:
    return call.key("companyId"), call.key("connectionId")


def _moment(moment: Moment | None) -> str | None:
    return None if moment is None else write_moment(moment)


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "statusCode": trouble.code,
        "statusText": trouble.text,
        "errorMessage": trouble.message,
        "erroredOnUtc": write_moment(trouble.since),
        "status": "Active" if trouble.resolved is None else "Resolved",
        "resolvedOnUtc": _moment(trouble.resolved),
    }
