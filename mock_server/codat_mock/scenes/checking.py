"""What is wrong with a scenario file? All of it is told at once, each problem with line and column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias

from codat_mock.contract.schemas import Schema
from codat_mock.contract.sentences import faults, pointer_place
from codat_mock.core.errors import Refused
from codat_mock.scenes import shelf
from codat_mock.scenes.written import MOST_BYTES, Complaint, Unreadable, Written, read

TryOut: TypeAlias = Callable[[Mapping[str, Any]], object]
"""Loads a scenario into a tenant that nobody needs, or refuses it."""


class Unusable(ValueError):
    """A scenario that cannot be loaded.

    Attributes:
        source: Its file.
        complaints: Why, in the order of the file.
    """

    def __init__(self, source: str, complaints: tuple[Complaint, ...]) -> None:
        """Keep the reasons."""
        self.source = source
        self.complaints = complaints
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """A line for each reason: `file:line:column: what`."""
        return [f"{self.source}:{one.line}:{one.column}: {one.message}" for one in self.complaints]


@dataclass(frozen=True, slots=True)
class Checker:
    """Reads scenarios and says what is wrong with them.

    Attributes:
        schema: What may stand in one.
        try_out: Loads one, or refuses it.
    """

    schema: Schema
    try_out: TryOut

    def opened(self, wanted: str) -> Mapping[str, Any]:
        """A scenario by the name under which it ships, or from a file.

        Raises:
            LookupError: There is neither.
            Unusable: There is something wrong with the file.
        """
        if wanted in shelf.names():
            return shelf.document(wanted)
        path = Path(wanted)
        if not path.suffix and not path.exists():
            shelf.source(wanted)  # It raises, and says which was perhaps meant.
        return self.file(path)

    def file(self, path: Path) -> Mapping[str, Any]:
        """A scenario from a file.

        Raises:
            LookupError: There is no such file, or it cannot be opened.
            Unusable: There is something wrong with it.
        """
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except OSError as wrong:
            message = f"{path} cannot be read: {wrong.strerror}; name a file of YAML, or a scenario that ships."
            raise LookupError(message) from wrong
        return self.checked(str(path), raw)

    def checked(self, source: str, raw: bytes) -> Mapping[str, Any]:
        """What a file says.

        Raises:
            Unusable: There is something wrong with it.
        """
        try:
            written = read(raw)
        except Unreadable as wrong:
            raise Unusable(source, wrong.complaints) from None
        complaints = self._misfits(written) or self._refused(written)
        if complaints:
            raise Unusable(
                source, tuple(sorted(complaints, key=lambda one: (one.line, one.column)))
            )
        document: Mapping[str, Any] = written.document
        if set(document) == {"scenario"}:
            return shelf.document(document["scenario"])
        return document

    def _misfits(self, written: Written) -> list[Complaint]:
        if not isinstance(written.document, dict):
            return [
                written.complaint("", "A scenario is an object; begin with `scenario: a-name`.")
            ]
        complaints = []
        for error in self.schema.errors(written.document):
            if error.kind.name == "additionalProperties":
                complaints += self._strangers(written, error)
                continue
            (fault,) = faults([error], self.schema, pointer_place)
            complaints.append(written.complaint(fault.place, fault.message))
        return complaints

    def _strangers(self, written: Written, error: Any) -> list[Complaint]:
        """A complaint for each key that has no business there, at the key itself."""
        known = [*self.schema.refusing(error).get("properties", {})]
        around = pointer_place(tuple(error.instance_path))
        complaints = []
        for name in error.kind.unexpected:
            near = get_close_matches(name, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}."
            message = f"There is no key {name[:60]!r} here; {meant}"
            complaints.append(written.complaint(around + pointer_place((name,)), message))
        return complaints

    def _refused(self, written: Written) -> list[Complaint]:
        document = written.document
        try:
            if set(document) == {"scenario"}:
                shelf.source(document["scenario"])
            else:
                self.try_out(document)
        except LookupError as none:
            return [written.complaint("/scenario", str(none.args[0]))]
        except Refused as refused:
            return [written.complaint(fault.place, fault.message) for fault in refused.faults] or [
                written.complaint("", refused.why)
            ]
        return []
