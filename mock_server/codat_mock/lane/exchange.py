"""What does the mock answer? Open, validate, call, validate, reply: without any I/O."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from codat_mock.api.calls import Answer, Call, Handler, Server, Steps, Upload
from codat_mock.api.errors import Refusals
from codat_mock.contract.operations import Operation, Shape
from codat_mock.contract.router import Route, Router
from codat_mock.core.errors import InternalError, KeyReused, NoPath, Refused, TooLarge
from codat_mock.core.idempotency import Ticket
from codat_mock.core.journal import Witnessed
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.lane import counting, keeping, preferring, reading, striking
from codat_mock.lane.keyring import Keyring
from codat_mock.lane.opening import Door, Ways
from codat_mock.lane.replies import NOTHING, Headers, Hit, Opened, Reply, Suspended
from codat_mock.lane.requests import Request
from codat_mock.lane.telling import CONTROL, Teller, shape_of

_log = logging.getLogger("codat_mock")

__all__ = ["CONTROL", "Exchange", "Onlookers", "Witnessed"]

_WRONG_METHOD = 405
_TOO_MANY = 429


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
        self._handlers = handlers
        self._refusals = refusals
        self._server = server
        self._ways = ways
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
                return Reply(204, "", b"", route.allowed, self._figures(request, None))
            tenant = self.keyring.open(request.authorization, request.client, operation.key)
            now = tenant.clock.now()
            if operation.shape is Shape.CODAT:
                self._door.admit(request, tenant, now)
                if request.prefer is not None or request.idempotency_key is not None:
                    opened = self._door.open_as_wanted(request, route, operation, tenant, now)
                else:
                    opened = self._door.open(request, route, operation, tenant, now)
                if tenant.faults.standing:
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
            reply = self._outcome(request, opened, lambda: self._done(request, opened))
        return reply if isinstance(reply, Suspended) else self._told(request, opened, reply)

    def resume(self, request: Request, suspended: Suspended, waited: float) -> Reply | Suspended:
        """Go on with a call whose handler has waited for so many seconds."""
        opened = suspended.opened
        reply = self._outcome(
            request, opened, lambda: self._step(opened, suspended.call, suspended.steps, waited)
        )
        return reply if isinstance(reply, Suspended) else self._told(request, opened, reply)

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
            reply = self._problem(refused)
        else:
            owner = tenant or self.keyring.default
            refused = self.keyring.told(refused, owner)
            reply = self._error(refused, owner, self._figures(request, tenant))
            if hit is not None:
                reply = striking.struck(reply, hit, owner)
        route = self.router.find(request.path) or self.router.find_in_any_case(request.path)
        operation = route and route.methods.get(
            "GET" if request.method == "HEAD" else request.method
        )
        return self._tell(request, reply, tenant, operation, refused)

    def no_path(self, request: Request) -> NoPath:
        """What is said of a path that nobody answers."""
        return self._door.no_path(request)

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
            tenant = self.keyring.open(request.authorization, request.client, operation.key)
            now = tenant.clock.now()
            named = reading.path_of(operation, path)
            opened = Opened(operation, tenant, named, 0, now)
            if operation.shape is Shape.CODAT:
                self._door.admit(request, tenant, now)
                if tenant.faults.standing:
                    hit = self._strike_checked(request, opened)
                    if hit is not None and hit.effect.refused is not None:
                        raise hit.effect.refused
            call = self._call(request, tenant, named, now)
            call.query, call.body, call.raw, call.upload = query, body, raw, upload
            if body is not None and operation.body is not None:
                schema = next(iter(operation.body.media_types.values()))
                reading.note_unknown_fields(call, operation, schema)
            reply = self._handled(opened, call)
        except Refused as refused:
            return self.refuse(request, refused, tenant, hit)
        return reply if isinstance(reply, Suspended) else self._told(request, opened, reply)

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
        """What was answered to the key before, or else the outcome, which is kept."""
        tenant = opened.tenant
        try:
            mark = keeping.fingerprint(request, opened)
            first = ticket.first(mark)
            if first is not None:
                opened.refused, opened.sync_code = first.refused, first.sync_code
                tenant.remarks.append("the same answer as before to this Idempotency-Key")
                return Reply(*first[:4], counting.figures(tenant.limits))
            reply = self._outcome(request, opened, lambda: self._done(request, opened))
            if isinstance(reply, Reply) and reply.status != _TOO_MANY:
                keeping.keep(ticket, mark, reply, opened)
        except KeyReused as reused:
            opened.refused = reused
            return self._error(reused, tenant, counting.figures(tenant.limits))
        finally:
            ticket.release()
        return reply

    def _outcome(
        self, request: Request, opened: Opened, work: Callable[[], Reply | Suspended]
    ) -> Reply | Suspended:
        """What `work` comes to, or why it is refused."""
        operation, tenant, refused = opened.operation, opened.tenant, opened.refused
        if refused is None:
            try:
                return work()
            except Refused as wrong:
                refused = wrong
            except Exception as failure:
                _log.exception("%s %s failed", request.method, request.path)
                why = f"The mock itself failed: {type(failure).__name__}: {failure}. Please report it."
                refused = InternalError(why)
        if operation.shape is Shape.PROBLEM:
            opened.refused = refused
            return self._problem(refused)
        opened.refused = self.keyring.told(refused, tenant)
        return self._error(opened.refused, tenant, counting.figures(tenant.limits))

    def _done(self, request: Request, opened: Opened) -> Reply | Suspended:
        operation, tenant = opened.operation, opened.tenant
        # While a body was on its way, or a fault had it wait, time has passed.
        at_once = operation.body is None and opened.hit is None
        now = opened.now if at_once else tenant.clock.now()
        call = self._call(request, tenant, opened.path, now)
        call.preferred = opened.sync_code
        if operation.query:
            call.query = reading.query_of(operation, request.query)
        if operation.body is not None:
            reading.read_body(call, operation, operation.body, request)
        return self._handled(opened, call)

    def _call(self, request: Request, tenant: Tenant, path: Mapping[str, str], now: Moment) -> Call:
        tenant.settle(now)
        ways = self._ways
        # fmt: off
        return Call(
            tenant, now, path, {}, request.path, None, b"", None, self._server,
            self.keyring, request, ways.strict, ways.dialect,
        )
        # fmt: on

    def _handled(self, opened: Opened, call: Call) -> Reply | Suspended:
        answer = self._handlers[opened.operation.id](call)
        if isinstance(answer, Answer):
            return self._fitting(opened.operation, call, answer)
        return self._step(opened, call, answer)

    def _step(
        self, opened: Opened, call: Call, steps: Steps, waited: float | None = None
    ) -> Reply | Suspended:
        """Have a handler go on to its answer, or to the next thing that it waits for."""
        try:
            wait = next(steps) if waited is None else steps.send(waited)
        except StopIteration as over:
            return self._fitting(opened.operation, call, over.value)
        return Suspended(opened, call, steps, wait)

    @staticmethod
    def _fitting(operation: Operation, call: Call, answer: Answer) -> Reply:
        schema = operation.answers[answer.status]
        limits = call.tenant.limits
        figures = counting.figures(limits) if operation.shape is Shape.CODAT else ()
        if schema is None:
            return Reply(answer.status, "", b"", None, figures)
        if answer.media_type is not None:
            return Reply(answer.status, _declared(operation, answer), answer.body, None, figures)
        if not schema.fits(answer.body):
            raise ValueError(_misfit(operation, answer, schema.errors(answer.body)[0].message))
        return Reply(answer.status, "application/json", orjson.dumps(answer.body), None, figures)

    def _problem(self, refused: Refused) -> Reply:
        refusals = self._refusals[Shape.PROBLEM]
        body = orjson.dumps(refusals.body(refused, ""))
        status = refusals.status(refused)
        return Reply(status, Shape.PROBLEM.value, body, refused.facts.get("allow"))

    def _error(self, refused: Refused, tenant: Tenant, headers: Headers) -> Reply:
        refusals = self._refusals[Shape.CODAT]
        body = orjson.dumps(refusals.body(refused, tenant.ids.correlation()))
        status = refusals.status(refused)
        allow = refused.facts.get("allow") if status == _WRONG_METHOD else None
        if "retry_after" in refused.facts:
            headers += ((b"retry-after", refused.facts["retry_after"].encode()),)
        return Reply(status, Shape.CODAT.value, body, allow, headers)

    def _figures(self, request: Request, tenant: Tenant | None) -> Headers:
        """The figures of a tenant whose request may not have been counted: the day may be over since."""
        if shape_of(request) is Shape.PROBLEM:
            return ()
        owner = tenant or self.keyring.default
        owner.limits.turn(owner.clock.now(), owner.active_companies())
        return counting.figures(owner.limits)


def _declared(operation: Operation, answer: Answer) -> str:
    """The media type of an answer that is not JSON; it is not validated beyond that."""
    media_type = answer.media_type or ""
    if media_type.partition(";")[0] not in operation.others.get(answer.status, ()):
        raise ValueError(_misfit(operation, answer, f"it declares no {media_type}"))
    return media_type


def _misfit(operation: Operation, answer: Answer, message: str) -> str:
    return f"the answer {answer.status} of {operation.id} does not fit the contract: {message}"
