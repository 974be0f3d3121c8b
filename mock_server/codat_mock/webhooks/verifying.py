"""Can a receiver trust what came? The checks that every receiver should make, and whose secret it was."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hmac import compare_digest

from standardwebhooks import Webhook

from codat_mock.core.deliveries import Deliveries
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.ids import text
from codat_mock.core.inbox import Signed
from codat_mock.core.moments import MINUTE, SECOND, Moment
from codat_mock.core.timetable import RULES

WITHIN = 5 * MINUTE
"""How far from real time a signature may be."""

ID = "webhook-id"
_STAMP, _SIGNATURE = "webhook-timestamp", "webhook-signature"
_LONGEST_STAMP = 12

CURRENT, OUTGOING, FORMER = "current", "outgoing", "former"
"""Which secret of an endpoint it is: its own, one that another takes the place of, one that is valid no more."""


def checked(
    headers: Mapping[str, str], body: bytes, deliveries: Deliveries, now: Moment, wall: Moment
) -> Signed:
    """What can be said of the signature of a message.

    Args:
        headers: Those that it came with; names in lower case.
        body: Its body.
        deliveries: Has the endpoints whose secrets it may be signed with.
        now: The virtual moment: which secrets are valid.
        wall: Real time, which signatures have.
    """
    id_, stamp = headers.get(ID, ""), headers.get(_STAMP, "")
    given = [
        signature
        for version, _, signature in (
            part.partition(",") for part in headers.get(_SIGNATURE, "").split()
        )
        if version == "v1"
    ]
    if not id_ or not given:
        return Signed(verifies=False, why="It is not signed.")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _LONGEST_STAMP):
        return Signed(verifies=False, why="Its webhook-timestamp is no number of seconds.")
    at = int(stamp)
    for endpoint in _senders(deliveries, id_):
        for which, secret, valid in _secrets(endpoint, now):
            if _signs(secret, id_, at, body, given):
                return _told(endpoint, which, valid=valid, late=abs(wall - at * SECOND) > WITHIN)
    return Signed(
        verifies=False, why="No endpoint has a secret that signs this; or its body was changed."
    )


def _told(endpoint: Endpoint, which: str, *, valid: bool, late: bool) -> Signed:
    why = ""
    if not valid:
        why = "It is signed with a secret that is valid no more."
    elif late:
        why = "It was signed more than five minutes from now, in real time."
    return Signed(not why, why, text(endpoint.id), which)


def _senders(deliveries: Deliveries, id_: str) -> Iterable[Endpoint]:
    """Whose message it may be: that of its id, else of anybody who has secrets."""
    message = deliveries.messages.get(id_)
    if message is not None:
        return (message.endpoint,)
    return [one for one in deliveries.endpoints.values() if RULES[one.service].signed]


def _secrets(endpoint: Endpoint, now: Moment) -> Iterable[tuple[str, str, bool]]:
    """Its secrets: which it is, the secret, and whether it is valid."""
    valid = endpoint.valid(now)
    for secret in dict.fromkeys(secret.value for secret in endpoint.secrets):
        which = CURRENT if secret == endpoint.secret else OUTGOING if secret in valid else FORMER
        yield which, secret, secret in valid
    yield FORMER, endpoint.former, False


def _signs(secret: str, id_: str, at: int, body: bytes, given: Iterable[str]) -> bool:
    try:
        stamp = datetime.fromtimestamp(at, UTC)
        made = Webhook(secret).sign(id_, stamp, body.decode()).partition(",")[2]
    except (ValueError, OverflowError, OSError):
        return False
    return any(compare_digest(made.encode(), one.encode()) for one in given)
