"""What does the drawing of a sync show, and where?"""

import re
from itertools import pairwise

import pytest

from codat_contract import SYNC_CODES
from codat_mock.api.plans import plan_body
from codat_mock.core.ids import key
from codat_mock.evidence.drawing import Drawing, Mark, drawn
from codat_mock.evidence.gathering import Place, gather
from codat_mock.journal.reach import Reach
from evidence.lives import evidence, lived
from house import House


def drawing(house: House, sync_id: str) -> Drawing:
    """The drawing of a sync."""
    tenant = house.mock.tenant
    sync = tenant.syncs[key(sync_id)]
    plan = sync.plan and plan_body(sync.plan, 1)
    return drawn(gather(sync, tenant, Place("0", 1, Reach("http://mock"), default=True), plan))


def marks(drawing: Drawing, kind: str) -> list[Mark]:
    """The marks of a kind, from left to right."""
    return sorted((mark for mark in drawing.marks if mark.kind == kind), key=lambda mark: mark.x)


@pytest.mark.parametrize("code", SYNC_CODES)
def test_nothing_on_nothing(house: House, code: int) -> None:
    """Each exchange has a place of its own, in order, and within the drawing, though they share their moment."""
    seen = drawing(house, lived(house, code))
    numbered = sorted((mark for mark in seen.marks if mark.number), key=lambda mark: mark.number)
    places = [mark.x for mark in numbered]
    assert all(after - before > 20 for before, after in pairwise(places))
    assert all(0 < mark.x < seen.width for mark in seen.marks)
    assert all(bar.x + bar.width <= seen.width for bar in seen.bars)


def test_a_life(house: House) -> None:
    """Queued from its initiation until it starts, then running until it ends, then its code."""
    seen = drawing(house, lived(house, 5130))
    queued, running = seen.bars
    assert ("queued", "running") == (queued.kind, running.kind)
    [initiated] = [mark for mark in seen.marks if mark.above == "sync"]
    assert initiated.x == pytest.approx(queued.x)
    assert queued.x + queued.width == pytest.approx(running.x)
    [ended] = marks(seen, "code")
    assert ("5130", "bad") == (ended.inside, ended.tone)
    assert ended.x == pytest.approx(running.x + running.width)
    last = marks(seen, "request")[-1]
    assert ended.x < last.x


def test_runs_long(house: House) -> None:
    """From ten minutes on it reads 1010, until the call that ends it, which is marked before its end."""
    house.plan(code=1000)
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    house.advance(by="PT11M")
    open_ = drawing(house, sync_id).bars[-1]
    assert ("long", "1010", True) == (open_.kind, open_.text, open_.open)
    house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 2000})
    seen = drawing(house, sync_id)
    assert ["queued", "running", "long"] == [bar.kind for bar in seen.bars]
    assert not any(bar.open for bar in seen.bars)
    assert ["1010", "2000"] == [mark.inside for mark in marks(seen, "code")]
    [end] = [mark for mark in marks(seen, "control") if mark.above == "end"]
    assert end.x < marks(seen, "code")[-1].x


def test_queued(house: House) -> None:
    """A sync that waits behind another has no run yet."""
    house.plan(code=1000)
    house.initiate(house.dataset()[0])
    waiting = house.initiate(house.dataset()[0]).json()["syncId"]
    house.advance(by="PT5S")
    [bar] = drawing(house, waiting).bars
    assert ("queued", True) == (bar.kind, bar.open)


def test_faults_and_messages(house: House) -> None:
    """What a fault has struck is marked, and each attempt to tell of the end stands in the lane of webhooks."""
    house.mock.tenant.deliveries.directory.add("http://127.0.0.1:9/hooks")
    house.fault("status", "get-sync-by-id", status=503)
    seen = drawing(house, lived_struck(house))
    assert ["503"] == [mark.inside for mark in marks(seen, "request") if mark.fault]
    sent = marks(seen, "message")
    [message] = house.mock.tenant.deliveries.messages.values()
    assert sent
    assert len(message.attempts) == len(sent)
    assert sent[0].x > marks(seen, "code")[-1].x


def lived_struck(house: House) -> str:
    """The id of a sync that was looked at twice, and has ended."""
    sync_id: str = house.initiate(house.dataset()[0]).json()["syncId"]
    for _ in range(2):
        house.status(sync_id)
    house.advance(until="idle")
    return sync_id


def test_many_requests(house: House) -> None:
    """Of very many exchanges the first and the last are drawn, and how many are not."""
    sync_id = house.synced(house.dataset()[0])
    for number in range(100):
        house.transactions(sync_id, page=0, pageSize=number + 1)
    seen = drawing(house, sync_id)
    assert 103 - 48 == seen.left_out
    assert f"{seen.left_out} requests in the middle are not drawn" in evidence(house, sync_id)


def test_looks_after_the_end(house: House) -> None:
    """Of what only looked after the end the first two are drawn, and how many are not."""
    sync_id = house.synced(house.dataset()[0])
    for number in range(10):
        house.transactions(sync_id, page=1, pageSize=number + 1)
    seen = drawing(house, sync_id)
    assert (0, 8) == (seen.left_out, seen.looks)
    assert 2 == len([mark for mark in seen.marks if mark.above == "transactions"])
    assert "8 later looks are not drawn" in evidence(house, sync_id)


def test_just_after(house: House) -> None:
    """It runs long strictly after ten minutes: that is how it is told, everywhere, and not by a microsecond."""
    house.plan(code=2000, after="PT11M")
    sync_id = house.synced(house.dataset()[0])
    times = [moment.time for moment in drawing(house, sync_id).moments]
    assert ["00:00:00", "just after 00:10:00", "00:11:00"] == times
    assert "2026-01-01 just after 00:10:00 | runs long" in evidence(house, sync_id, "md")
    for form in ("html", "md"):
        assert ":00.000001" not in evidence(house, sync_id, form).partition("Exchanges")[0]


def test_marks_lead_to_exchanges(house: House) -> None:
    """Each mark of an exchange leads to where it is told."""
    page = evidence(house, lived(house, 2000))
    led = {*re.findall(r'href="#(x\d+)"', page)}
    assert led
    assert led == {*re.findall(r'id="(x\d+)"', page)}
