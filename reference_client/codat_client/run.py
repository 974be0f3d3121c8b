"""What do all parts of the flow share?"""

from collections.abc import Callable
from dataclasses import dataclass

from codat_client.exchange import Flow, Request, Response
from codat_client.ledger import Ledger
from codat_client.policy import Policy
from codat_client.progress import Progress
from codat_client.report import SyncResult
from codat_client.retry import Delivery, deliver

__all__ = ["Run"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the flow.

    Attributes:
        ledger: What is known so far.
        policy: How patient and how busy to be.
        new_id: Draws a GUID.
    """

    ledger: Ledger
    policy: Policy
    new_id: Callable[[], str]

    @property
    def company_id(self) -> str:
        """The company whose books are meant."""
        return self.ledger.company_id

    @property
    def sync(self) -> SyncResult:
        """The sync, which must have been initiated."""
        if self.ledger.sync is None:
            message = "There is no sync before one is initiated."
            raise RuntimeError(message)
        return self.ledger.sync

    def delivery(self, request: Request) -> Delivery:
        """Prepare to send a request, more than once if need be."""
        return Delivery(request, self.policy, self.new_id)

    def send(self, request: Request, at: Progress) -> Flow[Response]:
        """Send a request and give its good answer; `at` is how far the stage is."""
        return deliver(self.delivery(request), at)
