"""How do sequences begin? Such that there is something to ask for, and that what can come in between has come."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from differential.fine import OPERATIONS, fine, plain
from differential.flaws import flawed
from differential.steps import Step

Steps: TypeAlias = SearchStrategy[list[Step]]

COMPANY = (
    plain("create-company"),
    plain("create-partner-expense-connection"),
    plain("create-connection"),
    plain("customer-links"),
    plain("save-company-configuration"),
)
"""A company of its own that is ready for a sync: Xero's connection is the last that was made."""

ALL_TIME = replace(plain("advance-clock"), body={"until": "idle"})

_PLAIN_SYNC = (plain("create-expense-dataset"), plain("initiate-sync"))
_CONNECTION = (plain("create-company"), plain("create-connection"))

_BEFORE: Mapping[str, tuple[Step, ...]] = {
    "create-connection": (plain("create-company"),),
    "customer-links": _CONNECTION,
    "customer-denies": _CONNECTION,
    "customer-pays": (*COMPANY, plain("customer-lapses")),
    "delete-plan": (plain("create-plan"),),
    "delete-fault": (plain("create-fault"),),
    "delete-key": (plain("create-key", 1),),
    "delete-tenant": (plain("create-tenant"),),
    "get-tenant": (plain("create-tenant"),),
    "delete-snapshot": (plain("create-snapshot"),),
    "restore-snapshot": (plain("create-snapshot"),),
    "get-scenario": (plain("load-scenario", 1),),
    "delete-webhook-consumer": (plain("create-webhook-consumer", 1),),
    "get-webhook": (plain("create-rule"),),
    **{
        id_: (plain("create-endpoint"),)
        for id_ in (
            *("delete-endpoint", "show-secret", "rotate-secret"),
            *("disable-endpoint", "enable-endpoint", "recover-failed", "replay-missing"),
        )
    },
    "resend-delivery": (
        plain("create-endpoint"),
        replace(plain("create-fault"), body={"fault": "webhook", "operation": "*", "do": "drop"}),
        *_PLAIN_SYNC,
        ALL_TIME,
        plain("list-deliveries"),
    ),
    "end-sync": _PLAIN_SYNC,
    "get-evidence": (*_PLAIN_SYNC, ALL_TIME),
    "get-evidence-of-tenant": (*_PLAIN_SYNC, ALL_TIME),
}


def before(id_: str) -> tuple[Step, ...]:
    """What must have been asked for a request to this operation to be about something."""
    of_syncs = OPERATIONS[id_].tag in ("Expenses", "Sync", "Transactions", "Attachments", "Explain")
    return _BEFORE.get(id_, (*_PLAIN_SYNC, ALL_TIME) if of_syncs else ())


SYNC = (fine("create-expense-dataset"), fine("initiate-sync"))

INTERRUPTIONS = (
    "delete-company",
    "delete-connection",
    "unlink-connection",
    "customer-unlinks",
    "customer-deauthorizes",
    "customer-lapses",
    "end-sync",
)
"""What a sync that runs, and what comes after it, can be struck by."""


def _in_turn(*steps: Step | SearchStrategy[Step]) -> Steps:
    each = (st.just(step) if isinstance(step, Step) else step for step in steps)
    return st.tuples(*each).map(list)


_INTERRUPTION = st.sampled_from(INTERRUPTIONS).map(plain)

_COMPANIES = st.just([]) | _in_turn(*COMPANY)

_EVENTS = st.one_of(
    st.just([]),
    _in_turn(*SYNC),
    _in_turn(*SYNC, ALL_TIME),
    _in_turn(*SYNC, ALL_TIME, fine("update-expense-dataset")),
    _in_turn(*SYNC, _INTERRUPTION),
    _in_turn(*SYNC, _INTERRUPTION, ALL_TIME),
    _in_turn(_INTERRUPTION, *SYNC, ALL_TIME),
    _in_turn(plain("customer-lapses"), *SYNC, ALL_TIME, plain("customer-pays"), *SYNC),
    _in_turn(fine("create-plan"), *SYNC, ALL_TIME),
    _in_turn(plain("create-key"), fine("create-tenant")),
    _in_turn(plain("create-key", 1), plain("delete-key")),
    _in_turn(plain("create-snapshot"), *SYNC, ALL_TIME, plain("restore-snapshot")),
)

_ANY = st.sampled_from(sorted(OPERATIONS)).flatmap(lambda id_: fine(id_) | flawed(id_))


@st.composite
def sequences(draw: DrawFn, id_: str) -> list[Step]:
    """A few requests, one after the other; whatever they have left, a plain one to this operation comes last."""
    return [
        *draw(_COMPANIES),
        *draw(_EVENTS),
        *draw(st.lists(_ANY, max_size=2)),
        draw(fine(id_)),
        *draw(st.lists(_ANY, min_size=2, max_size=4)),
        *before(id_),
        plain(id_),
    ]
