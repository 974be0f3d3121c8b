"""How shall coming syncs end? Plans, first in, first used."""

from collections.abc import Iterable
from dataclasses import dataclass

from codat_contract import SYNC_CODES, IntegrationType, TransactionStatus
from codat_mock.core.errors import Contradiction, NotFound
from codat_mock.core.fate import Verdict
from codat_mock.core.ids import Key
from codat_mock.core.moments import Duration
from codat_mock.core.values import Company, Sync

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
        _each_named_once(self.transactions)
        check(self.code, (planned.verdict.status for planned in self.transactions))

    def matches(self, company: Company, sync: Sync) -> bool:
        """Whether the sync may take this plan.

        A plan that names transactions by id waits for a sync that holds one of them.
        """
        if self.company not in (None, company.id):
            return False
        named = [planned.transaction for planned in self.transactions if planned.transaction]
        return not named or any(sync.find(transaction) is not None for transaction in named)

    def named(self, sync: Sync) -> dict[int, Verdict]:
        """The verdicts on the entries of `sync` that this plan names; what it lacks is passed over."""
        return named_entries(self.transactions, sync)


def named_entries(transactions: Iterable[Planned], sync: Sync) -> dict[int, Verdict]:
    """The verdicts by entry of `sync`; transactions that it does not hold are left out."""
    kinds = len(sync.integration_types)
    verdicts: dict[int, Verdict] = {}
    for planned in transactions:
        index = planned.index if planned.transaction is None else sync.find(planned.transaction)
        if index is not None and index < sync.transactions:
            verdicts.update(
                dict.fromkeys(range(index * kinds, (index + 1) * kinds), planned.verdict)
            )
    return verdicts


def check(code: int | None, statuses: Iterable[TransactionStatus]) -> None:
    """Refuse a code beside transactions that it cannot have.

    Raises:
        Contradiction: With what is allowed, and what to do.
    """
    for status in statuses:
        if code is None and status is TransactionStatus.PENDING:
            message = "Pending is what a transaction is before its sync has ended; name a code that leaves it so, such as 4220."
            raise Contradiction(message)
        if code is not None and status not in SYNC_CODES[code].allows:
            allowed = ", ".join(sorted(SYNC_CODES[code].allows))
            message = (
                f"A sync that reads {SYNC_CODES[code]} has no {status} transaction, only {allowed}; "
                "leave out the code, and it is derived from the transactions."
            )
            raise Contradiction(message)


def _each_named_once(transactions: tuple[Planned, ...]) -> None:
    seen: set[Key | int | None] = set()
    for planned in transactions:
        name = planned.index if planned.transaction is None else planned.transaction
        if name in seen:
            message = "One transaction is named twice; name each once."
            raise Contradiction(message)
        seen.add(name)


class PlanBook:
    """The plans of a tenant that wait for a sync, in the order in which they came."""

    __slots__ = ("_left", "_made", "_plans")

    def __init__(self) -> None:
        """Begin empty."""
        self._plans: dict[str, Plan] = {}
        self._left: dict[str, int | None] = {}
        self._made = 0

    def next_id(self) -> str:
        """The name for the next plan."""
        return f"plan-{self._made + 1}"

    def add(self, plan: Plan) -> None:
        """Let `plan` wait for a sync."""
        self._made += 1
        self._plans[plan.id] = plan
        self._left[plan.id] = plan.times

    def take(self, company: Company, sync: Sync) -> Plan | None:
        """The first plan that matches; it is used up when its times are."""
        plan = next((plan for plan in self._plans.values() if plan.matches(company, sync)), None)
        if plan is None:
            return None
        left = self._left[plan.id]
        if left == 1:
            self.remove(plan.id)
        elif left is not None:
            self._left[plan.id] = left - 1
        return plan

    def remove(self, plan_id: str) -> None:
        """Forget one plan; a sync that has taken it keeps it.

        Raises:
            NotFound: No such plan waits.
        """
        if self._plans.pop(plan_id, None) is None:
            message = f"No plan {plan_id} is waiting; GET /__mock/plans lists those that are."
            raise NotFound(message)
        del self._left[plan_id]

    def clear(self) -> None:
        """Forget every plan."""
        self._plans.clear()
        self._left.clear()

    def waiting(self) -> list[tuple[Plan, int | None]]:
        """The plans in order, each with the times that it has left."""
        return [(plan, self._left[plan.id]) for plan in self._plans.values()]
