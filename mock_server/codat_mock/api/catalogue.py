"""Every way to every outcome."""

from typing import TYPE_CHECKING, Any

from codat_mock.api.calls import Answer, Call
from codat_mock.api.keys import reach_of
from codat_mock.core.ids import text
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.core.tenant import Tenant

if TYPE_CHECKING:
    from codat_mock.catalogue import Row


def get_catalogue(call: Call) -> Answer:
    """The ways that are asked for, each with lines for a shell."""
    from codat_mock.catalogue import ABOUT, By, Kind, every, preamble, wanted

    query, rows = call.query, every()
    found = wanted(
        rows,
        None if query["kind"] is None else Kind(query["kind"]),
        query["value"],
        None if query["by"] is None else By(query["by"]),
    )
    company, connection = _company(call.tenant)
    reach = reach_of(call, call.tenant)
    named = {"COMPANY": company, "CONNECTION": connection}
    known = {} if reach.known is None else {"AUTHORIZATION": reach.known}
    return Answer(
        200,
        {
            "preamble": preamble(reach, named),
            "variables": {"URL": reach.origin, **known, **named},
            "ways": {by.value: about for by, about in ABOUT.items()},
            "rows": [_written(row) for row in found],
            "total": len(rows),
        },
    )


def _written(row: "Row") -> dict[str, Any]:
    """A row as JSON."""
    return {
        "provokes": {"kind": row.kind.value, "value": row.value},
        "by": row.by.value,
        "title": row.title,
        "about": row.about,
        "curl": row.curl,
        "then": row.sight.then,
        "see": row.sight.see,
    }


def _company(tenant: Tenant) -> tuple[str, str]:
    """The ids of a company that is connected, and of its accounting connection; of the ready one if none is."""
    for company in tenant.register.companies.values():
        if company.accounting is not None and not company.deleted:
            return company.text, text(company.accounting.id)
    return READY_COMPANY, READY_CONNECTIONS[0]
