"""Where in a document is something wrong? Several things may be; all of them are told at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from codat_mock.core.errors import Contradiction, Fault, Invalid, Refused, summed, untold


@dataclass(slots=True)
class Problems:
    """What is wrong with a document that fits its schema.

    Attributes:
        faults: Each problem, at its JSON pointer.
        contradictions: How many of them are of things that cannot happen; the others are of what is not there.
    """

    faults: list[Fault] = field(default_factory=list)
    contradictions: int = 0

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Go on after whatever is refused within the block, and note it below `place`, a JSON pointer."""
        try:
            yield
        except Refused as wrong:
            faults = wrong.faults or (Fault("", wrong.why),)
            self.faults += [
                replace(fault, place=place + fault.place, pointer=place + fault.place)
                for fault in faults
            ]
            if isinstance(wrong, Contradiction):
                self.contradictions += len(faults)

    def note(self, place: str, message: str) -> None:
        """Note a problem at a JSON pointer."""
        self.faults.append(Fault(place, message, place))

    def refuse(self) -> None:
        """Refuse the document if there is anything wrong with it.

        Raises:
            Contradiction: It says of something what cannot happen, and nothing else is wrong.
            Invalid: It names what is not there, or says too much.
        """
        if not self.faults:
            return
        kind = Contradiction if self.contradictions == len(self.faults) else Invalid
        raise kind(summed(self.faults), faults=(*self.faults[:100], *untold(len(self.faults), "")))
