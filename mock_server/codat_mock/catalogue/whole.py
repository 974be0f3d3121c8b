"""Which ways are there, and which of them are asked for?"""

from codat_mock.catalogue import answers, codes, failures, outcomes, states
from codat_mock.catalogue.row import By, Kind, Row


def every() -> list[Row]:
    """All of them: those to each code, status and fault together; the faults as their files are now."""
    coded = sorted((*codes.rows(), *states.rows()), key=lambda row: row.value)
    answered = sorted(answers.rows(), key=lambda row: row.value)
    return [*coded, *outcomes.rows(), *answered, *failures.rows()]


def wanted(
    rows: list[Row], kind: Kind | None = None, value: str | None = None, by: By | None = None
) -> list[Row]:
    """Those of the rows that have this in common; None: whatever they have."""
    return [
        row
        for row in rows
        if kind in (None, row.kind)
        and (value is None or value.casefold() == str(row.value).casefold())
        and by in (None, row.by)
    ]
