"""Which faults are there? One a file of this package; there is no list to keep."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from codat_mock import faults
from codat_mock.faults.workings.fault import Fault


def kinds() -> Mapping[str, type[Fault]]:
    """The faults by name, in the order of their names.

    Raises:
        LookupError: A file has none, or several; the message names it.
    """
    names = sorted(found.name for found in pkgutil.iter_modules(faults.__path__) if not found.ispkg)
    return {kind.name: kind for kind in map(_kind, names)}


def catalogue() -> list[dict[str, Any]]:
    """What is told of each fault: `name`, `summary`, `seen` and `advice` for clients, `examples` (`title`, `body`)."""
    return [
        {
            "name": kind.name,
            "summary": kind.summary(),
            "seen": kind.seen,
            "advice": kind.advice,
            "examples": [{"title": title, "body": body} for title, body in kind.requests()],
        }
        for kind in kinds().values()
    ]


def _kind(name: str) -> type[Fault]:
    module = import_module(f"{faults.__name__}.{name}")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Fault) and value is not Fault
    ]
    if len(found) != 1:
        message = f"{module.__file__} has {len(found)} faults: write one class derived from Fault in each file"
        raise LookupError(message)
    return found[0]
