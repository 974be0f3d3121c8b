"""The journal of a tenant: numbered, bounded by count and by bytes, and what it gives up is counted."""

import gc
import weakref

import pytest

from codat_mock.core.admitting import refuse_twins
from codat_mock.core.errors import Fault, Invalid
from codat_mock.core.journal import Journal, SyncMoved, Witnessed
from codat_mock.core.timeline import Happening
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request
from core.yard import Yard


def _seen(number: int, body: bytes = b"", *, refused: Invalid | None = None) -> Witnessed:
    request = Request("POST", "/", b"", None, body=body)
    return Witnessed(request, Reply(200, "", b""), (), refused, (), number)


def _filled(count: int, journal: Journal, body: bytes = b"") -> Journal:
    for number in range(1, count + 1):
        journal.record(_seen(number, body))
    return journal


def test_the_oldest_are_given_up() -> None:
    """Beyond so many exchanges the oldest go, and it is counted how many went."""
    journal = _filled(7, Journal(most=3))
    assert [5, 6, 7] == [seen.number for seen in journal]
    assert (7, 4, 3) == (journal.total, journal.evicted, len(journal))


def test_bytes_are_bounded() -> None:
    """Beyond so many bytes the oldest go, however few there are."""
    journal = _filled(10, Journal(most_bytes=50_000), body=b"x" * 10_000)
    assert (4, 6) == (len(journal), journal.evicted)
    assert 40_000 < journal.size <= 50_000


def test_one_that_is_too_large_is_not_kept() -> None:
    """An exchange that is larger than the room for all leaves nothing behind."""
    journal = Journal(most_bytes=5_000)
    journal.record(_seen(1, b"x" * 10_000))
    assert (0, 0, 1) == (len(journal), journal.size, journal.evicted)


def test_moves_and_faults_take_room() -> None:
    """What is told beside the bodies counts too: a long advance has a thousand moves."""
    plain, told = Journal(), Journal()
    plain.record(_seen(1))
    move = SyncMoved(0, Happening.END, b"k" * 16, 1000, 2000)
    told.record(_seen(1)._replace(moves=(move,) * 1000))
    assert told.size > plain.size + 200_000
    told.record(_seen(2, refused=Invalid("No.", faults=(Fault("a", "b"),) * 100)))
    assert told.size > 2 * plain.size + 220_000


def test_memory_is_flat() -> None:
    """However many are recorded, no more are kept, and no more bytes."""
    journal = _filled(3_000, Journal(), body=b"x" * 100)
    size = journal.size
    for number in range(3_001, 30_001):
        journal.record(_seen(number, b"x" * 100))
    assert (1000, size, 29_000) == (len(journal), journal.size, journal.evicted)


@pytest.mark.parametrize(
    ("number", "kept"), [(0, False), (4, False), (5, True), (7, True), (8, False)]
)
def test_find(number: int, kept: bool) -> None:  # noqa: FBT001 a row of the table
    """By its number an exchange is found as long as it is kept."""
    found = _filled(7, Journal(most=3)).find(number)
    assert (number if kept else None) == (found and found.number)


def test_forget() -> None:
    """What is forgotten is no eviction, and numbers go on: none ever names two exchanges."""
    journal = _filled(7, Journal(most=3))
    journal.record(_seen(8, refused=Invalid("No.")))
    assert 8 == journal.refused
    journal.forget()
    assert (0, 0, 0, 0, 8) == (
        len(journal),
        journal.size,
        journal.evicted,
        journal.refused,
        journal.total,
    )
    assert journal.find(8) is None
    journal.record(_seen(9))
    assert [9] == [seen.number for seen in journal]


def test_nothing_leads_to_a_sync() -> None:
    """What is kept of a move keeps neither the sync nor its company alive."""
    yard = Yard()
    sync = yard.sync()
    kept = [SyncMoved.of(event) for event in yard.idle()]
    assert [sync.id] == [move.sync for move in kept]
    assert all(isinstance(field, int | str | bytes | Happening) for move in kept for field in move)


def test_a_bare_refusal_holds_no_frames() -> None:
    """The calls that a refusal was raised in, with all their variables, are let go of."""

    class Large:
        pass

    def refused() -> tuple[Invalid, "weakref.ref[Large]"]:
        held = Large()
        with pytest.raises(Invalid) as caught:
            refuse_twins([b"k" * 16, b"k" * 16])
        return caught.value, weakref.ref(held)

    wrong, held = refused()
    wrong.bare()
    gc.collect()
    assert held() is None
    assert (None, None, None) == (wrong.__traceback__, wrong.__context__, wrong.__cause__)
