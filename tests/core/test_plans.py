"""Which plan a sync takes, what a plan may say, and when it takes effect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import SYNC_CODES, IntegrationType, TransactionStatus
from codat_mock.core.errors import Contradiction, NotFound
from codat_mock.core.moments import DAY, MINUTE, SECOND, Duration
from codat_mock.core.plan import Plan, Planned, check
from core.story import everything
from core.yard import Yard, by_id, by_index, in_order

COMPLETED, PENDING = TransactionStatus.COMPLETED, TransactionStatus.PENDING
PUSH_ERROR, UNKNOWN = TransactionStatus.PUSH_ERROR, TransactionStatus.UNKNOWN
HELD = [code.number for code in SYNC_CODES.values() if not code.terminal]


def test_first_in_first_used() -> None:
    """Syncs take plans in the order in which the plans came, each plan once."""
    yard = Yard(sync_time=0)
    for code in (4260, 5000, 4220):
        yard.plan(code=code)
    assert [4260, 5000, 4220, 2000] == [yard.code(yard.sync()) for _ in range(4)]


@pytest.mark.parametrize("times", [1, 2, 5])
def test_times(times: int) -> None:
    """A plan is taken as often as it says, and tells how often it still will be."""
    yard = Yard(sync_time=0)
    plan = yard.plan(code=4260, times=times)
    left = []
    codes = []
    for _ in range(times):
        left += [number for _, number in yard.tenant.plans.waiting()]
        codes.append(yard.code(yard.sync()))
    assert (list(range(times, 0, -1)), [4260] * times) == (left, codes)
    assert ([], 2000) == (yard.tenant.plans.waiting(), yard.code(yard.sync()))
    assert times == plan.times


def test_until_it_is_deleted() -> None:
    """A plan of endless times is taken until it is deleted, and stands before those that came later."""
    yard = Yard(sync_time=0)
    endless = yard.plan(code=4260, times=None)
    yard.plan(code=5000)
    assert [4260] * 3 == [yard.code(yard.sync()) for _ in range(3)]
    yard.tenant.plans.remove(endless.id)
    assert [5000, 2000] == [yard.code(yard.sync()) for _ in range(2)]


def test_company() -> None:
    """A plan for one company is passed over by the syncs of the others."""
    yard = Yard(sync_time=0)
    neighbour = yard.neighbour()
    yard.plan(code=4260, company=neighbour.id)
    yard.plan(code=5000)
    codes = [yard.code(yard.sync(company=company)) for company in (None, neighbour, neighbour)]
    assert [5000, 4260, 2000] == codes


def test_a_plan_that_names_ids_waits_for_them() -> None:
    """A plan with transaction ids waits for a sync that holds one of them; those that it lacks are left out."""
    yard = Yard(sync_time=0)
    wanted, absent, other = yard.transactions(3)
    plan = yard.plan(transactions=(by_id(absent, UNKNOWN), by_id(wanted, PUSH_ERROR)))
    assert 2000 == yard.code(yard.sync(3))
    assert [plan] == [waiting for waiting, _ in yard.tenant.plans.waiting()]
    sync = yard.sync([other, wanted])
    assert (5130, ["Completed", "PushError"]) == (yard.code(sync), yard.statuses(sync))
    assert [] == yard.tenant.plans.waiting()


def test_an_index_counts_over_the_datasets() -> None:
    """An index counts from 0 over the transactions in the order of the datasets; one beyond them does nothing."""
    yard = Yard(sync_time=0)
    first, second = yard.dataset(2), yard.dataset(2)
    yard.plan(transactions=(by_index(2, PUSH_ERROR), by_index(4, UNKNOWN)))
    sync = yard.initiate(second, first)
    assert (5130, ["Completed", "Completed", "PushError", "Completed"]) == (
        yard.code(sync),
        yard.statuses(sync),
    )


def test_the_first_of_two_names_counts() -> None:
    """One that is named by id and by place has the verdict that was named first."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(2)
    sync = yard.sync(
        keys, transactions=(by_index(1, UNKNOWN, "first"), by_id(keys[1], PUSH_ERROR, "second"))
    )
    assert (5000, ["Completed", "Unknown"]) == (yard.code(sync), yard.statuses(sync))
    assert "first" == yard.verdicts(sync)[1].message


def test_a_verdict_counts_for_every_integration_type() -> None:
    """A transaction that is written as two things has its planned status in both entries."""
    yard = Yard(sync_time=0)
    kinds = (IntegrationType.BANKFEEDS, IntegrationType.EXPENSE)
    sync = yard.sync(2, transactions=(by_index(1, PUSH_ERROR),), integration_types=kinds)
    assert (4, kinds) == (sync.entries, sync.integration_types)
    assert ["Completed", "Completed", "PushError", "PushError"] == yard.statuses(sync)


def test_taken_at_initiation() -> None:
    """A plan belongs to the sync that took it, however late that one runs and whatever becomes of the plan."""
    yard = Yard()
    yard.sync()
    yard.plan(code=4260)
    queued, later = yard.sync(), yard.sync()
    yard.tenant.plans.clear()
    yard.idle()
    assert [4260, 2000] == [yard.code(sync) for sync in (queued, later)]


@pytest.mark.parametrize("code", SYNC_CODES)
@pytest.mark.parametrize("status", TransactionStatus)
def test_a_code_and_its_statuses(code: int, status: TransactionStatus) -> None:
    """A code stands beside exactly the statuses that its row of `x-sync-codes` allows."""
    row = SYNC_CODES[code]
    if status in row.allows:
        assert (
            status
            is Plan("p", code=code, transactions=in_order([status])).transactions[0].verdict.status
        )
        return
    with pytest.raises(Contradiction) as refused:
        Plan(
            "p", code=code, transactions=in_order([COMPLETED, status] * (code == 5130) or [status])
        )
    allowed = ", ".join(sorted(row.allows))
    expected = f"A sync that reads {code} {row.reason} has no {status} transaction, only {allowed};"
    assert str(refused.value).startswith(expected)


@given(st.sampled_from(list(SYNC_CODES)), st.lists(st.sampled_from(TransactionStatus)))
def test_a_code_and_many_statuses(number: int, statuses: list[TransactionStatus]) -> None:
    """One status that the code does not allow is enough to refuse the plan."""
    if set(statuses) <= SYNC_CODES[number].allows:
        check(number, statuses)
        return
    with pytest.raises(Contradiction):
        check(number, statuses)


@pytest.mark.parametrize("status", TransactionStatus)
def test_without_a_code(status: TransactionStatus) -> None:
    """Every status but Pending decides a code by itself; Pending needs one."""
    if status is not PENDING:
        assert Plan("p", transactions=in_order([status])).code is None
        return
    with pytest.raises(Contradiction, match=r"name a code that leaves it so, such as 4220\."):
        Plan("p", transactions=in_order([status]))


@pytest.mark.parametrize("code", SYNC_CODES)
def test_every_code_can_be_planned(code: int) -> None:
    """Each of the twelve codes is reached by a plan that says no more than its number."""
    yard = Yard()
    sync = yard.sync(3, code=code)
    yard.idle()
    # Whatever is still running by then runs long, the 1000 that never ends too.
    assert {1000: 1010}.get(code, code) == yard.code(sync)


@pytest.mark.parametrize("code", SYNC_CODES)
def test_statuses_that_no_plan_names(code: int) -> None:
    """Beside a planned code, the first transaction has the status that the row needs, the others `unnamed`."""
    row = SYNC_CODES[code]
    yard = Yard()
    sync = yard.sync(3, code=code)
    yard.idle()
    expected = [row.needs or row.unnamed, row.unnamed, row.unnamed]
    assert [status.value for status in expected] == yard.statuses(sync)


@pytest.mark.parametrize("code", [None, *SYNC_CODES])
def test_after_and_polls(code: int | None) -> None:
    """A plan ends a sync after a time or after some polls, not both; what never ends cannot be polled to its end."""
    with pytest.raises(Contradiction, match="leave out `after` or `polls`"):
        Plan("p", code=code, after=SECOND, polls=1)
    assert SECOND == Plan("p", code=code, after=SECOND).after
    if code in HELD:
        with pytest.raises(Contradiction, match="never ends, however often it is polled"):
            Plan("p", code=code, polls=1)
    else:
        assert 1 == Plan("p", code=code, polls=1).polls


@pytest.mark.parametrize(
    "twice",
    [
        (by_index(0, COMPLETED), by_index(0, COMPLETED)),
        (by_index(3, COMPLETED), by_index(0, COMPLETED), by_index(3, PUSH_ERROR)),
        (by_id(b"x" * 16, COMPLETED), by_id(b"x" * 16, PUSH_ERROR)),
    ],
)
def test_named_twice(twice: tuple[Planned, ...]) -> None:
    """A plan says one thing of a transaction."""
    with pytest.raises(Contradiction, match="named twice"):
        Plan("p", transactions=twice)


@pytest.mark.parametrize("after", [0, 1, SECOND, 10 * MINUTE, DAY])
def test_after(after: Duration) -> None:
    """The code is reached so long after the start, not a microsecond earlier."""
    yard = Yard()
    sync = yard.sync(code=4260, after=after)
    if after:
        yard.advance(after - 1)
        assert {True: 1000, False: 1010}[after <= 10 * MINUTE] == yard.code(sync)
        yard.advance(1)
    assert 4260 == yard.code(sync)


def test_after_counts_from_the_start_of_the_run() -> None:
    """Time in the queue does not count."""
    yard = Yard()
    yard.sync(code=2000, after=MINUTE)
    sync = yard.sync(code=4260, after=MINUTE)
    yard.advance(2 * MINUTE - 1)
    assert 1000 == yard.code(sync)
    yard.advance(1)
    assert 4260 == yard.code(sync)


@pytest.mark.parametrize(
    ("after", "reads"),
    [(None, 10 * SECOND), (0, 0), (MINUTE, MINUTE), (20 * MINUTE, 10 * MINUTE + 1)],
)
def test_1010_with_after(after: Duration | None, reads: Duration) -> None:
    """1010 reads so from `after` on, the sync time unless said, and holds; no later than any sync that runs long."""
    yard = Yard(sync_time=10 * SECOND)
    sync = yard.sync(code=1010, after=after)
    if reads:
        yard.advance(reads - 1)
        assert 1000 == yard.code(sync)
        yard.advance(1)
    assert 1010 == yard.code(sync)
    yard.advance(DAY)
    assert (1010, ["Pending"]) == (yard.code(sync), yard.statuses(sync))


def test_1000_holds() -> None:
    """A planned 1000 never ends, and reads 1010 after ten minutes as any sync."""
    yard = Yard()
    sync = yard.sync(code=1000, after=SECOND)
    yard.advance(10 * MINUTE)
    assert 1000 == yard.code(sync)
    yard.advance(DAY)
    assert 1010 == yard.code(sync)


@pytest.mark.parametrize("polls", [1, 2, 5])
@pytest.mark.parametrize("code", [None, 2000, 5130])
def test_polls(polls: int, code: int | None) -> None:
    """The n-th poll is the first that sees the end, however much time has passed."""
    yard = Yard()
    sync = yard.sync(2, code=code, polls=polls)
    yard.advance(MINUTE)
    codes = [yard.poll(sync) for _ in range(polls + 2)]
    assert [1000] * (polls - 1) + [code or 2000] * 3 == codes


def test_polls_of_a_long_run() -> None:
    """A sync that waits for polls runs long as any other."""
    yard = Yard()
    sync = yard.sync(polls=2)
    yard.advance(DAY)
    assert [1010, 2000] == [yard.poll(sync), yard.poll(sync)]


def test_polls_in_the_queue() -> None:
    """A poll of a queued sync ends nothing; the first one that sees it run may."""
    yard = Yard()
    yard.sync()
    sync = yard.sync(polls=2)
    assert [1000] * 3 == [yard.poll(sync) for _ in range(3)]
    yard.advance(10 * SECOND)
    assert 2000 == yard.poll(sync)


def test_who_waits_behind_polls() -> None:
    """What stands behind starts when a poll has ended the one in front."""
    yard = Yard()
    front, behind = yard.sync(polls=1), yard.sync()
    yard.advance(MINUTE)
    assert [2000, 1000] == [yard.poll(front), yard.code(behind)]
    yard.settle()
    yard.advance(10 * SECOND)
    assert 2000 == yard.code(behind)


def test_an_unknown_plan_cannot_be_removed() -> None:
    """A plan that does not wait is refused by name, and the others stay."""
    yard = Yard()
    yard.plan(code=4260)
    before = everything(yard.tenant)
    with pytest.raises(NotFound, match="No plan plan-7 is waiting"):
        yard.tenant.plans.remove("plan-7")
    assert before == everything(yard.tenant)


def test_names_are_not_used_again() -> None:
    """A plan that is gone leaves its name unused."""
    yard = Yard()
    names = [yard.plan(code=4260).id, yard.plan(code=4260).id]
    yard.tenant.plans.clear()
    names.append(yard.plan(code=4260).id)
    assert ["plan-1", "plan-2", "plan-3"] == names
