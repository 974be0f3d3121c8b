"""What do people want to see? Rows of frozen values, never the state itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from codat_contract import SYNC_CODES, Platform, SyncCode, TransactionStatus, WebhookService
from codat_mock.core import fate, ids
from codat_mock.core.companies import Company, Sync
from codat_mock.core.connections import MOVES, Act, Connection, ConnectionStatus
from codat_mock.core.machine import Phase
from codat_mock.core.moments import Moment, write_moment
from codat_mock.core.tenant import Tenant


@dataclass(frozen=True, slots=True)
class SyncRow:
    """A sync as it is shown.

    Attributes:
        sync_id: Its id.
        company: The name of its company.
        code: What it reads.
        phase: Where it stands.
        behind: The sync that it waits behind, if it is queued.
        initiated: When it was asked for, ISO 8601.
        transactions: How many of its entries have each status, the most first.
        attachments: How many receipts were taken.
        error: Its error message, if it has ended with one.
    """

    sync_id: str
    company: str
    code: SyncCode
    phase: Phase
    behind: str | None
    initiated: str
    transactions: tuple[tuple[TransactionStatus, int], ...]
    attachments: int
    error: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The last syncs of a tenant, newest first, and how many there are in all."""

    now: str
    mode: str
    syncs: int
    rows: tuple[SyncRow, ...]


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection as its customer sees it.

    Attributes:
        id: Its id.
        name: The name of what it connects to.
        platform: The accounting software; None: it is the expense platform's own.
        status: Whether it may be used.
        lapsed: The subscription behind it has expired.
        open: The customer can allow or deny it now.
    """

    id: str
    name: str
    platform: Platform | None
    status: ConnectionStatus
    lapsed: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Links:
    """What a customer sees of their company.

    Attributes:
        tenant: The public id of the tenant.
        id: The company's id.
        name: The company's name.
        accounting: The connection to its accounting software, if there is one.
        partner: The connection of the expense platform, if there is one.
    """

    tenant: str
    id: str
    name: str
    accounting: ConnectionRow | None
    partner: ConnectionRow | None

    @property
    def rows(self) -> tuple[ConnectionRow, ...]:
        """The connections that there are."""
        return tuple(row for row in (self.accounting, self.partner) if row)

    def row(self, connection: ids.Key) -> ConnectionRow | None:
        """The connection of this id, if the company has it."""
        return next((row for row in self.rows if row.id == ids.text(connection)), None)


def links(tenant: Tenant, company: Company) -> Links:
    """What the customer behind a company of the tenant sees of it."""
    return Links(
        tenant=tenant.name,
        id=company.text,
        name=company.name,
        accounting=_connection(company.accounting) if company.accounting else None,
        partner=_connection(company.partner) if company.partner else None,
    )


def _connection(held: Connection) -> ConnectionRow:
    return ConnectionRow(
        id=ids.text(held.id),
        name=held.name,
        platform=held.platform,
        status=held.status,
        lapsed=held.lapsed,
        open=Act.LINK in MOVES[held.status],
    )


def overview(tenant: Tenant) -> Overview:
    """The last syncs, as of now."""
    now = tenant.clock.now()
    tenant.settle(now)
    attached = _counted(sync for sync, _ in tenant.attachments)
    rows = tuple(_row(sync, now, attached.get(sync.id, 0)) for sync in reversed(tenant.recent))
    return Overview(write_moment(now), tenant.clock.mode, len(tenant.syncs), rows)


def found_syncs(tenant: Tenant, company: Company | None, beginning: str | None) -> Sequence[Sync]:
    """The syncs of a tenant, newest first.

    Args:
        tenant: Whose they are.
        company: Only those of this company; None: of all.
        beginning: Only those whose id begins so; None: all.
    """
    found = [*(tenant.syncs.values() if company is None else company.syncs)]
    found.reverse()
    if beginning is None:
        return found
    wanted = beginning.lower()
    return [sync for sync in found if sync.text.startswith(wanted)]


def waiting_datasets(tenant: Tenant, company: Company | None) -> int:
    """How many datasets of a company, or of all companies of a tenant, no sync has taken."""
    companies = tenant.register.companies.values() if company is None else (company,)
    return sum(len(one.unsynced) for one in companies)


_ENDPOINT_IDS = {WebhookService.EVENTS: "webhookId", WebhookService.RULES: "ruleId"}


def example_ids(tenant: Tenant) -> Mapping[str, str]:
    """Ids that lead somewhere as the tenant stands, by the names that parameters have for them.

    Those of the ready company, of its accounting software's records, of the last dataset that no sync has taken, and of
    the last sync with its first transaction, and those of the last webhook consumer and rule; what is not there is
    left out.
    """
    company = tenant.register.companies.get(tenant.ready)
    if company is None:
        return {}
    directory = tenant.deliveries.directory
    found = {
        name: ids.text(told[-1].id)
        for service, name in _ENDPOINT_IDS.items()
        if (told := directory.of(service))
    }
    found |= {"companyId": company.text}
    if company.accounting and company.platform:
        books = tenant.timeline.world.library(company.platform.key)
        found |= {
            "connectionId": ids.text(company.accounting.id),
            "accountId": books.accounts[0].id,
            "supplierId": books.suppliers[0].id,
            "customerId": books.customers[0].id,
        }
    if company.unsynced:
        found["datasetId"] = ids.text(next(reversed(company.unsynced)))
    if company.syncs:
        last = company.syncs[-1]
        found["syncId"] = ids.text(last.id)
        if first := next(last.keys(0, 1), None):
            found["transactionId"] = ids.text(first)
    return found


def _row(sync: Sync, now: Moment, attachments: int) -> SyncRow:
    current = sync.fate
    phase = fate.phase(current, now)
    counts: dict[TransactionStatus, int] = {}
    if current is not None:
        decided = current.outcomes.decided(now)
        counts = current.outcomes.tally(decided)
    if waiting := sync.entries - sum(counts.values()):
        counts[TransactionStatus.PENDING] = counts.get(TransactionStatus.PENDING, 0) + waiting
    return SyncRow(
        sync_id=sync.text,
        company=sync.company.name,
        code=SYNC_CODES[fate.code(current, now)],
        phase=phase,
        behind=_behind(sync, phase),
        initiated=write_moment(sync.initiated),
        transactions=tuple(sorted(counts.items(), key=lambda item: -item[1])),
        attachments=attachments,
        error=current.error if current is not None and phase is Phase.ENDED else "",
    )


def _behind(sync: Sync, phase: Phase) -> str | None:
    running = sync.company.running
    if phase is not Phase.QUEUED or running is None or running is sync:
        return None
    return ids.text(running.id)


def _counted(syncs: Iterable[Sync]) -> dict[ids.Key, int]:
    counts: dict[ids.Key, int] = {}
    for sync in syncs:
        counts[sync.id] = counts.get(sync.id, 0) + 1
    return counts
