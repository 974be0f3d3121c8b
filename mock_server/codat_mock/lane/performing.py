"""How is a call made? Read what came, have the handler of its operation do it, and hold the answer to the contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codat_mock.api.calls import Answer, Call, Handler, Server, Steps, Upload, Wait
from codat_mock.contract.operations import Operation, Shape
from codat_mock.core.ids import key
from codat_mock.core.messages import Spoil
from codat_mock.lane import counting, reading
from codat_mock.lane.keyring import Keyring
from codat_mock.lane.opening import Ways
from codat_mock.lane.replies import Opened, Reply, Suspended, written
from codat_mock.lane.requests import Request

_TOLD_WITHIN = 5.0
"""How many seconds an answer waits for webhooks that shall come before it."""


@dataclass(frozen=True, slots=True)
class Performer:
    """Makes calls.

    Attributes:
        handlers: By operationId.
        server: What health tells.
        keyring: From API keys to tenants.
        ways: How clients are met.
    """

    handlers: Mapping[str, Handler]
    server: Server
    keyring: Keyring
    ways: Ways

    def perform(self, request: Request, opened: Opened) -> Reply | Suspended:
        """Do what a request asks for.

        Raises:
            Refused: It does not fit the contract, or cannot be done.
        """
        operation = opened.operation
        call = self._call(request, opened)
        if operation.query:
            call.query = reading.query_of(operation, request.query)
        if operation.body is not None:
            reading.read_body(call, operation, operation.body, request)
        return self._handled(opened, call)

    def perform_checked(
        self,
        request: Request,
        opened: Opened,
        query: Mapping[str, Any],
        body: Any,
        raw: bytes,
        upload: Upload | None,
    ) -> Reply | Suspended:
        """Do what a request asks for that another engine has checked.

        Raises:
            Refused: It cannot be done.
        """
        call = self._call(request, opened)
        call.query, call.body, call.raw, call.upload = query, body, raw, upload
        reads = opened.operation.body
        if body is not None and reads is not None and not reads.anything:
            schema = next(iter(reads.media_types.values()))
            if not schema.knows(body):
                reading.note_unknown_fields(call, opened.operation, schema)
        return self._handled(opened, call)

    def go_on(self, suspended: Suspended, waited: float) -> Reply | Suspended:
        """Go on with a call whose handler has waited for so many seconds.

        Raises:
            Refused: It cannot be done after all.
        """
        return _step(suspended.opened, suspended.call, suspended.steps, waited)

    def _call(self, request: Request, opened: Opened) -> Call:
        tenant, now, ways = opened.tenant, opened.now, self.ways
        tenant.settle(now)
        # fmt: off
        return Call(
            tenant, now, opened.path, {}, request.path, None, b"", None, self.server,
            self.keyring, request, ways.strict, ways.dialect, opened.sync_code,
        )
        # fmt: on

    def _handled(self, opened: Opened, call: Call) -> Reply | Suspended:
        answer = self.handlers[opened.operation.id](call)
        if isinstance(answer, Answer):
            if opened.hit is not None and opened.hit.effect.told_first is not None:
                return _step(opened, call, _told_first(call, answer, opened.hit.effect.told_first))
            return _fitting(opened.operation, call, answer)
        return _step(opened, call, answer)


def _told_first(call: Call, answer: Answer, spoil: Spoil) -> Steps:
    """Have the sync end that a call has started, and its webhooks delivered, before the call is answered."""
    tenant = call.tenant
    tenant.settle(call.now)
    sync = tenant.syncs.get(key((answer.body or {}).get("syncId", "")))
    if sync is not None:
        tenant.hurry(sync, call.now, spoil)
    if not tenant.settled():
        yield Wait(tenant.settled, _TOLD_WITHIN, tenant)
    return answer


def _step(
    opened: Opened, call: Call, steps: Steps, waited: float | None = None
) -> Reply | Suspended:
    """Have a handler go on to its answer, or to the next thing that it waits for."""
    try:
        wait = next(steps) if waited is None else steps.send(waited)
    except StopIteration as over:
        return _fitting(opened.operation, call, over.value)
    return Suspended(opened, call, steps, wait)


def _fitting(operation: Operation, call: Call, answer: Answer) -> Reply:
    if answer.headers is not None:
        if not operation.any_status:
            raise ValueError(_misfit(operation, answer, "it may not choose its headers"))
        return Reply(answer.status, "", b"", None, answer.headers)
    schema = operation.answers[answer.status]
    limits = call.tenant.limits
    figures = counting.figures(limits) if operation.shape is Shape.CODAT else ()
    if answer.varies is not None:
        # A cache between must not hand a page to who wants JSON.
        figures = (*figures, (b"vary", answer.varies.encode()))
    if schema is None:
        return Reply(answer.status, "", b"", None, figures)
    if answer.media_type is not None:
        return Reply(answer.status, _declared(operation, answer), answer.body, None, figures)
    if not schema.fits(answer.body):
        raise ValueError(_misfit(operation, answer, schema.errors(answer.body)[0].message))
    return Reply(answer.status, "application/json", written(answer.body), None, figures)


def _declared(operation: Operation, answer: Answer) -> str:
    """The media type of an answer that is not JSON; it is not validated beyond that."""
    media_type = answer.media_type or ""
    if media_type.partition(";")[0] not in operation.others.get(answer.status, ()):
        raise ValueError(_misfit(operation, answer, f"it declares no {media_type}"))
    return media_type


def _misfit(operation: Operation, answer: Answer, message: str) -> str:
    return f"the answer {answer.status} of {operation.id} does not fit the contract: {message}"
