"""Was it Codat who sent this, and lately?

The current service signs as Standard Webhooks says: the id, the moment and the body, with a secret
that only Codat and the receiver know.
The library does the signing; which headers, how old, and which of several secrets are asked here,
so that the time comes in from outside and nothing in a header raises anything but a refusal.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from standardwebhooks import Webhook

from codat_client.errors import YourError
from codat_client.webhooks.reply import RefusedMessage

__all__ = ["Secrets", "is_signed"]

TOLERANCE = 300
"""Seconds that a signature may be older or younger than the receiver's clock says."""

NAMES = ("id", "timestamp", "signature")
PREFIXES = ("svix-", "webhook-")
"""Both are in use: the names of the service that Codat sends with, and those of the standard."""

LONGEST_ID = 200


def is_signed(headers: Mapping[str, str]) -> bool:
    """Say whether it comes with any header of a signature; the names are in small letters."""
    return any(f"{prefix}{name}" in headers for prefix in PREFIXES for name in NAMES)


class Secrets:
    """The secrets that are good now: one, or two while they change."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Take secrets as Codat's portal shows them: `whsec_` and base64.

        Raises:
            YourError: One of them cannot be a secret; it is not repeated.
        """
        self._known = tuple(Webhook(_key(secret)) for secret in secrets)

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return bool(self._known)

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """Give the id of a message that is Codat's.

        Args:
            headers: Their names in small letters.
            body: As it came, to the byte.
            now: The receiver's time.

        Raises:
            RefusedMessage: It is not, or cannot be known to be.
        """
        message_id, timestamp, signatures = _triple(headers)
        signed_at = _moment(timestamp, now)
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise RefusedMessage(HTTPStatus.BAD_REQUEST, "The body is not UTF-8.") from None
        given = [entry.encode(errors="replace") for entry in signatures.split()]
        # All are compared, whichever fits: the time it takes tells nothing.
        fits = [
            hmac.compare_digest(secret.sign(message_id, signed_at, text).encode(), entry)
            for secret in self._known
            for entry in given
        ]
        if not any(fits):
            raise RefusedMessage(
                HTTPStatus.FORBIDDEN,
                "No signature fits: the body was changed, or the secret is another.",
            )
        return message_id


def _triple(headers: Mapping[str, str]) -> tuple[str, str, str]:
    message_id, timestamp, signatures = (_header(headers, name) for name in NAMES)
    complete = all((message_id, timestamp, signatures))
    if complete and message_id.isascii() and len(message_id) <= LONGEST_ID:
        return message_id, timestamp, signatures
    raise RefusedMessage(
        HTTPStatus.BAD_REQUEST,
        "A signed message has the headers webhook-id, webhook-timestamp and webhook-signature, "
        f"the id of at most {LONGEST_ID} ASCII characters.",
    )


def _header(headers: Mapping[str, str], name: str) -> str:
    return next(filter(None, (headers.get(prefix + name) for prefix in PREFIXES)), "")


def _moment(timestamp: str, now: datetime) -> datetime:
    if not re.fullmatch("[0-9]{1,12}", timestamp):
        raise RefusedMessage(HTTPStatus.BAD_REQUEST, "webhook-timestamp is no number of seconds.")
    early = now.timestamp() - int(timestamp)
    if abs(early) > TOLERANCE:
        which = "old" if early > 0 else "far ahead"
        raise RefusedMessage(
            HTTPStatus.FORBIDDEN,
            f"webhook-timestamp is too {which}: more than {TOLERANCE} s from this receiver's clock.",
        )
    return datetime.fromtimestamp(int(timestamp), UTC)


def _key(secret: str) -> bytes:
    text = secret.strip().removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise YourError("A webhook secret is not like whsec_MfKQ...: base64 after the prefix.")
    return key
