"""However many receivers hang, one that answers is told: places are kept for those that do."""

import pytest

from codat_mock.core import directory
from codat_mock.core.endpoints import Endpoint
from codat_mock.webhooks import places
from codat_mock.webhooks.carrying import ANSWERS_WITHIN
from codat_mock.webhooks.places import AT_ONCE, AT_ONCE_TO_THE_UNKNOWN, KEPT, SHARED
from webhooks.posting import OTHER, URL, Office, offices

MANY = 200


@pytest.fixture(autouse=True)
def _any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be more endpoints than a service has: else it would take more tenants."""
    monkeypatch.setattr(directory, "MOST", 2 * MANY)


def _hang(office: Office, number: int, *, answering: bool = False) -> list[str]:
    """So many receivers hang; they have answered before if `answering`."""
    urls = [f"{URL}/{place}" for place in range(number)]
    for url in urls:
        office.listen(url)
    if answering:
        _tell(office, 3)
    office.post.takes |= dict.fromkeys(urls, ANSWERS_WITHIN)
    office.post.answers |= {url: [None] * 100 for url in urls}
    return urls


def _tell(office: Office, messages: int, settle: str = "PT10M") -> None:
    """Have everybody told so many times, and wait `settle` for their answers."""
    deliveries = office.house.mock.tenant.deliveries
    if not deliveries.notices:
        office.sync()
        office.house.advance(by="PT1S", settle=settle)
    notice = deliveries.notices[0]
    for _ in range(messages):
        deliveries.tell(notice)
    office.house.advance(by="PT0S", settle=settle)


def _good(office: Office) -> Endpoint:
    """A receiver that answers, and has done so before."""
    good = office.listen(OTHER)
    _tell(office, 1)
    office.post.under_way.clear()
    return good


def test_new_ones_that_hang(office: Office) -> None:
    """Any number of new receivers that hang leave the places of those that answer alone."""
    _good(office)
    urls = _hang(office, MANY)
    _tell(office, 10, settle="PT0.5S")
    assert 10 == len(office.post.under_way[OTHER])
    sent = [len(office.post.under_way.get(url, ())) for url in urls]
    assert SHARED == sum(sent)
    assert max(sent) <= AT_ONCE_TO_THE_UNKNOWN
    _tell(office, 0)


def test_a_new_one_that_answers(office: Office) -> None:
    """A new receiver that answers waits for its turn among the new ones, and is known from its first answer on."""
    urls = _hang(office, SHARED // AT_ONCE_TO_THE_UNKNOWN - 1)
    office.listen(OTHER)
    _tell(office, 3 * AT_ONCE, settle="PT0.5S")
    assert len(urls) * AT_ONCE_TO_THE_UNKNOWN == office.post.at_once - AT_ONCE
    assert 3 * AT_ONCE + 1 == len(office.post.under_way[OTHER])
    assert AT_ONCE == max(office.post.under_way[OTHER])
    _tell(office, 0)


def test_all_that_have_answered_stop_at_once(office: Office) -> None:
    """Receivers that answered and hang now, enough for all places, delay the others by a second."""
    _good(office)
    urls = _hang(office, KEPT // AT_ONCE, answering=True)
    office.post.under_way.clear()
    _tell(office, AT_ONCE, settle="PT0.9S")
    held = sum(len(office.post.under_way.get(url, ())) for url in urls)
    assert len(office.post.under_way.get(OTHER, ())) + held >= KEPT
    _tell(office, AT_ONCE, settle="PT0.2S")
    assert 2 * AT_ONCE == len(office.post.under_way[OTHER])
    _tell(office, 0)


def test_late_is_not_known(office: Office) -> None:
    """A receiver that has no answer after a second gets few at once from then on, and many once it has answered."""
    office.listen()
    _tell(office, 1)
    office.post.takes[URL] = ANSWERS_WITHIN - 1
    office.post.under_way.clear()
    _tell(office, 1, settle="PT1.1S")
    office.post.takes.clear()
    _tell(office, 3 * AT_ONCE, settle="PT0S")
    assert [1, 2] == office.post.under_way[URL][:2]
    assert AT_ONCE_TO_THE_UNKNOWN == max(office.post.under_way[URL])
    _tell(office, 0)
    office.post.under_way.clear()
    _tell(office, AT_ONCE)
    assert AT_ONCE == max(office.post.under_way[URL])


def test_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that go on without a place are bounded too."""
    monkeypatch.setattr(places, "IN_ALL", 40)
    for office in offices():
        _hang(office, 20, answering=True)
        _tell(office, AT_ONCE)
        assert 40 == office.post.at_once
        assert office.house.mock.tenant.settled()
