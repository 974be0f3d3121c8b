"""Which plan does a coming sync take? First in, first used."""

from collections.abc import Iterable

from codat_mock.core.companies import Company, Sync
from codat_mock.core.errors import NotFound
from codat_mock.core.fate import Verdict
from codat_mock.core.plan import Plan, Planned


def matches(plan: Plan, company: Company, sync: Sync) -> bool:
    """Whether the sync may take this plan.

    A plan that names transactions by id waits for a sync that holds one of them.
    """
    if plan.company not in (None, company.id):
        return False
    named = {planned.transaction for planned in plan.transactions if planned.transaction}
    return not named or bool(sync.places(named))


def named_places(transactions: Iterable[Planned], sync: Sync) -> dict[int, Verdict]:
    """The verdicts by the places of their transactions in `sync`.

    Transactions that it does not hold are left out; one that is named by id and by place has the first verdict.
    """
    transactions = tuple(transactions)
    places = sync.places({planned.transaction for planned in transactions if planned.transaction})
    verdicts: dict[int, Verdict] = {}
    for planned in transactions:
        index = planned.index if planned.transaction is None else places.get(planned.transaction)
        if index is not None and index < sync.transactions:
            verdicts.setdefault(index, planned.verdict)
    return verdicts


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
        plan = next((plan for plan in self._plans.values() if matches(plan, company, sync)), None)
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
