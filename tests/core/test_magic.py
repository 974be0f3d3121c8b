"""Markers in the notes of transactions: what they decide, how often, and what goes before them."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, IntegrationType, TransactionStatus
from codat_mock.core import fate, magic
from codat_mock.core.companies import Sync
from codat_mock.core.connections import Act
from codat_mock.core.datasets import Dataset
from codat_mock.core.deciding import World
from codat_mock.core.fate import Decider
from codat_mock.core.ids import Ids, Key, text
from codat_mock.core.moments import MINUTE, SECOND
from codat_mock.core.timeline import Timeline
from core.yard import START, Yard, by_index

COMPLETED, PENDING = TransactionStatus.COMPLETED, TransactionStatus.PENDING
PUSH_ERROR, VALIDATION_ERROR = TransactionStatus.PUSH_ERROR, TransactionStatus.VALIDATION_ERROR
TERMINAL = [code.number for code in SYNC_CODES.values() if code.terminal]
HELD = [code for code in SYNC_CODES if code not in TERMINAL]
STATUSES = list(magic.STATUSES.values())


def noted(yard: Yard, *notes: str, keys: list[Key] | None = None, **plan: Any) -> Sync:
    """A sync of transactions with these notes, with a plan of its own if one is given."""
    if plan:
        yard.plan(**plan)
    return yard.initiate(yard.noted(*notes, keys=keys))


def by(sync: Sync) -> Decider:
    """What decided the sync's code."""
    assert sync.fate is not None
    return sync.fate.by


def remarked(yard: Yard) -> list[str]:
    """What was remarked beside the doings of every sync."""
    doings = ("dataset ", "sync ")
    return [remark for remark in yard.tenant.remarks if not remark.startswith(doings)]


def accounting(yard: Yard, act: Act) -> None:
    """Have the customer do something to the ready company's connection."""
    held = yard.company.accounting
    assert held is not None
    yard.tenant.register.move(yard.company.id, held.id, act, yard.now)


class Reading:
    """Reads JSON, and counts how often."""

    def __init__(self) -> None:
        self.read = 0

    def __call__(self, raw: bytes) -> Any:
        self.read += 1
        return json.loads(raw)


def reading(yard: Yard) -> Reading:
    """Have the yard read with this."""
    counting = Reading()
    yard.tenant.timeline.world = replace(yard.tenant.timeline.world, parse=counting)
    return counting


# ------------------------------------------------------------------------- what they decide


@pytest.mark.parametrize("code", SYNC_CODES)
def test_every_code_can_be_named(code: int) -> None:
    """A code in the notes of one transaction is its sync's, as a plan with this code alone would have it."""
    row = SYNC_CODES[code]
    yard = Yard()
    sync = noted(yard, f"[mock:{code}]", "", "")
    yard.advance(MINUTE)
    expected = [row.needs or row.unnamed, row.unnamed, row.unnamed]
    assert (code, Decider.MAGIC) == (yard.code(sync), by(sync))
    assert [status.value for status in expected] == yard.statuses(sync)
    assert [] == remarked(yard)


@pytest.mark.parametrize("code", HELD)
def test_codes_that_hold(code: int) -> None:
    """A code that is no end holds the sync until it is told to end."""
    yard = Yard()
    sync = noted(yard, f"[mock:{code}]")
    yard.idle()
    assert [sync] == list(yard.tenant.timeline.held.values())
    yard.end(sync, 2000)
    assert 2000 == yard.code(sync)


def test_statuses_that_can_be_named() -> None:
    """A marker names each status from which a code is derived, and no other."""
    expected = {row.status for row in TRANSACTION_STATUSES.values() if row.code is not None}
    assert (expected, False) == (set(STATUSES), PENDING in STATUSES)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("write", [str, str.lower, str.upper, str.swapcase])
def test_every_status_can_be_named(status: TransactionStatus, write: Any) -> None:
    """A status in a transaction's notes, in any case, becomes that transaction's; the code follows from it."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "", f"[mock:{write(status.value)}]")
    row = TRANSACTION_STATUSES[status]
    assert (row.code, Decider.OUTCOMES) == (yard.code(sync), by(sync))
    assert ["Completed", status.value] == yard.statuses(sync)
    assert row.message == yard.verdicts(sync)[1].message


@pytest.mark.parametrize(
    "notes",
    [
        "[mock:5130]",
        "Lunch [mock:5130] with Zoë",
        "[MOCK:5130]",
        "[mock: 5130 ]",
        "[[mock:5130]]",
        "[mock:nothing] [mock:5130]",
        "two\nlines\t[mock:5130]",
        "[mock:5130][mock:Completed]",
    ],
)
def test_where_a_marker_stands(notes: str) -> None:
    """A marker stands anywhere in the notes, beside others too, with space inside."""
    yard = Yard(sync_time=0)
    assert 5130 == yard.code(noted(yard, "", notes))


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("letter", ["\\u%04x", "\\u%04X"])
def test_letters_may_be_escaped(place: int, letter: str) -> None:
    """JSON may write any letter as an escape, and a marker is found all the same."""
    marker = "[mock:5130]"
    written = marker[:place] + letter % ord(marker[place]) + marker[place + 1 :]
    yard = Yard(sync_time=0)
    body = b'{"items": [{"type": "Payment", "notes": "%s"}]}' % written.encode()
    dataset = yard.tenant.create_dataset(yard.company.id, yard.transactions(1), body)
    assert 5130 == yard.code(yard.initiate(dataset))


@pytest.mark.parametrize("field", ["merchantName", "Notes", "type"])
def test_other_fields_say_nothing(field: str) -> None:
    """A marker stands in the notes, nowhere else."""
    yard = Yard(sync_time=0)
    body = json.dumps({"items": [{"type": "Payment", field: "[mock:5130]"}]}).encode()
    dataset = yard.tenant.create_dataset(yard.company.id, yard.transactions(1), body)
    assert (2000, []) == (yard.code(yard.initiate(dataset)), remarked(yard))


STRANGERS = [
    "[mock:6000]",
    "[mock:Foo]",
    "[mock:Pending]",
    "[mock:]",
    "[mock:51 30]",
    "[mock:5130 x0]",
    "[mock:5130 x]",
    "[mock:5130 x1.5]",
    "[mock:5130 x-1]",
    "[mock:5130x1]",
    "[mock:5130 x1 x2]",
    "[mock:5130 x10000000]",
    "[mock:x1]",
    "[mock:5130",
    "[mock:PushError: it is archived]",
    "[mock:\u0665\u0661\u0663\u0660]",
    f"[mock:{'9' * 5_000}]",
    f"[mock:{' ' * 5_000}5130]",
]


@pytest.mark.parametrize("notes", STRANGERS, ids=[notes[:30] for notes in STRANGERS])
def test_what_looks_like_a_marker(notes: str) -> None:
    """What looks like a marker and is none changes nothing, and the log says what may stand there."""
    yard = Yard(sync_time=0)
    sync = noted(yard, notes, "")
    assert (2000, ["Completed"] * 2) == (yard.code(sync), yard.statuses(sync))
    (remark,) = remarked(yard)
    assert notes[:20] in remark
    assert text(next(sync.keys(0, 1))) in remark
    assert all(str(code) in remark for code in SYNC_CODES)
    assert all(status.value in remark for status in STATUSES)
    assert len(remark) < 500


def test_many_that_look_like_markers() -> None:
    """However many there are, the log has one remark on them."""
    yard = Yard(sync_time=0)
    noted(yard, *["[mock:6000] [mock:7000]"] * 50)
    (remark,) = remarked(yard)
    assert " (and 99 more) " in remark


@pytest.mark.parametrize("notes", ["mock:5130", "(mock:5130)", "[mock 5130]", "[mocks:5130]", "[]"])
def test_what_does_not_look_like_one(notes: str) -> None:
    """Other text is nobody's business."""
    yard = Yard(sync_time=0)
    assert (2000, []) == (yard.code(noted(yard, notes)), remarked(yard))


# ------------------------------------------------------------------------- several of them


def test_the_first_code_wins() -> None:
    """Of several codes the first in the order of the datasets wins, and the log says which are passed over."""
    yard = Yard(sync_time=0)
    first, second = yard.noted("", "[mock:4260]"), yard.noted("[mock:5130][mock:2040]")
    sync = yard.initiate(second, first)
    assert 5130 == yard.code(sync)
    (remark,) = remarked(yard)
    assert "[mock:2040]" in remark
    assert " (and 1 more) is passed over: [mock:5130]" in remark


def test_one_code_twice() -> None:
    """Who names the same code is of one mind."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "[mock:4260]", "[mock:4260]")
    assert (4260, []) == (yard.code(sync), remarked(yard))


def test_two_statuses_of_one_transaction() -> None:
    """Of two statuses in one transaction's notes the first counts."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "[mock:PushError] [mock:ValidationError]", "[mock:ValidationError]")
    assert ["PushError", "ValidationError"] == yard.statuses(sync)
    (remark,) = remarked(yard)
    assert "[mock:ValidationError]" in remark
    assert "the transaction's first marker counts" in remark


@pytest.mark.parametrize("code", TERMINAL)
@pytest.mark.parametrize("status", STATUSES)
def test_a_code_beside_a_status(code: int, status: TransactionStatus) -> None:
    """The code decides; a status that it allows stays, and one that it does not is passed over, with a word."""
    row = SYNC_CODES[code]
    yard = Yard(sync_time=0)
    sync = noted(yard, "", f"[mock:{status}]", f"[mock:{code}]")
    goes = status in row.allows
    assert code == yard.code(sync)
    assert (status if goes else row.unnamed).value == yard.statuses(sync)[1]
    assert goes == (not remarked(yard))
    if not goes:
        assert f"it cannot go with the code {code}" in remarked(yard)[0]


def test_a_code_that_leaves_no_room() -> None:
    """A code that needs a refused transaction has one, though each transaction names another status."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "[mock:5130][mock:Completed]", "[mock:Completed]")
    assert (5130, {"Completed", "PushError"}) == (yard.code(sync), set(yard.statuses(sync)))
    assert "it cannot go with the code 5130" in remarked(yard)[0]


@pytest.mark.parametrize("code", [5120, 5130])
def test_whom_a_code_befalls(code: int) -> None:
    """What a code needs to happen to some transaction happens to the one that names the code."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "", f"[mock:{code}]", "")
    needed = SYNC_CODES[code].needs
    assert needed is not None
    assert ["Completed", needed.value, "Completed"] == yard.statuses(sync)


MARKERS = st.sampled_from(
    [f"[mock:{said}{times}]" for said in (*SYNC_CODES, *STATUSES) for times in ("", " x1")]
)
NOTES = st.lists(MARKERS, max_size=3).map("".join)


@given(st.lists(st.lists(NOTES, min_size=1, max_size=4), min_size=1, max_size=3))
def test_what_comes_of_markers_contradicts_nothing(datasets: list[list[str]]) -> None:
    """Whatever the notes name, a code stands beside statuses that it allows, and has the one that it needs."""
    yard = Yard(sync_time=0)
    sync = yard.initiate(*(yard.noted(*notes) for notes in datasets))
    told = sync.fate
    assert told is not None
    row, held = SYNC_CODES[told.code], set(told.outcomes.tally(told.outcomes.count))
    assert held <= row.allows
    assert row.needs is None or row.needs in held


@pytest.mark.parametrize(
    "kinds",
    [(IntegrationType.BANKFEEDS,), (IntegrationType.EXPENSE, IntegrationType.BANKFEEDS)],
)
def test_integration_types(kinds: tuple[IntegrationType, ...]) -> None:
    """A status that is named counts for everything that its transaction is written as."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "", "[mock:PushError]", integration_types=kinds)
    assert ["Completed"] * len(kinds) + ["PushError"] * len(kinds) == yard.statuses(sync)


def test_an_update() -> None:
    """The notes of an update decide the sync that it starts."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(1)
    yard.sync(keys)
    item = {"type": "Payment", "notes": "[mock:4260]"}
    body = json.dumps(item).encode()
    sync = yard.tenant.update(yard.company.id, keys[0], item, body, yard.now)
    yard.settle()
    assert (4260, Decider.MAGIC) == (yard.code(sync), by(sync))


# ------------------------------------------------------------------------- what goes before


@pytest.mark.parametrize("code", SYNC_CODES)
def test_a_planned_code_decides_alone(code: int) -> None:
    """Beside a planned code nothing is read of the transactions."""
    yard = Yard()
    counting = reading(yard)
    sync = noted(yard, "[mock:4040]", "[mock:PushError]", code=code)
    yard.advance(MINUTE)
    assert (code, Decider.PLAN, 0) == (yard.code(sync), by(sync), counting.read)
    assert [] == remarked(yard)


@pytest.mark.parametrize("code", SYNC_CODES)
def test_a_preferred_code_decides_alone(code: int) -> None:
    """Beside a preferred code nothing is read of the transactions, and the plan that waits goes on waiting."""
    yard = Yard()
    counting = reading(yard)
    plan = yard.plan(code=4000)
    dataset = yard.noted("[mock:4040]", "[mock:PushError]")
    sync = yard.tenant.initiate(yard.company.id, [dataset.id], yard.now, code)
    yard.advance(MINUTE)
    assert (code, Decider.PREFERENCE, 0) == (yard.code(sync), by(sync), counting.read)
    assert [(plan, 1)] == yard.tenant.plans.waiting()


@pytest.mark.parametrize("code", TERMINAL)
def test_a_plan_without_a_code_says_when(code: int) -> None:
    """A plan that says no more than when leaves the code to the markers."""
    yard = Yard()
    sync = noted(yard, f"[mock:{code}]", after=MINUTE)
    yard.advance(MINUTE - 1)
    assert 1000 == yard.code(sync)
    yard.advance(1)
    assert (code, Decider.MAGIC) == (yard.code(sync), by(sync))


@pytest.mark.parametrize("code", SYNC_CODES)
def test_a_plan_that_counts_polls(code: int) -> None:
    """A plan that ends its sync by polls leaves the code to the markers, but for a code that is no end."""
    yard = Yard()
    sync = noted(yard, f"[mock:{code}]", polls=2)
    assert [1000, code if code in TERMINAL else 2000] == [yard.poll(sync) for _ in range(2)]
    assert (code in HELD) == any("contradicts the sync's plan" in said for said in remarked(yard))


def test_planned_transactions_win() -> None:
    """What the plan says of a transaction goes before what its notes say; the other notes count."""
    yard = Yard(sync_time=0)
    notes = ["[mock:PushError]", "[mock:ValidationError]"]
    sync = noted(yard, *notes, transactions=(by_index(0, COMPLETED, "planned"),))
    assert (5120, ["Completed", "ValidationError"]) == (yard.code(sync), yard.statuses(sync))
    assert "planned" == yard.verdicts(sync)[0].message


def test_planned_transactions_beside_a_code() -> None:
    """A code that goes with the planned transactions decides beside them."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "[mock:4260]", "", transactions=(by_index(1, PUSH_ERROR),))
    assert (4260, Decider.MAGIC) == (yard.code(sync), by(sync))
    assert ["Pending", "PushError"] == yard.statuses(sync)


def test_a_planned_transaction_that_names_a_code() -> None:
    """What a code needs befalls another transaction where the plan speaks for the one that names the code."""
    yard = Yard(sync_time=0)
    sync = noted(yard, "[mock:5130]", "", "", transactions=(by_index(0, COMPLETED),))
    assert (5130, Decider.MAGIC) == (yard.code(sync), by(sync))
    assert ["Completed", "PushError", "Completed"] == yard.statuses(sync)


@pytest.mark.parametrize(
    ("code", "planned", "expected"),
    [
        (2000, (by_index(1, PUSH_ERROR),), 5130),
        (1000, (by_index(1, COMPLETED),), 2000),
        (5130, (by_index(0, COMPLETED), by_index(1, VALIDATION_ERROR)), 5120),
    ],
)
def test_a_code_against_planned_transactions(code: int, planned: Any, expected: int) -> None:
    """A code that contradicts the planned transactions is passed over, with a word."""
    yard = Yard(sync_time=0)
    sync = noted(yard, f"[mock:{code}]", "", transactions=planned)
    assert (expected, Decider.OUTCOMES) == (yard.code(sync), by(sync))
    (remark,) = remarked(yard)
    assert remark.startswith(f"[mock:{code}] of transaction ")
    assert remark.endswith(" is passed over: it contradicts the sync's plan")


def test_a_code_goes_before_the_state() -> None:
    """A code that is named is reached whatever the company's state is, and stays when that changes."""
    yard = Yard()
    first, second = noted(yard, "[mock:2000]"), noted(yard, "[mock:4220]")
    accounting(yard, Act.LAPSE)
    yard.idle()
    assert [2000, 4220] == [yard.code(sync) for sync in (first, second)]


def test_the_state_goes_before_statuses() -> None:
    """Where the company's state stops a sync nothing is pushed, whatever the notes say of transactions."""
    yard = Yard()
    running, queued = (noted(yard, "[mock:PushError]") for _ in range(2))
    yard.advance(SECOND)
    accounting(yard, Act.LAPSE)
    yard.idle()
    assert [4260, 4260] == [yard.code(sync) for sync in (running, queued)]
    assert ["Pending"] == yard.statuses(queued)


def test_an_end_goes_before() -> None:
    """A sync whose data names a code can be told to end otherwise; what was passed over is remembered."""
    yard = Yard()
    sync = noted(yard, "[mock:1000] [mock:6000]")
    yard.end(sync, 5000)
    assert (5000, Decider.END) == (yard.code(sync), by(sync))
    assert sync.fate is not None
    assert 1 == len(sync.fate.remarks)


def test_a_good_end_of_what_was_to_fail() -> None:
    """A sync whose data names a failure and that is told to end well says nothing of the failure."""
    yard = Yard()
    sync = noted(yard, "[mock:4260]")
    yard.end(sync, 2000)
    assert sync.fate is not None
    assert ("", "") == (sync.fate.error, sync.fate.exception)


# ------------------------------------------------------------------------- how often


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("said", [4260, 5130, PUSH_ERROR, VALIDATION_ERROR])
def test_so_many_times(said: int | TransactionStatus, times: int) -> None:
    """With a number a marker is in force in so many syncs of its transaction, and then no more."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(1)
    syncs = [noted(yard, f"[mock:{said} x{times}]", keys=keys) for _ in range(times + 1)]
    failed = said if isinstance(said, int) else TRANSACTION_STATUSES[said].code
    assert [failed] * times + [2000] == [yard.code(sync) for sync in syncs]
    assert [] == remarked(yard)


def test_without_a_number() -> None:
    """Without a number a marker is in force in every sync, and nothing is remembered of it."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(1)
    assert [5130] * 5 == [yard.code(noted(yard, "[mock:5130]", keys=keys)) for _ in range(5)]
    assert Counter() == yard.company.marked


def test_one_dataset_again() -> None:
    """The transaction counts, not its dataset: the same dataset heals as well."""
    yard = Yard(sync_time=0)
    dataset = yard.noted("[mock:4260 x1]", "")
    assert [4260, 2000] == [yard.code(yard.initiate(dataset)) for _ in range(2)]


def test_every_transaction_counts_for_itself() -> None:
    """Another transaction, or another company's of the same id, has its own first time."""
    yard = Yard(sync_time=0)
    neighbour, keys = yard.neighbour(), yard.transactions(2)
    dataset = yard.noted("[mock:5130 x1]", keys=keys[:1], company=neighbour)
    syncs = [noted(yard, "[mock:5130 x1]", keys=[key]) for key in keys]
    syncs.append(yard.initiate(dataset, company=neighbour))
    assert [5130] * 3 == [yard.code(sync) for sync in syncs]


def test_many_that_name_one_code() -> None:
    """All that name the sync's code were in force together: one resubmission heals them all."""
    yard = Yard(sync_time=0)
    dataset = yard.noted(*["[mock:4260 x1]"] * 5)
    assert [4260, 2000] == [yard.code(yard.initiate(dataset)) for _ in range(2)]


def test_one_transaction_twice_in_a_sync() -> None:
    """A transaction that stands in a sync twice is synced once all the same."""
    yard = Yard(sync_time=0)
    keys = yard.transactions(1)
    twins = [yard.noted("[mock:4260 x2]", keys=keys) for _ in range(2)]
    yard.initiate(*twins)
    assert [4260, 2000] == [yard.code(yard.initiate(twins[0])) for _ in range(2)]


def test_one_after_the_other() -> None:
    """What was passed over was not in force: it has its turn when the marker before it has had its own."""
    yard = Yard(sync_time=0)
    dataset = yard.noted("[mock:4260 x1] [mock:4220 x2]")
    assert [4260, 4220, 4220, 2000] == [yard.code(yard.initiate(dataset)) for _ in range(4)]


def test_a_status_that_was_passed_over_does_not_count() -> None:
    """A status that cannot go with the code has its first time still before it."""
    yard = Yard(sync_time=0)
    dataset = yard.noted("[mock:2040 x1] [mock:PushError x1]")
    assert [2040, 5130, 2000] == [yard.code(yard.initiate(dataset)) for _ in range(3)]


def test_a_status_that_the_plan_names_does_not_count() -> None:
    """A marker of a transaction for which the plan speaks has its first time still before it."""
    yard = Yard(sync_time=0)
    dataset = yard.noted("[mock:PushError x1]")
    yard.plan(transactions=(by_index(0, VALIDATION_ERROR),))
    assert [5120, 5130, 2000] == [yard.code(yard.initiate(dataset)) for _ in range(3)]


def test_other_deciders_do_not_count() -> None:
    """A sync that a plan decides, a preference or the company's state is no first time."""
    yard = Yard(sync_time=0)
    dataset = yard.noted("[mock:PushError x1]")
    yard.plan(code=4260)
    codes = [yard.code(yard.initiate(dataset))]
    preferred = yard.tenant.initiate(yard.company.id, [dataset.id], yard.now, 4000)
    yard.settle()
    codes.append(yard.code(preferred))
    accounting(yard, Act.LAPSE)
    codes.append(yard.code(yard.initiate(dataset)))
    accounting(yard, Act.PAY)
    codes += [yard.code(yard.initiate(dataset)) for _ in range(2)]
    assert [4260, 4000, 4260, 5130, 2000] == codes


# ------------------------------------------------------------------------- everybody else


@pytest.mark.parametrize(
    "notes", ["", "Lunch", "Caf\u00e9 \u20ac 5 \U0001f37d", "\\ / \" 'mock' [5130]", "mock\u00a0:"]
)
def test_what_has_no_marker_is_not_read(notes: str) -> None:
    """A dataset without a marker is not read for one, whatever else its notes hold or escape."""
    yard = Yard(sync_time=0)
    counting = reading(yard)
    assert (2000, 0) == (yard.code(noted(yard, notes, notes)), counting.read)


def test_only_what_has_a_marker_is_read() -> None:
    """Of several datasets only the one with the marker is read, once."""
    yard = Yard(sync_time=0)
    counting = reading(yard)
    datasets = [yard.noted("Lunch"), yard.noted("[mock:PushError]"), yard.noted("Dinner")]
    sync = yard.initiate(*datasets)
    assert (["Completed", "PushError", "Completed"], 1) == (yard.statuses(sync), counting.read)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LIKELY = st.lists(
    st.sampled_from(["[", "]", "mock", "MOCK", ":", "5130", "x1", " ", "PushError", "[mock:", "9"]),
    max_size=12,
).map("".join)


@given(st.lists(TEXT | LIKELY, min_size=1, max_size=5))
def test_no_notes_break_a_start(notes: list[str]) -> None:
    """Whatever stands in notes, the sync starts, and has a code of the table by nobody's failure."""
    yard = Yard(sync_time=0)
    sync = noted(yard, *notes)
    assert sync.fate is not None
    assert sync.fate.code in SYNC_CODES
    assert Decider.FAILURE is not by(sync)


@given(st.lists(TEXT.filter(lambda notes: "[mock:" not in notes.lower()), min_size=1, max_size=5))
def test_without_a_marker_nothing_changes(notes: list[str]) -> None:
    """A sync without a marker has the fate that it would have without notes."""
    fates = []
    for held in (notes, [""] * len(notes)):
        yard = Yard()
        fates.append(noted(yard, *held).fate)
        assert [] == remarked(yard)
    assert fates[0] == fates[1]


# ------------------------------------------------------------------------- what cannot start


def broken(raw: bytes) -> Any:
    """Read nothing."""
    raise ValueError(f"cannot read {len(raw)} bytes")


def test_a_sync_that_cannot_start() -> None:
    """A sync of which the mock itself makes nothing ends with 5000; the log says so, and the queue goes on."""
    yard = Yard()
    running, queued, behind = yard.sync(), noted(yard, "[mock:2000]", ""), yard.sync()
    yard.tenant.timeline.world = replace(yard.tenant.timeline.world, parse=broken)
    yard.idle()
    assert [2000, 5000, 2000] == [yard.code(sync) for sync in (running, queued, behind)]
    assert (["Unknown"] * 2, Decider.FAILURE) == (yard.statuses(queued), by(queued))
    assert queued.fate is not None
    assert queued.fate.error.startswith("Something went wrong while syncing.")
    (remark,) = [said for said in yard.tenant.remarks if "could not start" in said]
    assert text(queued.id) in remark
    assert " ValueError: cannot read " in remark


def test_others_start_beside_a_sync_that_cannot() -> None:
    """What else is due at the moment of the failure is done in the same turn."""
    yard = Yard(sync_time=0)
    neighbour = yard.neighbour()
    datasets = yard.noted("[mock:2000]"), yard.dataset(company=neighbour)
    yard.tenant.timeline.world = replace(yard.tenant.timeline.world, parse=broken)
    ours = yard.tenant.initiate(yard.company.id, [datasets[0].id], yard.now)
    theirs = yard.tenant.initiate(neighbour.id, [datasets[1].id], yard.now)
    yard.settle()
    assert [5000, 2000] == [yard.code(sync) for sync in (ours, theirs)]


def test_a_failure_counts_no_marker() -> None:
    """A sync that could not start is no first time."""
    yard = Yard(sync_time=0)
    dataset = yard.noted("[mock:4260 x1]")
    world = yard.tenant.timeline.world
    yard.tenant.timeline.world = replace(world, parse=broken)
    codes = [yard.code(yard.initiate(dataset))]
    yard.tenant.timeline.world = world
    codes += [yard.code(yard.initiate(dataset)) for _ in range(2)]
    assert [5000, 4260, 2000] == codes


def test_a_library_that_fails() -> None:
    """Whatever a start needs may fail."""

    def library(platform: str) -> Any:
        raise KeyError(platform)

    yard = Yard()
    timeline = Timeline(World(library, Ids(1), SECOND, json.loads))
    dataset = Dataset(b"d" * 16, b"".join(yard.transactions(2)), b"{}")
    sync = Sync(b"s" * 16, yard.company, (dataset,), START, 2)
    timeline.enqueue(sync, START)
    timeline.settle(START)
    assert (5000, None) == (fate.code(sync.fate, START), yard.company.running)
