"""Which syncs were there last, and how did they end?"""

from collections.abc import Callable

from flask import Blueprint, abort, render_template

from codat_mock.core.queries import Overview, overview
from codat_mock.core.tenant import SHOWN, Tenant
from codat_mock.lane.owner import Owner
from codat_mock.lane.telling import CONTROL


def pages(default: Tenant, tenant_named: Callable[[str], Tenant | None], owner: Owner) -> Blueprint:
    """The pages about tenants.

    Args:
        default: Whose page stands at the root.
        tenant_named: The tenant of an id.
        owner: Whom they ask: Flask's threads never touch the state.
    """
    blueprint = Blueprint("site", __name__, template_folder="templates")

    @blueprint.get("/")
    def last_syncs() -> str:
        return _shown(owner.ask(lambda: overview(default)), CONTROL)

    @blueprint.get("/t/<tenant>/")
    def last_syncs_of(tenant: str) -> str:
        def question() -> Overview | None:
            found = tenant_named(tenant)
            return None if found is None else overview(found)

        seen = owner.ask(question)
        if seen is None:
            abort(404)
        return _shown(seen, f"{CONTROL}/t/{tenant}")

    return blueprint


def _shown(seen: Overview, below: str) -> str:
    """The page; `below` is where what is known of each sync is found."""
    return render_template("last_syncs.html", overview=seen, shown=SHOWN, below=below)
