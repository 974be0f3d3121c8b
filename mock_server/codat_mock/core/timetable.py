"""When is a message tried again? Each of the two services has rules of its own.

Rule 1: the current service tries eight times, on a timetable, whatever went wrong.
Rule 2: the one before it tries three more times after some statuses, or none; `Retry-After` says when.
"""

from collections.abc import Mapping
from typing import NamedTuple

from codat_contract import WebhookService
from codat_mock.core.messages import Attempt
from codat_mock.core.moments import HOUR, MINUTE, SECOND, Duration


class Rules(NamedTuple):
    """How a service sends.

    Attributes:
        pauses: How long after each failure but the last the next attempt is.
        again: The statuses after which there is one; None: any.
        asks: `Retry-After` is heeded.
        follows: Redirections are followed; else they are failures.
        signed: Messages are signed.
    """

    pauses: tuple[Duration, ...]
    again: frozenset[int] | None
    asks: bool
    follows: bool
    signed: bool


RULES: Mapping[WebhookService, Rules] = {
    WebhookService.EVENTS: Rules(
        pauses=(5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR),
        again=None,
        asks=False,
        follows=False,
        signed=True,
    ),
    # Three within two minutes at most, growing, none over a minute: that much is documented.
    WebhookService.RULES: Rules(
        pauses=(10 * SECOND, 30 * SECOND, 60 * SECOND),
        again=frozenset({408, 420, 429, 460, 502, 503, 504, 522, 524}),
        asks=True,
        follows=True,
        signed=False,
    ),
}


def pause(service: WebhookService, tries: int, attempt: Attempt) -> Duration | None:
    """How long after a failed attempt the next one is; None: there is none.

    Args:
        service: Who sends.
        tries: How many attempts of the timetable there were, with this one.
        attempt: What became of it.
    """
    rules = RULES[service]
    if attempt.aborts or tries > len(rules.pauses):
        return None
    if rules.again is not None and attempt.status not in (None, *rules.again):
        return None
    if rules.asks and attempt.retry_after is not None:
        return attempt.retry_after
    return rules.pauses[tries - 1]
