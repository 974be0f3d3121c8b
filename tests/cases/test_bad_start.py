"""What becomes of a start that cannot be, and of a log that nobody reads any more?"""

from collections.abc import Callable
from io import StringIO

import httpx
import pytest

from codat_mock.app import build
from codat_mock.core.clock import ClockMode
from codat_mock.core.moments import EARLIEST, LATEST, write_moment
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY, ClockSetting, Settings
from codat_mock.witness import writer
from house import House, InProcess

NO_STARTS = [
    *["manual:0001-01-01T00:00:00+14:00", "manual:0999-12-31", "manual:9999-12-31T23:59:59Z"],
    *["manual:0000-01-01", "manual:2026-02-29", "manual:tomorrow", "manual:now"],
    *["scaled", "scaled:", "scaled:0", "scaled:-1", "scaled:nan", "scaled:inf", "scaled:1e7"],
    *["real:2", "fast", "", ":", "MANUAL"],
]


@pytest.mark.parametrize("text", NO_STARTS)
def test_clocks_that_no_mock_starts_with(text: str) -> None:
    """A clock begins in the years that can be written and runs at a speed that can be kept."""
    with pytest.raises(ValueError, match=r" "):
        ClockSetting.read(text)


@pytest.mark.parametrize("moment", [EARLIEST, LATEST])
def test_clocks_at_the_bounds(moment: int) -> None:
    """The first and the last moment that a clock can show are moments to start with."""
    text = f"manual:{write_moment(moment)}"
    assert ClockSetting(ClockMode.MANUAL, moment) == ClockSetting.read(text)


class _Gone(StringIO):
    """A pipe whose reader has hung up."""

    def write(self, text: str, /) -> int:
        raise BrokenPipeError(text)


@pytest.mark.parametrize("kind", ["text", "json", "errors"])
@pytest.mark.parametrize("stream", [_Gone, StringIO], ids=["pipe", "closed"])
def test_a_log_that_nobody_reads(kind: str, stream: Callable[[], StringIO]) -> None:
    """When the log cannot be written any more, the mock answers as ever: a call that has worked is no error."""
    log = stream()
    mock = build(Settings(seed=1), writer(kind, log))
    log.close()
    headers = {"Authorization": authorization(API_KEY)}
    with httpx.Client(
        transport=InProcess(mock.application), base_url="http://mock", headers=headers
    ) as http:
        house = House(mock, http)
        answers = [house.create([house.transaction()]), house.create([]), house.initiate()]
        assert [200, 400, 400] == [answer.status_code for answer in answers]
        assert 202 == http.post(f"{house.company}/syncs", json={}).status_code
