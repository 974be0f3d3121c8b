"""Which of the exchanges are asked for?"""

from collections.abc import Iterable
from dataclasses import dataclass

from codat_mock.core import ids
from codat_mock.core.ids import Key
from codat_mock.core.journal import Witnessed

API = ("contract", "control")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What exchanges must have in common; None: whatever they have.

    Attributes:
        operation: The operation that they asked for.
        status: Their status, such as `404`, or its class, such as `4xx`.
        sync: The sync that they are about.
        api: `contract` or `control`.
    """

    operation: str | None = None
    status: str | None = None
    sync: Key | None = None
    api: str | None = None

    def chosen(self, journal: Iterable[Witnessed]) -> list[Witnessed]:
        """Those of the journal that have it, the oldest first."""
        return [seen for seen in journal if self._fits(seen)]

    def _fits(self, seen: Witnessed) -> bool:
        return (
            self.api in (None, api_of(seen))
            and self.operation in (None, seen.operation)
            and (self.status is None or _has_status(seen, self.status))
            and (self.sync is None or concerns(seen, self.sync))
        )


def api_of(seen: Witnessed) -> str:
    """Whether an exchange was about what is mocked, or about the mock."""
    return API[seen.control]


def concerns(seen: Witnessed, sync: Key) -> bool:
    """Whether an exchange has moved a sync to another code, or names it: in the path, in the body, or in the answer."""
    name = ids.text(sync)
    return (
        any(move.sync == sync and move.before != move.now for move in seen.moves)
        or name in seen.request.path.lower()
        or name.encode() in seen.request.body.lower()
        or name.encode() in seen.reply.body
    )


def _has_status(seen: Witnessed, wanted: str) -> bool:
    status = str(seen.reply.status)
    return status == wanted or (wanted.endswith("xx") and status[0] == wanted[0])
