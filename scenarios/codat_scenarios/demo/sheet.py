"""Which cells does the file hold?

Bytes become rows of cells by column. Encoding, separators and quotes are dealt with here; what the
cells mean is not yet asked.
"""

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codat_scenarios.demo.columns import column_named, header_faults
from codat_scenarios.demo.faults import Fault, UnusableFileError

__all__ = ["MOST_BYTES", "Row", "Sheet", "read_sheet"]

MOST_BYTES = 64 * 1024 * 1024
"""A larger file is not a month of expenses."""

SEPARATORS = (",", ";", "\t")

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Encodings that say what they are in the first bytes; everything else must be UTF-8."""

MISTAKEN = {
    b"PK\x03\x04": "a workbook",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"%PDF": "a PDF document",
}
"""What is given in place of a CSV file, by its first bytes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: the line where it begins, and its cells by column name."""

    line: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return the cell's text; empty when the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of a file.

    Attributes:
        file: The file's name.
        separator: What stands between its cells.
        rows: Every row that is not empty and has as many cells as the header.
        faults: One for each row that has not.
    """

    file: str
    separator: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read_sheet(path: Path) -> Sheet:
    """Read the file.

    Raises:
        UnusableFileError: It cannot be read, is no text, or has another header.
    """
    text = _text(path.name, _bytes(path))
    separator = _separator(text)
    records, torn = _records(path.name, text, separator)
    if not records:
        raise _unusable(path.name, "is empty; it needs a header and at least one expense")
    line, header = records[0]
    if faults := list(header_faults(path.name, line, header)):
        raise UnusableFileError(faults)
    names = [column.name for column in map(column_named, header) if column]
    rows, faults = [], list(torn)
    for line, cells in records[1:]:
        if len(cells) == len(names):
            rows.append(Row(line, dict(zip(names, cells, strict=True))))
        else:
            problem = f"has {len(cells)} cells, but the header has {len(names)}"
            faults.append(Fault(path.name, problem, line))
    if not rows and not faults:
        raise _unusable(path.name, "has a header and no expenses")
    return Sheet(path.name, separator, tuple(rows), tuple(faults))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unusable(path.name, f"is larger than {MOST_BYTES // 1024**2} MB")
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _unusable(str(path), f"cannot be read: {reason}") from None


def _text(file: str, content: bytes) -> str:
    for mark, what in MISTAKEN.items():
        if content.startswith(mark):
            raise _unusable(file, f"is {what}, not text; save it as CSV in UTF-8")
    encodings = [name for mark, name in MARKS.items() if content.startswith(mark)]
    try:
        text = content.decode(encodings[0] if encodings else "utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = (
            f"holds the byte 0x{content[error.start]:02X}, which is not {error.encoding.upper()};"
            " save the file as CSV in UTF-8"
        )
        raise UnusableFileError([Fault(file, problem, line)]) from None
    if "\0" in text:
        raise _unusable(file, "holds the character 0, so it is not text; save it as CSV in UTF-8")
    return text


def _separator(text: str) -> str:
    """Return the separator with which the first line has most names of columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def names(separator: str) -> int:
        cells = next(csv.reader([first], delimiter=separator), [])
        return sum(column_named(cell) is not None for cell in cells)

    return max(SEPARATORS, key=names)


def _records(
    file: str, text: str, separator: str
) -> tuple[list[tuple[int, list[str]]], Sequence[Fault]]:
    """Return the cells of each record that is not empty, and why the reading stopped, if it did."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        problem = f"cannot be split into cells: {error}; a quoted cell may lack its second quote"
        return records, [Fault(file, problem, line)]
    return records, []


def _unusable(file: str, problem: str) -> UnusableFileError:
    return UnusableFileError([Fault(file, problem)])
