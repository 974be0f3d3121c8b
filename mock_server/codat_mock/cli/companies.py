"""Which company, which of its syncs and connections does a command mean?

It asks the mock, never as a client would: no fault is met by that, and nothing stands in the journal.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from codat_mock.cli.control import Server
from codat_mock.cli.verbs import Refused

LAST = "last"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
F = TypeVar("F", bound=Callable[..., Any])


def of_company(function: F) -> F:
    """The flag that leaves the other companies of the tenant out."""
    return _company("Only what is this company's; every one's unless said.")(function)


def for_company(function: F) -> F:
    """The flag that names the company which a command is for."""
    return _company("Which company; the first one of the tenant unless said.")(function)


def _company(says: str) -> Callable[[F], F]:
    return click.option(
        "--company", metavar="ID", envvar="CODAT_MOCK_COMPANY_ID", show_envvar=True, help=says
    )


def sync_named(server: Server, company: str | None, name: str) -> str:
    """The id of a sync that is named in full, by its first letters, or as the last one.

    Raises:
        Refused: None or several are meant.
    """
    wanted = name.strip().lower()
    if _ID.fullmatch(wanted):
        return wanted
    beginning = None if wanted in (LAST, "") else wanted
    query = {"company": company, "beginning": beginning, "limit": 1}
    found = server.control("show-syncs", query=query).data
    if found["total"] > 1 and wanted != LAST:
        raise Refused(f"{found['total']} syncs begin with {name!r}; write more of the id.")
    if found["syncs"]:
        return str(found["syncs"][0]["syncId"])
    raise Refused(
        "there is no sync yet; `codat-mock send` makes one."
        if beginning is None
        else f"there is no sync that begins with {name!r}; `codat-mock syncs` lists those that there are."
    )


def company_meant(server: Server, company: str | None) -> Mapping[str, Any]:
    """A company as the mock shows it: the one of this id, or the first.

    Raises:
        Refused: There is none.
    """
    found = server.control("show-companies", query={"company": company, "limit": 1}).data
    for row in found["companies"]:
        shown: Mapping[str, Any] = row
        return shown
    raise Refused("the tenant has no company; POST /companies makes one.")


def accounting_connection(company: Mapping[str, Any]) -> str:
    """The id of a company's connection to its accounting software.

    Raises:
        Refused: It has none.
    """
    for connection in company["connections"]:
        if connection["sourceType"] == "Accounting":
            return str(connection["connectionId"])
    raise Refused(f"{company['name']} is not connected to accounting software; connect it first.")
