"""Which companies does a tenant have, and how does that change?

Whatever changes a company's connections may end the sync that runs for it; the events are given back.
"""

from dataclasses import dataclass

from codat_contract import PLATFORMS, Platform
from codat_mock.core import ids
from codat_mock.core.books import Books
from codat_mock.core.companies import Company, Configuration, Profile, References
from codat_mock.core.connections import Act, Connection, ConnectionStatus
from codat_mock.core.errors import Fault, NoCompany, NoConnection, NotNow, NotRequested
from codat_mock.core.ids import Key
from codat_mock.core.moments import Moment
from codat_mock.core.timeline import Event, Timeline

READY_COMPANY = "c0da7000-0000-4000-8000-000000000001"
"""The company with which every tenant begins."""

READY_CONNECTIONS = (
    "c0da7000-0000-4000-8000-000000000002",
    "c0da7000-0000-4000-8000-000000000003",
)
"""Its connections: to Xero, and to the expense platform."""

_READY_PLATFORM = "gbol"


@dataclass(frozen=True, slots=True)
class Moved:
    """A connection that has changed, and what that has ended."""

    connection: Connection
    events: list[Event]


class Register:
    """The companies of a tenant.

    Attributes:
        companies: All of them, by id, in the order in which they were made.
        active: Those whose accounting software is linked.
    """

    __slots__ = ("_references", "_timeline", "active", "companies")

    def __init__(self, timeline: Timeline, references: References | None) -> None:
        """Begin without a company.

        Args:
            timeline: Moves their syncs.
            references: Whether what transactions refer to must exist; None: for companies that a client makes.
        """
        self.companies: dict[Key, Company] = {}
        self.active: set[Key] = set()
        self._timeline = timeline
        self._references = references

    def add_ready(self, key: Key, now: Moment) -> Company:
        """Take on the company with which a tenant begins: Xero, linked and configured, its references open."""
        books = self._timeline.world.library(_READY_PLATFORM)
        company = Company(
            id=key,
            profile=Profile("Codat Mock Ready Ltd"),
            created=now,
            references=self._references or References.OPEN,
            configuration=Configuration(
                books.default_bank_account, books.default_supplier, books.default_customer
            ),
        )
        for text, platform in zip(
            READY_CONNECTIONS, (PLATFORMS[_READY_PLATFORM], None), strict=True
        ):
            held = Connection(ids.key(text), ids.key(text), platform, now)
            held.move(Act.LINK, now)
            company.connections[held.id] = held
        self.add(company)
        return company

    def add(self, company: Company) -> None:
        """Take on a company as it is."""
        self.companies[company.id] = company
        self._note(company)

    def clear(self) -> None:
        """Forget every company; none of them may have a sync."""
        self.companies.clear()
        self.active.clear()

    def company(self, key: Key) -> Company:
        """The company of this id.

        Raises:
            NoCompany: The tenant has none.
        """
        company = self.companies.get(key)
        if company is None:
            raise NoCompany(
                f"This API key has no company {ids.text(key)}; GET /companies lists those that it has.",
                {"companyId": ids.text(key)},
            )
        return company

    def create(self, profile: Profile, now: Moment) -> Company:
        """Take on a customer's company, without connections."""
        references = self._references or References.STRICT
        company = Company(self._draw(), profile, now, references)
        self.add(company)
        return company

    def delete(self, key: Key, now: Moment) -> list[Event]:
        """Forget a company and all that belongs to it; the sync that runs for it ends.

        Raises:
            NoCompany: The tenant has none.
        """
        company = self.company(key)
        company.deleted = True
        del self.companies[key]
        self.active.discard(key)
        return self._timeline.interrupt(company, now)

    def connection(self, company: Key, key: Key) -> Connection:
        """A connection of a company.

        Raises:
            NoCompany: The tenant has no such company.
            NoConnection: The company has no such connection.
        """
        held = self.company(company).connections.get(key)
        if held is None:
            raise NoConnection(
                f"The company has no connection {ids.text(key)}; GET .../connections lists those that it has.",
                {"connectionId": ids.text(key)},
            )
        return held

    def connect(self, company: Key, platform: Platform, now: Moment) -> Connection:
        """Begin to connect a company to its accounting software: the customer must allow it.

        Raises:
            NoCompany: The tenant has no such company.
            NotNow: The company is connected to accounting software already.
        """
        owner = self.company(company)
        if held := owner.accounting:
            message = (
                f"The company has an accounting connection already, to {held.name}: {ids.text(held.id)}. "
                "Link that one, delete it first, or make a company of its own for other software."
            )
            raise NotNow(message, faults=(Fault("PlatformKey", message),))
        return self._connected(owner, platform, now)

    def connect_partner(self, company: Key, now: Moment) -> Connection:
        """Connect a company to the expense platform, which needs nobody's leave; once more gives the same connection.

        Raises:
            NoCompany: The tenant has no such company.
        """
        owner = self.company(company)
        held = owner.partner or self._connected(owner, None, now)
        if not held.linked:
            held.move(Act.LINK, now)
        return held

    def move(self, company: Key, key: Key, act: Act, now: Moment) -> Moved:
        """Do `act` to a connection.

        Raises:
            NoCompany: The tenant has no such company.
            NoConnection: The company has no such connection.
            NoSuchMove: The connection cannot do that as it stands.
        """
        held = self.connection(company, key)
        held.move(act, now)
        return Moved(held, self._changed(self.company(company), now))

    def unlink(self, company: Key, key: Key, now: Moment) -> Moved:
        """Unlink a connection, as a client does.

        Raises:
            NoCompany: The tenant has no such company.
            NoConnection: The company has no such connection.
            NotNow: It is not linked.
        """
        held = self.connection(company, key)
        if held.status is not ConnectionStatus.LINKED:
            message = f"Only a Linked connection can be unlinked; this one is {held.status}."
            raise NotNow(message, faults=(Fault("Status", message),))
        return self.move(company, key, Act.UNLINK, now)

    def disconnect(self, company: Key, key: Key, now: Moment) -> list[Event]:
        """Delete a connection and the data that came through it.

        Raises:
            NoCompany: The tenant has no such company.
            NoConnection: The company has no such connection.
        """
        self.connection(company, key)
        owner = self.company(company)
        del owner.connections[key]
        return self._changed(owner, now)

    def refresh(self, company: Key, now: Moment) -> None:
        """Read the data of the accounting software again, if it is linked.

        Raises:
            NoCompany: The tenant has no such company.
        """
        accounting = self.company(company).accounting
        if accounting and accounting.linked:
            accounting.pulled = now

    def books(self, company: Key) -> Books | None:
        """What was read of the accounting software of a company; None: nothing yet.

        Raises:
            NoCompany: The tenant has no such company.
        """
        owner = self.company(company)
        accounting = owner.accounting
        return (
            self._timeline.world.books(owner)
            if accounting and accounting.pulled is not None
            else None
        )

    def requested_books(self, company: Key) -> Books:
        """What was read of the accounting software of a company.

        Raises:
            NoCompany: The tenant has no such company.
            NotRequested: Nothing was read yet.
        """
        books = self.books(company)
        if books is None:
            message = (
                "Nothing was read from the company's accounting software yet; "
                "create a connection and have the customer allow it at its linkUrl."
            )
            raise NotRequested(message)
        return books

    def _connected(self, company: Company, platform: Platform | None, now: Moment) -> Connection:
        held = Connection(self._draw(), self._draw(), platform, now)
        company.connections[held.id] = held
        return held

    def _changed(self, company: Company, now: Moment) -> list[Event]:
        self._note(company)
        return self._timeline.interrupt(company, now)

    def _note(self, company: Company) -> None:
        accounting = company.accounting
        if accounting and accounting.linked:
            self.active.add(company.id)
        else:
            self.active.discard(company.id)

    def _draw(self) -> Key:
        return self._timeline.world.ids.draw()
