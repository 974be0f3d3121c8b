"""What has happened that endpoints are told of? The facts of that moment, so that each attempt says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from codat_contract import SYNC_CODES, Subject
from codat_mock.core.companies import Company, Sync
from codat_mock.core.fate import Fate
from codat_mock.core.ids import Key
from codat_mock.core.moments import Moment
from codat_mock.core.timeline import Event


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a company was called at a moment."""

    id: Key
    name: str
    description: str | None
    tags: Mapping[str, str]

    @classmethod
    def of(cls, company: Company) -> "Sketch":
        """What it is called now."""
        profile = company.profile
        return cls(company.id, profile.name, profile.description, profile.tags)


class Quota(NamedTuple):
    """How a day's requests stood at a moment.

    Attributes:
        daily: How many the day has.
        remaining: How many are left.
        ends: When the day ends.
    """

    daily: int
    remaining: int
    ends: Moment


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that endpoints are told of.

    Attributes:
        id: Id of the event, the same for every endpoint.
        subject: What it is.
        at: When it happened.
        company: Whose it is; None: of the client itself.
        sync: The sync that has ended.
        fate: Its fate at that moment.
        quota: The day's requests.
        body: What is said of it, if somebody has said just that; else it is made of the others.
    """

    id: Key
    subject: Subject
    at: Moment
    company: Sketch | None = None
    sync: Sync | None = None
    fate: Fate | None = None
    quota: Quota | None = None
    body: bytes | None = None


def ended(event: Event, id_: Key) -> Notice:
    """The end of a sync: any failure makes it unsuccessful."""
    success = SYNC_CODES[event.now].success
    return Notice(
        id_,
        Subject.SYNC_SUCCESSFUL if success else Subject.SYNC_UNSUCCESSFUL,
        event.at,
        Sketch.of(event.sync.company),
        event.sync,
        event.sync.fate,
    )
