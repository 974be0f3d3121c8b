"""Which transactions were named that were not there? The mock passes them over, so they must at least be told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from codat_scenarios.playing.calls import Calls

__all__ = ["Plans"]

Body = Mapping[str, Any]

_TOLD = 3
"""How many places are told one by one."""


@dataclass(slots=True)
class Plans:
    """The plans of a play.

    Attributes:
        made: Each that was there or was made, by id, as the mock has it.
    """

    made: dict[str, Body] = field(default_factory=dict)

    def begin(self, calls: Calls) -> None:
        """Note those that wait before the first step."""
        for plan in calls.control("GET", "/plans")["plans"]:
            self.add(plan)

    def add(self, plan: Body) -> None:
        """Note one that was made."""
        self.made[plan["id"]] = plan

    def missed(self, syncs: Iterable[str], calls: Calls) -> Iterator[str]:
        """A sentence for each plan that names places which no sync had that took it.

        Args:
            syncs: The syncs of the play.
            calls: Reach the server.
        """
        if not any(_places(plan) for plan in self.made.values()):
            return
        most: dict[str, int] = {}
        for sync in syncs:
            told = calls.explained(sync)
            if told["plan"] in self.made:
                kinds = len(self.made[told["plan"]].get("integrationTypes", ("one",)))
                size = sum(told["transactions"].values()) // kinds
                most[told["plan"]] = max(size, most.get(told["plan"], 0))
        for id_, plan in self.made.items():
            lost = [index for index in _places(plan) if index >= most.get(id_, 0)]
            if not lost:
                continue
            why = (
                f"the largest sync that took it has {_counted(most[id_])}"
                if id_ in most
                else "no sync took it"
            )
            yield f"{id_} names {_in_vain(lost)}: {why}."


def _counted(transactions: int) -> str:
    """So many transactions."""
    return f"{transactions} transaction{'' if transactions == 1 else 's'}"


def _places(plan: Body) -> list[int]:
    return [one["index"] for one in plan.get("transactions", ()) if "index" in one]


def _in_vain(lost: Sequence[int]) -> str:
    """Places at which there is no transaction."""
    more = " and more" if len(lost) > _TOLD else ""
    return f"index {', '.join(map(str, lost[:_TOLD]))}{more} in vain, counted from 0"
