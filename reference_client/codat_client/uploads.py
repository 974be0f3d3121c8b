"""How do the receipts get to their expenses?

Several at a time.
Those that must be tried again are tried together once the others are through: a server that is
short of breath gets a pause instead of a storm.
"""

from dataclasses import dataclass, replace

from codat_client.answers import read_id
from codat_client.errors import ExpenseSyncError
from codat_client.exchange import Arrival, Flow, Outcome, Receive, Request, SendAll, Tell, Wait
from codat_client.ledger import Entry
from codat_client.progress import Progress, Stage
from codat_client.retry import Delivery
from codat_client.run import Run
from codat_client.steps import upload_attachment

__all__ = ["upload_receipts"]


@dataclass(frozen=True, slots=True)
class Upload:
    """One receipt on its way: the `place`-th of its expense."""

    entry: Entry
    place: int
    delivery: Delivery

    def settle(self, outcome: Outcome) -> str:
        """Note what became of it, and say so; a failure is this receipt's alone."""
        result = self.entry.receipts[self.place]
        request = self.delivery.request
        try:
            attachment_id = read_id(request, self.delivery.settle(outcome), "id")
        except ExpenseSyncError as error:
            result = replace(result, error=str(error))
        else:
            result = replace(result, attachment_id=attachment_id)
        self.entry.receipts[self.place] = result
        fate = "did not arrive" if result.error else "arrived"
        return f"{result.receipt.file_name} of expense {self.entry.expense.id} {fate}."


def upload_receipts(run: Run) -> Flow[None]:
    """Upload the receipts of every expense that is in the books, each exactly once."""
    waiting = _uploads(run)
    at = Progress(Stage.RECEIPTS, 0, len(waiting), f"Receipts to be uploaded: {len(waiting)}.")
    yield Tell(at)
    while waiting:
        requests = tuple(upload.delivery.request for upload in waiting)
        yield SendAll(requests, run.policy.uploads_at_once)
        again: list[Upload] = []
        pause = 0.0
        for _ in requests:
            arrival = yield from _receive()
            upload = waiting[arrival.index]
            wait = upload.delivery.take(arrival.outcome)
            if wait is not None:
                again.append(upload)
                pause = max(pause, wait)
                continue
            at = replace(at, done=at.done + 1, text=upload.settle(arrival.outcome))
            yield Tell(at)
        waiting = again
        if waiting:
            yield Tell(replace(at, text=f"Again in {pause:g} s: {len(waiting)} receipts."))
            yield Wait(pause)


def _uploads(run: Run) -> list[Upload]:
    return [
        Upload(entry, place, run.delivery(_request(run, entry, place)))
        for entry in run.ledger.entries
        if entry.takes_receipts
        for place in range(len(entry.receipts))
    ]


def _request(run: Run, entry: Entry, place: int) -> Request:
    receipt = entry.receipts[place].receipt
    return upload_attachment(
        run.company_id, run.sync.id, entry.expense.id, receipt, key=run.new_id()
    )


def _receive() -> Flow[Arrival]:
    arrival = yield Receive()
    if not isinstance(arrival, Arrival):
        raise TypeError(f"Receive must be answered with an Arrival, not with {arrival!r}.")
    return arrival
