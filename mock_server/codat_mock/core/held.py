"""Which messages wait for a later one to the same endpoint to have gone first? Those that a fault has set aside."""

from codat_mock.core.endpoints import Endpoint
from codat_mock.core.ids import Key
from codat_mock.core.messages import Message, Spoil
from codat_mock.core.moments import Duration, Moment


class Held:
    """The messages that wait so, one for an endpoint at most."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: dict[Key, Message] = {}

    def delay(self, message: Message, spoil: Spoil) -> Duration:
        """How much later a message is sent; if it is to wait for a later one, it does from now on."""
        if not spoil.after_next:
            return spoil.delay
        if message.endpoint.id in self._waiting:
            # It is the one that the one before it waits for.
            return 0
        self._waiting[message.endpoint.id] = message
        return spoil.delay

    def freed(self, gone: Message, now: Moment) -> Message | None:
        """The message that has waited for one that has gone, if it would still wait."""
        held = self._waiting.get(gone.endpoint.id)
        if held is None or gone.number < held.number:
            return None
        del self._waiting[gone.endpoint.id]
        return held if held is not gone and held.due is not None and held.due > now else None

    def forget(self, endpoint: Endpoint) -> None:
        """Hold nothing back from an endpoint any more."""
        self._waiting.pop(endpoint.id, None)
