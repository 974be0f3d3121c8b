"""Does every message get to whoever waits for it, once, whenever it comes?"""

import asyncio
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.letters import (
    NOON,
    OTHER_SYNC,
    SYNC,
    Watch,
    is_heard,
    receiver,
    rule,
    signed,
    told,
    unsigned,
)
from codat_client import Authorization
from codat_client.webhooks.mailbox import Mailbox
from codat_client.webhooks.memory import Memory

DAY = timedelta(days=1)


def test_kept_until_somebody_asks() -> None:
    """A message may come before anybody knows its sync; it is heard once."""
    by = receiver()
    signed().to(by)
    assert is_heard(by)
    assert not is_heard(by)


def test_a_second_copy() -> None:
    """The same id, signed anew at another moment, is answered well and heard no more."""
    by = receiver()
    assert "Taken" in signed().to(by).text
    assert is_heard(by)
    again = signed(at=NOON + timedelta(seconds=5)).to(by)
    assert (200, True) == (again.status, again.text.startswith("Known already"))
    assert not is_heard(by)
    assert "Taken" in signed(message_id="msg_2").to(by).text
    assert is_heard(by)


def test_a_second_alert() -> None:
    """The older service's messages are known by their AlertId; one without is always new."""
    by = receiver(authorizations=[Authorization.NONE])
    assert ["Taken", "Known"] == [unsigned().to(by).text[:5] for _ in range(2)]
    nameless = unsigned(rule(alert=None))
    assert ["Taken", "Taken"] == [nameless.to(by).text[:5] for _ in range(2)]


def test_services_do_not_share_their_ids() -> None:
    """Whoever may send unsigned messages cannot use the id of a signed one up."""
    by = receiver(
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], authorizations=[Authorization.NONE]
    )
    unsigned(rule(OTHER_SYNC, alert="msg_1")).to(by)
    assert "Taken" in signed().to(by).text
    assert is_heard(by)


def test_forgotten_by_age() -> None:
    """Neither ids nor syncs are kept for ever."""
    watch = Watch()
    by = receiver(now=watch, longest=DAY)
    signed().to(by)
    watch.advance(DAY.total_seconds() + 1)
    assert not is_heard(by)
    assert "Taken" in signed(at=watch.now).to(by).text


def test_forgotten_by_number() -> None:
    """A flood costs a bounded amount of memory; the latest is kept."""
    by = receiver(most_messages=10)
    for number in range(1000):
        signed(told(f"sync-{number}"), f"msg_{number}").to(by)
    assert [f"sync-{n}" for n in range(990, 1000)] == [
        f"sync-{n}" for n in range(1000) if is_heard(by, f"sync-{n}")
    ]


def test_who_listens_misses_nothing_in_a_flood() -> None:
    """What somebody waits for is not among the things that are kept."""
    mailbox = Mailbox(lambda: NOON, 1, DAY)
    with mailbox.listening(SYNC, lambda: None) as ear:
        mailbox.put(SYNC)
        for number in range(100):
            mailbox.put(f"sync-{number}")
    assert ear.heard


def test_everybody_who_listens_hears() -> None:
    """Two that watch the same sync, and not one that watches another."""
    mailbox, woken = Mailbox(lambda: NOON, 10, DAY), list[str]()
    with (
        mailbox.listening(SYNC, lambda: woken.append("first")) as first,
        mailbox.listening(SYNC, lambda: woken.append("second")) as second,
        mailbox.listening(OTHER_SYNC, lambda: woken.append("other")) as other,
    ):
        mailbox.put(SYNC)
    assert (True, True, False) == (first.heard, second.heard, other.heard)
    assert ["first", "second"] == woken


def test_nothing_is_left_of_who_listened() -> None:
    """Not even after an error."""
    mailbox = Mailbox(lambda: NOON, 10, DAY)
    with pytest.raises(KeyboardInterrupt), mailbox.listening(SYNC, lambda: None):
        raise KeyboardInterrupt
    assert {} == mailbox._ears  # noqa: SLF001 - it shows nowhere else
    mailbox.put(SYNC)
    with mailbox.listening(SYNC, lambda: None) as ear:
        assert ear.heard


def test_one_of_many_threads_brings_it() -> None:
    """Of copies that come at the same time one is taken."""
    by, texts, together = receiver(), list[str](), threading.Barrier(8, timeout=10)

    def bring() -> None:
        together.wait()
        texts.append(signed().to(by).text[:5])

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["Known"] * 7 + ["Taken"] == sorted(texts)


def test_a_thread_is_woken() -> None:
    """Whoever waits in one thread is woken from another, without having waited to the end."""
    by, waits = receiver(), threading.Event()

    def bring() -> None:
        assert waits.wait(10)
        signed().to(by)

    def wait(event: threading.Event, seconds: float) -> None:
        waits.set()
        assert event.wait(seconds)

    thread = threading.Thread(target=bring)
    thread.start()
    assert by.listen(SYNC, 10, wait)
    thread.join()


def test_a_loop_is_woken_from_a_thread() -> None:
    """A WSGI server in a thread may serve a flow in a loop."""
    by = receiver()

    async def listen() -> bool:
        thread = threading.Thread(target=lambda: signed().to(by))
        asyncio.get_running_loop().call_soon(thread.start)
        heard = await by.listen_async(SYNC, 10)
        await asyncio.to_thread(thread.join)
        return heard

    assert asyncio.run(listen())


def test_a_loop_is_woken_from_itself() -> None:
    """An ASGI server in the same loop may serve it as well."""
    by = receiver()

    async def listen() -> bool:
        asyncio.get_running_loop().call_soon(lambda: signed().to(by))
        return await by.listen_async(SYNC, 10)

    assert asyncio.run(listen())


def test_a_loop_waits_no_longer_than_it_was_told() -> None:
    """Nothing came; how the time passes comes in from outside."""
    slept = list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    assert not asyncio.run(receiver().listen_async(SYNC, 7, sleep))
    assert [7] == slept


def test_a_loop_that_was_given_up() -> None:
    """Cancelled in the middle, it leaves nothing behind, and the next message is kept."""
    by = receiver()

    async def give_up() -> None:
        task = asyncio.ensure_future(by.listen_async(SYNC, 10))
        asyncio.get_running_loop().call_soon(task.cancel)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(give_up())
    assert "Taken" in signed().to(by).text
    assert is_heard(by)


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3), st.booleans())),
    st.integers(1, 4),
    st.integers(1, 5),
)
def test_memory(steps: list[tuple[str, int, bool]], most: int, longest: int) -> None:
    """It knows the latest things, so many and so young, as a list that is searched does."""
    memory, model, now = Memory[str](most, timedelta(hours=longest)), list[tuple[str, int]](), 0
    for thing, later, adds in steps:
        now += later
        model = [(known, at) for known, at in model if now - at <= longest]
        known = thing in [known for known, _ in model]
        model = [entry for entry in model if entry[0] != thing]
        moment = NOON + timedelta(hours=now)
        if adds:
            model = [*model, (thing, now)][-most:]
            assert memory.add(thing, moment) is not known
        else:
            assert memory.forget(thing, moment) is known
        assert len(model) == len(memory)
