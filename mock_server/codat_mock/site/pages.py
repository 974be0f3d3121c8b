"""Which syncs were there last, and how did they end?"""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, render_template

from codat_mock.core.queries import overview
from codat_mock.core.tenant import SHOWN, Tenant
from codat_mock.lane.owner import Owner

T = TypeVar("T")


def pages(tenant: Tenant, owner: Owner) -> Blueprint:
    """The pages about a tenant.

    Args:
        tenant: What they show.
        owner: Whom they ask: Flask's threads never touch the state.
    """
    blueprint = Blueprint("site", __name__, template_folder="templates")

    def asked(question: Callable[[Tenant], T]) -> T:
        return owner.ask(lambda: question(tenant))

    @blueprint.get("/")
    def last_syncs() -> str:
        return render_template("last_syncs.html", overview=asked(overview), shown=SHOWN)

    return blueprint
