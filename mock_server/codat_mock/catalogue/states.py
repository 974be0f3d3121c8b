"""How does a sync come to a code by itself: by its company's state, by what was sent, by time?"""

from collections.abc import Iterator
from typing import NamedTuple

from codat_contract import SYNC_CODES
from codat_mock.catalogue import lines
from codat_mock.catalogue.codes import coded
from codat_mock.catalogue.row import By, Row, Sight

_RUNNING = (lines.plan(after="PT1H"), lines.dataset(), lines.sync())
"""A sync that runs for an hour, and whose code nobody has said."""

_IDLE = lines.advance(until="idle")
_CONNECTION = "/companies/$COMPANY/connections/$CONNECTION"
_NEW = "/companies/$OTHER"
_NEW_EXPENSES = f"{_NEW}/sync/expenses"
_NEW_COMPANY = (
    lines.kept("OTHER", "id", lines.call("POST", "/companies", {"name": "Another"})),
    lines.kept("LINK", "id", lines.call("POST", f"{_NEW}/connections", {"platformKey": "gbol"})),
    lines.call("POST", f"/__mock{_NEW}/connections/$LINK/link"),
    lines.call("POST", f"{_NEW_EXPENSES}/connections/partnerExpense"),
)
"""A company that a client has made: connected, and not yet configured; its references are strict."""

_UNKNOWN_ACCOUNT = {
    "netAmount": 10,
    "taxAmount": 2,
    "accountRef": {"id": "no-such-account"},
    "taxRateRef": {"id": "INPUT2"},
}


class _Natural(NamedTuple):
    code: int
    by: By
    about: str
    curl: str
    sight: Sight


def rows() -> Iterator[Row]:
    """Each code that needs nobody to say it."""
    for found in _NATURAL:
        yield coded(SYNC_CODES[found.code], *found[1:])


def _ends(which: str = "The sync ends so.", path: str = lines.EXPENSES) -> Sight:
    return Sight(which, lines.script(lines.sync(path=path), _IDLE, lines.latest(path)))


def _configured() -> str:
    """Save a configuration, its records the first that are listed."""
    kinds = {"bankAccount": "BANK", "supplier": "SUPPLIER", "customer": "CUSTOMER"}
    listed = [
        lines.kept(name, "id", lines.call("GET", f"{_NEW}/data/{kind}s"))
        for kind, name in kinds.items()
    ]
    body = {kind: {"id": lines.of_shell(f"${name}")} for kind, name in kinds.items()}
    return lines.script(*listed, lines.call("POST", f"{_NEW_EXPENSES}/config", body))


_NATURAL = (
    _Natural(
        1000,
        By.TIME,
        "A sync reads so from its start until it ends.",
        lines.script(*_RUNNING),
        Sight("It reads so now.", lines.latest()),
    ),
    _Natural(
        1010,
        By.TIME,
        "Every sync that has run for more than ten minutes reads so.",
        lines.script(*_RUNNING, lines.advance(by="PT10M1S")),
        Sight("It reads so now, and still ends as it would.", lines.latest()),
    ),
    _Natural(
        2000,
        By.DATA,
        "The company is ready, and its transactions fit: nothing has to be provoked.",
        lines.dataset(),
        _ends("The sync of this dataset ends so."),
    ),
    _Natural(
        2040,
        By.DATA,
        "A sync finds no dataset that none has taken: the first of these two takes what there is.",
        lines.script(lines.sync(), lines.sync()),
        Sight("The second sync ends so.", lines.script(_IDLE, lines.latest())),
    ),
    _Natural(
        4000,
        By.STATE,
        "A company that is connected, and of which nobody has saved a configuration.",
        lines.script(*_NEW_COMPANY, lines.dataset(_NEW_EXPENSES)),
        _ends(path=_NEW_EXPENSES),
    ),
    _Natural(
        4040,
        By.STATE,
        "The connection to the accounting software is deleted while a sync runs whose code nobody has said.",
        lines.script(*_RUNNING, lines.call("DELETE", _CONNECTION)),
        Sight("The sync has ended so.", lines.latest()),
    ),
    *(
        _Natural(
            4220,
            By.CUSTOMER,
            f"{who} while a sync runs whose code nobody has said; `link` heals it for the next.",
            lines.script(*_RUNNING, lines.call("POST", f"/__mock{_CONNECTION}/{act}")),
            Sight("The sync has ended so.", lines.latest()),
        )
        for act, who in (
            ("unlink", "The customer takes back the access"),
            ("deauthorize", "The accounting software ends the access"),
        )
    ),
    _Natural(
        4260,
        By.CUSTOMER,
        "The customer no longer pays for the accounting software; `pay` in the place of `lapse` heals it.",
        lines.script(lines.dataset(), lines.call("POST", f"/__mock{_CONNECTION}/lapse")),
        _ends("Every sync ends so until the customer pays."),
    ),
    _Natural(
        5080,
        By.DATA,
        "The same transaction is sent twice; one that an earlier sync has completed does it too.",
        lines.script("ID=$(uuid)", *[lines.dataset(id=lines.of_shell("$ID"))] * 2),
        _ends("The sync of these datasets ends so."),
    ),
    _Natural(
        5120,
        By.DATA,
        "A transaction names an account that the accounting software does not have. "
        "A company that a client has made looks; the one that is ready from the start takes any.",
        lines.script(
            *_NEW_COMPANY,
            _configured(),
            lines.dataset(_NEW_EXPENSES, lines=[_UNKNOWN_ACCOUNT]),
        ),
        _ends("The sync of this dataset ends so.", _NEW_EXPENSES),
    ),
)
