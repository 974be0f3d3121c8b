"""How does the state of a tenant become bytes, and state again?

Rule 1: whatever is an attribute of a tenant is its state, and saved, unless it stands in `STAYS`.
Rule 2: what is shared and never changes is pointed at, not copied: platforms, and the functions of the world.
Rule 3: the state comes back as a new graph, in which everything knows the same others as before, as often as is wanted.
Rule 4: what is under way while the state is put back goes on, and is answered from the state that it finds.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, fields
from io import BytesIO
from typing import Any, Protocol

from codat_contract import PLATFORMS
from codat_mock.core.clock import Standing, VirtualClock
from codat_mock.core.deliveries import Deliveries
from codat_mock.core.idempotency import Answers
from codat_mock.core.limits import Limits
from codat_mock.core.timeline import Timeline

STAYS: Mapping[str, str] = {
    "name": "it is what others call the tenant",
    "founding": "how it was made stays as it is",
    "clock": "others hold it; it is put back by itself, to where it stood",
    "snapshots": "whoever goes back wants to go back again",
    "journal": "what was asked was asked, whether it is undone or not; a reset alone forgets it",
    "untold": "the log has still to tell what happened, whether it is undone or not",
    "remarks": "likewise",
    "advancing": "a call that lets time pass is under way or is not, whatever becomes of its tenant",
}
"""The attributes of a tenant that are not its state, each with the reason why."""


class Holder(Protocol):
    """A tenant, as far as saving has to know it."""

    clock: VirtualClock
    timeline: Timeline
    limits: Limits
    answers: Answers
    deliveries: Deliveries


@dataclass(frozen=True, slots=True)
class Saved:
    """The state of a tenant at a moment.

    Attributes:
        clock: Where the clock is put.
        state: Everything else.
    """

    clock: Standing
    state: bytes


def save(holder: Holder, clock: Standing) -> Saved:
    """The state of a tenant.

    Args:
        holder: The tenant.
        clock: Where its clock shall stand when the state comes back.
    """
    state = {name: value for name, value in vars(holder).items() if name not in STAYS}
    written = BytesIO()
    _Writer(written, _outside(holder)).dump(state)
    return Saved(clock, written.getvalue())


def put_back(holder: Holder, saved: Saved) -> None:
    """Let a tenant be again what it was when `saved` was saved."""
    limits, answers = holder.limits, holder.answers
    vars(holder).update(_Reader(BytesIO(saved.state), _outside(holder)).load())
    holder.limits.carry_on(limits)
    holder.answers.carry_on(answers)
    holder.deliveries.begin_again()
    holder.clock.put_back(saved.clock)


def _outside(holder: Holder) -> dict[str, object]:
    """What the state may point at and is no part of it, by name."""
    world = holder.timeline.world
    parts = {field.name: getattr(world, field.name) for field in fields(world)}
    return {
        **PLATFORMS,
        **{f"world.{name}": part for name, part in parts.items() if callable(part)},
        "tenant": holder,
        "tenant.clock": holder.clock,
    }


class _Writer(pickle.Pickler):
    def __init__(self, file: BytesIO, outside: Mapping[str, object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._names = {id(thing): name for name, thing in outside.items()}

    def persistent_id(self, thing: Any) -> str | None:
        return self._names.get(id(thing))


class _Reader(pickle.Unpickler):
    """Reads bytes of our own, never a client's: unpickling those would be as good as running them."""

    def __init__(self, file: BytesIO, outside: Mapping[str, object]) -> None:
        super().__init__(file)
        self._outside = outside

    def persistent_load(self, name: Any) -> object:
        return self._outside[name]
