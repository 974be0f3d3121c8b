"""Where are the documents, and what do they say?"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

Document: TypeAlias = Mapping[str, Any]

# libyaml reads a document in a tenth of the time; PyYAML's wheels have it, a build from source may not.
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def contract() -> Document:
    """The contract of Sync for Expenses, OpenAPI 3.1, as parsed.

    Callers share one tree: read it, never change it.
    """
    return _read("sync-for-expenses.yaml")


@cache
def control() -> Document:
    """The contract of the mock's own API, OpenAPI 3.1, as parsed; shared like `contract()`."""
    return _read("control.yaml")


def _read(name: str) -> Document:
    here = Path(__file__).parent
    # A wheel has the documents inside the package, a checkout beside it.
    path = next(place for place in (here / name, here.parent / name) if place.exists())
    document: Document = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 a safe loader either way
    return document
