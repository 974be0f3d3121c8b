"""What does a machine read?

One JSON document on standard output, when all is over. Amounts are strings, because many readers
of JSON keep numbers as floats; the names are those of the API where it has a name.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from codat_client import ExpenseResult, Progress, Report
from codat_scenarios.demo.faults import Fault, UnusableFileError
from codat_scenarios.demo.figures import BASE, Total, totals
from codat_scenarios.demo.month import Month
from codat_scenarios.demo.screen import Ending
from codat_scenarios.stage import Server

__all__ = ["MachineScreen"]


class MachineScreen:
    """Writes one document."""

    def __init__(self, write: Callable[[str], None]) -> None:
        """Keep what writes the document."""
        self._write = write
        self._progress: list[dict[str, Any]] = []

    def unusable(self, error: UnusableFileError) -> None:
        """Write the faults."""
        self._document({"faults": [_fault(fault) for fault in error.faults], "more": error.more})

    def opening(self, month: Month, server: Server) -> None:
        """Wait for the end."""

    def flow(self) -> AbstractContextManager[object]:
        """Need nothing around the progress."""
        return nullcontext()

    def progress(self, event: Progress) -> None:
        """Keep the event."""
        told = {"stage": event.stage.name.lower(), "done": event.done, "total": event.total}
        self._progress.append({**told, "text": event.text, "syncStatusCode": event.code})

    def ending(self, ending: Ending) -> None:
        """Write everything."""
        server = {"url": ending.server.url, "companyId": ending.server.company_id}
        self._document(
            {
                "source": str(ending.month.source),
                "server": {**server, "kept": ending.kept},
                "plan": ending.month.plan,
                "asPlanned": ending.as_planned,
                "error": str(ending.error) if ending.error else None,
                **(_report(ending.report) if ending.report else {}),
                "progress": self._progress,
            }
        )

    def _document(self, content: dict[str, Any]) -> None:
        self._write(json.dumps(content, indent=2))


def _fault(fault: Fault) -> dict[str, Any]:
    place = {"file": fault.file, "line": fault.line, "column": fault.column}
    return {**place, "problem": fault.problem}


def _report(report: Report) -> dict[str, Any]:
    return {
        "datasetIds": report.dataset_ids,
        "sync": _sync(report),
        "uploaded": len(report.uploaded),
        "unfinished": len(report.unfinished),
        "totals": [_total(total) for total in totals(report)],
        "expenses": [_expense(result) for result in report.expenses],
    }


def _sync(report: Report) -> dict[str, Any] | None:
    sync = report.sync
    if sync is None:
        return None
    return {
        "syncId": sync.id,
        "syncStatusCode": sync.code,
        "reason": sync.reason,
        "success": sync.success,
        "errorMessage": sync.error_message,
        "dataPushed": sync.data_pushed,
        "polls": sync.polls,
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "currency": total.currency,
        "expenses": total.count,
        "paid": str(total.paid),
        "received": str(total.received),
        "baseCurrency": BASE,
        "inBase": None if total.in_base is None else str(total.in_base),
    }


def _expense(result: ExpenseResult) -> dict[str, Any]:
    expense = result.expense
    return {
        "id": expense.id,
        "issueDate": expense.issue_date.isoformat(),
        "type": expense.type,
        "merchantName": expense.merchant_name,
        "amount": str(expense.total),
        "currency": expense.currency,
        "datasetId": result.dataset_id,
        "status": result.status,
        "message": result.message,
        "receipts": [
            {
                "fileName": receipt.receipt.file_name,
                "attachmentId": receipt.attachment_id,
                "error": receipt.error,
            }
            for receipt in result.receipts
        ],
        "uploaded": result.uploaded,
        "actor": result.actor,
        "conclusion": result.conclusion,
    }
