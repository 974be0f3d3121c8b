"""What is kept and told of an exchange? One value, for the journal of its tenant and for the log."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from codat_mock.contract.operations import Operation, Shape
from codat_mock.core.errors import Refused
from codat_mock.core.journal import LONGEST_BODY, SyncMoved, Witnessed
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.lane.keyring import Keyring
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request

CONTROL = "/__mock"
"""Where the mock's own API begins; refusals below it are problem documents."""

_READS = frozenset({"GET", "HEAD"})
_FAILED = 400
_EXPLAIN = b"x-mock-explain"


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of exchanges.

    Attributes:
        keyring: From API keys to tenants.
        witness: Is told of every exchange.
    """

    keyring: Keyring
    witness: Callable[[Witnessed], None] | None

    def tell(
        self,
        request: Request,
        reply: Reply,
        tenant: Tenant | None,
        operation: Operation | None,
        refused: Refused | None,
        at: Moment | None = None,
    ) -> Reply:
        """Have an exchange recorded and witnessed, with what has moved since the last one.

        Reads of the control API are not recorded: who looks into the journal does not want to find himself there. Nor
        is what the mock sends to itself; that takes nothing of what the next exchange has to tell.

        Args:
            request: What came.
            reply: What goes.
            tenant: Whose request it is, once that is known.
            operation: What it asks for, once that is known.
            refused: Why it is refused.
            at: When it came; None: now.

        Returns:
            The reply; one that refuses leads to its explanation.
        """
        shape = shape_of(request) if operation is None else operation.shape
        by_client = operation is None or operation.recorded
        recorded = by_client and (shape is Shape.CODAT or request.method not in _READS)
        owner = tenant or self.keyring.whose(request.authorization)
        number = owner.journal.total + 1 if recorded else 0
        if reply.status >= _FAILED and shape is Shape.CODAT:
            reply = reply.with_header(_EXPLAIN, self._address(request, owner, number))
        if not recorded and self.witness is None:
            return reply
        moves: tuple[SyncMoved, ...] = ()
        remarks: tuple[str, ...] = ()
        if tenant is not None and by_client:
            if tenant.untold:
                moves = tuple(map(SyncMoved.of, tenant.untold))
                tenant.untold.clear()
            if tenant.remarks:
                remarks = tuple(tenant.remarks)
                tenant.remarks.clear()
        asked, answered = len(request.body), len(reply.body)
        large = asked > LONGEST_BODY or answered > LONGEST_BODY
        # fmt: off
        seen = Witnessed(
            _cut(request) if large else request,
            reply._replace(body=reply.body[:LONGEST_BODY]) if large else reply,
            moves, None if refused is None else refused.bare(), remarks, number,
            owner.clock.now() if at is None else at,
            None if operation is None else operation.id,
            shape is Shape.PROBLEM, asked, answered,
        )
        # fmt: on
        if recorded:
            owner.journal.record(seen)
        if self.witness is not None:
            self.witness(seen)
        return reply

    def _address(self, request: Request, owner: Tenant, number: int) -> bytes:
        whose = "" if owner is self.keyring.default else f"/t/{owner.name}"
        return f"{request.origin}{CONTROL}{whose}/explain/{number}".encode()


def shape_of(request: Request) -> Shape:
    """How a request is refused, to judge by its path."""
    return Shape.PROBLEM if request.path[: len(CONTROL)].lower() == CONTROL else Shape.CODAT


def _cut(request: Request) -> Request:
    return replace(request, body=request.body[:LONGEST_BODY])
