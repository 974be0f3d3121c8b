"""Which company, which of its syncs and connections does a command mean?"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from codat_mock.cli.control import Server
from codat_mock.cli.verbs import Refused
from codat_mock.core.register import READY_COMPANY

LAST = "last"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
F = TypeVar("F", bound=Callable[..., Any])


def of_company(function: F) -> F:
    """The flag that names a company; the ready one unless said."""
    return click.option(
        "--company",
        metavar="ID",
        default=READY_COMPANY,
        envvar="CODAT_MOCK_COMPANY_ID",
        show_envvar=True,
        help="Which company; the one with which a tenant begins unless said.",
    )(function)


def sync_named(server: Server, company: str, name: str) -> str:
    """The id of a sync that is named in full, by its first letters, or as the last one.

    Raises:
        Refused: None or several are meant.
    """
    wanted = name.strip().lower()
    if _ID.fullmatch(wanted):
        return wanted
    ids = [row["syncId"] for row in server.codat("list-syncs", companyId=company).data]
    found = ids[-1:] if wanted == LAST else [id_ for id_ in ids if id_.startswith(wanted)]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise Refused(f"{len(found)} syncs begin with {name!r}; write more of the id.")
    raise Refused(
        f"the company has no sync{'' if wanted == LAST else f' that begins with {name!r}'} yet; "
        "`codat-mock syncs` lists those that it has."
    )


def accounting_connection(server: Server, company: str) -> str:
    """The id of a company's connection to its accounting software.

    Raises:
        Refused: It has none.
    """
    connections = server.codat("list-connections", companyId=company).data["results"]
    for connection in connections:
        if connection["sourceType"] == "Accounting":
            return str(connection["id"])
    raise Refused("the company is not connected to accounting software; connect it first.")
