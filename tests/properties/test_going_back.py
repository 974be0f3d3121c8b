"""Whoever goes back and asks the same again is answered the same: any requests, valid or not, to either document."""

import asyncio
from collections.abc import Iterator
from dataclasses import astuple

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_mock.app import Mock, build
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY, ClockSetting, Settings
from differential.beginnings import Steps, sequences
from differential.engines import Answer, Sent, asked
from differential.fine import OPERATIONS
from differential.steps import Memory, Step
from differential.verdicts import OWN_WORDS

BESIDE = {"Attempts", "Explain", "Journal", "Keys", "Scenarios", "Snapshots", "Tenants"}
"""Tags of operations on what is beside the state of a tenant, and stays when it goes back."""

CHOSEN = sorted(
    id_
    for id_, operation in OPERATIONS.items()
    # A journal is kept when its tenant goes back, so what tells of earlier requests tells more.
    if operation.tag not in BESIDE and id_ not in OWN_WORDS
)


@pytest.fixture(name="mock", scope="module")
def _mock() -> Mock:
    """A mock whose real time stands still: what follows it must not differ for that."""
    clock = ClockSetting.read("manual")
    return build(Settings(seed=1, log="off", clock=clock), wall=lambda: 0)


@pytest.fixture(name="loop", scope="module")
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def _sequences() -> Steps:
    return st.sampled_from(CHOSEN).flatmap(sequences).map(_beside_nothing)


def _beside_nothing(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.id in CHOSEN and not _counts_calls(step)]


def _counts_calls(step: Step) -> bool:
    """Whether it waits for calls, which the journal counts, also those before its tenant went back."""
    body = step.body
    return step.id == "wait-until" and isinstance(body, dict) and body.get("until") == "requests"


@settings(max_examples=60)
@given(before=_sequences(), after=_sequences())
def test_the_same_again(
    mock: Mock, loop: asyncio.AbstractEventLoop, before: list[Step], after: list[Step]
) -> None:
    """After a restore, and after a reset, the same requests get the same bytes: bodies, ids, figures of the quota."""
    key = authorization(API_KEY)

    def told(sent: Sent) -> Answer:
        return loop.run_until_complete(asked(mock, sent))

    def play(steps: list[Step]) -> Iterator[tuple[Sent, Answer]]:
        for step in steps:
            sent = memory.sent(step, key)
            answer = told(sent)
            if answer.status < 300 and answer.body:
                memory.note(step, orjson.loads(answer.body))
            yield sent, answer

    mock.tenant.reset()
    mock.tenant.snapshots.clear()
    memory = Memory.of("any")
    first = list(play(before))
    snapshot = mock.tenant.snapshots.take(None, mock.tenant.clock.now())
    second = list(play(after))
    mock.tenant.snapshots.restore(snapshot.id)
    assert [astuple(answer) for _, answer in second] == [astuple(told(sent)) for sent, _ in second]
    mock.tenant.reset()
    assert [astuple(answer) for _, answer in [*first, *second]] == [
        astuple(told(sent)) for sent, _ in [*first, *second]
    ]
