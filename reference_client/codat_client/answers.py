"""What do Codat's good answers say?

Read tolerantly: what the flow does not need may be absent or strange, unknown fields are ignored,
and `expense` and `expenses` are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from codat_client.errors import UnexpectedAnswerError
from codat_client.exchange import Request, Response
from codat_contract import IntegrationType

__all__ = ["Listed", "Page", "Status", "read_id", "read_page", "read_status"]


@dataclass(frozen=True, slots=True)
class Status:
    """What a sync's status says.

    Attributes:
        code: `syncStatusCode`.
        text: `syncStatus`.
        error_message: `errorMessage`, None when empty.
        exception_message: `syncExceptionMessage`, None when empty.
        data_pushed: `dataPushed`.
    """

    code: int
    text: str | None
    error_message: str | None
    exception_message: str | None
    data_pushed: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the list of transactions.

    Attributes:
        transaction_id: The expense's id.
        status: The transaction's status.
        message: Why, when there is a message.
        is_expense: It was written as an expense, not as a bank feed.
    """

    transaction_id: str
    status: str
    message: str | None
    is_expense: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list of transactions.

    Attributes:
        entries: The transactions.
        total: How many all pages have together, as this page says.
        next: The target of the next page; None on the last.
    """

    entries: tuple[Listed, ...]
    total: int
    next: str | None


def read_id(request: Request, response: Response, name: str) -> str:
    """Read the id that an answer consists of: `datasetId`, `syncId` or an attachment's `id`."""
    found = response.fields(request.operation).get(name)
    if not isinstance(found, str) or not found:
        raise UnexpectedAnswerError(request.operation, f"{name} is {found!r}")
    return found


def read_status(request: Request, response: Response) -> Status:
    """Read the status of a sync."""
    fields = response.fields(request.operation)
    code = fields.get("syncStatusCode")
    if not isinstance(code, int) or isinstance(code, bool):
        raise UnexpectedAnswerError(request.operation, f"syncStatusCode is {code!r}")
    return Status(
        code,
        _text(fields.get("syncStatus")),
        _text(fields.get("errorMessage")),
        _text(fields.get("syncExceptionMessage")),
        fields.get("dataPushed") is True,
    )


def read_page(request: Request, response: Response) -> Page:
    """Read a page of transactions, and where the next one is."""
    fields = response.fields(request.operation)
    results, total = fields.get("results"), fields.get("totalResults")
    if not isinstance(results, list):
        raise UnexpectedAnswerError(request.operation, f"results is {results!r}")
    entries = [_listed(result) for result in results if isinstance(result, dict)]
    links = fields.get("_links")
    following = links.get("next") if isinstance(links, dict) else None
    href = following.get("href") if isinstance(following, dict) else None
    return Page(
        tuple(entry for entry in entries if entry.transaction_id),
        total if isinstance(total, int) else 0,
        _target(request, href) if isinstance(href, str) and href else None,
    )


def _listed(result: Mapping[str, Any]) -> Listed:
    return Listed(
        _text(result.get("transactionId")) or "",
        _text(result.get("status")) or "Unknown",
        _text(result.get("message")),
        _is_expense(result.get("integrationType")),
    )


def _is_expense(spelling: object) -> bool:
    if spelling is None:
        return True  # the published schema's default
    try:
        return IntegrationType.read(str(spelling)) is IntegrationType.EXPENSE
    except ValueError:
        return False


def _target(request: Request, href: str) -> str:
    # The host is dropped: the next page is asked of the same server, the only one that may see
    # the API key.
    try:
        link = urlsplit(urljoin(request.target, href))
    except ValueError:
        link = urlsplit("")
    target = f"{link.path}?{link.query}" if link.query else link.path
    if not (target.startswith("/") and target.isascii() and target.isprintable()):
        raise UnexpectedAnswerError(request.operation, f"its next page is at {href!r}")
    return target


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
