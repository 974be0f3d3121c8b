"""What is a data connection, and which moves may it make?

Rule 1: every status and every move of a connection stands in this table; nothing else decides what is legal.
Rule 2: a subscription that has lapsed leaves the connection linked, and only who was linked once can lapse.
Rule 3: a move that is not in the table is refused and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

from codat_contract import PARTNER_EXPENSE, Platform
from codat_mock.core import ids
from codat_mock.core.errors import NoSuchMove
from codat_mock.core.ids import Key
from codat_mock.core.moments import Moment


class ConnectionStatus(StrEnum):
    """Whether a data connection may be used."""

    PENDING_AUTH = "PendingAuth"
    LINKED = "Linked"
    UNLINKED = "Unlinked"
    DEAUTHORIZED = "Deauthorized"


class Act(Enum):
    """What a customer, their accounting software or a client does to a connection."""

    LINK = "link"
    DENY = "deny"
    UNLINK = "unlink"
    DEAUTHORIZE = "deauthorize"
    LAPSE = "lapse"
    PAY = "pay"


_PENDING, _LINKED, _UNLINKED, _DEAUTHORIZED = ConnectionStatus

MOVES: Mapping[ConnectionStatus, Mapping[Act, ConnectionStatus]] = {
    _PENDING: {Act.LINK: _LINKED, Act.DENY: _PENDING},
    _LINKED: {
        Act.UNLINK: _UNLINKED,
        Act.DEAUTHORIZE: _DEAUTHORIZED,
        Act.LAPSE: _LINKED,
        Act.PAY: _LINKED,
    },
    _UNLINKED: {
        Act.LINK: _LINKED,
        Act.DENY: _UNLINKED,
        Act.LAPSE: _UNLINKED,
        Act.PAY: _UNLINKED,
    },
    _DEAUTHORIZED: {
        Act.LINK: _LINKED,
        Act.DENY: _DEAUTHORIZED,
        Act.LAPSE: _DEAUTHORIZED,
        Act.PAY: _DEAUTHORIZED,
    },
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error of a connection, as `dataConnectionErrors` lists it.

    Attributes:
        code: The HTTP status that the accounting software gave.
        text: Its words.
        message: What that means.
        since: When it came up.
        resolved: When it was over; None: it is not.
    """

    code: str
    text: str
    message: str
    since: Moment
    resolved: Moment | None = None


TROUBLES: Mapping[Act, tuple[str, str, str]] = {
    Act.DEAUTHORIZE: (
        "401",
        "Unauthorized",
        "The customer has withdrawn access in the accounting software.",
    ),
    Act.LAPSE: (
        "402",
        "Payment Required",
        "The subscription to the accounting software has expired.",
    ),
}
"""What goes wrong with a connection: status, its words, and what it means."""

STATES: Mapping[int, tuple[Act, Act]] = {
    4220: (Act.UNLINK, Act.LINK),
    4040: (Act.UNLINK, Act.LINK),
    4260: (Act.LAPSE, Act.PAY),
}
"""Codes that people take for a state of the company: what makes such a state, and what heals it."""

_HEALED_BY = {Act.LINK: TROUBLES[Act.DEAUTHORIZE][0], Act.PAY: TROUBLES[Act.LAPSE][0]}


@dataclass(slots=True, eq=False)
class Connection:
    """A connection of a company to its accounting software, or to the expense platform.

    Attributes:
        id: Its id.
        source: Id of the data source behind it.
        platform: The accounting software; None: it is the expense platform's own.
        created: When it was made.
        status: Whether it may be used.
        lapsed: The subscription to the accounting software has expired.
        pulled: When the accounting software's data was last read; None: never.
        troubles: What went wrong with it.
    """

    id: Key
    source: Key
    platform: Platform | None
    created: Moment
    status: ConnectionStatus = ConnectionStatus.PENDING_AUTH
    lapsed: bool = False
    pulled: Moment | None = None
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def linked(self) -> bool:
        """Whether it may be used."""
        return self.status is ConnectionStatus.LINKED

    @property
    def name(self) -> str:
        """The name of what it connects to."""
        return self.platform.name if self.platform else PARTNER_EXPENSE.name

    def move(self, act: Act, now: Moment) -> None:
        """Change as `act` has it.

        Raises:
            NoSuchMove: It cannot, as it stands.
        """
        following = MOVES[self.status].get(act)
        if following is None:
            raise NoSuchMove(
                f"{self._named()} is {self.status}; {_remedy(self.status)}.{_hint(act)}"
            )
        if act in (Act.LAPSE, Act.PAY):
            self._subscribe(act)
        self.status = following
        if act is Act.LINK and self.platform:
            self.pulled = now
        if act in TROUBLES:
            self.troubles.append(Trouble(*TROUBLES[act], since=now))
        if healed := _HEALED_BY.get(act):
            self.troubles = [
                replace(trouble, resolved=now)
                if trouble.code == healed and trouble.resolved is None
                else trouble
                for trouble in self.troubles
            ]

    def _subscribe(self, act: Act) -> None:
        if self.platform is None:
            raise NoSuchMove(f"{self._named()} is the expense platform's: it has no subscription.")
        lapses = act is Act.LAPSE
        if self.lapsed is lapses:
            state = "has lapsed already; pay ends that" if lapses else self._paid()
            raise NoSuchMove(
                f"The subscription behind {self._named().lower()} {state}.{_hint(act)}"
            )
        self.lapsed = lapses

    def _paid(self) -> str:
        code = TROUBLES[Act.LAPSE][0]
        lapsed = any(trouble.code == code for trouble in self.troubles)
        return "is paid again already" if lapsed else "has never lapsed, so there is nothing to pay"

    def _named(self) -> str:
        return f"Connection {ids.text(self.id)}"


def _remedy(status: ConnectionStatus) -> str:
    return f"what it can do next is {', '.join(act.value for act in MOVES[status])}"


def _hint(act: Act) -> str:
    """Where somebody may have taken a provoked code for a state: how to come by the state."""
    codes = [str(code) for code, (_, heals) in STATES.items() if heals is act]
    breaks = next((breaks.value for breaks, heals in STATES.values() if heals is act), None)
    if breaks is None:
        return ""
    return (
        f" A plan, Prefer, a marker or an end gives {' or '.join(codes)} to one sync alone and leaves its company "
        f"as it is; for a state that {act.value} heals call {breaks}, as `codat-mock customer {breaks}` does."
    )
