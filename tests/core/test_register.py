"""Which companies a tenant has, and what it means for their syncs that they change."""

from collections.abc import Callable

import pytest

from codat_contract import PLATFORMS
from codat_mock.core import ids
from codat_mock.core.companies import Company, Profile, References
from codat_mock.core.connections import Act, ConnectionStatus
from codat_mock.core.errors import Invalid, NoCompany, NoConnection, NotRequested
from codat_mock.core.moments import SECOND
from codat_mock.core.register import Register
from codat_mock.core.timeline import Event, Happening
from core.yard import Yard

STRANGER = ids.key("00000000-0000-4000-8000-00000000dead")


def _register(yard: Yard) -> Register:
    return yard.tenant.register


def _cut(yard: Yard, company: Company, act: Act) -> list[Event]:
    assert company.accounting is not None
    return _register(yard).move(company.id, company.accounting.id, act, yard.now).events


CUTS: dict[str, tuple[int, Callable[[Yard, Company], list[Event]]]] = {
    "unlinked": (4220, lambda yard, company: _cut(yard, company, Act.UNLINK)),
    "deauthorized": (4220, lambda yard, company: _cut(yard, company, Act.DEAUTHORIZE)),
    "lapsed": (4260, lambda yard, company: _cut(yard, company, Act.LAPSE)),
    "disconnected": (
        4040,
        lambda yard, company: _register(yard).disconnect(
            company.id, next(iter(company.connections)), yard.now
        ),
    ),
    "deleted": (4040, lambda yard, company: _register(yard).delete(company.id, yard.now)),
}


@pytest.mark.parametrize("way", CUTS)
def test_a_running_sync_ends(way: str) -> None:
    """What can no longer be written to ends the sync that runs: at once, with what was pushed staying pushed."""
    expected, cut = CUTS[way]
    yard = Yard(sync_time=10 * SECOND)
    running, waiting = yard.sync(4), yard.sync()
    yard.advance(5 * SECOND)
    (event,) = cut(yard, yard.company)
    assert (Happening.END, running, 1000, expected) == (
        event.what,
        event.sync,
        event.before,
        event.now,
    )
    assert ["Completed", "Completed", "Pending", "Pending"] == yard.statuses(running)
    yard.idle()
    assert (expected, ["Pending"]) == (yard.code(waiting), yard.statuses(waiting))


@pytest.mark.parametrize("way", CUTS)
def test_others_go_on(way: str) -> None:
    """Other companies' syncs, those that have ended and those whose code was planned are not touched."""
    _, cut = CUTS[way]
    yard = Yard(sync_time=10 * SECOND)
    ended = yard.sync()
    yard.idle()
    planned, other = yard.sync(code=2000), yard.sync(company=yard.neighbour())
    yard.advance(5 * SECOND)
    assert [] == cut(yard, yard.company)
    yard.idle()
    assert [2000, 2000, 2000] == [yard.code(sync) for sync in (ended, planned, other)]


def test_it_heals() -> None:
    """Once paid, and once linked again, the same transactions go through."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(1)
    codes = []
    for act in (Act.LAPSE, Act.PAY, Act.DEAUTHORIZE):
        _cut(yard, yard.company, act)
        if act is not Act.PAY:
            continue
        codes.append(yard.code(yard.sync(keys)))
    _cut(yard, yard.company, Act.LINK)
    codes.append(yard.code(yard.sync(keys)))
    assert [2000, 5080] == codes


def test_active_companies() -> None:
    """A company counts as active as long as its accounting software is linked."""
    yard = Yard()
    register = _register(yard)
    company = register.create(Profile("New"), yard.now)
    counts = [len(register.active)]
    connection = register.connect(company.id, PLATFORMS["qhyg"], yard.now)
    register.connect_partner(company.id, yard.now)
    for act in (Act.LINK, Act.LAPSE, Act.UNLINK, Act.LINK):
        register.move(company.id, connection.id, act, yard.now)
        counts.append(len(register.active))
    register.disconnect(company.id, connection.id, yard.now)
    counts.append(len(register.active))
    register.delete(yard.company.id, yard.now)
    counts.append(len(register.active))
    assert [1, 2, 2, 1, 2, 1, 0] == counts


def test_one_accounting_connection() -> None:
    """A company has one accounting connection; once it is deleted there may be another."""
    yard = Yard()
    register, company = _register(yard), yard.company
    assert company.accounting is not None
    with pytest.raises(Invalid, match=ids.text(company.accounting.id)):
        register.connect(company.id, PLATFORMS["qhyg"], yard.now)
    register.disconnect(company.id, company.accounting.id, yard.now)
    again = register.connect(company.id, PLATFORMS["qhyg"], yard.now)
    assert (again, ConnectionStatus.PENDING_AUTH) == (company.accounting, again.status)


def test_the_expense_connection_is_made_once() -> None:
    """Asking again gives the same connection, linked once more if it was not."""
    yard = Yard()
    register, company = _register(yard), yard.company
    first = register.connect_partner(company.id, yard.now)
    register.move(company.id, first.id, Act.UNLINK, yard.now)
    assert first is register.connect_partner(company.id, yard.now)
    assert first.linked


@pytest.mark.parametrize("status", [s for s in ConnectionStatus if s != "Linked"])
def test_only_a_linked_connection_is_unlinked(status: ConnectionStatus) -> None:
    """A client that unlinks what is not linked is told its status."""
    yard = Yard()
    assert yard.company.accounting is not None
    yard.company.accounting.status = status
    with pytest.raises(Invalid, match=status.value):
        _register(yard).unlink(yard.company.id, yard.company.accounting.id, yard.now)


def test_records_are_there_once_they_were_read() -> None:
    """Before a connection is linked there is nothing to choose from; afterwards it stays, though it be unlinked."""
    yard = Yard()
    register = _register(yard)
    company = register.create(Profile("New"), yard.now)
    connection = register.connect(company.id, PLATFORMS["gbol"], yard.now)
    with pytest.raises(NotRequested, match="linkUrl"):
        register.requested_books(company.id)
    for act in (Act.LINK, Act.UNLINK):
        register.move(company.id, connection.id, act, yard.now)
        assert "GBP" == register.requested_books(company.id).currency
    register.disconnect(company.id, connection.id, yard.now)
    assert register.books(company.id) is None


def test_reading_again() -> None:
    """A refresh reads anew where something is linked, and nowhere else."""
    yard = Yard()
    register, held = _register(yard), yard.company.accounting
    assert held is not None
    yard.advance(SECOND)
    register.refresh(yard.company.id, yard.now)
    first = held.pulled
    register.move(yard.company.id, held.id, Act.UNLINK, yard.now)
    yard.advance(SECOND)
    register.refresh(yard.company.id, yard.now)
    assert first == held.pulled == yard.now - SECOND


@pytest.mark.parametrize("references", [None, *References])
def test_references(references: References | None) -> None:
    """The ready company takes any reference and others do not, unless the tenant says one thing for all."""
    yard = Yard()
    register = Register(yard.tenant.timeline, references)
    ready = register.add_ready(yard.company.id, yard.now)
    made = register.create(Profile("New"), yard.now)
    expected = references or References.OPEN, references or References.STRICT
    assert expected == (ready.references, made.references)


def test_what_is_not_there() -> None:
    """A company or connection that never was, or is no more, is refused by its id."""
    yard = Yard()
    register = _register(yard)
    with pytest.raises(NoCompany, match=ids.text(STRANGER)):
        register.company(STRANGER)
    with pytest.raises(NoConnection, match=ids.text(STRANGER)):
        register.connection(yard.company.id, STRANGER)
    register.delete(yard.company.id, yard.now)
    with pytest.raises(NoCompany):
        register.delete(yard.company.id, yard.now)


def test_the_last_success() -> None:
    """The sync that was the last to end well is remembered, with data pushed or without, whatever fails later."""
    yard = Yard(sync_time=0)
    seen = []
    for code in (4220, 2000, 5130, 2040, 5000):
        sync = yard.sync(code=code)
        seen.append(yard.company.succeeded is sync)
    assert [False, True, False, True, False] == seen
    assert 5 == len(yard.company.syncs)
