"""What goes wrong with messages on purpose? Which of them meet a fault, and what it does to those that do.

Rule 1: a message meets one fault at most, and its first attempt has it; of one that comes again, its repetitions.
Rule 2: a fault that could do nothing to a message is not met by it, and waits for the next.
"""

from codat_contract import WebhookKind
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.faults import FaultBook
from codat_mock.core.ids import Key
from codat_mock.core.messages import Message, Spoil
from codat_mock.core.moments import Duration, Moment
from codat_mock.core.notices import Notice
from codat_mock.core.timetable import RULES


class Spoiling:
    """What the faults of a tenant do to its messages."""

    __slots__ = ("_faults", "_held")

    def __init__(self, faults: FaultBook) -> None:
        """Begin with no message that waits for a later one."""
        self._faults = faults
        self._held: dict[Key, Message] = {}

    def met(self, endpoint: Endpoint, kind: WebhookKind, notice: Notice) -> Spoil | None:
        """What goes wrong with a message to an endpoint that is written now; None: nothing."""
        company = notice.company.id if notice.company else None
        return self._faults.spoil(kind.name, company, lambda spoil: self._able(spoil, endpoint))

    def begin(self, message: Message, spoil: Spoil) -> Duration:
        """Mark a message with what goes wrong with it, and tell how much later it is sent."""
        message.copies = spoil.copies
        message.mark = "" if spoil.copies else spoil.what
        if spoil.after_next:
            self._held[message.endpoint.id] = message
        return spoil.delay

    def repeats(self, message: Message) -> bool:
        """Whether a message that was received is to come again; it is marked then."""
        if message.spoil is None or not message.copies:
            return False
        message.copies, message.mark = message.copies - 1, message.spoil.what
        return True

    def freed(self, gone: Message, now: Moment) -> Message | None:
        """The message that has waited for one that has gone, if it would still wait."""
        held = self._held.get(gone.endpoint.id)
        if held is None or gone.number < held.number:
            return None
        del self._held[gone.endpoint.id]
        return held if held is not gone and held.due is not None and held.due > now else None

    def forget(self, endpoint: Endpoint) -> None:
        """Hold nothing back from an endpoint any more."""
        self._held.pop(endpoint.id, None)

    def _able(self, spoil: Spoil, endpoint: Endpoint) -> bool:
        """Whether a message to an endpoint can be spoiled so."""
        if spoil.signed and not RULES[endpoint.service].signed:
            return False
        if spoil.again and endpoint.last is None:
            return False
        # What one that is held back waits for is not held back itself.
        return not (spoil.after_next and endpoint.id in self._held)
