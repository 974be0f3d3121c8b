"""How does a call wait while others are served? The loop looks again whenever something has changed."""

import asyncio
from collections.abc import Callable

from codat_mock.api.calls import Wait
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.lane.exchange import Exchange
from codat_mock.lane.replies import Reply, Suspended
from codat_mock.lane.requests import Request
from codat_mock.webhooks.courier import Courier

_SECOND_LOOK = 0.05
"""The shortest nap in seconds when a clock says that something is due: it may be a little behind the loop's."""


class Watch:
    """Looks after what goes on between calls: messages to carry, calls that wait, and moments that come by themselves.

    Everything is called by the loop that owns the state.
    """

    def __init__(self, courier: Callable[[Callable[[Tenant], None]], Courier]) -> None:
        """Watch.

        Args:
            courier: Makes who carries messages; it is given what to call when an attempt for a tenant is over.
        """
        self._courier = courier(self.over)
        self._sleepers: set[asyncio.Future[None]] = set()
        self._alarms: dict[Tenant, asyncio.TimerHandle] = {}

    async def close(self) -> None:
        """Carry no more messages; the loop is about to end."""
        await self._courier.close()

    def changed(self, tenant: Tenant) -> None:
        """See to what a call of `tenant` has left to do."""
        self._carry(tenant)
        if self._sleepers:
            self.ring()

    def over(self, tenant: Tenant) -> None:
        """See to what the end of an attempt has left to do, such as the next one: nobody may call for long."""
        self._settle(tenant)
        self.ring()

    def ring(self) -> None:
        """Wake all that wait, to look again."""
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    def forget(self, tenant: Tenant) -> None:
        """Wait no longer for what would happen to a tenant that is gone."""
        if alarm := self._alarms.pop(tenant, None):
            alarm.cancel()

    async def wait(self, wait: Wait, gone: "asyncio.Future[None] | None" = None) -> float:
        """Wait, at most as long as `wait` says and as long as its caller is there.

        Returns:
            How many seconds that took; all that were allowed if the caller is gone.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.changed(wait.tenant)
        while not wait.ready() and (left := began + wait.at_most - loop.time()) > 0:
            if gone is not None and gone.done():
                return wait.at_most
            sleeper: asyncio.Future[None] = loop.create_future()
            self._sleepers.add(sleeper)
            try:
                await asyncio.wait(
                    {sleeper} if gone is None else {sleeper, gone},
                    timeout=min(left, self._nap(wait.tenant, left)),
                    return_when=asyncio.FIRST_COMPLETED,
                )
            finally:
                self._sleepers.discard(sleeper)
            self._settle(wait.tenant)
        return loop.time() - began

    def _nap(self, tenant: Tenant, longest: float) -> float:
        """Until the next thing happens to the tenant by itself."""
        seconds = _seconds(tenant, tenant.next_moment())
        return longest if seconds is None else max(seconds, _SECOND_LOOK)

    def _set(self, tenant: Tenant) -> None:
        """Have the loop look again when the next thing happens to the tenant by itself."""
        loop = asyncio.get_running_loop()
        soon, alarm = loop.time() + _SECOND_LOOK, self._alarms.get(tenant)
        # One that rings too early looks again, and costs less than to set it anew with each call.
        if alarm is not None and alarm.when() <= soon:
            return
        seconds = _seconds(tenant, tenant.next_moment())
        if seconds is None:
            return
        when = soon + max(seconds - _SECOND_LOOK, 0.0)
        if alarm is None or alarm.when() > when:
            self.forget(tenant)
            self._alarms[tenant] = loop.call_at(when, self._rung, tenant)

    def _rung(self, tenant: Tenant) -> None:
        self._alarms.pop(tenant, None)
        self._settle(tenant)

    def _settle(self, tenant: Tenant) -> None:
        tenant.settle(tenant.clock.now())
        self._carry(tenant)

    def _carry(self, tenant: Tenant) -> None:
        deliveries = tenant.deliveries
        # What came due in the same breath in which the last endpoint was removed has still to be given up.
        if deliveries.endpoints or deliveries.outbox:
            if deliveries.outbox:
                self._courier.collect(tenant)
            if tenant.awaits:
                self._set(tenant)


def _seconds(tenant: Tenant, moment: Moment | None) -> float | None:
    """How many real seconds until a tenant's clock shows `moment`; None: it never does by itself."""
    return None if moment is None else tenant.clock.seconds_until(moment)


async def through(
    exchange: Exchange,
    request: Request,
    reply: Reply | Suspended,
    watch: Watch,
    gone: "asyncio.Future[None] | None" = None,
) -> Reply:
    """The reply to a request, once there is nothing to wait for any more."""
    while isinstance(reply, Suspended):
        waited = await watch.wait(reply.wait, gone)
        reply = exchange.resume(request, reply, waited)
    return reply
