"""The end of a day's requests is told once, and the next day when it begins."""

from codat_contract import contract
from codat_mock.contract.schemas import Schemas
from codat_mock.core.limits import A_DAY
from codat_mock.core.moments import MINUTE
from webhooks.posting import OTHER, Office

EVENTS = ("client.rateLimit.reached", "client.rateLimit.reset")
QUOTA = 2 * A_DAY
"""One active company: as many again."""

MIDNIGHT = "2026-01-02T00:00:00Z"


def _use(office: Office, number: int) -> list[int]:
    statuses = []
    for _ in range(number):
        office.post.now += MINUTE // 500  # One address may make a thousand a minute.
        statuses.append(office.house.http.get("/companies").status_code)
    return statuses


def test_reached_once_and_reset_at_midnight(limited: Office) -> None:
    """The last request of a day is told as it is made, once; at midnight UTC of the mock's clock there are new ones."""
    limited.listen(events=EVENTS)
    limited.house.advance(to="2026-01-01T13:00:00Z")
    assert {200} == set(_use(limited, QUOTA - 1))
    assert [] == limited.post.parcels
    assert [200, 429, 429] == _use(limited, 3)
    limited.house.advance(by="PT0S")
    (reached,) = limited.post.bodies()
    assert "client.rateLimit.reached" == reached["eventType"]
    assert (QUOTA, 0) == (
        reached["payload"]["dailyQuota"],
        reached["payload"]["quotaRemaining"],
    )
    assert "2026-01-01T13:00:00Z" == reached["generatedDate"]
    assert MIDNIGHT == reached["payload"]["expiryDate"]
    limited.house.advance(to="2026-01-01T23:59:59Z")
    assert 1 == len(limited.post.parcels)
    limited.house.advance(until="next")
    _, reset = limited.post.bodies()
    assert ("client.rateLimit.reset", MIDNIGHT) == (reset["eventType"], reset["generatedDate"])
    assert (QUOTA, QUOTA) == (reset["payload"]["dailyQuota"], reset["payload"]["quotaRemaining"])
    assert "2026-01-03T00:00:00Z" == reset["payload"]["expiryDate"]
    assert [200] == _use(limited, 1)
    limited.house.advance(by="P3D")
    assert 2 == len(limited.post.parcels)
    schema = Schemas(contract()).compiled("#/components/schemas/ClientRateLimitWebhook")
    assert [] == [*schema.errors(reached), *schema.errors(reset)]


def test_each_day_anew(limited: Office) -> None:
    """The next day can be used up as well, and is told then."""
    limited.listen(events=EVENTS)
    for _ in range(2):
        _use(limited, QUOTA + 1)
        limited.house.advance(until="idle")
    told = [body["eventType"] for body in limited.post.bodies()]
    assert [*EVENTS, *EVENTS] == told
    assert 4 == len({body["id"] for body in limited.post.bodies()})


def test_only_who_asked(limited: Office) -> None:
    """An endpoint that did not ask for it hears nothing of it."""
    limited.listen()
    limited.listen(OTHER, events=EVENTS[1:])
    _use(limited, QUOTA)
    limited.house.advance(until="idle")
    assert ["client.rateLimit.reset"] == [body["eventType"] for body in limited.post.bodies()]
    assert [] == limited.post.seconds()


def test_not_where_limits_only_count(office: Office) -> None:
    """Where nothing is refused, nothing is told."""
    office.listen(events=EVENTS)
    assert {200} == set(_use(office, QUOTA + 2))
    office.house.advance(by="P2D")
    assert [] == office.post.parcels
