"""What became of each transaction?

The list of transactions is the authority, and every page of it is read: the links are followed,
which a server that goes wrong could make endless.
"""

from dataclasses import replace

from codat_client.answers import Page, read_page
from codat_client.errors import RefusedError, UnexpectedAnswerError
from codat_client.exchange import Flow, Request, Tell
from codat_client.progress import Progress, Stage
from codat_client.run import Run
from codat_client.steps import sync_transactions

__all__ = ["read_transactions"]


def read_transactions(run: Run) -> Flow[None]:
    """Read the whole list into the ledger."""
    at = Progress(Stage.TRANSACTIONS, 0, len(run.ledger.entries), "The list is read.")
    yield Tell(at)
    request: Request | None = sync_transactions(run.company_id, run.sync.id)
    visited: list[str] = []
    while request is not None:
        visited.append(request.target)
        page = yield from _read_page(run, request, at)
        for listed in page.entries:
            run.ledger.note(listed)
        done = at.done + len(page.entries)
        total = done if page.next is None else max(done, page.total)
        at = replace(at, done=done, total=total, text=f"Transactions read: {done}.")
        yield Tell(at)
        request = _following(run, request, page, visited)


def _read_page(run: Run, request: Request, at: Progress) -> Flow[Page]:
    try:
        response = yield from run.send(request, at)
    except RefusedError as error:
        if error.status != 404 or run.sync.success:
            raise
        # A sync that ends because its company was deleted may take its transactions along.
        gone = "Its transactions can no longer be read (404)."
        remark = f"{run.sync.remark} {gone}" if run.sync.remark else gone
        run.ledger.sync = replace(run.sync, remark=remark)
        return Page((), 0, None)
    return read_page(request, response)


def _following(run: Run, request: Request, page: Page, visited: list[str]) -> Request | None:
    if page.next is None:
        return None
    if page.next in visited:
        what = f"its pages go in a circle, back to {page.next}"
        raise UnexpectedAnswerError(request.operation, what)
    if len(visited) >= run.policy.most_pages:
        what = f"it has more than {run.policy.most_pages} pages"
        raise UnexpectedAnswerError(request.operation, what)
    return replace(request, target=page.next)
