"""What can stand in a query? By the name of the parameter: values that fit the contract, and values that are broken.

Those that fit may name what the operation does not know: the two engines must then refuse the same.
"""

from collections.abc import Iterator, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from codat_mock.contract.operations import Operation
from codat_mock.core.register import READY_COMPANY

TOO_LONG = "n" * 2048
_DEEP = "{" * 33 + "id=1" + "}" * 33

FINE: Mapping[str, tuple[str, ...]] = {
    "page": ("1", "2", "4", "2147483647"),
    "pageSize": ("1", "2", "3", "5000"),
    "query": (
        "id!=nobody",
        f"id = {READY_COMPANY}",
        "name~a && id!=1",
        "{status=Linked||status=Unlinked}&&id~0",
        "created>2025-01-01T00:00:00Z",
        "modifiedDate<2027-01-01",
        "currentBalance>=0",
        "isBankAccount=true",
        "dataConnections.status=Linked",
        "name=Zürich ☕",
        "id%3D1",
        "nonsense=1",
    ),
    "orderBy": ("id", "-id", "name", "-created", "modifiedDate", " - id ", "nonsense", "tags"),
    "limit": ("1", "2", "1000"),
    "after": ("0", "3", "2147483647"),
    "wait": ("0",),
    "tags": ("region=uk", "region!=uk&&team=finance", "text~k", "Zürich ☕=text"),
    "operation": ("initiate-sync", "create-plan", "nonsense"),
    "status": ("404", "2xx"),
    "sync": ("6fb40d5e-b13e-11ed-afa1-0242ac120002",),
    "api": ("contract", "control", "all"),
    "format": ("json", "har", "curl"),
    "kind": ("sync-code", "fault"),
    "value": ("4260", "nonsense", ""),
    "by": ("plan", "request"),
    "company": (READY_COMPANY, "6fb40d5e-b13e-11ed-afa1-0242ac120002"),
    "beginning": ("6", "6FB40D5E", "nonsense"),
    "endpointId": ("6fb40d5e-b13e-11ed-afa1-0242ac120002",),
    "syncId": ("6fb40d5e-b13e-11ed-afa1-0242ac120002",),
    "state": ("Failure", "Success"),
}

_PAGES = ("0", "-1", "2147483648", "x", "", "1.5", "1" + "0" * 30, "\u0663", "+1", "1_0")

BROKEN: Mapping[str, tuple[str, ...]] = {
    "page": _PAGES,
    "pageSize": (*_PAGES, "5001"),
    "query": ("", "id", "id=", "=1", "id==1", "id=1&&", "{id=1", "id=1}", "\x00", _DEEP, TOO_LONG),
    "orderBy": ("", "-", "id name", "id,name", "--id", TOO_LONG),
    "limit": (*_PAGES, "1001"),
    "after": ("-1", "x", "", "2147483648"),
    "wait": ("-1", "31", "x", ""),
    "tags": ("", "region", "=uk", "region=", "region>uk", "a=b||c=d", TOO_LONG),
    "operation": ("", "initiate-syncs", TOO_LONG),
    "status": ("", "4", "4x", "600", "XX"),
    "sync": ("", "zz"),
    "api": ("", "both"),
    "format": ("", "xml"),
    "kind": ("", "code"),
    "value": (),
    "by": ("", "chance"),
    "company": ("", "zz"),
    "beginning": ("",),
    "endpointId": ("", "zz"),
    "syncId": ("", "zz"),
    "state": ("", "failure"),
}


def fine(operation: Operation) -> SearchStrategy[tuple[tuple[str, str], ...]]:
    """Queries that fit the contract: mostly one parameter or none, and one that nobody declares."""
    one = st.sampled_from(
        [(parameter.name, value) for parameter in operation.query for value in FINE[parameter.name]]
    )
    several = st.lists(one, max_size=3, unique_by=lambda pair: pair[0]).map(tuple)
    return st.just(()) | several | st.just((("pageSize", "2"), ("unknown", "1")))


def broken(operation: Operation) -> Iterator[tuple[tuple[str, str], ...]]:
    """Queries with one parameter that is broken."""
    for parameter in operation.query:
        for value in BROKEN[parameter.name]:
            yield ((parameter.name, value),)
