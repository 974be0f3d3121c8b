"""What does a row of the catalogue say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is provoked."""

    SYNC_CODE = "sync-code"
    TRANSACTION_STATUS = "transaction-status"
    HTTP_STATUS = "http-status"
    FAULT = "fault"


class By(StrEnum):
    """The way that it is provoked."""

    PLAN = "plan"
    PREFER = "prefer"
    MAGIC = "magic"
    END = "end"
    OUTCOMES = "outcomes"
    CUSTOMER = "customer"
    STATE = "state"
    DATA = "data"
    TIME = "time"
    FAULT = "fault"
    LIMITS = "limits"
    REQUEST = "request"


ABOUT: Mapping[By, str] = {
    By.PLAN: "A plan that the next sync takes.",
    By.PREFER: "The header `Prefer` of the call itself.",
    By.MAGIC: "A marker in the notes of a transaction, for who controls nothing but data.",
    By.END: "An intervention, while the sync is queued or runs.",
    By.OUTCOMES: "What becomes of the transactions: the code follows from it.",
    By.CUSTOMER: "What a customer, or their accounting software, does.",
    By.STATE: "How the company was set up.",
    By.DATA: "What is sent.",
    By.TIME: "The virtual clock.",
    By.FAULT: "A fault that waits for a request, or for a webhook.",
    By.LIMITS: "More requests than are allowed.",
    By.REQUEST: "A request that is wrong by itself.",
}
"""What each way is, a sentence."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How what was provoked comes to be seen.

    Attributes:
        then: What happens next, a sentence.
        see: Lines that show it; empty: the lines of the row do.
    """

    then: str
    see: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A way to provoke something.

    Attributes:
        kind: What kind of thing is provoked.
        value: Which of that kind.
        by: The way.
        title: What it is, in few words.
        about: How this way works, a sentence.
        curl: Lines for a shell that provoke it; the preamble goes before them.
        sight: How it comes to be seen.
    """

    kind: Kind
    value: int | str
    by: By
    title: str
    about: str
    curl: str
    sight: Sight
