"""Which scenarios ship with the mock? Each is a file of its own, and any language can read it."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

_BESIDE = "codat_scenarios"
"""The package beside which they lie. It is found by its name: none of its code is needed."""


@cache
def _files() -> Mapping[str, Any]:
    # It takes longer to import than most servers, which are in no scenario, take to start.
    from importlib.resources import files

    folder = files(_BESIDE) / "shelf"
    return {
        Path(file.name).stem: file
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yaml")
    }


def names() -> list[str]:
    """Their names."""
    return [*_files()]


def source(name: str) -> bytes:
    """The file of a scenario.

    Raises:
        LookupError: There is none of this name; the sentence says which was perhaps meant.
    """
    files = _files()
    if name not in files:
        near = get_close_matches(name, files, n=3)
        meant = f"did you mean {' or '.join(near)}?" if near else f"there is {', '.join(files)}."
        message = f"No scenario {name[:80]!r} ships with the mock; {meant}"
        raise LookupError(message)
    raw: bytes = files[name].read_bytes()
    return raw


@cache
def document(name: str) -> Mapping[str, Any]:
    """What a scenario says; callers share it, and change nothing of it.

    Raises:
        LookupError: There is none of this name.
    """
    # Those who list or load scenarios read YAML; a server does not.
    from codat_mock.scenes.written import read

    found: Mapping[str, Any] = read(source(name)).document
    return found
