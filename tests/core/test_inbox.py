"""What comes to an inbox is kept within bounds, and answered in order."""

import pytest

from codat_mock.core.errors import NoRoom
from codat_mock.core.inbox import MOST_INBOXES, Answering, Inboxes, Letter, Signed

UNSIGNED = Signed(verifies=False, why="It is not signed.")


def letter(body: bytes = b"{}", id_: str | None = None) -> Letter:
    """A letter."""
    return Letter(((b"content-type", b"text/plain"),), body, id_, UNSIGNED)


def test_nothing_has_come() -> None:
    """An inbox that nobody has used is empty and answers 200; looking into it makes none."""
    inboxes = Inboxes()
    assert ([], 0) == ([*inboxes.look("orders").arrivals], inboxes.look("orders").total)
    assert [200, 200] == [inboxes.receive("orders", letter(), 0).status for _ in range(2)]


def test_answers_in_order() -> None:
    """Each answer as often as it says, the last for ever; told anew, it begins anew."""
    inboxes = Inboxes()
    inbox = inboxes.inbox("orders")
    for _ in range(2):
        inbox.answer_with([Answering(500, times=2), Answering(429), Answering(204)])
        answers = [inboxes.receive("orders", letter(), 0).status for _ in range(6)]
        assert [500, 500, 429, 204, 204, 204] == answers
    inbox.answer_with([])
    assert 200 == inboxes.receive("orders", letter(), 0).status


def test_repetitions() -> None:
    """What has the id of an earlier one names the first of these; another inbox knows nothing of it."""
    inboxes = Inboxes()
    for name, id_ in (("a", "x"), ("a", "y"), ("a", "x"), ("a", "x"), ("a", None), ("b", "x")):
        inboxes.receive(name, letter(id_=id_), 0)
    assert [None, None, 1, 1, None] == [one.repeats for one in inboxes.look("a").arrivals]
    assert [None] == [one.repeats for one in inboxes.look("b").arrivals]


def test_bounded_by_count() -> None:
    """The oldest of all inboxes go first, and each inbox counts what it has lost."""
    inboxes = Inboxes(most=3)
    for name in ("a", "b", "a", "a", "a"):
        inboxes.receive(name, letter(), 0)
    a, b = inboxes.look("a"), inboxes.look("b")
    assert (4, 1, [2, 3, 4]) == (a.total, a.evicted, [one.number for one in a.arrivals])
    assert (1, 1, []) == (b.total, b.evicted, [*b.arrivals])


def test_bounded_by_bytes() -> None:
    """What is large goes sooner; one that is larger than all the room is counted, and not kept."""
    inboxes = Inboxes(most_bytes=10_000)
    for size in (4_000, 4_000, 4_000, 20_000):
        inboxes.receive("a", letter(b"x" * size), 0)
        kept = inboxes.look("a").arrivals
        assert 10_000 >= sum(len(one.letter.body) for one in kept)
    assert (4, 4) == (inboxes.look("a").total, inboxes.look("a").evicted)
    inboxes.receive("a", letter(), 0)
    assert [5] == [one.number for one in inboxes.look("a").arrivals]


def test_emptied() -> None:
    """An inbox that is emptied leaves its room to others, and has forgotten its answers."""
    inboxes = Inboxes(most=2)
    inboxes.inbox("a").answer_with([Answering(500)])
    inboxes.receive("a", letter(), 0)
    inboxes.receive("b", letter(), 0)
    inboxes.empty("a")
    inboxes.empty("nobody")
    inboxes.receive("b", letter(), 0)
    assert (0, 0) == (inboxes.look("a").total, inboxes.look("b").evicted)
    assert 200 == inboxes.receive("a", letter(), 0).status


def test_many_inboxes() -> None:
    """There are only so many; those that there are go on, and one that is emptied makes room."""
    inboxes = Inboxes()
    for number in range(MOST_INBOXES):
        inboxes.inbox(f"inbox-{number}")
    with pytest.raises(NoRoom, match="DELETE"):
        inboxes.receive("another", letter(), 0)
    inboxes.receive("inbox-0", letter(), 0)
    inboxes.empty("inbox-1")
    inboxes.receive("another", letter(), 0)
