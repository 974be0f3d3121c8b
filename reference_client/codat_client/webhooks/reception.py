"""What becomes of a message, from its headers to its answer?

Without any input or output, so that every web framework can use it.
A message that is refused has no effect; one that is taken has a single one: whoever waits for its
sync looks at it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from codat_client.webhooks.authorization import Authorization, check
from codat_client.webhooks.mailbox import Mailbox
from codat_client.webhooks.message import Message, read
from codat_client.webhooks.reply import RefusedMessage, Reply, printable
from codat_client.webhooks.signature import Secrets, is_signed

__all__ = ["METHODS", "Reception"]

METHODS = ("POST", "PUT")
"""The current service can be told to send PUT."""

SIGNED, UNSIGNED = "current service", "rules"


class Reception:
    """Takes messages, or refuses them.

    Attributes:
        most_bytes: How large a body may be.
    """

    def __init__(
        self,
        secrets: Secrets,
        accepted: tuple[Authorization, ...],
        mailbox: Mailbox,
        now: Callable[[], datetime],
        most_bytes: int,
    ) -> None:
        """Take messages that are signed with a secret, or come with an Authorization."""
        self.most_bytes = most_bytes
        self._secrets, self._accepted = secrets, accepted
        self._mailbox, self._now = mailbox, now

    def refusal(self, method: str, length: int = 0) -> Reply | None:
        """Refuse what need not be read to the end: by its method, or by so many bytes."""
        if method not in METHODS:
            allow = {"Allow": ", ".join(METHODS)}
            told = "Webhooks are received here, and nothing else: POST them."
            return Reply(HTTPStatus.METHOD_NOT_ALLOWED, told, allow)
        if length > self.most_bytes:
            told = f"The body has more than {self.most_bytes} bytes."
            return Reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
        return None

    def answer(self, method: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Take a message, or refuse it.

        Args:
            method: The HTTP method.
            headers: The headers, their names in whatever letters.
            body: The bytes as they came.
        """
        if refused := self.refusal(method, len(body)):
            return refused
        small = {name.lower(): value for name, value in headers.items()}
        try:
            message_id = self._verified(small, body)
            message = read(body)
        except RefusedMessage as refusal:
            return refusal.reply
        return self._taken(message_id, message)

    def _verified(self, headers: Mapping[str, str], body: bytes) -> str | None:
        if self._secrets and (is_signed(headers) or not self._accepted):
            if not is_signed(headers):
                raise RefusedMessage(HTTPStatus.UNAUTHORIZED, "The message is not signed.")
            return self._secrets.verify(headers, body, self._now())
        check(headers, self._accepted)
        return None

    def _taken(self, message_id: str | None, message: Message) -> Reply:
        if not message.ended or message.sync_id is None:
            event = printable(message.event) or "something unnamed"
            return Reply(HTTPStatus.OK, f"Ignored: {event} does not tell the end of a sync.")
        known_by = None
        if message_id is not None:
            known_by = (SIGNED, message_id)
        elif message.alert_id is not None:
            known_by = (UNSIGNED, message.alert_id)
        if not self._mailbox.put(message.sync_id, known_by):
            return Reply(HTTPStatus.OK, "Known already: a message with this id has come before.")
        return Reply(HTTPStatus.OK, f"Taken: sync {printable(message.sync_id)} is looked at.")
