"""What carries the flow out over the network?

The only file of this package that sends, waits, tells the time and draws ids.
"""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

import httpx

from codat_client.expense import Expense
from codat_client.policy import Policy
from codat_client.progress import Progress
from codat_client.report import Report

__all__ = ["ExpenseSync"]


class ExpenseSync:
    """Take approved expenses into the books of one company."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        company_id: str,
        *,
        policy: Policy = Policy(),
        transport: httpx.BaseTransport | None = None,
        timeout: float = 30.0,
    ) -> None:
        """Open nothing yet."""

    def run(
        self,
        expenses: Iterable[Expense],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Take the expenses through the whole flow.

        Raises:
            ExpenseSyncError: The flow could not go on; its `report` has what is known.
        """
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Give the client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
