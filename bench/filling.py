"""How does much come to be in place quickly? Over HTTP, as clients bring it about, by many of them at once."""

import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle, islice, repeat
from random import Random

from asking import Ask, Asker, Batches
from codat_mock.core.register import READY_COMPANY
from lines import Flow, one, played

AT_ONCE = 64
"""How many requests are under way while something is brought about."""

MOST_ITEMS = 50
"""How many transactions a dataset may have."""

_A_SYNC = 20
"""How many datasets a sync takes where there are many."""

_CREATED = 201


@dataclass(slots=True)
class State:
    """What is in place in a mock.

    Attributes:
        url: Where the mock is.
        asker: Writes the requests of its default tenant.
        companies: Those of that tenant which can sync.
        syncs: Company and id of each sync, of the default tenant.
        statuses: The request for the status of each sync that is read.
        expenses: How many came in full datasets.
        tenants: How many there are.
        numbers: Those of transactions, none of them twice.
        chance: Picks what is asked.
    """

    url: str
    asker: Asker
    companies: list[str] = field(default_factory=lambda: [READY_COMPANY])
    syncs: list[tuple[str, str]] = field(default_factory=list)
    statuses: list[Ask] = field(default_factory=list)
    expenses: int = 0
    tenants: int = 1
    numbers: Iterator[int] = field(default_factory=count)
    chance: Random = field(default_factory=lambda: Random(0))

    @classmethod
    def of(cls, url: str) -> "State":
        """That of a mock that has just been started."""
        return cls(url, Asker.of(url))

    def reads(self) -> Iterator[Flow]:
        """Read the status of one sync after the other, as chance has it, for ever."""
        # Chance is drawn once: what it costs must not be what is measured.
        picked = self.chance.choices(self.statuses, k=100_003)
        return map(one, cycle(picked))

    def play(self, flows: Iterator[Flow]) -> None:
        """Bring something about.

        Raises:
            WrongAnswerError: The mock refuses some of it.
        """
        played(self.url, flows, AT_ONCE)


def add_companies(state: State, wanted: int) -> None:
    """Have `wanted` companies that can sync, each of the new ones with an ended sync of one transaction."""
    batches = Batches(1, 2, state.numbers)
    new = wanted - len(state.companies)
    state.play(_company(state, batches) for _ in range(new))


def add_syncs(state: State, wanted: int) -> None:
    """Have `wanted` ended syncs of one transaction each, over all companies in turn."""
    batches = Batches(1, 2, state.numbers)
    turns = islice(cycle(state.companies), max(wanted - len(state.syncs), 0))
    state.play(_synced(state, company, [batches.next()]) for company in turns)


def add_expenses(state: State, wanted: int) -> None:
    """Have `wanted` expenses with two lines each, in full datasets, and all of them synced."""
    batches = Batches(MOST_ITEMS, 2, state.numbers)
    new = -(-max(wanted - state.expenses, 0) // MOST_ITEMS)
    sizes = [*repeat(_A_SYNC, new // _A_SYNC), *filter(None, [new % _A_SYNC])]
    turns = zip(sizes, cycle(state.companies), strict=False)
    state.play(_synced(state, company, _bodies(batches, size)) for size, company in turns)
    state.expenses += new * MOST_ITEMS


def add_tenants(state: State, wanted: int) -> None:
    """Have `wanted` tenants, each of the new ones with an ended sync of one transaction."""
    new = wanted - state.tenants
    state.play(_tenant(state) for _ in range(new))
    state.tenants += max(new, 0)


def add_exchanges(state: State, wanted: int) -> None:
    """Make `wanted` calls that the journal has to keep."""
    state.play(islice(state.reads(), wanted))


def _bodies(batches: Batches, count: int) -> Iterator[bytes]:
    return (batches.next() for _ in range(count))


def _company(state: State, batches: Batches) -> Flow:
    """What an integrator does for a new customer, and that customer."""
    asker = state.asker
    answer = json.loads((yield asker.post("/companies", b'{"name":"Corner Bakery"}')))
    company = answer["id"]
    made = yield asker.post(f"/companies/{company}/connections", b'{"platformKey":"gbol"}')
    connection = json.loads(made)["id"]
    yield asker.post(f"/__mock/companies/{company}/connections/{connection}/link")
    sync = f"/companies/{company}/sync/expenses"
    yield asker.post(f"{sync}/connections/partnerExpense")
    yield asker.post(f"{sync}/config", _CONFIGURATION)
    state.companies.append(company)
    yield from _synced(state, company, [batches.next()])


_CONFIGURATION = json.dumps(
    {"bankAccount": {"id": "1"}, "supplier": {"id": "2"}, "customer": {"id": "3"}}
).encode()


def _tenant(state: State) -> Flow:
    body = json.loads((yield state.asker.post("/__mock/tenants", b"{}", _CREATED)))
    own = Asker.of(state.url, body["apiKey"])
    company, batches = body["companyId"], Batches(1, 2, state.numbers)
    sync = yield from _sync(own, company, [batches.next()])
    state.statuses.append(own.status(company, sync))


def _synced(state: State, company: str, bodies: Iterable[bytes]) -> Flow:
    """Datasets and a sync of them, in the default tenant."""
    sync = yield from _sync(state.asker, company, bodies)
    state.syncs.append((company, sync))
    state.statuses.append(state.asker.status(company, sync))


def _sync(asker: Asker, company: str, bodies: Iterable[bytes]) -> Generator[Ask, bytes, str]:
    """Datasets and a sync that names them: others may be on their way to the same company."""
    datasets = []
    for body in bodies:
        made = json.loads((yield asker.dataset(company, body)))
        datasets.append(made["datasetId"])
    sync: str = json.loads((yield asker.sync(company, datasets)))["syncId"]
    return sync
