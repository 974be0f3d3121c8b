"""The journal of a tenant: what was asked, and what was answered."""

from typing import TYPE_CHECKING

from codat_mock.api.calls import Answer, Call
from codat_mock.api.keys import reach_of
from codat_mock.core.errors import Fault, MalformedQuery
from codat_mock.core.ids import key
from codat_mock.core.journal import Witnessed

if TYPE_CHECKING:
    from codat_mock.journal.choosing import Wanted

_SHELL = "text/plain; charset=utf-8"


def list_requests(call: Call) -> Answer:
    """The last exchanges, as JSON, as an HTTP archive or as a shell script."""
    from codat_mock.journal.curl import script
    from codat_mock.journal.har import archive

    query, journal = call.query, call.tenant.journal
    found = _wanted(call).chosen(journal)
    last = found[-query["limit"] :]
    if query["format"] == "har":
        return Answer(200, archive(last, call.server.version))
    if query["format"] == "curl":
        return Answer(
            200, script(last, call.tenant.name, reach_of(call, call.tenant)).encode(), _SHELL
        )
    return Answer(200, _listed(last, len(found), journal.evicted))


def forget_requests(call: Call) -> Answer:
    """Forget them."""
    call.tenant.journal.forget()
    return Answer(204)


def _listed(last: list[Witnessed], total: int, evicted: int) -> dict[str, object]:
    from codat_mock.journal.entries import entry

    return {"requests": [entry(seen) for seen in last], "total": total, "evicted": evicted}


def _wanted(call: Call) -> "Wanted":
    """What is asked for.

    Raises:
        MalformedQuery: It names an operation that there is not.
    """
    from difflib import get_close_matches

    from codat_mock.explaining.rules import templates
    from codat_mock.journal.choosing import Wanted

    query = call.query
    operation = query["operation"]
    if operation is not None and operation not in templates():
        near = get_close_matches(operation[:80], templates(), 1)
        hint = f"did you mean {near[0]}?" if near else "operationIds stand in the two documents."
        message = f"There is no operation {operation[:80]}; {hint}"
        raise MalformedQuery(message, faults=(Fault("operation", message),))
    return Wanted(
        operation=operation,
        status=query["status"],
        sync=None if query["sync"] is None else key(query["sync"]),
        api=None if query["api"] == "all" else query["api"],
    )
