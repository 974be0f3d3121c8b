"""Why does the mock refuse?

Refused                       a call that changes nothing
├── Unauthorized              no key, or one that opens nothing
├── Forbidden                 a key that does not open this company
├── NotValid                  a body that cannot be read
│   └── NotPreferable         a preference that cannot be granted
├── Invalid                   a body or rule that names its places
│   ├── AgainstRule           it fits the schema, but not a rule
│   └── NotNow                not as things stand
├── MalformedQuery            a query parameter that is not valid
├── UnresolvedProperty        a query parameter that names what is not there
├── NoCompany, NotFound       what is named does not exist
│   └── NoPath                nobody answers the path
├── MethodNotAllowed          the path has other methods
├── TooLarge, WrongMediaType  a body that is not read
├── NoConnections             the company cannot sync
├── NoConnection              the company has no such connection
├── NoEndpoint                nobody of this id is told of anything
├── TooManyEndpoints          one more than can be told
├── NotDelivered              a message that cannot be sent again
├── NoData, NotRequested      a record that is not there, or was never read
├── UpdatesUnsupported        the platform changes no such record
├── NoSuchMove                a connection that cannot do that
├── TooManyRequests           a limit is reached
├── RequestInProgress         the key's first request is not answered yet
├── KeyReused                 the key came with another request
├── Taken, InUse              a name that somebody has, a tenant that must stay
├── NoRoom                    more than is kept
├── Provoked                  whatever the client asked for
├── BackInTime, HasEnded      too late for that
├── Busy                      one at a time, and one is under way
├── StillWaiting              what was waited for has not come
├── Contradiction             what cannot happen
└── InternalError             our own fault

Each class names the row of `x-errors` that has its status and its words. `why` is for people: what was wrong
and what to do; it goes into the log and into problem documents, never into Codat's bodies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One place that is not as it should be.

    Attributes:
        place: Where, such as `Items[0].Lines[0].NetAmount`.
        message: What is wrong there.
        pointer: The same place in the body, as a JSON pointer.
        expected: What may stand there.
        got: What stands there.
    """

    place: str
    message: str
    # They are for explanations; two faults that say the same are one, whatever these are.
    pointer: str | None = field(default=None, compare=False)
    expected: str | None = field(default=None, compare=False)
    got: str | None = field(default=None, compare=False)


TOLD = 100
"""How many faults a refusal lists; one more then says how many are left out."""


def untold(faults: int, place: str) -> tuple[Fault, ...]:
    """What stands in for the faults beyond those that are told, if there are any."""
    left = faults - TOLD
    return (Fault(place, f"There are {left} more problems."),) if left > 0 else ()


def summed(faults: Sequence[Fault]) -> str:
    """All faults in a sentence: the first, and how many there are."""
    first = faults[0]
    said = f"{first.place}: {first.message}" if first.place else first.message
    return said if len(faults) == 1 else f"{len(faults)} problems, the first at {said}"


@dataclass(eq=False)
class Refused(Exception):
    """A call is refused and has changed nothing.

    Attributes:
        why: What was wrong and what to do, a sentence.
        facts: What fills the places in the row's words.
        faults: The places that are wrong.
    """

    row: ClassVar[str]
    layer: ClassVar[str | None] = None
    """Where it was refused, if that is not where its row says."""

    why: str
    facts: dict[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        """The sentence."""
        return self.why

    def bare(self) -> "Refused":
        """The same without the calls that it was raised in: they would keep alive whatever they were about."""
        self.__traceback__ = self.__context__ = self.__cause__ = None
        return self


class Unauthorized(Refused):
    """The API key is missing, malformed or unknown."""

    row = "unauthorized"


class Forbidden(Refused):
    """The API key opens another tenant than the one that has the company."""

    row = "forbidden"


class NotValid(Refused):
    """The body cannot be read at all."""

    row = "request-not-valid"


class NotPreferable(NotValid):
    """`Prefer` asks for what there is not; `facts["preferable"]` says what there is."""

    layer = "rule"


class Invalid(Refused):
    """The body breaks the schema or a rule; `faults` names the places."""

    row = "validation"


class AgainstRule(Invalid):
    """The body fits the schema, and breaks a rule that no schema can state."""

    layer = "rule"


class NotNow(Invalid):
    """The call is in order, but not as things stand."""

    layer = "state"


class MalformedQuery(Refused):
    """A query parameter is not valid."""

    row = "malformed-query"


class UnresolvedProperty(Refused):
    """A query parameter names a property that is not there; `facts` names it and the `type` that lacks it."""

    row = "unresolved-property"


class NoCompany(Refused):
    """The tenant has no such company."""

    row = "no-company"


class NotFound(Refused):
    """There is no such path, sync, transaction or plan."""

    row = "not-found"


class NoPath(NotFound):
    """Nobody answers the path; `facts["hint"]` says which was perhaps meant."""

    layer = "route"


class MethodNotAllowed(Refused):
    """The path has other methods; `facts["allow"]` lists them."""

    row = "method-not-allowed"


class TooLarge(Refused):
    """The body is larger than the operation reads."""

    row = "content-too-large"


class WrongMediaType(Refused):
    """The operation does not read bodies of this media type."""

    row = "unsupported-media-type"


class NoConnections(Refused):
    """The company lacks a linked accounting or expense connection."""

    row = "no-connections"


class NoConnection(Refused):
    """The company has no such connection."""

    row = "no-connection"


class NoEndpoint(Refused):
    """There is no such webhook consumer, rule or endpoint."""

    row = "no-endpoint"


class TooManyEndpoints(Refused):
    """There are as many endpoints of this service as there can be."""

    row = "too-many-endpoints"


class NotDelivered(Refused):
    """The message cannot be sent as its endpoint stands."""

    row = "not-delivered"


class NoData(Refused):
    """The accounting software has no such record."""

    row = "no-data"


class NotRequested(Refused):
    """The accounting software's data was never read."""

    row = "not-requested"


class UpdatesUnsupported(Refused):
    """The platform does not change records of this type."""

    row = "updates-unsupported"


class NoSuchMove(Refused):
    """A connection cannot do that as it stands."""

    row = "no-such-move"


class BackInTime(Refused):
    """The clock was asked to go back."""

    row = "back-in-time"


class HasEnded(Refused):
    """The sync has ended, and what has ended does not change."""

    row = "sync-has-ended"


class Busy(Refused):
    """There can be one at a time, and one is under way."""

    row = "busy"


class StillWaiting(Refused):
    """What was waited for has not come about in time."""

    row = "still-waiting"


class Contradiction(Refused):
    """A plan or an end that cannot happen."""

    row = "contradiction"


class InternalError(Refused):
    """The mock itself failed."""

    row = "internal-error"


class TooManyRequests(Refused):
    """A limit is reached; `facts["retry_after"]` says how many seconds to wait."""

    row = "too-many-requests"


class RequestInProgress(Refused):
    """The first request with this idempotency key is not answered yet."""

    row = "request-in-progress"


class KeyReused(Refused):
    """The idempotency key came with another request before."""

    row = "key-reused"


class Taken(Refused):
    """What was asked for belongs to somebody already."""

    row = "taken"


class InUse(Refused):
    """What should go is what the mock itself stands on."""

    row = "in-use"


class NoRoom(Refused):
    """More is kept already than may be."""

    row = "no-room"


class Provoked(Refused):
    """An error that the client has asked for by `Prefer`: each names its own row."""

    row = ""
    layer = "provoked"

    def __init__(
        self, row: str, why: str, facts: dict[str, str], faults: tuple[Fault, ...] = ()
    ) -> None:
        """Answer as `row` has it."""
        super().__init__(why, facts, faults)
        self.row = row  # type: ignore[misc] # of this very error
