"""How does a customer allow access? Pages that stand for those of Codat Link and of the accounting software."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from codat_contract import PARTNER_EXPENSE, PLATFORMS
from codat_mock.core import ids
from codat_mock.core.companies import Company
from codat_mock.core.connections import MOVES, Act, Connection
from codat_mock.core.errors import NoCompany, NoConnection, NoSuchMove, Refused
from codat_mock.core.ids import Key
from codat_mock.core.tenant import Tenant
from codat_mock.lane.owner import Owner

T = TypeVar("T")

_SEE_OTHER = 303
_NOT_FOUND = 404
_HUES = {key: 360 * place // len(PLATFORMS) for place, key in enumerate(PLATFORMS)}


@dataclass(frozen=True, slots=True)
class Choice:
    """A platform that can be chosen.

    Attributes:
        key: Its key.
        name: Its name.
        hue: The colour of its tile, 0 to 359.
    """

    key: str
    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class Link:
    """A connection as its customer sees it.

    Attributes:
        id: Its id.
        source: What it connects to.
        status: Whether it may be used.
        lapsed: The subscription behind it has expired.
        open: The customer can allow or deny it now.
    """

    id: str
    source: Choice
    status: str
    lapsed: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What the pages of a company show.

    Attributes:
        tenant: The tenant's id.
        company_id: The company's.
        company: The company's name.
        links: Its connections.
        choices: The accounting software to choose from; empty where the company has some.
    """

    tenant: str
    company_id: str
    company: str
    links: tuple[Link, ...]
    choices: tuple[Choice, ...]

    def link(self, connection: str) -> Link | None:
        """The connection of this id."""
        return next((link for link in self.links if link.id == connection), None)


CHOICES = tuple(Choice(row.key, row.name, _HUES[row.key]) for row in PLATFORMS.values())
"""Every accounting software."""


def linking(tenant_named: Callable[[str], Tenant | None], owner: Owner) -> Blueprint:
    """The pages on which customers connect their companies.

    Args:
        tenant_named: The tenant of an id.
        owner: Whom the pages ask: Flask's threads never touch the state.
    """
    blueprint = Blueprint("linking", __name__, template_folder="templates", url_prefix="/t")

    def asked(tenant: str, question: Callable[[Tenant], T]) -> T:
        def answer() -> T:
            found = tenant_named(tenant)
            if found is None:
                raise NoCompany(f"There is no tenant {tenant[:80]}.")
            found.settle(found.clock.now())
            return question(found)

        return owner.ask(answer)

    @blueprint.errorhandler(Refused)
    def refused(failure: Refused) -> Response:
        return make_response(render_template("no_link.html", why=failure.why), _NOT_FOUND)

    @blueprint.get("/<tenant>/link/<company>")
    def choose(tenant: str, company: str) -> str:
        page = asked(tenant, lambda found: _page(found, company))
        return render_template("link_company.html", page=page, provider=PARTNER_EXPENSE.name)

    @blueprint.post("/<tenant>/link/<company>")
    def chosen(tenant: str, company: str) -> AnyResponse:
        key = request.form.get("platform", "")
        connection = asked(tenant, lambda found: _connected(found, company, key))
        return redirect(_address(tenant, company, connection), _SEE_OTHER)

    @blueprint.get("/<tenant>/link/<company>/<connection>")
    def ask(tenant: str, company: str, connection: str) -> str:
        page = asked(tenant, lambda found: _page(found, company))
        link = page.link(connection)
        if link is None:
            raise NoConnection(f"The company has no connection {connection[:80]}.")
        return render_template(
            "link_connection.html",
            page=page,
            link=link,
            denied="denied" in request.args,
            provider=PARTNER_EXPENSE.name,
        )

    @blueprint.post("/<tenant>/link/<company>/<connection>")
    def answered(tenant: str, company: str, connection: str) -> AnyResponse:
        act = Act.LINK if request.form.get("answer") == "allow" else Act.DENY
        asked(tenant, lambda found: _move(found, company, connection, act))
        denied = "?denied" if act is Act.DENY else ""
        return redirect(_address(tenant, company, connection) + denied, _SEE_OTHER)

    return blueprint


def _address(tenant: str, company: str, connection: str) -> str:
    return url_for("linking.ask", tenant=tenant, company=company, connection=connection)


def _page(tenant: Tenant, company: str) -> Page:
    owner = _company(tenant, company)
    return Page(
        tenant=tenant.name,
        company_id=ids.text(owner.id),
        company=owner.name,
        links=tuple(map(_link, owner.connections.values())),
        choices=CHOICES if owner.accounting is None else (),
    )


def _company(tenant: Tenant, company: str) -> Company:
    return tenant.company(_key(company, f"{company[:80]!r} is no id of a company."))


def _key(text: str, otherwise: str) -> Key:
    try:
        return ids.key(text)
    except ValueError:
        raise NoCompany(otherwise) from None


def _link(connection: Connection) -> Link:
    platform = connection.platform
    return Link(
        id=ids.text(connection.id),
        source=Choice(platform.key, platform.name, _HUES[platform.key])
        if platform
        else Choice(PARTNER_EXPENSE.key, PARTNER_EXPENSE.name, 220),
        status=connection.status,
        lapsed=connection.lapsed,
        open=Act.LINK in MOVES[connection.status],
    )


def _connected(tenant: Tenant, company: str, platform: str) -> str:
    """The id of the company's accounting connection: a new one, unless it has one already."""
    owner = _company(tenant, company)
    row = PLATFORMS.get(platform)
    if row is None:
        raise NoConnection(f"There is no accounting software {platform[:80]!r} to choose.")
    held = owner.accounting or tenant.register.connect(owner.id, row, tenant.clock.now())
    return ids.text(held.id)


def _move(tenant: Tenant, company: str, connection: str, act: Act) -> None:
    """Do what the customer pressed; who presses twice finds it done."""
    owner = _company(tenant, company)
    key = _key(connection, f"{connection[:80]!r} is no id of a connection.")
    try:
        moved = tenant.register.move(owner.id, key, act, tenant.clock.now())
    except NoSuchMove:
        return
    tenant.noted(moved.events)
