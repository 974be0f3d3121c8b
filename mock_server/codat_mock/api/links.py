"""Where does a customer allow access? On a page, or by a call of the mock's own API."""

from codat_mock.api.calls import Call
from codat_mock.core.companies import Company
from codat_mock.core.connections import Connection
from codat_mock.core.ids import text


def redirect(call: Call, company: Company) -> str:
    """Where a customer connects a company."""
    return f"{call.origin}/t/{call.tenant.name}/link/{company.text}"


def link_url(call: Call, company: Company, connection: Connection) -> str:
    """Where a customer allows one connection."""
    return f"{redirect(call, company)}/{text(connection.id)}"


def allowing(company: Company, connection: Connection) -> str:
    """The path of the control call that allows one connection."""
    return f"/__mock/companies/{company.text}/connections/{text(connection.id)}/link"
