"""How does an expense fit into one line?

The columns share the width that there is: what is short stays whole, the expense and the message
divide the rest, and where that is too little the date goes first.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from rich.cells import cell_len
from rich.text import Text

from codat_client import Report
from codat_contract import TransactionStatus
from codat_scenarios.demo.figures import HEADINGS, Cells, rows

__all__ = ["expense_lines"]

GAP = 2
LEAST_EXPENSE = 16
LEAST_MESSAGE = 26
"""As wide as `Expense marked as uploaded`."""

STYLES: Mapping[str, str] = MappingProxyType(
    {
        TransactionStatus.COMPLETED: "green",
        TransactionStatus.PUSH_ERROR: "bold red",
        TransactionStatus.VALIDATION_ERROR: "bold red",
        TransactionStatus.PENDING: "yellow",
        TransactionStatus.UNKNOWN: "magenta",
    }
)
OTHER_STYLE = "yellow"


def expense_lines(report: Report, width: int) -> Iterator[Text]:
    """Give the table line by line, the expenses of each dataset below the dataset's own line."""
    every = rows(report)
    widths = _widths(every, width)
    yield _line(HEADINGS, widths, Cells(*["bold"] * len(HEADINGS)))
    dataset: str | None = None
    for result, row in zip(report.expenses, every, strict=True):
        if result.dataset_id and result.dataset_id != dataset:
            dataset = result.dataset_id
            number = report.dataset_ids.index(dataset) + 1
            title = f"Dataset {number} of {len(report.dataset_ids)}  {dataset} "
            yield Text(title.ljust(sum(widths.values()), "\u2500"), "dim")
        style = STYLES.get(result.status, OTHER_STYLE)
        told = "dim" if result.uploaded else "red"
        yield _line(row, widths, Cells("dim", "", "", style, "", told))


def _widths(every: Sequence[Cells], width: int) -> Mapping[str, int]:
    widths = {
        name: max(cell_len(cell) for cell in column) + GAP
        for name, column in zip(Cells._fields, zip(HEADINGS, *every, strict=True), strict=True)
    }
    widths["message"] -= GAP
    for dropped in ("", "day", "receipts"):
        widths.pop(dropped, None)
        room = width - sum(widths[name] for name in widths if name not in {"expense", "message"})
        if room >= LEAST_EXPENSE + GAP + LEAST_MESSAGE:
            break
    widths["expense"] = max(min(widths["expense"], room - LEAST_MESSAGE), LEAST_EXPENSE)
    widths["message"] = max(min(widths["message"], room - widths["expense"]), 1)
    return widths


def _line(row: Cells, widths: Mapping[str, int], styles: Cells) -> Text:
    line = Text(no_wrap=True)
    for name, width in widths.items():
        gap = 0 if name == "message" else GAP
        cell = Text(getattr(row, name), getattr(styles, name))
        cell.truncate(width - gap, overflow="ellipsis")
        if name == "amount":
            cell.align("right", width - gap)
        elif name != "message":
            cell.align("left", width - gap)
        line.append_text(cell).append(" " * gap)
    return line
