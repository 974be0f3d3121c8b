"""What does the mock answer? Open, perform, tell: without any I/O."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, ParamSpec

from codat_mock.api.calls import Handler, Server, Upload
from codat_mock.api.errors import Refusals
from codat_mock.contract.operations import KeyUse, Operation, Shape
from codat_mock.contract.router import Route, Router
from codat_mock.core import errors
from codat_mock.core.errors import InternalError, KeyReused, NoPath, Refused, TooLarge
from codat_mock.core.idempotency import Ticket
from codat_mock.core.journal import Witnessed
from codat_mock.core.tenant import Tenant
from codat_mock.lane import counting, keeping, preferring, reading, striking
from codat_mock.lane.keyring import Keyring
from codat_mock.lane.opening import Door, Ways
from codat_mock.lane.performing import Performer
from codat_mock.lane.refusing import Wording
from codat_mock.lane.replies import NOTHING, Hit, Opened, Reply, Suspended
from codat_mock.lane.requests import Request
from codat_mock.lane.telling import CONTROL, Teller, shape_of

_log = logging.getLogger("codat_mock")

__all__ = ["CONTROL", "Exchange", "Onlookers", "Witnessed"]

_TOO_MANY = 429
_Given = ParamSpec("_Given")


class Onlookers(NamedTuple):
    """Who is told of what happens.

    Attributes:
        changed: Is told of every tenant that has had a call.
        witness: Is told of every exchange.
    """

    changed: Callable[[Tenant], None]
    witness: Callable[[Witnessed], None] | None = None


class Exchange:
    """Answers requests from the operation table, the handlers and the tenants."""

    def __init__(
        self,
        router: Router,
        handlers: Mapping[str, Handler],
        refusals: Mapping[Shape, Refusals],
        keyring: Keyring,
        server: Server,
        ways: Ways,
        onlookers: Onlookers,
    ) -> None:
        """Serve these operations.

        Args:
            router: From paths to operations.
            handlers: By operationId.
            refusals: The words of each refusal, by the shape of its document.
            keyring: From API keys to tenants.
            server: What health tells.
            ways: How clients are met.
            onlookers: Who is told of what happens.
        """
        self.router = router
        self.keyring = keyring
        self._door = Door(router, refusals[Shape.CODAT], ways)
        self._performer = Performer(handlers, server, keyring, ways)
        self._wording = Wording(refusals)
        self._tell = Teller(keyring, onlookers.witness).tell
        self._changed = onlookers.changed

    def open(self, request: Request) -> Opened | Reply:
        """Find operation and tenant; a reply when that is all."""
        tenant: Tenant | None = None
        try:
            route = self.router.find(request.path) or self._door.in_any_case(request)
            operation = route.methods.get(request.method)
            if operation is None:
                operation = self._door.without_operation(request, route)
            if operation is None:
                return self._options(request, route)
            tenant = self._whose(request, operation)
            now = tenant.clock.now()
            if operation.shape is Shape.CODAT:
                self._door.admit(request, tenant, now)
                if request.prefer is not None or request.idempotency_key is not None:
                    opened = self._door.open_as_wanted(request, route, operation, tenant, now)
                else:
                    opened = self._door.open(request, route, operation, tenant, now)
                if tenant.faults.may_hit(opened.operation.id):
                    self._strike(request, route, opened)
                return opened
            return self._door.open(request, route, operation, tenant, now)
        except Refused as refused:
            return self.refuse(request, refused, tenant)

    def answer(self, request: Request, opened: Opened) -> Reply | Suspended:
        """Answer a request whose body is read; whatever is wrong with it or with us, the answer says so.

        Returns:
            The reply; or what its handler waits for, and then `resume` goes on.
        """
        hit = opened.hit
        if hit is not None and hit.effect.undone:
            self.gone(opened)
            reply: Reply | Suspended = NOTHING
        elif opened.ticket is not None:
            reply = self._kept(request, opened, opened.ticket)
        else:
            reply = self._outcome(request, opened, self._performer.perform, request, opened)
        return reply if isinstance(reply, Suspended) else self._told(request, opened, reply)

    def resume(self, request: Request, suspended: Suspended, waited: float) -> Reply | Suspended:
        """Go on with a call whose handler has waited for so many seconds."""
        opened, ticket = suspended.opened, suspended.opened.ticket
        mark = None if ticket is None else keeping.fingerprint(request, opened)
        reply = self._outcome(request, opened, self._performer.go_on, suspended, waited)
        if isinstance(reply, Suspended):
            return reply
        if ticket is not None and mark is not None:
            self._keep(ticket, mark, reply, opened)
            ticket.release()
        return self._told(request, opened, reply)

    def _told(self, request: Request, opened: Opened, reply: Reply) -> Reply:
        if (opened.preferred or opened.sync_code) and (
            applied := preferring.applied(reply.status, opened)
        ):
            reply = reply.with_header(*applied)
        if opened.hit is not None:
            reply = striking.struck(reply, opened.hit, opened.tenant)
        reply = self._tell(
            request, reply, opened.tenant, opened.operation, opened.refused, opened.now
        )
        self._changed(opened.tenant)
        return reply

    def unread(self, request: Request, opened: Opened, refused: Refused) -> Reply | Suspended:
        """Answer a request whose body could not be read."""
        opened.refused = refused
        if not isinstance(refused, TooLarge):
            self.gone(opened)
        return self.answer(request, opened)

    @staticmethod
    def gone(opened: Opened) -> None:
        """Let go of what a request holds that will have no answer to keep."""
        if opened.ticket is not None:
            opened.ticket.release()
            opened.ticket = None

    def refuse(
        self,
        request: Request,
        refused: Refused,
        tenant: Tenant | None = None,
        hit: Hit | None = None,
    ) -> Reply:
        """The reply to a refused request of `tenant`, once it is known; it may have met a fault."""
        if shape_of(request) is Shape.PROBLEM:
            reply = self._wording.problem(refused)
        else:
            owner = tenant or self.keyring.default
            refused = self.keyring.told(refused, owner)
            reply = self._wording.error(refused, owner, counted=False)
            if hit is not None:
                reply = striking.struck(reply, hit, owner)
        route = self.router.find(request.path) or self.router.find_in_any_case(request.path)
        method = "GET" if request.method == "HEAD" else request.method
        operation = route.methods.get(method) if route else None
        return self._tell(request, reply, tenant, operation, refused)

    def no_path(self, request: Request) -> NoPath:
        """What is said of a path that nobody answers."""
        return self._door.no_path(request)

    def pressed(
        self, request: Request, status: int, tenant: Tenant | None, refused: Refused | None
    ) -> None:
        """Tell that somebody pressed a button of a page of `tenant`, once that is known."""
        self._tell(request, Reply(status, "text/html", b""), tenant, None, refused)
        if tenant is not None:
            self._changed(tenant)

    def serve(
        self,
        request: Request,
        operation: Operation,
        path: Sequence[str],
        query: Mapping[str, Any],
        body: Any,
        raw: bytes,
        upload: Upload | None,
    ) -> Reply | Suspended:
        """Answer a call that another engine has checked."""
        tenant: Tenant | None = None
        hit: Hit | None = None
        try:
            tenant = self._whose(request, operation)
            now = tenant.clock.now()
            named = reading.path_of(operation, path)
            opened = Opened(operation, tenant, named, 0, now)
            if operation.shape is Shape.CODAT:
                self._door.admit(request, tenant, now)
                if tenant.faults.may_hit(operation.id):
                    hit = self._strike_checked(request, opened)
                    if hit is not None and hit.effect.refused is not None:
                        raise hit.effect.refused
            reply = self._performer.perform_checked(request, opened, query, body, raw, upload)
        except Refused as refused:
            return self.refuse(request, refused, tenant, hit)
        return reply if isinstance(reply, Suspended) else self._told(request, opened, reply)

    def _whose(self, request: Request, operation: Operation) -> Tenant:
        """The tenant whose key a request has.

        Raises:
            Unauthorized: It has none that is known; or it is a webhook, which any receiver may have redirected.
        """
        header, use = request.authorization, operation.key
        if header is None and use is KeyUse.OPTIONAL and request.is_webhook:
            raise errors.Unauthorized(
                "A webhook is no command: the control API takes none without a key."
            )
        return self.keyring.open(header, request.client, use)

    def _options(self, request: Request, route: Route) -> Reply:
        """The methods of a path."""
        told = shape_of(request) is Shape.CODAT
        figures = self._wording.figures(self.keyring.default, counted=False) if told else ()
        return Reply(204, "", b"", route.allowed, figures)

    def _strike(self, request: Request, route: Route, opened: Opened) -> None:
        facts = self._door.facts(request, opened.operation, opened.path, route)
        striking.strike(opened, facts)

    def _strike_checked(self, request: Request, opened: Opened) -> Hit | None:
        """The fault that a request meets which another engine has checked: it can refuse it, and no more."""
        route = self.router.find(request.path)
        if route is not None:
            self._strike(request, route, opened)
            striking.spare(opened)
        return opened.hit

    def _kept(self, request: Request, opened: Opened, ticket: Ticket) -> Reply | Suspended:
        """What was answered to the key before, or else the outcome, which is kept once it is there."""
        tenant = opened.tenant
        reply: Reply | Suspended | None = None
        try:
            mark = keeping.fingerprint(request, opened)
            first = ticket.first(mark)
            if first is not None:
                opened.refused, opened.sync_code = first.refused, first.sync_code
                tenant.remarks.append("the same answer as before to this Idempotency-Key")
                return Reply(*first[:4], counting.figures(tenant.limits))
            reply = self._outcome(request, opened, self._performer.perform, request, opened)
            if isinstance(reply, Reply):
                self._keep(ticket, mark, reply, opened)
        except KeyReused as reused:
            opened.refused = reused
            return self._wording.error(reused, tenant)
        finally:
            # A call that waits holds its key until it is answered.
            if not isinstance(reply, Suspended):
                ticket.release()
        return reply

    @staticmethod
    def _keep(ticket: Ticket, mark: bytes, reply: Reply, opened: Opened) -> None:
        if reply.status != _TOO_MANY:
            keeping.keep(ticket, mark, reply, opened)

    def _outcome(
        self,
        request: Request,
        opened: Opened,
        work: Callable[_Given, Reply | Suspended],
        *given: _Given.args,
        **named: _Given.kwargs,
    ) -> Reply | Suspended:
        """What `work` comes to, or why it is refused."""
        operation, tenant, refused = opened.operation, opened.tenant, opened.refused
        if refused is None:
            try:
                return work(*given, **named)
            except Refused as wrong:
                refused = wrong
            except Exception as failure:
                _log.exception("%s %s failed", request.method, request.path)
                why = f"The mock itself failed: {type(failure).__name__}: {failure}. Please report it."
                refused = InternalError(why)
        if operation.shape is Shape.PROBLEM:
            opened.refused = refused
            return self._wording.problem(refused)
        opened.refused = self.keyring.told(refused, tenant)
        return self._wording.error(opened.refused, tenant)
