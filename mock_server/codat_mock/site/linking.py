"""How does a customer allow access? Pages that stand for those of Codat Link and of the accounting software."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlencode

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
from codat_mock.lane.requests import Request

T = TypeVar("T")

Tell: TypeAlias = Callable[[Request, int, Tenant | None, Refused | None], None]
"""Has it witnessed that a button was pressed: with the status, the tenant, and why it was refused."""

_SEE_OTHER, _BAD_REQUEST, _NOT_FOUND = 303, 400, 404

_FORM = ((b"content-type", b"application/x-www-form-urlencoded"),)

_HUES = {key: 360 * place // len(PLATFORMS) for place, key in enumerate(PLATFORMS)}
"""The colour of the tile of each accounting platform."""

_ANSWERS = {"allow": Act.LINK, "deny": Act.DENY}
"""What the buttons of a connection do to it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where what customers ask and press is carried to the one that owns the state.

    Attributes:
        tenant_named: The tenant of an id.
        owner: Whom the pages ask: Flask's threads never touch the state.
        tell: Is told of what they press; looking is no exchange.
    """

    tenant_named: Callable[[str], Tenant | None]
    owner: Owner
    tell: Tell

    def asked(self, tenant: str, company: str, question: Callable[[Tenant, Company], T]) -> T:
        """What `question` gives of a company.

        Raises:
            NoCompany: There is no such tenant, or it has no such company.
        """
        return self.owner.ask(lambda: self._answer(tenant, company, question))

    def pressed(self, tenant: str, company: str, act: Callable[[Tenant, Company], T]) -> T:
        """What `act` does to a company; whether it is done or refused, the log has a line of it.

        Raises:
            Refused: It cannot be done.
        """
        body = urlencode(list(request.form.items(multi=True))).encode()
        seen = Request(request.method, request.path, b"", request.remote_addr, _FORM, body=body)

        def done() -> T:
            try:
                made = self._answer(tenant, company, act)
            except Refused as refused:
                self.tell(seen, _status(refused), self.tenant_named(tenant), refused)
                raise
            self.tell(seen, _SEE_OTHER, self.tenant_named(tenant), None)
            return made

        return self.owner.ask(done)

    def _answer(self, tenant: str, company: str, question: Callable[[Tenant, Company], T]) -> T:
        found = self.tenant_named(tenant)
        if found is None:
            raise NoCompany(f"There is no tenant {tenant[:80]}.")
        found.settle(found.clock.now())
        return question(found, _company(found, company))


def linking(desk: Desk) -> Blueprint:
    """The pages on which customers connect their companies."""
    blueprint = Blueprint("linking", __name__, template_folder="templates", url_prefix="/t")

    @blueprint.context_processor
    def known() -> dict[str, Any]:
        return {"provider": PARTNER_EXPENSE.name, "platforms": PLATFORMS, "hues": _HUES}

    @blueprint.errorhandler(Refused)
    def refused(failure: Refused) -> Response:
        status = _status(failure)
        missing = status == _NOT_FOUND
        return make_response(
            render_template("no_link.html", why=failure.why, missing=missing), status
        )

    @blueprint.get("/<tenant>/link/<company>")
    def choose(tenant: str, company: str) -> str:
        return render_template("link_company.html", company=desk.asked(tenant, company, links))

    @blueprint.post("/<tenant>/link/<company>")
    def chosen(tenant: str, company: str) -> AnyResponse:
        key = request.form.get("platform", "")
        connection = desk.pressed(tenant, company, lambda found, held: _connected(found, held, key))
        return redirect(_address(tenant, company, connection), _SEE_OTHER)

    @blueprint.get("/<tenant>/link/<company>/<connection>")
    def ask(tenant: str, company: str, connection: str) -> str:
        page = desk.asked(tenant, company, links)
        row = _row(page, connection)
        denied = "denied" in request.args
        return render_template("link_connection.html", company=page, link=row, denied=denied)

    @blueprint.post("/<tenant>/link/<company>/<connection>")
    def answered(tenant: str, company: str, connection: str) -> AnyResponse:
        choice = request.form.get("answer", "")
        desk.pressed(tenant, company, lambda found, held: _move(found, held, connection, choice))
        denied = "?denied" if choice == "deny" else ""
        return redirect(_address(tenant, company, connection) + denied, _SEE_OTHER)

    return blueprint


def _address(tenant: str, company: str, connection: str) -> str:
    return url_for("linking.ask", tenant=tenant, company=company, connection=connection)


def _status(refused: Refused) -> int:
    return _NOT_FOUND if isinstance(refused, NoCompany | NoConnection) else _BAD_REQUEST


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
    held, new = company.accounting, ""
    if held is None:
        held = tenant.register.connect(company.id, row, tenant.clock.now())
        new = f"the connection {ids.text(held.id)} to "
    tenant.remarks.append(f"the customer chose {row.name}: {new}{held.name} is {held.status}")
    return ids.text(held.id)


def _move(tenant: Tenant, company: Company, connection: str, answer: str) -> None:
    """Do what the customer pressed; who presses twice finds it done."""
    row = _row(links(tenant, company), connection)
    act = _ANSWERS.get(answer)
    if act is None:
        raise NotValid(f"The answer is {answer[:80]!r}; it is allow or deny.")
    status = row.status
    with suppress(NoSuchMove):
        moved = tenant.register.move(company.id, ids.key(row.id), act, tenant.clock.now())
        tenant.noted(moved.events)
        status = moved.connection.status
    now = "still" if status is row.status else "now"
    tenant.remarks.append(f"the customer chose to {answer}: {row.name} is {now} {status}")
