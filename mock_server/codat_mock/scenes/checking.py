"""What is wrong with a scenario file? All of it is told at once, each problem with line and column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias

from codat_mock.contract.schemas import Schema
from codat_mock.contract.sentences import faults, pointer_place
from codat_mock.core.errors import Refused
from codat_mock.scenes import listening, shelf
from codat_mock.scenes.complaints import Complaint, Unusable
from codat_mock.scenes.keys import Key, Keys
from codat_mock.scenes.rehearsing import doubts
from codat_mock.scenes.written import MOST_BYTES, Unreadable, Written, read
from codat_mock.scenes.written import Path as Part

HINT = "`codat-mock scenarios schema` prints all that may stand in a scenario; editors complete from it."
"""What helps whoever has to put a file right."""

TryOut: TypeAlias = Callable[[Mapping[str, Any]], object]
"""Loads a scenario into a tenant that nobody needs, or refuses it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that can be loaded.

    Attributes:
        document: What it says.
        doubts: What is there and will have no effect, as far as its steps tell.
    """

    document: Mapping[str, Any]
    doubts: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Checker:
    """Reads scenarios and says what is wrong with them.

    Attributes:
        schema: What may stand in one.
        keys: What each of its keys looks like when it is right.
        try_out: Loads one, or refuses it.
    """

    schema: Schema
    keys: Keys
    try_out: TryOut

    def opened(self, wanted: str) -> Checked:
        """A scenario by the name under which it ships, or from a file.

        Raises:
            LookupError: There is neither.
            Unusable: There is something wrong with the file.
        """
        if wanted in shelf.names():
            return Checked(shelf.document(wanted), ())
        path = Path(wanted)
        if not path.suffix and not path.exists():
            shelf.source(wanted)  # It raises, and says which was perhaps meant.
        return self.file(path)

    def file(self, path: Path) -> Checked:
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

    def checked(self, source: str, raw: bytes) -> Checked:
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
            raise Unusable(source, _in_order(complaints))
        document: Mapping[str, Any] = written.document
        if set(document) == {"scenario"}:
            return Checked(shelf.document(document["scenario"]), ())
        every = (*listening.in_vain(document), *doubts(document))
        found = [written.complaint(pointer, why) for pointer, why in every]
        return Checked(document, _in_order(found))

    def _misfits(self, written: Written) -> list[Complaint]:
        if not isinstance(written.document, dict):
            word = written.document if isinstance(written.document, str) else ""
            return [written.complaint("", _NO_OBJECT + _space(word))]
        complaints = []
        shown: set[Part] = set()
        for error in self.schema.errors(written.document):
            if error.kind.name == "additionalProperties":
                complaints += self._strangers(written, error, shown)
                continue
            (fault,) = faults([error], self.schema, pointer_place)
            said = fault.message + self._right(written.path(fault.place), shown)
            complaints.append(written.complaint(fault.place, said))
        return complaints

    def _strangers(self, written: Written, error: Any, shown: set[Part]) -> list[Complaint]:
        """A complaint for each key that has no business there, at the key itself."""
        known = [*self.schema.refusing(error).get("properties", {})]
        around: Part = tuple(error.instance_path)
        complaints = []
        for name in error.kind.unexpected:
            near = get_close_matches(name, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}."
            message = f"There is no key {name[:60]!r} here; {meant}{_space(name)}"
            message += self._right((*around, near[0] if near else name), shown)
            complaints.append(written.complaint(pointer_place((*around, name)), message))
        return complaints

    def _right(self, path: Part, shown: set[Part]) -> str:
        """What the step or key around a part looks like when it is right; once for each."""
        key: Key | None = self.keys.around(path)
        place = path[:2] if path[:1] == ("steps",) else path[:1]
        if key is None or place in shown:
            return ""
        shown.add(place)
        return f" Write it like `{key.example}`."

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


def _in_order(complaints: list[Complaint]) -> tuple[Complaint, ...]:
    return tuple(sorted(complaints, key=lambda one: (one.line, one.column)))


_NO_OBJECT = "A scenario is an object; begin with its name, such as `scenario: mine`."


def _space(text: str) -> str:
    """What to do about a text that was perhaps meant as key and value."""
    before, colon, _ = text.partition(":")
    return (
        f" Put a space behind the colon of {before[:60]!r}." if colon and before.isalpha() else ""
    )
