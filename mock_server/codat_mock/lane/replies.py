"""What goes back, and what is known of a request on the way there?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import orjson

from codat_mock.api.calls import Call, Steps, Wait
from codat_mock.contract.operations import Operation
from codat_mock.core.errors import Refused
from codat_mock.core.idempotency import Ticket
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.faults.workings import Effect, Manner

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]


class Reply(NamedTuple):
    """What goes back.

    Attributes:
        status: The HTTP status.
        media_type: Of the body.
        body: Its bytes.
        allow: The methods of the path, for 405 and OPTIONS.
        headers: Further headers; names in lower case.
        manner: How it travels; None: at once and whole.
        fault: The fault that had its way with it, if any: which one, and its kind.
    """

    status: int
    media_type: str
    body: bytes
    allow: str | None = None
    headers: Headers = ()
    manner: Manner | None = None
    fault: tuple[str, str] | None = None

    def with_header(self, name: bytes, value: bytes) -> "Reply":
        """The same with one more header."""
        return self._replace(headers=(*self.headers, (name, value)))


def written(body: Any) -> bytes:
    """A body as JSON, in a buffer of its size: orjson's has at least four kilobytes, and answers are kept."""
    return b"%b" % orjson.dumps(body)


NOTHING = Reply(0, "", b"", manner=Manner(cut=True))
"""What is answered where nothing is."""


class Hit(NamedTuple):
    """A fault that a request has met.

    Attributes:
        id: Which one it was.
        name: What kind of fault it is.
        effect: What becomes of the request and of its answer.
    """

    id: str
    name: str
    effect: Effect


@dataclass(slots=True)
class Opened:
    """A request that has found its operation and its tenant; its body may be read up to `limit` bytes.

    Attributes:
        operation: What it asks for.
        tenant: Whose it is.
        path: The parameters in the path.
        limit: How many bytes of the body are read.
        now: The virtual moment at which it was opened.
        ticket: Holds its Idempotency-Key, if it has one that counts.
        preferred: The status that it asks for by `Prefer`.
        sync_code: The code that it asks for the sync that it starts.
        refused: Why it is refused, whatever its body says: that is read for the Idempotency-Key alone.
        hit: The fault that it has met, if any.
    """

    operation: Operation
    tenant: Tenant
    path: Mapping[str, str]
    limit: int
    now: Moment
    ticket: Ticket | None = None
    preferred: int | None = None
    sync_code: int | None = None
    refused: Refused | None = None
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Suspended:
    """A call whose handler waits for something.

    Attributes:
        opened: The request.
        call: The call.
        steps: The handler, on its way.
        wait: What it waits for.
    """

    opened: Opened
    call: Call
    steps: Steps
    wait: Wait
