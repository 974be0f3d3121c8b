"""What does a code that somebody has provoked say of its company? Nothing: so nobody need mend what is well."""

from collections.abc import Mapping

from codat_contract import SYNC_CODES
from codat_mock.core import deciding, fate
from codat_mock.core.companies import Sync
from codat_mock.core.fate import Decider
from codat_mock.core.machine import Phase
from codat_mock.core.moments import Moment

_BY_SOMEBODY = frozenset({Decider.END, Decider.PREFERENCE, Decider.PLAN, Decider.MAGIC})

WELL: Mapping[int, str] = {
    2000: "its transactions were not held against the records of the accounting software",
    2040: "nobody has looked whether there was anything to push",
    4000: "nobody has looked at its configuration",
    4040: "nothing of it was deleted",
    4220: "its connection is linked, and nobody must authorize it again",
    4260: "its subscription has not lapsed, and nothing must be paid",
    5000: "nothing has failed",
    5080: "no transaction was found to be there before",
    5120: "no transaction was found to be wrong",
    5130: "the accounting software has refused nothing",
}
"""What is not the matter where the code was provoked."""


def is_provoked(sync: Sync, now: Moment) -> bool:
    """Whether it has ended as somebody had it end, and not as its company and its data have it."""
    current = sync.fate
    if current is None or fate.phase(current, now) is not Phase.ENDED:
        return False
    return current.by in _BY_SOMEBODY or current.named is not None


def told(sync: Sync) -> str:
    """That it was provoked, and what is not the matter with its company."""
    said = "This was provoked for this sync alone; its company is untouched"
    code = _code(sync)
    broken = deciding.broken(sync.company)
    return f"{said}." if broken else f"{said}: {WELL[code]}."


def instead(sync: Sync) -> str:
    """What to do, since what its code asks for is not needed; empty: nothing asks for anything."""
    if SYNC_CODES[_code(sync)].success:
        return ""
    if broken := deciding.broken(sync.company):
        return (
            "Here it was provoked, so nobody need do that; "
            f"but the state of its company ends a new sync with {SYNC_CODES[broken]} now."
        )
    fate_ = sync.fate
    marked = fate_ is not None and Decider.MAGIC in (fate_.by, fate_.named)
    without = " without the marker" if marked else ""
    return f"Here it was provoked: a new sync, of a new dataset{without}, can succeed."


def _code(sync: Sync) -> int:
    assert sync.fate is not None  # noqa: S101 it was provoked, so it has ended
    return sync.fate.code
