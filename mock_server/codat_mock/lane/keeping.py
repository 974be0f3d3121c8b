"""What does an Idempotency-Key say? Which requests it counts for, and what tells one request from another."""

import re
from hashlib import sha256

from codat_mock.contract.operations import KEYED, MULTIPART, Operation, Shape
from codat_mock.core.errors import NotValid, TooLarge
from codat_mock.core.idempotency import Sent, Ticket
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.lane.forms import boundary_of
from codat_mock.lane.replies import Opened, Reply
from codat_mock.lane.requests import TWICE, Request

_LONGEST = 255
_GUID = re.compile(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def ticket(
    request: Request, operation: Operation, tenant: Tenant, now: Moment, *, strict: bool
) -> Ticket | None:
    """Reserve the key of a request; None: it has none that counts.

    Raises:
        NotValid: The key is none.
        RequestInProgress: The first request of the key is not answered yet.
    """
    key = request.idempotency_key
    if key is None or operation.method not in KEYED or operation.shape is not Shape.CODAT:
        return None
    if TWICE in key:
        raise NotValid("There are two Idempotency-Key headers; send one.")
    if not 1 <= len(key) <= _LONGEST:
        raise NotValid(
            f"An Idempotency-Key has 1 to {_LONGEST} characters; this one has {len(key)}."
        )
    if strict and not _GUID.fullmatch(key):
        raise NotValid(
            "An Idempotency-Key is a GUID, such as 6fb40d5e-b13e-11ed-afa1-0242ac120002."
        )
    return tenant.answers.reserve(key, now)


def keep(ticket: Ticket, mark: bytes, reply: Reply, opened: Opened) -> None:
    """Keep what was answered to the request of `ticket`; what has to go for that is said in the log."""
    tenant, refused = opened.tenant, opened.refused
    before = tenant.answers.evicted
    sent = Sent(
        *reply[:4], sync_code=opened.sync_code, refused=None if refused is None else refused.bare()
    )
    ticket.keep(mark, sent, tenant.clock.now())
    if tenant.answers.evicted != before:
        tenant.remarks.append(
            f"{tenant.answers.evicted} answers to Idempotency-Keys were given up so far, for want of room"
        )


def fingerprint(request: Request, opened: Opened) -> bytes:
    """What tells the request from others, but not from itself sent again: a form has a new boundary each time."""
    digest = sha256(f"{request.method} {request.path}\n".encode("utf-8", "surrogatepass"))
    if opened.operation.body is None:
        return digest.digest()
    if isinstance(opened.refused, TooLarge):
        digest.update(b"too large\n")
    elif request.body:
        digest.update(f"{request.media_type}\n".encode("utf-8", "surrogatepass"))
        boundary = boundary_of(request.content_type) if request.media_type == MULTIPART else b""
        parts = request.body.split(b"--" + boundary) if boundary else (request.body,)
        for part in parts:
            digest.update(b"%d\n" % len(part))
            digest.update(part)
    return digest.digest()
