"""Where are the documents, and what do they say?"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from codat_contract.kept import kept

Document: TypeAlias = Mapping[str, Any]
T = TypeVar("T")

CONTRACT = "sync-for-expenses.yaml"
CONTROL = "control.yaml"


class BrokenDocument(ValueError):
    """A document cannot be used.

    Attributes:
        name: Its file.
    """

    def __init__(self, name: str, place: str, why: object) -> None:
        """Say which document it is, where in it, and what is wrong there."""
        self.name = name
        reason = f"{why} is missing" if isinstance(why, KeyError) else " ".join(str(why).split())
        super().__init__(f"{name}{f', {place}' if place else ''}: {reason}")


@cache
def contract() -> Document:
    """The contract of Sync for Expenses, OpenAPI 3.1, as parsed.

    Callers share one tree: read it, never change it.
    """
    return _read(CONTRACT)


@cache
def control() -> Document:
    """The contract of the mock's own API, OpenAPI 3.1, as parsed; shared like `contract()`."""
    return _read(CONTROL)


def table(name: str, read: Callable[[Document], T]) -> list[T]:
    """The rows of a table of the contract, each read by `read`.

    Raises:
        BrokenDocument: The table or a row of it is not as it should be.
    """
    rows: list[T] = []
    try:
        rows.extend(read(row) for row in contract()[name])
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise BrokenDocument(CONTRACT, f"{name}[{len(rows)}]", wrong) from wrong
    return rows


def _read(name: str) -> Document:
    here = Path(__file__).parent
    # A wheel has the documents inside the package, a checkout beside it.
    for path in (here / name, here.parent / name):
        if path.exists():
            break
    else:
        raise BrokenDocument(name, "", "it is missing from the installation")
    try:
        document = kept(path)
    except ValueError as wrong:
        raise BrokenDocument(name, "", wrong) from wrong
    if not isinstance(document, dict):
        raise BrokenDocument(name, "", "it is no mapping")
    return document
