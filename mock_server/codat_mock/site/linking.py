"""How does a customer allow access? Pages that stand for those of Codat Link and of the accounting software."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from codat_contract import PARTNER_EXPENSE, PLATFORMS
from codat_mock.core import ids
from codat_mock.core.companies import Company
from codat_mock.core.connections import Act
from codat_mock.core.errors import NoCompany, NoConnection, NoSuchMove, NotValid, Refused
from codat_mock.core.ids import Key
from codat_mock.core.queries import ConnectionRow, Links, links
from codat_mock.core.tenant import Tenant
from codat_mock.lane.owner import Owner

T = TypeVar("T")

_SEE_OTHER, _BAD_REQUEST, _NOT_FOUND = 303, 400, 404

_HUES = {key: 360 * place // len(PLATFORMS) for place, key in enumerate(PLATFORMS)}
"""The colour of the tile of each accounting platform."""

_ANSWERS = {"allow": Act.LINK, "deny": Act.DENY}
"""What the buttons of a connection do to it."""


def linking(tenant_named: Callable[[str], Tenant | None], owner: Owner) -> Blueprint:
    """The pages on which customers connect their companies.

    Args:
        tenant_named: The tenant of an id.
        owner: Whom the pages ask: Flask's threads never touch the state.
    """
    blueprint = Blueprint("linking", __name__, template_folder="templates", url_prefix="/t")

    def asked(tenant: str, company: str, question: Callable[[Tenant, Company], T]) -> T:
        def answer() -> T:
            found = tenant_named(tenant)
            if found is None:
                raise NoCompany(f"There is no tenant {tenant[:80]}.")
            found.settle(found.clock.now())
            return question(found, _company(found, company))

        return owner.ask(answer)

    @blueprint.context_processor
    def known() -> dict[str, Any]:
        return {"provider": PARTNER_EXPENSE.name, "platforms": PLATFORMS, "hues": _HUES}

    @blueprint.errorhandler(Refused)
    def refused(failure: Refused) -> Response:
        missing = isinstance(failure, NoCompany | NoConnection)
        page = render_template("no_link.html", why=failure.why, missing=missing)
        return make_response(page, _NOT_FOUND if missing else _BAD_REQUEST)

    @blueprint.get("/<tenant>/link/<company>")
    def choose(tenant: str, company: str) -> str:
        return render_template("link_company.html", company=asked(tenant, company, links))

    @blueprint.post("/<tenant>/link/<company>")
    def chosen(tenant: str, company: str) -> AnyResponse:
        key = request.form.get("platform", "")
        connection = asked(tenant, company, lambda found, held: _connected(found, held, key))
        return redirect(_address(tenant, company, connection), _SEE_OTHER)

    @blueprint.get("/<tenant>/link/<company>/<connection>")
    def ask(tenant: str, company: str, connection: str) -> str:
        page = asked(tenant, company, links)
        row = _row(page, connection)
        denied = "denied" in request.args
        return render_template("link_connection.html", company=page, link=row, denied=denied)

    @blueprint.post("/<tenant>/link/<company>/<connection>")
    def answered(tenant: str, company: str, connection: str) -> AnyResponse:
        answer = request.form.get("answer", "")
        asked(tenant, company, lambda found, held: _move(found, held, connection, answer))
        denied = "?denied" if answer == "deny" else ""
        return redirect(_address(tenant, company, connection) + denied, _SEE_OTHER)

    return blueprint


def _address(tenant: str, company: str, connection: str) -> str:
    return url_for("linking.ask", tenant=tenant, company=company, connection=connection)


def _company(tenant: Tenant, company: str) -> Company:
    key = _key(company)
    if key is None or not tenant.has_company(key):
        raise NoCompany(f"The tenant {tenant.name} has no company {company[:80]}.")
    return tenant.company(key)


def _row(company: Links, connection: str) -> ConnectionRow:
    key = _key(connection)
    row = None if key is None else company.row(key)
    if row is None:
        raise NoConnection(f"{company.name} has no connection {connection[:80]}.")
    return row


def _key(text: str) -> Key | None:
    try:
        return ids.key(text)
    except ValueError:
        return None


def _connected(tenant: Tenant, company: Company, platform: str) -> str:
    """The id of the company's accounting connection: a new one, unless it has one already."""
    row = PLATFORMS.get(platform)
    if row is None:
        raise NotValid(f"There is no accounting software {platform[:80]!r} to choose.")
    held = company.accounting or tenant.register.connect(company.id, row, tenant.clock.now())
    return ids.text(held.id)


def _move(tenant: Tenant, company: Company, connection: str, answer: str) -> None:
    """Do what the customer pressed; who presses twice finds it done."""
    row = _row(links(tenant, company), connection)
    act = _ANSWERS.get(answer)
    if act is None:
        raise NotValid(f"The answer is {answer[:80]!r}; it is allow or deny.")
    try:
        moved = tenant.register.move(company.id, ids.key(row.id), act, tenant.clock.now())
    except NoSuchMove:
        return
    tenant.noted(moved.events)
    # Pages have no line of their own in the log: the next call's tells it.
    held = moved.connection
    tenant.remarks.append(
        f"on its page, the customer chose to {answer}: {held.name} is {held.status}"
    )
