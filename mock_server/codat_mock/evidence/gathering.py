"""What is known of a sync, at one moment? Frozen rows, from which every format is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from codat_contract import SYNC_CODES, SyncCode
from codat_mock.core import fate
from codat_mock.core.clock import ClockMode
from codat_mock.core.companies import Sync
from codat_mock.core.journal import Witnessed
from codat_mock.core.machine import Phase
from codat_mock.core.messages import Attempt, Message, Spoil
from codat_mock.core.moments import Duration, Moment
from codat_mock.core.tenant import Tenant
from codat_mock.evidence import choosing, transactions
from codat_mock.evidence.choosing import Hit
from codat_mock.evidence.transactions import TransactionRow
from codat_mock.explaining import messages as telling
from codat_mock.explaining.syncs import explained
from codat_mock.journal import redacting
from codat_mock.journal.reach import Reach
from codat_mock.webhooks import bodies


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What one receiver was told of the sync.

    Attributes:
        id: Of the message.
        kind: Its event type.
        url: Where it was sent, without secrets.
        at: When it came to be.
        state: How far it is.
        why: Why it has ended, if it was not by an attempt, or why it is not sent for now.
        due: When the next attempt is, if there is one.
        spoil: What a fault did to it, if one did.
        purpose: The same in words.
        attempts: What was tried.
        body: What it says, JSON.
    """

    id: str
    kind: str
    url: str
    at: Moment
    state: str
    why: str
    due: Moment | None
    spoil: Spoil | None
    purpose: str
    attempts: tuple[Attempt, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a sync.

    Attributes:
        version: That of the mock.
        seed: That of the server.
        tenant: Public id of the tenant.
        default: It is the tenant that a server begins with.
        reach: How the mock is reached.
        mode: How the tenant's time passes.
        sync_time: How long a sync takes that no plan governs.
        at: The moment of the evidence.
        sync_id: The sync.
        company: The name of its company.
        row: What it reads.
        initiated: When it was asked for.
        fate: What was decided; None while it is queued.
        explanation: Why it reads so, as the control API tells it.
        plan: The plan that it took, as JSON.
        transactions: What became of the first of them.
        transactions_more: How many more there are.
        exchanges: Those that belong to it, the oldest first.
        moved: By the moment at which something has happened to it, the exchange that has told so.
        saw_end: The number of the exchange that saw its end, or of the last before it; None: it has not ended.
        others: How many exchanges of before its last one are not among them.
        evicted: How many exchanges the journal has given up.
        hits: The faults that its exchanges have met.
        messages: What was told about it.
    """

    version: str
    seed: int
    tenant: str
    default: bool
    reach: Reach
    mode: ClockMode
    sync_time: Duration
    at: Moment
    sync_id: str
    company: str
    row: SyncCode
    initiated: Moment
    fate: fate.Fate | None
    explanation: Mapping[str, Any]
    plan: Mapping[str, Any] | None
    transactions: tuple[TransactionRow, ...]
    transactions_more: int
    exchanges: tuple[Witnessed, ...]
    moved: Mapping[Moment, Witnessed]
    saw_end: int | None
    others: int
    evicted: int
    hits: tuple[Hit, ...]
    messages: tuple[MessageRow, ...]

    @property
    def origin(self) -> str:
        """Where the mock is."""
        return self.reach.origin

    @property
    def ended(self) -> bool:
        """Whether the sync has ended."""
        return self.saw_end is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence is asked for.

    Attributes:
        version: That of the mock.
        seed: That of the server.
        reach: How the client reaches the mock.
        default: The tenant is the one that a server begins with.
    """

    version: str
    seed: int
    reach: Reach
    default: bool


def gather(
    sync: Sync, tenant: Tenant, place: Place, plan: Mapping[str, Any] | None = None
) -> Evidence:
    """All that is known of a sync.

    Args:
        sync: The sync.
        tenant: Whose it is, settled.
        place: Where it is asked for.
        plan: The plan that it took, as JSON.
    """
    now, journal = tenant.clock.now(), tenant.journal
    messages = tuple(_messages(sync, tenant))
    spoilt = {row.spoil.fault for row in messages if row.spoil}
    exchanges = choosing.chosen(sync, journal, spoilt)
    told = explained(sync, tenant.deliveries, now, place.reach)
    rows = transactions.rows(sync, now)
    until = exchanges[-1].number if exchanges else 0
    return Evidence(
        version=place.version,
        seed=place.seed,
        tenant=tenant.name,
        default=place.default,
        reach=place.reach,
        mode=tenant.clock.mode,
        sync_time=tenant.timeline.world.sync_time,
        at=now,
        sync_id=told["id"],
        company=sync.company.name,
        row=SYNC_CODES[fate.code(sync.fate, now)],
        initiated=sync.initiated,
        fate=sync.fate,
        explanation=told,
        plan=plan,
        transactions=rows,
        transactions_more=sync.entries - len(rows),
        exchanges=tuple(exchanges),
        moved=_moved(sync, journal),
        saw_end=choosing.last(sync, journal) if _ended(sync, now) else None,
        others=sum(seen.number < until for seen in journal) + 1 - len(exchanges) if until else 0,
        evicted=journal.evicted,
        hits=tuple(choosing.hits(exchanges)),
        messages=messages,
    )


def _ended(sync: Sync, now: Moment) -> bool:
    return fate.phase(sync.fate, now) is Phase.ENDED


def _moved(sync: Sync, journal: Any) -> dict[Moment, Witnessed]:
    """The exchange that saw the last thing which happened to the sync at a moment."""
    return {move.at: seen for seen in journal for move in seen.moves if move.sync == sync.id}


def _messages(sync: Sync, tenant: Tenant) -> Iterator[MessageRow]:
    for message in telling.about(sync, tenant.deliveries):
        yield MessageRow(
            message.id,
            message.kind.name,
            telling.receiver(message),
            message.at,
            message.state.value,
            message.reason,
            message.next,
            message.spoil,
            telling.on_purpose(message),
            tuple(message.attempts),
            _said(message),
        )


def _said(message: Message) -> str:
    return redacting.body(bodies.written(message)).decode()
