"""What passes between the flow and whoever carries it out?

The flow is a generator: it yields instructions and is sent what came of each.
It does no input or output, tells no time and draws no ids, so that a driver is some thirty lines,
and a test needs none.

    instruction   is answered with
    -----------   ----------------
    Send          an Outcome
    SendAll       nothing, at once; the outcomes come one by one for as many Receives
    Receive       an Arrival
    Listen        Heard; or nothing, when all of the time has passed
    Wait, Tell    nothing

Whoever hears of no webhooks may take a Listen for the Wait that it is.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from codat_client.error_body import ErrorBody
from codat_client.errors import UnexpectedAnswerError
from codat_client.expense import Receipt
from codat_client.progress import Progress
from codat_client.wire import from_json

__all__ = [
    "Answer",
    "Arrival",
    "Failure",
    "Flow",
    "Heard",
    "Instruction",
    "Listen",
    "Outcome",
    "Receive",
    "Request",
    "Response",
    "Send",
    "SendAll",
    "Tell",
    "Unreadable",
    "Wait",
]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, but for the server's address and the API key.

    Attributes:
        operation: The contract's operationId.
        method: `GET` or `POST`.
        target: Path and query, from the root of the server.
        body: The JSON to send, if any.
        receipt: The file to send, as the part `file` of a multipart form, if any.
        key: The Idempotency-Key: Codat carries a POST out once per key.
        harmless_twice: Carrying it out twice does no damage, whatever the key.
    """

    operation: str
    method: str
    target: str
    body: bytes | None = field(default=None, repr=False)
    receipt: Receipt | None = None
    key: str | None = None
    harmless_twice: bool = True

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the request itself decides."""
        headers = {"Accept": "application/json"}
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        if self.key is not None:
            headers["Idempotency-Key"] = self.key
            if self.receipt is not None:
                # A second try must be the same to the byte, or the key is refused.
                headers["Content-Type"] = f"multipart/form-data; boundary={self.key}"
        return headers


@dataclass(frozen=True, slots=True)
class Response:
    """One answer.

    Attributes:
        status: The HTTP status.
        headers: The headers, their names in small letters.
        body: The bytes.
        at: When it came, by the driver's clock; only a `Retry-After` that is a date needs it.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    at: datetime | None = None

    @property
    def well(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.status < 300

    @property
    def readable(self) -> bool:
        """Whether the body is a JSON object, as every answer of Codat's is."""
        return isinstance(from_json(self.body), dict)

    def fields(self, operation: str) -> dict[str, Any]:
        """Read the JSON object, its fractions as Decimal.

        Raises:
            UnexpectedAnswerError: The body is something else.
        """
        content = from_json(self.body)
        if not isinstance(content, dict):
            raise UnexpectedAnswerError(operation, "its body is not a JSON object")
        return content

    @property
    def explanation(self) -> ErrorBody:
        """Read what Codat says is wrong."""
        return ErrorBody.read(self.body)


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer came.

    Attributes:
        reason: Why, as the transport says it.
        arrived: The request may have reached the server, and may have been carried out.
    """

    reason: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The request could not be made, since the receipt's bytes could not be read."""

    reason: str


Outcome: TypeAlias = Response | Failure | Unreadable


@dataclass(frozen=True, slots=True)
class Arrival:
    """The outcome of one of several requests.

    Attributes:
        index: Which request of the last `SendAll` it belongs to.
        outcome: What came of it.
    """

    index: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Send:
    """Send one request and wait for its outcome."""

    request: Request


@dataclass(frozen=True, slots=True)
class SendAll:
    """Begin to send several requests, at most so many at the same time."""

    requests: tuple[Request, ...]
    at_most: int


@dataclass(frozen=True, slots=True)
class Receive:
    """Wait for whichever request of the last `SendAll` is answered next."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Listen(Wait):
    """Let so many seconds pass, or fewer: until a webhook has come about a sync.

    One that came before counts as well, unless an earlier `Listen` has heard it.
    """

    sync_id: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A webhook has come; what it says of the sync is not told, since only Codat's answers count.

    Attributes:
        seconds: How many had passed by then.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell whoever looks on."""

    progress: Progress


Instruction: TypeAlias = Send | SendAll | Receive | Wait | Tell
Answer: TypeAlias = Outcome | Arrival | Heard | None

T = TypeVar("T")
Flow: TypeAlias = Generator[Instruction, Answer, T]
"""A part of the process that ends with a T, or with an ExpenseSyncError."""
