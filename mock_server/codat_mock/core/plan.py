"""What can be said beforehand about the end of a sync?"""

from collections.abc import Iterable
from dataclasses import dataclass

from codat_contract import SYNC_CODES, IntegrationType, TransactionStatus
from codat_mock.core.errors import Contradiction
from codat_mock.core.fate import Verdict
from codat_mock.core.ids import Key
from codat_mock.core.moments import Duration

EXPENSES_ONLY = (IntegrationType.EXPENSE,)


@dataclass(frozen=True, slots=True)
class Planned:
    """What shall become of one transaction, named by its id or by its place in the sync."""

    verdict: Verdict
    transaction: Key | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a coming sync shall end.

    Attributes:
        id: Its name.
        code: The code to reach; None: derived from what becomes of the transactions.
        after: From the start of the run until the code is reached; None: the tenant's sync time.
        polls: The end is first seen by this poll of the status.
        times: How many syncs take it; None: until it is deleted.
        company: Only syncs of this company; None: of any.
        transactions: What becomes of the transactions that are named.
        integration_types: As what each transaction is written.
    """

    id: str
    code: int | None = None
    after: Duration | None = None
    polls: int | None = None
    times: int | None = 1
    company: Key | None = None
    transactions: tuple[Planned, ...] = ()
    integration_types: tuple[IntegrationType, ...] = EXPENSES_ONLY

    def __post_init__(self) -> None:
        """Refuse what cannot happen.

        Raises:
            Contradiction: Two parts of the plan exclude each other.
        """
        if self.polls is not None and self.after is not None:
            message = "A sync ends after a time or after a number of polls, not both; leave out `after` or `polls`."
            raise Contradiction(message)
        if self.polls is not None and self.code is not None and not SYNC_CODES[self.code].terminal:
            message = f"{SYNC_CODES[self.code]} never ends, however often it is polled; leave out `polls`."
            raise Contradiction(message)
        each_named_once(self.transactions)
        check(self.code, (planned.verdict.status for planned in self.transactions))


def check(code: int | None, statuses: Iterable[TransactionStatus]) -> None:
    """Refuse a code beside transactions that it cannot have.

    Raises:
        Contradiction: With what is allowed, and what to do.
    """
    for status in statuses:
        if code is None and status is TransactionStatus.PENDING:
            message = (
                "Pending is what a transaction is before its sync has ended; "
                "name a code that leaves it so, such as 4220."
            )
            raise Contradiction(message)
        if code is not None and status not in SYNC_CODES[code].allows:
            allowed = ", ".join(sorted(SYNC_CODES[code].allows))
            message = (
                f"A sync that reads {SYNC_CODES[code]} has no {status} transaction, only {allowed}; "
                "leave out the code, and it is derived from the transactions."
            )
            raise Contradiction(message)


def each_named_once(transactions: Iterable[Planned]) -> None:
    """Refuse to say two things of one transaction.

    Raises:
        Contradiction: One is named twice.
    """
    seen: set[Key | int | None] = set()
    for planned in transactions:
        name = planned.index if planned.transaction is None else planned.transaction
        if name in seen:
            message = "One transaction is named twice; name each once."
            raise Contradiction(message)
        seen.add(name)
