"""Is it worth asking again, when, and under which key?

Codat carries a POST out once per Idempotency-Key and keeps the first answer of a key for ninety
minutes, failures too; only a 429 releases its key.
So while it is unknown what became of a request the key must stay, or the work is done twice; and
once Codat has said that it failed the key must change, or the same failure is all that comes back.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from types import MappingProxyType

from codat_client.errors import (
    ExpenseSyncError,
    FailedError,
    NetworkError,
    RefusedError,
    TooManyRequestsError,
    UnexpectedAnswerError,
    YourError,
)
from codat_client.exchange import (
    Failure,
    Flow,
    Outcome,
    Request,
    Response,
    Send,
    Tell,
    Unreadable,
    Wait,
)
from codat_client.policy import Policy
from codat_client.progress import Progress

__all__ = ["Delivery", "Key", "deliver", "retry_after"]

TRIED_AGAIN_FROM = 500


class Key(Enum):
    """The key of the next try."""

    SAME = "The work may be done, or is under way; or the key is free."
    NEW = "Codat has answered that it failed, and will answer that again to the same key."


AGAIN: Mapping[int, Key] = MappingProxyType(
    {
        408: Key.NEW,  # the request did not arrive in full
        429: Key.SAME,
        500: Key.NEW,
        502: Key.SAME,  # a gateway's, which does not know what Codat did
        503: Key.NEW,  # turned away at the door
        504: Key.SAME,  # a gateway's
    }
)
"""The answers after which a request is sent again; every other 5xx is taken as a gateway's."""

REMEDIES: Mapping[int, str] = MappingProxyType(
    {
        401: "Check the API key.",
        402: "Check the plan of your Codat account.",
        403: "Check that the API key belongs to this company.",
        404: "Check the company's id, and that the company still exists.",
        422: "Check that the company's accounting software and its partner expense are linked.",
        429: "Try again when the quota is renewed.",
    }
)
"""What helps against an answer, where Codat's own words do not say it."""


class Delivery:
    """One request on its way, through all its tries.

    Attributes:
        request: What to send next.
        tries: How often it was sent.
        doubtful: One of the tries may have been carried out although it was not answered well.
    """

    def __init__(self, request: Request, policy: Policy, new_id: Callable[[], str]) -> None:
        """Take the request, nothing being sent yet."""
        self.request = request
        self.tries = 0
        self.doubtful = False
        self._policy = policy
        self._new_id = new_id
        self._waits = policy.retrying.waits()

    def take(self, outcome: Outcome) -> float | None:
        """Take what came of a try; give the seconds until the next, None when there is none."""
        self.tries += 1
        self.doubtful = self.doubtful or _is_doubtful(outcome)
        key = _again(self.request, outcome, self.tries)
        asked = retry_after(outcome)
        if key is None or self.tries >= self._policy.tries:
            return None
        if asked > self._policy.longest_retry_after:
            return None
        if key is Key.NEW and self.request.key is not None:
            self.request = replace(self.request, key=self._new_id())
        return max(next(self._waits), asked)

    def settle(self, outcome: Outcome) -> Response:
        """Give the answer that ended the tries.

        Raises:
            ExpenseSyncError: It is not a good one; its class says whose fault that is.
        """
        match outcome:
            case Response(well=True, readable=True):
                return outcome
            case Response():
                raise self._error(outcome)
            case Failure(reason):
                tries = "once" if self.tries == 1 else f"{self.tries} times"
                operation = self.request.operation
                raise NetworkError(f"No answer to {operation}, sent {tries}: {reason}.")
            case Unreadable(reason):
                raise YourError(f"The receipt cannot be read: {reason}.")

    def _error(self, response: Response) -> ExpenseSyncError:
        operation, status = self.request.operation, response.status
        if response.well:
            return UnexpectedAnswerError(operation, "its body is not a JSON object")
        if not 400 <= status < 600:
            return UnexpectedAnswerError(operation, f"its status is {status}")
        kind: type[RefusedError | TooManyRequestsError | FailedError] = RefusedError
        if status == 429:
            kind = TooManyRequestsError
        elif status == 408 or status >= TRIED_AGAIN_FROM:
            kind = FailedError
        return kind(operation, status, response.explanation, REMEDIES.get(status, ""))


def deliver(delivery: Delivery, at: Progress) -> Flow[Response]:
    """Send a request until it is answered or its tries are used up.

    Args:
        delivery: The request.
        at: How far the stage is that it belongs to.

    Raises:
        ExpenseSyncError: The last answer was not a good one, or there was none.
    """
    while True:
        outcome = yield Send(delivery.request)
        if not isinstance(outcome, Outcome):
            raise TypeError(f"Send must be answered with an outcome, not with {outcome!r}.")
        wait = delivery.take(outcome)
        if wait is None:
            return delivery.settle(outcome)
        text = f"{_short(outcome)} to {delivery.request.operation}; again in {wait:g} s."
        yield Tell(replace(at, text=text))
        yield Wait(wait)


def retry_after(outcome: Outcome) -> float:
    """Read how many seconds the server asks to wait; 0 when it asks nothing that can be read.

    A date is compared with the server's own clock, its `Date`, or else with the driver's.
    """
    if not isinstance(outcome, Response):
        return 0
    asked = outcome.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    until, now = _date(asked), _date(outcome.headers.get("date", "")) or outcome.at
    if until is None or now is None:
        return 0
    return max((until - now) / timedelta(seconds=1), 0)


def _again(request: Request, outcome: Outcome, tries: int) -> Key | None:
    if isinstance(outcome, Failure):
        return Key.SAME
    if isinstance(outcome, Unreadable):
        return None
    if outcome.well:
        return None if outcome.readable else Key.SAME
    if outcome.status == 409 and request.key is not None and tries > 1:
        return Key.SAME  # the try whose answer was lost is still being carried out
    if outcome.status == 500 and not request.harmless_twice:
        return Key.SAME
    unlisted = Key.SAME if outcome.status >= TRIED_AGAIN_FROM else None
    return AGAIN.get(outcome.status, unlisted)


def _is_doubtful(outcome: Outcome) -> bool:
    if isinstance(outcome, Response):
        return outcome.well or outcome.status >= TRIED_AGAIN_FROM
    return isinstance(outcome, Failure) and outcome.arrived


def _short(outcome: Outcome) -> str:
    return f"Answer {outcome.status}" if isinstance(outcome, Response) else "No answer"


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
