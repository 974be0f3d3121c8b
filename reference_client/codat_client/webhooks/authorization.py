"""May this be believed although nobody signed it?

The older service of Codat's, rules, signs nothing.
It sends the `Authorization` that its settings in the portal name, or none at all.
"""

import base64
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar

from codat_client.errors import YourError
from codat_client.webhooks.reply import RefusedMessage

__all__ = ["Authorization", "check"]


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a message of the older service must come with.

    Attributes:
        scheme: `Basic`, `Bearer`, or empty.
        value: What follows the scheme.
    """

    scheme: str
    value: str = field(repr=False)

    NONE: ClassVar["Authorization"]
    """Whoever can reach the receiver is believed; the worst that a stranger can do is to make the
    client look at a sync for nothing."""

    @classmethod
    def bearer(cls, token: str) -> "Authorization":
        """Demand a token.

        Raises:
            YourError: It is empty, or no header can hold it.
        """
        return cls("Bearer", _filled(token, "The token"))

    @classmethod
    def basic(cls, user: str, password: str) -> "Authorization":
        """Demand a user and a password.

        Raises:
            YourError: Both are empty, or the user has a colon.
        """
        if ":" in user or not (user or password):
            raise YourError("The user must have no colon, and not be empty like the password.")
        return cls("Basic", base64.b64encode(f"{user}:{password}".encode()).decode())

    def fits(self, scheme: str, value: str) -> bool:
        """Say whether a header is this one, in a time that does not depend on how nearly."""
        same = hmac.compare_digest(self.value.encode(), value.encode(errors="replace"))
        return same and self.scheme.lower() == scheme.lower()


Authorization.NONE = Authorization("", "")


def check(headers: Mapping[str, str], accepted: Iterable[Authorization]) -> None:
    """Let a message pass that comes with what is demanded.

    Args:
        headers: Their names in small letters.
        accepted: Any of these will do.

    Raises:
        RefusedMessage: It comes with nothing, or with something else.
    """
    if Authorization.NONE in accepted:
        return
    header = headers.get("authorization", "").strip()
    if not header:
        raise RefusedMessage(
            HTTPStatus.UNAUTHORIZED,
            "The message is neither signed nor does it carry an Authorization.",
            WWW_Authenticate='Bearer realm="webhooks"',
        )
    scheme, _, value = header.partition(" ")
    fits = [one.fits(scheme, value.strip()) for one in accepted]  # all, whichever fits
    if not any(fits):
        raise RefusedMessage(HTTPStatus.FORBIDDEN, "The Authorization is another.")


def _filled(text: str, what: str) -> str:
    if not text.strip() or not text.isascii() or not text.isprintable():
        raise YourError(f"{what} must be printable ASCII, and not empty.")
    return text.strip()
