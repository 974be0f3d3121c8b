"""Which receipts are taken: an ended sync, a completed expense, a file that the platform knows."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import PLATFORMS, IntegrationType, Platform, TransactionStatus
from codat_mock.core.attaching import check
from codat_mock.core.companies import Sync
from codat_mock.core.errors import Fault, Invalid, NotFound
from codat_mock.core.moments import SECOND
from core.story import everything
from core.yard import Yard, in_order

EXPENSE, BANKFEEDS = IntegrationType.EXPENSE, IntegrationType.BANKFEEDS
RULES = [(platform, platform.attachments) for platform in PLATFORMS.values()]


def _completed(platform: Platform) -> tuple[Yard, Sync]:
    yard = Yard(sync_time=0)
    sync = yard.sync()
    assert yard.company.accounting
    yard.company.accounting.platform = platform
    return yard, sync


def _refused(yard: Yard, sync: Sync, name: str, size: int = 1) -> Fault:
    key = next(sync.keys(0, 1))
    before = everything(yard.tenant)
    with pytest.raises(Invalid) as refused:
        yard.tenant.attach(sync, key, name, size, yard.now)
    assert before == everything(yard.tenant)
    assert (Fault(refused.value.faults[0].place, refused.value.why),) == refused.value.faults
    return refused.value.faults[0]


def _attached(yard: Yard, sync: Sync, name: str, size: int = 1) -> str:
    key = next(sync.keys(0, 1))
    attachment = yard.tenant.attach(sync, key, name, size, yard.now)
    assert (key, name, size) == (attachment.transaction, attachment.name, attachment.size)
    return attachment.id


@pytest.mark.parametrize("status", TransactionStatus)
def test_only_completed_transactions(status: TransactionStatus) -> None:
    """A transaction in any state but Completed takes no receipt; the refusal says which state it is in."""
    yard = Yard(sync_time=0)
    sync = yard.sync(1, code=5000, transactions=in_order([status]))
    if status is TransactionStatus.COMPLETED:
        assert _attached(yard, sync, "a.pdf")
        return
    expected = f"Attachments are taken for Completed transactions; this one is {status}."
    assert Fault("transactionId", expected) == _refused(yard, sync, "a.pdf")


def test_only_ended_syncs() -> None:
    """While a sync is queued or runs no receipt is taken, not for what is completed already either; then at once."""
    yard = Yard(sync_time=10 * SECOND)
    running, queued = yard.sync(3), yard.sync()
    yard.advance(9 * SECOND)
    assert "Completed" == yard.statuses(running)[0]
    expected = "The sync is still in progress; attachments are taken once it has ended."
    for sync in (running, queued):
        assert Fault("syncId", expected) == _refused(yard, sync, "a.pdf")
    yard.advance(SECOND)
    assert _attached(yard, running, "a.pdf")


@pytest.mark.parametrize(
    "kinds", [(EXPENSE,), (BANKFEEDS,), (EXPENSE, BANKFEEDS), (BANKFEEDS, EXPENSE)]
)
def test_only_expenses(kinds: tuple[IntegrationType, ...]) -> None:
    """A transaction that is a bank feed line alone takes no receipt; one that is an expense too does."""
    yard = Yard(sync_time=0)
    sync = yard.sync(2, integration_types=kinds)
    if EXPENSE in kinds:
        assert _attached(yard, sync, "a.pdf")
        return
    fault = _refused(yard, sync, "a.pdf")
    assert ("transactionId", True) == (fault.place, "bank feed line" in fault.message)


@pytest.mark.parametrize(
    ("kinds", "taken"), [((EXPENSE, BANKFEEDS), True), ((BANKFEEDS, EXPENSE), False)]
)
def test_the_expense_itself_must_be_completed(
    kinds: tuple[IntegrationType, ...], *, taken: bool
) -> None:
    """Of a transaction that was cut in half by an end, the expense's own status counts."""
    yard = Yard(sync_time=4 * SECOND)
    sync = yard.sync(1, integration_types=kinds)
    yard.advance(2 * SECOND)
    yard.end(sync, 4220)
    assert ["Completed", "Pending"] == yard.statuses(sync)
    if taken:
        assert _attached(yard, sync, "a.pdf")
    else:
        assert "this one is Pending." in _refused(yard, sync, "a.pdf").message


def test_a_transaction_of_another_sync() -> None:
    """A transaction belongs to the sync that held it, and to no other."""
    yard = Yard(sync_time=0)
    one, other = yard.sync(), yard.sync()
    before = everything(yard.tenant)
    with pytest.raises(NotFound, match="holds no transaction"):
        yard.tenant.attach(one, next(other.keys(0, 1)), "a.pdf", 1, yard.now)
    assert before == everything(yard.tenant)


@pytest.mark.parametrize(("platform", "rule"), RULES, ids=[platform.name for platform, _ in RULES])
def test_platforms(platform: Platform, rule: object) -> None:
    """Each platform takes the files of its row, up to its limit and not a byte more; or none."""
    yard, sync = _completed(platform)
    limits = platform.attachments
    assert rule is limits
    if limits is None:
        expected = Fault("file", f"{platform.name} takes no attachments.")
        assert expected == _refused(yard, sync, "a.pdf")
        return
    for extension in limits.extensions or ("PDF", "EXE"):
        assert _attached(yard, sync, f"a.{extension}", limits.limit)
        assert _attached(yard, sync, f"a.b.{extension.lower()}", 0)
    extension = min(limits.extensions or ("EXE",))
    fault = _refused(yard, sync, f"a.{extension}", limits.limit + 1)
    expected = f"{platform.name} takes files of up to {limits.limit} bytes; this one has {limits.limit + 1}."
    assert Fault("file", expected) == fault


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("a.exe", "EXE files"),
        ("a.pdf.exe", "EXE files"),
        ("pdf", "files without an extension"),
        ("a.", "files without an extension"),
        ("", "files without an extension"),
    ],
)
def test_wrong_extensions(name: str, called: str) -> None:
    """The extension decides, whatever stands before it; a file without one is refused too."""
    yard, sync = _completed(PLATFORMS["gbol"])
    fault = _refused(yard, sync, name)
    assert ("file", True) == (
        fault.place,
        fault.message.startswith(f"Xero takes no {called}, only 7Z, "),
    )


def test_twice() -> None:
    """The same file twice is two receipts, each with an id of its own."""
    yard, sync = _completed(PLATFORMS["gbol"])
    drawn = [_attached(yard, sync, "a.pdf") for _ in range(3)]
    assert 3 == len(set(drawn))


@given(
    st.lists(
        st.sampled_from([TransactionStatus.COMPLETED, TransactionStatus.PUSH_ERROR]), min_size=1
    )
)
def test_each_transaction_by_itself(statuses: list[TransactionStatus]) -> None:
    """In a sync of both, each completed transaction takes its receipt and each refused one does not."""
    yard = Yard(sync_time=0)
    kinds = (BANKFEEDS, EXPENSE)
    sync = yard.sync(len(statuses), transactions=in_order(statuses), integration_types=kinds)
    taken = []
    for key in sync.keys(0, sync.transactions):
        try:
            check(sync, key, "a.pdf", 1, yard.now, json.loads)
        except Invalid:
            taken.append(TransactionStatus.PUSH_ERROR)
        else:
            taken.append(TransactionStatus.COMPLETED)
    assert statuses == taken
