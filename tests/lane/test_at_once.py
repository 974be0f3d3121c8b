"""How many requests may be under way at once, and how many may come from one address?"""

import asyncio

import httpx
import pytest

from cases.refusals import UNKNOWN
from codat_contract import PLATFORMS
from codat_mock.app import build
from codat_mock.core.companies import Profile
from codat_mock.core.connections import Act
from codat_mock.core.errors import TooManyRequests
from codat_mock.core.limits import A_MINUTE, Guard
from codat_mock.core.moments import MINUTE, SECOND
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY, ClockSetting, Settings
from house import House, InProcess
from lane.slow import Slow

READ = f"/companies/{READY_COMPANY}/sync/expenses/syncs/{UNKNOWN}/status"


@pytest.mark.parametrize("companies", [0, 1, 2])
def test_case_69_at_once(limited: House, companies: int) -> None:
    """Ten requests may be under way for each active company, ten without one; one more is a 429 and does nothing."""
    _make_active(limited, companies)
    at_once = 10 * max(companies, 1)

    async def play() -> list[Slow]:
        slow = [await Slow(limited, "/companies").begin() for _ in range(at_once + 1)]
        await asyncio.gather(*(one.send(b'{"name": "Slow"}') for one in slow))
        return slow

    before = len(limited.mock.tenant.register.companies)
    answers = asyncio.run(play())
    assert [200] * at_once + [429] == [one.status for one in answers]
    assert "1" == answers[-1].headers["retry-after"]
    assert before + at_once == len(limited.mock.tenant.register.companies)
    assert 0 == limited.mock.tenant.limits.in_flight


def _make_active(house: House, companies: int) -> None:
    register, now = house.mock.tenant.register, house.mock.tenant.clock.now()
    while len(register.active) > companies:
        register.delete(next(iter(register.active)), now)
    while len(register.active) < companies:
        company = register.create(Profile("One more"), now)
        connection = register.connect(company.id, PLATFORMS["gbol"], now)
        register.move(company.id, connection.id, Act.LINK, now)


def test_requests_that_end_badly_are_not_under_way(limited: House) -> None:
    """Whoever hangs up, is cut off or sends too much makes room for others."""

    async def play() -> list[int]:
        gone = [await Slow(limited, "/companies").begin() for _ in range(10)]
        for one in gone[:4]:
            await one.hang_up()
        for one in gone[4:7]:
            await one.cancel()
        for one in gone[7:]:
            await one.send(b"\xff")
        again = [await Slow(limited, "/companies").begin() for _ in range(10)]
        return [(await one.send(b'{"name": "Slow"}')).status for one in again]

    assert [200] * 10 == asyncio.run(play())


def test_many_at_once_without_limits(house: House) -> None:
    """Fifty uploads at once are a part of the flow."""

    async def play() -> list[int]:
        slow = [await Slow(house, "/companies").begin() for _ in range(50)]
        return [(await one.send(b'{"name": "Slow"}')).status for one in slow]

    assert [200] * 50 == asyncio.run(play())


def test_control_calls_are_not_under_way(limited: House) -> None:
    """However many control calls are on their way, the contract's ten are not touched."""

    async def play() -> list[int]:
        control = [await Slow(limited, "/__mock/plans").begin() for _ in range(20)]
        mine = await (await Slow(limited, "/companies").begin()).send(b'{"name": "Slow"}')
        return [mine.status] + [(await one.send(b'{"code": 2000}')).status for one in control]

    assert [200] + [201] * 20 == asyncio.run(play())


def test_guard_over_http() -> None:
    """The thousand and first request of a minute from one address is a 429 until the minute is over."""
    now = 90 * SECOND
    settings = Settings(seed=1, clock=ClockSetting.read("manual"), limits="documented")
    mock = build(settings, None, wall=lambda: now)
    headers = {"Authorization": authorization(API_KEY)}
    with httpx.Client(
        transport=InProcess(mock.application), base_url="http://mock", headers=headers
    ) as http:
        statuses = [http.get(READ).status_code for _ in range(1_000)]
        last = http.get(READ)
        now += 30 * SECOND
        assert ({404}, 429, "30") == (set(statuses), last.status_code, last.headers["retry-after"])
        assert 404 == http.get(READ).status_code


def test_guard_tells_addresses_apart() -> None:
    """Each address has its own minute's requests."""
    guard = Guard(lambda: 0)
    for _ in range(A_MINUTE):
        guard.admit("127.0.0.1")
    guard.admit("127.0.0.2")
    with pytest.raises(TooManyRequests):
        guard.admit("127.0.0.1")


def test_guard_forgets() -> None:
    """However many addresses call, so many are remembered; and none of the minute before."""
    now = 0
    guard = Guard(lambda: now)
    for number in range(20_000):
        guard.admit(str(number))
    assert 10_000 == len(guard)
    now = MINUTE
    guard.admit("one")
    assert 1 == len(guard)
