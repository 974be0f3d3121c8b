"""Along what can the cost of a call grow? A row for each thing of which there may be few or many."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from filling import State, add_companies, add_expenses, add_syncs, add_tenants

READ = "GET status of random syncs"

_SPREAD = 100
"""Over how many companies syncs and expenses are spread."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Something of which there may be few or many.

    Attributes:
        name: What it is called.
        about: What is measured along it.
        unit: What is counted.
        sizes: How many of them, from few to many.
        begin: Brings about what is there before the first of them.
        grow: Has so many of them in place.
        each: What one of them is, where its memory is told; empty: it is not.
    """

    name: str
    about: str
    unit: str
    sizes: tuple[int, ...]
    begin: Callable[[State], None]
    grow: Callable[[State, int], None]
    each: str = ""

    def up_to(self, most: int) -> tuple[int, ...]:
        """The sizes that are not larger than `most`, and two of them in any case."""
        return tuple(size for place, size in enumerate(self.sizes) if place < 2 or size <= most)


def _spread(state: State) -> None:
    add_syncs(state, 1)
    add_companies(state, _SPREAD)


def _over_companies(state: State, wanted: int) -> None:
    add_companies(state, min(wanted, _SPREAD))
    add_syncs(state, wanted)


_BEGIN = partial(add_syncs, wanted=1)

COMPANIES = Axis(
    "companies",
    f"{READ}, one of each company",
    "companies",
    (1, 10, 100, 1_000, 3_000, 10_000),
    _BEGIN,
    add_companies,
    each="a company with its connections and a sync",
)
SYNCS = Axis(
    "syncs",
    f"{READ}, over up to {_SPREAD} companies",
    "syncs",
    (1, 10, 100, 1_000, 10_000, 100_000),
    _BEGIN,
    _over_companies,
    each="a sync with a dataset of one transaction",
)
TENANTS = Axis(
    "tenants",
    f"{READ}, one of each tenant",
    "tenants",
    (1, 10, 50, 100, 250, 500),
    _BEGIN,
    add_tenants,
    each="a tenant with a sync, and the calls that its journal keeps,",
)
EXPENSES = Axis(
    "expenses",
    f"{READ}, over {_SPREAD} companies; expenses came in full datasets and were synced",
    "expenses",
    (0, 1_000, 10_000, 100_000, 1_000_000, 3_000_000),
    _spread,
    add_expenses,
    each="an expense of two lines",
)

READING = (COMPANIES, SYNCS, TENANTS, EXPENSES)
"""Those along which the same call is measured beside a mock that does not grow."""

JOURNAL = "journal"
BODIES = "bodies"

EXCHANGES = (0, 200, 400, 600, 800, 1_000)
"""How many exchanges the journal has when a burst of calls begins; a thousand are all that it keeps."""

SHAPES = ((1, 2), (5, 2), (50, 2), (50, 10), (50, 40), (50, 100))
"""Transactions of a dataset, and lines of each: the last is the largest that the contract allows."""
