"""What does the mock answer? Route, authorise, validate, call, validate, reply: without any I/O."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from codat_mock.api.calls import Answer, Call, Handler, Server, Upload
from codat_mock.api.errors import Refusals
from codat_mock.contract.operations import Operation, Shape
from codat_mock.contract.router import Router
from codat_mock.core.errors import InternalError, MethodNotAllowed, NotFound, NotValid, Refused
from codat_mock.core.ids import key
from codat_mock.core.tenant import Tenant
from codat_mock.core.timeline import Event
from codat_mock.lane import reading
from codat_mock.lane.keyring import Keyring
from codat_mock.lane.requests import Request

_log = logging.getLogger("codat_mock")

CONTROL = "/__mock"
"""Where the mock's own API begins; refusals below it are problem documents."""

FORM_HEAD = 1_048_576
"""What a form may have in bytes beside its file."""


WITHOUT_RULE = 33_554_432
"""What is read of a file, in bytes, for a platform that takes none: enough to say so."""


class Reply(NamedTuple):
    """What goes back.

    Attributes:
        status: The HTTP status.
        media_type: Of the body.
        body: Its bytes.
        allow: The methods of the path, for 405 and OPTIONS.
    """

    status: int
    media_type: str
    body: bytes
    allow: str | None = None


@dataclass(slots=True)
class Opened:
    """A request that has found its operation and its tenant; its body may be read up to `limit` bytes."""

    operation: Operation
    tenant: Tenant
    path: dict[str, str]
    limit: int


class Witnessed(NamedTuple):
    """An exchange, as an observer sees it.

    What came, what went, what moved on the way, what is worth a word, and why it was refused.
    """

    request: Request
    reply: Reply
    events: list[Event]
    refused: Refused | None
    remarks: tuple[str, ...] = ()


class Exchange:
    """Answers requests from the operation table, the handlers and the tenants."""

    def __init__(
        self,
        router: Router,
        handlers: Mapping[str, Handler],
        refusals: Mapping[Shape, Refusals],
        keyring: Keyring,
        server: Server,
        *,
        strict: bool,
        witness: Callable[[Witnessed], None] | None = None,
    ) -> None:
        """Serve these operations.

        Args:
            router: From paths to operations.
            handlers: By operationId.
            refusals: The words of each refusal, by the shape of its document.
            keyring: From API keys to tenants.
            server: What health tells.
            strict: Put nothing right.
            witness: Is told of every exchange.
        """
        self.router = router
        self.keyring = keyring
        self._handlers = handlers
        self._refusals = refusals
        self._server = server
        self._strict = strict
        self._witness = witness

    def open(self, request: Request) -> Opened | Reply:
        """Find operation and tenant; a reply when that is all.

        Raises:
            Refused: There is no such path or method, or the key does not open it.
        """
        route = self.router.find(request.path)
        if route is None:
            raise self.no_path(request)
        operation = route.methods.get("GET" if request.method == "HEAD" else request.method)
        if operation is None:
            if request.method == "OPTIONS":
                return Reply(204, "", b"", route.allowed)
            raise MethodNotAllowed(
                f"{request.path} has no {request.method[:20]}, only {route.allowed}.",
                {"allow": route.allowed},
            )
        tenant = self.keyring.open(request.authorization, request.client, operation.key)
        path = reading.path_of(operation, route.values)
        return Opened(operation, tenant, path, self._limit(operation, tenant, path))

    def no_path(self, request: Request) -> NotFound:
        """What is said of a path that nobody answers."""
        meant = self.router.meant(request.method, request.path)
        hint = (
            f"did you mean {meant}?"
            if meant
            else "the documents in openapi/ have those that are served."
        )
        return NotFound(f"There is no path {request.path[:300]}; {hint}")

    def serve(
        self,
        request: Request,
        operation: Operation,
        path: Iterable[str],
        query: Mapping[str, Any],
        body: Any,
        raw: bytes,
        upload: Upload | None,
    ) -> Reply:
        """Answer a call that another engine has checked."""
        tenant: Tenant | None = None
        try:
            tenant = self.keyring.open(request.authorization, request.client, operation.key)
            call = self._call(request, tenant, reading.path_of(operation, path))
            call.query, call.body, call.raw, call.upload = query, body, raw, upload
            return self._handled(request, operation, call)
        except Refused as refused:
            return self.refuse(request, refused, tenant)

    def _close(self, request: Request, opened: Opened) -> Reply:
        operation = opened.operation
        call = self._call(request, opened.tenant, opened.path)
        if operation.query:
            call.query = reading.query_of(operation, request.query)
        if operation.body is not None:
            self._read_body(operation, request, call)
        return self._handled(request, operation, call)

    def _call(self, request: Request, tenant: Tenant, path: Mapping[str, str]) -> Call:
        now = tenant.clock.now()
        tenant.settle(now)
        return Call(tenant, now, path, {}, request.path, None, b"", None, self._server)

    def refuse(self, request: Request, refused: Refused, tenant: Tenant | None = None) -> Reply:
        """The reply to a refused request of `tenant`, once it is known."""
        shape = Shape.PROBLEM if request.path.startswith(CONTROL) else Shape.CODAT
        refusals = self._refusals[shape]
        correlation = (
            (tenant or self.keyring.default).ids.correlation() if shape is Shape.CODAT else ""
        )
        body = orjson.dumps(refusals.body(refused, correlation))
        reply = Reply(refusals.status(refused), shape.value, body, refused.facts.get("allow"))
        self._tell(request, reply, tenant, refused)
        return reply

    def answer(self, request: Request, opened: Opened) -> Reply:
        """Answer a request whose body is read; whatever is wrong with it or with us, the answer says so."""
        try:
            return self._close(request, opened)
        except Refused as refused:
            return self.refuse(request, refused, opened.tenant)
        except Exception as failure:
            _log.exception("%s %s failed", request.method, request.path)
            why = f"The mock itself failed: {type(failure).__name__}: {failure}. Please report it."
            return self.refuse(request, InternalError(why), opened.tenant)

    def _read_body(self, operation: Operation, request: Request, call: Call) -> None:
        wanted = operation.body
        assert wanted is not None  # noqa: S101 the caller has looked
        if not request.body and not wanted.required:
            return
        if not request.body:
            raise NotValid(f"There is no body; send {' or '.join(wanted.media_types)}.")
        schema = reading.media_schema(wanted, request)
        if wanted.multipart:
            call.upload = reading.file_of(request, strict=self._strict)
            return
        call.body = reading.json_of(operation, schema, request.body, strict=self._strict)
        call.raw = request.body

    def _handled(self, request: Request, operation: Operation, call: Call) -> Reply:
        answer = self._handlers[operation.id](call)
        schema = operation.answers[answer.status]
        if schema is None:
            reply = Reply(answer.status, "", b"")
        else:
            if not schema.fits(answer.body):
                raise ValueError(_misfit(operation, answer, schema.errors(answer.body)[0].message))
            reply = Reply(answer.status, "application/json", orjson.dumps(answer.body))
        self._tell(request, reply, call.tenant, None)
        return reply

    def _tell(
        self, request: Request, reply: Reply, tenant: Tenant | None, refused: Refused | None
    ) -> None:
        """Have the exchange witnessed, with what has moved since the last one."""
        if self._witness is None:
            return
        events, remarks = (list(tenant.untold), tuple(tenant.remarks)) if tenant else ([], ())
        if tenant:
            tenant.untold.clear()
            tenant.remarks.clear()
        self._witness(Witnessed(request, reply, events, refused, remarks))

    @staticmethod
    def _limit(operation: Operation, tenant: Tenant, path: dict[str, str]) -> int:
        """How many bytes of the body are read: the contract's limit, or what the company's platform takes."""
        if operation.body is None:
            return 0
        if operation.body.limit is not None:
            return operation.body.limit
        rule = tenant.company(key(path["companyId"])).platform.attachments
        return FORM_HEAD + (rule.limit if rule else WITHOUT_RULE)


def _misfit(operation: Operation, answer: Answer, message: str) -> str:
    return f"the answer {answer.status} of {operation.id} does not fit the contract: {message}"
