"""How far does a flow go? To its end, or until its sync is accepted and it would wait for it.

Its requests are sent one after the other, so that each run of a scenario is the same.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from codat_client import ExpenseSync, ExpenseSyncError, Progress, Report, Response
from codat_client.exchange import (
    Answer,
    Arrival,
    Flow,
    Instruction,
    Outcome,
    Receive,
    Request,
    Send,
    SendAll,
    Tell,
    Wait,
)

__all__ = ["Drive"]


@dataclass(slots=True)
class Drive:
    """A flow on its way.

    Attributes:
        flow: The flow.
        client: Sends its requests.
        wait: Lets so many seconds pass.
        tell: Is told what happens.
        report: What came of it, as far as is known; None: nothing yet.
        error: Why it could not go on, if it could not.
        sync_id: The sync, once it was accepted.
    """

    flow: Flow[Report]
    client: ExpenseSync
    wait: Callable[[float], None]
    tell: Callable[[Progress], None]
    report: Report | None = None
    error: ExpenseSyncError | None = None
    sync_id: str | None = None
    _accepted: bool = False
    _held: float = 0.0
    _arrivals: deque[Arrival] = field(default_factory=deque)

    def go(self, *, to_the_end: bool) -> None:
        """Go on; unless to the end, no further than to the first wait after the sync was accepted."""
        self.wait(self._held)
        self._held = 0.0
        answer: Answer = None
        try:
            while True:
                instruction = self.flow.send(answer)
                if isinstance(instruction, Wait) and self._accepted and not to_the_end:
                    self._held = instruction.seconds
                    return
                answer = self._carried_out(instruction)
        except StopIteration as end:
            self.report = end.value
        except ExpenseSyncError as error:
            self.error, self.report = error, error.report

    def _carried_out(self, instruction: Instruction) -> Answer:
        match instruction:
            case Send(request):
                return self._sent(request)
            case SendAll(requests, _):
                self._send_all(requests)
            case Receive():
                return self._arrivals.popleft() if self._arrivals else None
            case Wait(seconds):
                self.wait(seconds)
            case Tell(progress):
                self.tell(progress)
        return None

    def _sent(self, request: Request) -> Outcome:
        outcome = self.client.send(request)
        if request.operation == "initiate-sync" and isinstance(outcome, Response) and outcome.well:
            self._accepted = True
            if outcome.readable:
                self.sync_id = outcome.fields(request.operation).get("syncId")
        return outcome

    def _send_all(self, requests: Sequence[Request]) -> None:
        self._arrivals.extend(Arrival(place, self._sent(one)) for place, one in enumerate(requests))
