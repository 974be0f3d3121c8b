"""A fault that is there for one test alone."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codat_mock import faults

TEMPORARY = '''
"""Something that a tester has thought of."""

from dataclasses import dataclass

from codat_mock.faults.workings import Effect, Fault, Met, example, whole


@dataclass(frozen=True, slots=True)
class Shouting(Fault):
    """Answers in capitals."""

    seen = "Everything louder."
    advice = "Read in any case."
    examples = (example("Loud", operation="list-companies", times=2),)

    times_louder: int = whole("By how much.", least=1, most=9, default=1)

    def act(self, met: Met) -> Effect:
        return Effect(change=lambda _, body: body.upper() * self.times_louder)
'''
"""The file of a fault called `shouting`."""


@contextmanager
def folder_of_faults(folder: Path) -> Iterator[Path]:
    """A folder whose files are faults as well, as long as it is looked into."""
    faults.__path__.append(str(folder))
    try:
        yield folder
    finally:
        faults.__path__.remove(str(folder))
        for file in folder.glob("*.py"):
            sys.modules.pop(f"codat_mock.faults.{file.stem}", None)
            vars(faults).pop(file.stem, None)
