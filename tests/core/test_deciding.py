"""Which fate a sync gets: the plan first, then the company's state, then what becomes of its transactions."""

from collections.abc import Callable
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, IntegrationType, TransactionStatus
from codat_mock.core import ids
from codat_mock.core.companies import Company, Sync
from codat_mock.core.connections import Connection, ConnectionStatus
from codat_mock.core.deciding import MISCONFIGURED, PRECONDITIONS
from codat_mock.core.moments import SECOND
from core.yard import Yard, by_index, in_order

COMPLETED, PUSH_ERROR = TransactionStatus.COMPLETED, TransactionStatus.PUSH_ERROR
VALIDATION_ERROR, UNKNOWN = TransactionStatus.VALIDATION_ERROR, TransactionStatus.UNKNOWN
PLANNED = (COMPLETED, PUSH_ERROR, VALIDATION_ERROR, UNKNOWN)
BOTH = (IntegrationType.EXPENSE, IntegrationType.BANKFEEDS)

PREVIOUSLY = "One or more transactions have previously been processed: "


def _delete(company: Company) -> None:
    company.deleted = True


def _unlink(company: Company) -> None:
    _accounting(company).status = ConnectionStatus.UNLINKED


def _lapse(company: Company) -> None:
    _accounting(company).lapsed = True


def _unconfigure(company: Company) -> None:
    company.configuration = None


def _accounting(company: Company) -> Connection:
    assert company.accounting is not None
    return company.accounting


BREAKS: dict[int, Callable[[Company], None]] = {
    4040: _delete,
    4220: _unlink,
    4260: _lapse,
    4000: _unconfigure,
}
SUBSETS = list(chain.from_iterable(combinations(BREAKS, size) for size in range(5)))


def _queued(yard: Yard, size: int = 2, **plan: object) -> Sync:
    """A sync that starts in ten seconds, so that its company may change before."""
    yard.sync()
    return yard.sync(size, **plan)


def test_every_precondition_is_tried() -> None:
    """The breaks above are the table's rows, in its order, and then the configuration."""
    assert list(BREAKS) == [*dict.fromkeys(code for _, code in PRECONDITIONS), MISCONFIGURED]


@pytest.mark.parametrize("broken", SUBSETS)
def test_the_first_precondition_decides(broken: tuple[int, ...]) -> None:
    """Of all that is broken when the sync starts, the first row decides; nothing is pushed."""
    yard = Yard()
    sync = _queued(yard)
    for code in broken:
        BREAKS[code](yard.company)
    yard.idle()
    expected = broken[0] if broken else 2000
    status = "Pending" if broken else "Completed"
    assert (expected, [status] * 2) == (yard.code(sync), yard.statuses(sync))


@pytest.mark.parametrize("connection", ["accounting", "partner"])
@pytest.mark.parametrize("status", ConnectionStatus)
def test_both_connections_must_be_linked(connection: str, status: ConnectionStatus) -> None:
    """Either connection in any state but Linked ends the sync with 4220."""
    yard = Yard()
    sync = _queued(yard)
    getattr(yard.company, connection).status = status
    yard.idle()
    assert {True: 2000, False: 4220}[status is ConnectionStatus.LINKED] == yard.code(sync)


@pytest.mark.parametrize("code", BREAKS)
def test_the_state_of_the_start_counts(code: int) -> None:
    """What breaks in silence while a sync runs does not change its fate, what heals while it waits does it no harm."""
    yard = Yard()
    configuration = yard.company.configuration
    running, waiting, later = yard.sync(), yard.sync(), yard.sync()
    yard.advance(5 * SECOND)
    BREAKS[code](yard.company)
    yard.advance(10 * SECOND)
    accounting = _accounting(yard.company)
    yard.company.deleted = accounting.lapsed = False
    yard.company.configuration, accounting.status = configuration, ConnectionStatus.LINKED
    yard.idle()
    assert [2000, code, 2000] == [yard.code(sync) for sync in (running, waiting, later)]


@pytest.mark.parametrize("missing", ["accounting", "partner"])
def test_a_missing_connection_is_a_company_that_is_gone(missing: str) -> None:
    """A company whose accounting or expense connection was deleted ends its syncs with 4040."""
    yard = Yard()
    sync = _queued(yard)
    del yard.company.connections[getattr(yard.company, missing).id]
    yard.idle()
    assert 4040 == yard.code(sync)


@pytest.mark.parametrize("code", BREAKS)
@pytest.mark.parametrize("planned", [code.number for code in SYNC_CODES.values() if code.terminal])
def test_a_planned_code_wins(code: int, planned: int) -> None:
    """A code that is planned is reached whatever the company's state is."""
    yard = Yard()
    sync = _queued(yard, code=planned)
    BREAKS[code](yard.company)
    yard.idle()
    assert planned == yard.code(sync)


@pytest.mark.parametrize("code", BREAKS)
def test_the_state_wins_over_planned_transactions(code: int) -> None:
    """A plan without a code says what becomes of transactions that are pushed; here none is."""
    yard = Yard()
    sync = _queued(yard, transactions=(by_index(0, PUSH_ERROR), by_index(1, COMPLETED)))
    BREAKS[code](yard.company)
    yard.idle()
    assert (code, ["Pending"] * 2) == (yard.code(sync), yard.statuses(sync))


@pytest.mark.parametrize("code", BREAKS)
def test_preconditions_come_before_duplicates(code: int) -> None:
    """Nobody looks for duplicates where nothing could be pushed."""
    yard = Yard()
    keys = yard.transactions(1)
    yard.sync(keys)
    sync = yard.sync(keys)
    BREAKS[code](yard.company)
    yard.idle()
    assert code == yard.code(sync)


def test_what_was_completed_is_a_duplicate() -> None:
    """A sync that holds a completed transaction pushes nothing, and names exactly those that were completed."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(4)
    yard.sync([keys[2], keys[0]])
    sync = yard.sync(keys)
    assert (5080, ["Pending"] * 4) == (yard.code(sync), yard.statuses(sync))
    assert sync.fate is not None
    expected = f"{PREVIOUSLY}{ids.text(keys[0])}, {ids.text(keys[2])}"
    assert [expected] * 2 == [sync.fate.error, sync.fate.exception]


def test_what_stands_twice_in_a_sync_is_a_duplicate() -> None:
    """One transaction in two datasets of one sync is not pushed twice."""
    yard = Yard(sync_time=0)
    twin, other = yard.transactions(2)
    sync = yard.initiate(yard.dataset([twin]), yard.dataset([other, twin]))
    assert sync.fate is not None
    assert (5080, f"{PREVIOUSLY}{ids.text(twin)}") == (yard.code(sync), sync.fate.error)
    assert set() == yard.company.completed


@pytest.mark.parametrize("status", [PUSH_ERROR, VALIDATION_ERROR, UNKNOWN])
def test_what_failed_may_be_synced_again(status: TransactionStatus) -> None:
    """What was not completed is no duplicate: in a new dataset with the same id it is."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(2)
    failed = yard.sync(keys, transactions=(by_index(1, status),))
    assert [2000, 5080] == [yard.code(yard.sync(again)) for again in ([keys[1]], keys)]
    assert ["Completed", status.value] == yard.statuses(failed)


@pytest.mark.parametrize("code", [2040, 4000, 4220, 5000])
def test_a_dataset_of_which_nothing_completed_may_be_synced_again(code: int) -> None:
    """The same dataset goes through once the first sync of it has pushed nothing."""
    yard = Yard(sync_time=0)
    dataset = yard.dataset(2)
    yard.plan(code=code)
    assert [code, 2000, 5080] == [yard.code(yard.initiate(dataset)) for _ in range(3)]


def test_companies_have_ids_of_their_own() -> None:
    """The same transaction id in two companies is two transactions."""
    yard = Yard(sync_time=0)
    keys, neighbour = yard.transactions(1), yard.neighbour()
    assert [2000, 2000] == [yard.code(yard.sync(keys, company)) for company in (None, neighbour)]


def test_a_bank_feed_line_is_not_pushed_twice() -> None:
    """A transaction of which one entry was completed is a duplicate, though its other entry failed."""
    yard = Yard(sync_time=4 * SECOND)
    keys = yard.transactions(1)
    half = yard.sync(keys, integration_types=BOTH)
    yard.advance(2 * SECOND)
    yard.end(half, 4220)
    assert ["Completed", "Pending"] == yard.statuses(half)
    again = yard.sync(keys)
    yard.idle()
    assert 5080 == yard.code(again)


@pytest.mark.parametrize("kinds", [BOTH, BOTH[::-1]])
@pytest.mark.parametrize("code", [5120, 5130])
def test_a_needed_status_is_a_whole_transaction(
    code: int, kinds: tuple[IntegrationType, ...]
) -> None:
    """The transaction that a code needs to fail fails as everything that it is written as, and may be synced again."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(2)
    sync = yard.sync(keys, code=code, integration_types=kinds)
    needed = SYNC_CODES[code].needs
    assert needed is not None
    assert [needed.value] * 2 + ["Completed"] * 2 == yard.statuses(sync)
    assert 2000 == yard.code(yard.sync(keys[:1]))


@given(st.lists(st.sampled_from(PLANNED), max_size=6), st.integers(0, 6))
def test_derived_codes(statuses: list[TransactionStatus], size: int) -> None:
    """The worst status decides: Unknown, PushError, ValidationError, Completed; an empty sync has pushed nothing."""
    yard = Yard(sync_time=0)
    plan = {"transactions": in_order(statuses)} if statuses else {}
    sync = yard.sync(size, **plan)
    held = [*statuses[:size], *[COMPLETED] * (size - len(statuses))]
    worst = [(UNKNOWN, 5000), (PUSH_ERROR, 5130), (VALIDATION_ERROR, 5120), (COMPLETED, 2000)]
    expected = next((code for status, code in worst if status in held), 2040)
    assert expected == yard.code(sync)
    assert [status.value for status in held] == yard.statuses(sync)


@given(st.lists(st.sampled_from(PLANNED), min_size=1, max_size=4))
def test_derived_codes_contradict_nothing(statuses: list[TransactionStatus]) -> None:
    """What is derived could have been planned: the code's row allows every status of the sync and has what it needs."""
    yard = Yard(sync_time=0)
    sync = yard.sync(len(statuses), transactions=in_order(statuses))
    row = SYNC_CODES[yard.code(sync)]
    assert set(statuses) <= row.allows
    assert row.needs is None or row.needs in statuses


@pytest.mark.parametrize("kinds", [BOTH[:1], BOTH[1:], BOTH, BOTH[::-1]])
def test_integration_types(kinds: tuple[IntegrationType, ...]) -> None:
    """A sync has an entry a transaction and integration type, decided alike."""
    yard = Yard(sync_time=0)
    sync = yard.sync(3, transactions=(by_index(1, PUSH_ERROR),), integration_types=kinds)
    expected = ["Completed", "PushError", "Completed"]
    assert [status for status in expected for _ in kinds] == yard.statuses(sync)
    assert 5130 == yard.code(sync)


def test_nothing_to_sync() -> None:
    """A sync of all pending datasets ends with 2040 when none is pending."""
    yard = Yard(sync_time=0)
    sync = yard.tenant.initiate(yard.company.id, None, yard.now)
    yard.settle()
    assert (2040, [], False) == (yard.code(sync), yard.statuses(sync), bool(yard.company.completed))


@pytest.mark.parametrize("status", TRANSACTION_STATUSES)
def test_messages_of_transactions(status: TransactionStatus) -> None:
    """A transaction has the message of its plan, else the one of its status."""
    yard = Yard(sync_time=0)
    sync = yard.sync(
        2, code=5000, transactions=(by_index(0, status), by_index(1, status, "my own"))
    )
    expected = [TRANSACTION_STATUSES[status].message, "my own"]
    assert expected == [verdict.message for verdict in yard.verdicts(sync)]


@pytest.mark.parametrize("code", [code.number for code in SYNC_CODES.values() if code.terminal])
def test_error_messages(code: int) -> None:
    """A sync that failed says why in both fields, with a correlation id of its own in each; a success says nothing."""
    yard = Yard(sync_time=0)
    sync = yard.sync(2, code=code)
    fate = sync.fate
    assert fate is not None
    row = SYNC_CODES[code]
    assert row.success == (not fate.error) == (not fate.exception)
    assert "{" not in fate.error + fate.exception
    assert ("{correlationId}" in row.error_message) == (fate.error != fate.exception)


def test_messages_of_a_push_error() -> None:
    """A 5130 quotes its first PushError, whatever stands before it."""
    yard = Yard(sync_time=0)
    named = (by_index(0, VALIDATION_ERROR, "tax"), by_index(1, PUSH_ERROR, "{id} is archived"))
    sync = yard.sync(3, transactions=named)
    assert sync.fate is not None
    assert sync.fate.error.startswith("An error occurred in a downstream service. Correlation ID: ")
    assert sync.fate.error.endswith(". Message:  {id} is archived")


def test_messages_of_a_validation_error() -> None:
    """A 5120 says what its first ValidationError says."""
    yard = Yard(sync_time=0)
    named = (by_index(1, VALIDATION_ERROR, "first"), by_index(2, VALIDATION_ERROR, "second"))
    sync = yard.sync(3, transactions=named)
    assert sync.fate is not None
    assert ["first"] * 2 == [sync.fate.error, sync.fate.exception]


def test_messages_after_an_end() -> None:
    """What was refused before the end is quoted by it, before what the end itself refuses."""
    yard = Yard(sync_time=10 * SECOND)
    sync = yard.sync(3, transactions=(by_index(0, PUSH_ERROR, "decided"),))
    yard.advance(5 * SECOND)
    yard.end(sync, 5130, by_index(2, PUSH_ERROR, "told"))
    assert sync.fate is not None
    assert ["PushError", "Completed", "PushError"] == yard.statuses(sync)
    assert sync.fate.error.endswith("Message:  decided")


def test_errors_are_told_at_the_end() -> None:
    """Both fields are known with the fate and belong to the end; the same seed gives the same."""
    errors = []
    for _ in range(2):
        yard = Yard()
        sync = yard.sync(code=5130)
        assert sync.fate is not None
        errors.append((sync.fate.error, sync.fate.exception))
    assert errors[0] == errors[1]
