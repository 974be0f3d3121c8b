"""What are the headers of an attempt? The right ones; or, where a fault wants it so, wrong ones."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from standardwebhooks import Webhook

from codat_mock.core.messages import Message
from codat_mock.core.moments import MINUTE, SECOND, Moment
from codat_mock.core.timetable import RULES
from codat_mock.webhooks.bodies import CLIENT_ID, written

STALE = 10 * MINUTE
"""How old a stale signature is: receivers refuse more than five minutes."""

STRANGE = "whsec_bm90IHRoZSBzZWNyZXQgb2YgYW55Ym9keSBoZXJl"
"""A secret that no endpoint has."""


class Letter(NamedTuple):
    """An attempt as it goes out.

    Attributes:
        headers: Its headers.
        body: Its body.
        spoiled: What is wrong with it on purpose; empty: nothing.
    """

    headers: Mapping[str, str]
    body: bytes
    spoiled: str = ""


def letter(message: Message, now: Moment, wall: Moment) -> Letter:
    """The next attempt of a message.

    Args:
        message: The message.
        now: The virtual moment: which secrets are valid.
        wall: Real time: receivers refuse what was signed more than five minutes ago.
    """
    endpoint, body = message.endpoint, written(message)
    head = {"content-type": "application/json", "user-agent": "codat-mock", **endpoint.headers}
    spoiled = message.spoil.what if message.spoil and not message.attempts else ""
    if not RULES[endpoint.service].signed:
        head["x-codat-clientid"] = CLIENT_ID
        if spoiled == "truncate":
            return Letter(head, body[: len(body) // 2], spoiled)
        return Letter(head, body)
    secrets, at = endpoint.valid(now), wall
    if spoiled == "bad-signature":
        secrets = [STRANGE]
    elif spoiled == "old-secret":
        secrets = [endpoint.former]
    elif spoiled == "stale":
        at -= STALE
    elif spoiled != "truncate":
        spoiled = ""
    signed = {**head, **_signed(message.id, body, secrets, at)}
    sent = body[: len(body) // 2] if spoiled == "truncate" else body
    return Letter(signed, sent, spoiled)


def _signed(id_: str, body: bytes, secrets: list[str], at: Moment) -> Mapping[str, str]:
    stamp = datetime.fromtimestamp(at // SECOND, UTC)
    text = body.decode()
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(at // SECOND),
        "webhook-signature": " ".join(Webhook(secret).sign(id_, stamp, text) for secret in secrets),
    }
