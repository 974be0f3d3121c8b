"""What are the headers of an attempt? The right ones; or, where a fault wants it so, wrong ones."""

from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

from codat_mock.core.endpoints import Sent
from codat_mock.core.messages import Message
from codat_mock.core.moments import MINUTE, SECOND, Moment
from codat_mock.core.timetable import RULES
from codat_mock.webhooks.bodies import CLIENT_ID, written

STALE = 10 * MINUTE
"""How old a stale signature is: receivers refuse more than five minutes."""

STRANGE = "whsec_bm90IHRoZSBzZWNyZXQgb2YgYW55Ym9keSBoZXJl"
"""A secret that no endpoint has."""


def letter(message: Message, now: Moment, wall: Moment) -> Sent:
    """The next attempt of a message as it goes out, with what its mark says is wrong with it.

    Args:
        message: The message.
        now: The virtual moment: which secrets are valid.
        wall: Real time: receivers refuse what was signed more than five minutes ago.
    """
    endpoint, body = message.endpoint, written(message)
    head = {"content-type": "application/json", "user-agent": "codat-mock", **endpoint.headers}
    goes = body[: len(body) // 2] if message.mark == "truncate" else body
    if not RULES[endpoint.service].signed:
        return Sent({**head, "x-codat-clientid": CLIENT_ID}, goes)
    secrets, at = endpoint.valid(now), wall
    if message.mark == "bad-signature":
        secrets = [STRANGE]
    elif message.mark == "old-secret":
        secrets = [endpoint.outdated(now)]
    elif message.mark == "stale":
        at -= STALE
    return Sent({**head, **_signed(message.id, body, secrets, at)}, goes)


def _signed(id_: str, body: bytes, secrets: list[str], at: Moment) -> Mapping[str, str]:
    stamp = datetime.fromtimestamp(at // SECOND, UTC)
    text = body.decode()
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(at // SECOND),
        "webhook-signature": " ".join(Webhook(secret).sign(id_, stamp, text) for secret in secrets),
    }
