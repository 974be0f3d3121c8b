"""A mock inside a Python test: started, steered and stopped by the object that `start` gives."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from codat_client import Expense, ExpenseSync, Line
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings


@pytest.fixture(name="mock")
def _mock() -> Iterator[Running]:
    """A mock on a manual clock, served from a thread."""
    with start(Settings(port=0, seed=1, clock=ClockSetting.read("manual"), log="off")) as running:
        yield running


def test_plan_and_advance(mock: Running) -> None:
    """A plan decides the next sync, and an advance brings it about."""
    line = Line(net=Decimal(10), tax=Decimal(2), account="429")
    id_ = "4d7c6929-7770-412b-91bb-44d3bc71d111"
    expense = Expense(id_, "Payment", date(2026, 1, 1), "GBP", (line,))
    assert 4260 == mock.plan(code=4260)["code"]
    with ExpenseSync(
        mock.url, mock.api_key, mock.company_id, sleep=lambda _: mock.advance(until="next")
    ) as codat:
        report = codat.run([expense])
    assert report.sync is not None
    assert 4260 == report.sync.code


def test_refused(mock: Running) -> None:
    """What the control API refuses is a ValueError with its sentence."""
    with pytest.raises(ValueError, match="has no PushError transaction"):
        mock.plan(code=2000, transactions=[{"index": 0, "status": "PushError"}])
    with pytest.raises(ValueError, match="There is no sync"):
        mock.end("6fb40d5e-b13e-11ed-afa1-0242ac120002", code=2000)
    with pytest.raises(ValueError, match="at least one of by"):
        mock.advance()


def test_looks_like_what_it_is(mock: Running) -> None:
    """Shown, it says where it is, and nothing of its insides."""
    assert f"url='{mock.url}'" in repr(mock)
    assert "Thread" not in repr(mock)
