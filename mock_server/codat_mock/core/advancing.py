"""How does a tenant get from now to a later moment? From due moment to due moment, never past one.

Each way is an iterator that stops after every moment at which something was due, with what has happened there; whoever
lets time pass may do there whatever takes no virtual time.
"""

from collections.abc import Iterator
from typing import TypeAlias

from codat_mock.core.moments import DAY, LATEST, Duration, Moment
from codat_mock.core.tenant import Tenant
from codat_mock.core.timeline import Event

IDLE_AT_MOST: Duration = 30 * DAY
"""How far `until_idle` goes."""

Steps: TypeAlias = Iterator[list[Event]]


def to(tenant: Tenant, target: Moment) -> Steps:
    """Let time pass up to `target`.

    Raises:
        BackInTime: `target` is in the past.
        Contradiction: It is beyond the calendar.
    """
    tenant.clock.refuse(target)
    return _onward(tenant, target)


def by(tenant: Tenant, duration: Duration) -> Steps:
    """Let `duration` pass.

    Raises:
        Contradiction: That leads beyond the calendar.
    """
    return _onward(tenant, tenant.clock.within(tenant.clock.now() + duration))


def to_next(tenant: Tenant) -> Steps:
    """Let time pass up to the next thing that happens, as seen when the first step is taken; none: not at all."""
    moment = tenant.next_moment()
    yield from _onward(tenant, tenant.clock.now() if moment is None else moment)


def until_idle(tenant: Tenant) -> Steps:
    """Let time pass until nothing with a moment is left in the next thirty days."""
    limit = min(tenant.clock.now() + IDLE_AT_MOST, LATEST)
    while (moment := tenant.next_moment()) is not None and moment <= limit:
        yield tenant.reach(moment)


def finish(steps: Steps) -> list[Event]:
    """Take all steps at once, and tell what has happened."""
    return [event for events in steps for event in events]


def _onward(tenant: Tenant, target: Moment) -> Steps:
    while (moment := tenant.next_moment()) is not None and moment < target:
        yield tenant.reach(moment)
    yield tenant.reach(target)
