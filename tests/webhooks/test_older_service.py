"""The service of before: it is not signed, takes more statuses for final, heeds what receivers ask, and follows."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from codat_contract import WebhookService
from codat_mock.core.moments import SECOND
from codat_mock.core.timetable import RULES
from codat_mock.server import Running
from served import client_of
from webhooks.posting import NOON, Answer, Office, answered
from webhooks.receiver import Receiver, receiving

AGAIN = [408, 420, 429, 460, 502, 503, 504, 522, 524]
OLDER = WebhookService.RULES


def _listen(office: Office) -> None:
    office.listen(service=OLDER)
    office.sync()


@pytest.mark.parametrize("status", [400, 401, 404, 410, 500, 501])
def test_final_statuses(office: Office, status: int) -> None:
    """400, 500 and all that is not on the list is final."""
    _listen(office)
    office.answer(status)
    office.house.advance(until="idle")
    assert [1.0] == office.post.seconds()
    assert ["Failure"] == office.states()


@pytest.mark.parametrize("answer", [*AGAIN, None])
def test_tried_again(office: Office, answer: Answer) -> None:
    """After these, and after no answer, three more follow within two minutes, further and further apart."""
    _listen(office)
    office.post.always = answer
    office.house.advance(until="idle")
    first, *more = office.post.seconds()
    assert (1.0, 3) == (first, len(more))
    assert more[-1] - first <= 120
    pauses = [later - earlier for earlier, later in zip([first, *more], more, strict=False)]
    assert sorted(pauses) == pauses
    assert max(pauses) <= 60
    assert ["Failure"] == office.states()


def test_these_and_no_others() -> None:
    """The list is the documented one."""
    assert set(AGAIN) == RULES[OLDER].again


def test_retry_after_in_seconds(office: Office) -> None:
    """503 with Retry-After: 120: the next one is 120 seconds later."""
    _listen(office)
    office.answer(answered(503, retry_after="120"))
    office.house.advance(until="idle")
    assert [1.0, 121.0] == office.post.seconds()
    assert ["Success"] == office.states()


def test_retry_after_as_a_date(office: Office) -> None:
    """A date counts from real time, which is what the receiver knows."""
    _listen(office)
    then = datetime.fromtimestamp(NOON / SECOND, UTC) + timedelta(seconds=120)
    office.answer(answered(503, retry_after=format_datetime(then, usegmt=True)))
    office.house.advance(until="idle")
    assert [1.0, 121.0] == office.post.seconds()


def test_retry_after_in_the_past(office: Office) -> None:
    """A date that is over asks for the next one at once."""
    _listen(office)
    office.answer(answered(503, retry_after="Tue, 14 Nov 2000 00:00:00 GMT"))
    office.house.advance(until="idle")
    assert [1.0, 1.0] == office.post.seconds()


@pytest.mark.parametrize("text", ["soon", "-5", "1.5", "", "Tue, 99 Nov 2023", "9" * 40 + "x"])
def test_unreadable_retry_after(office: Office, text: str) -> None:
    """What cannot be read is as if it were not there."""
    _listen(office)
    office.answer(answered(503, retry_after=text))
    office.house.advance(until="idle")
    assert [1.0, 11.0] == office.post.seconds()


def test_a_year_is_too_long(office: Office) -> None:
    """Nobody has a message wait longer than a day."""
    _listen(office)
    office.answer(answered(503, retry_after="9" * 40))
    office.house.advance(until="idle")
    assert [1.0, 86401.0] == office.post.seconds()


def test_asked_three_times(office: Office) -> None:
    """However often it asks, a receiver gets three more at most."""
    _listen(office)
    office.post.always = answered(429, retry_after="600")
    office.house.advance(until="idle")
    assert [1.0, 601.0, 1201.0, 1801.0] == office.post.seconds()


def test_the_current_service_asks_nobody(office: Office) -> None:
    """Retry-After does nothing to the current service's timetable."""
    office.listen()
    office.sync()
    office.answer(answered(503, retry_after="120"))
    office.house.advance(by="PT10S")
    assert [1.0, 6.0] == office.post.seconds()


def test_not_signed(office: Office) -> None:
    """Its messages have no signature, but say whose they are; the id is the same in each attempt."""
    _listen(office)
    office.answer(503)
    office.house.advance(until="idle")
    assert [None, None] == office.post.headers("webhook-signature")
    assert [None, None] == office.post.headers("webhook-id")
    assert 1 == len(set(office.post.headers("x-codat-clientid")))
    first, second = office.post.bodies()
    assert first == second
    assert first["ClientId"] == office.post.headers("x-codat-clientid")[0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["/elsewhere", "{url}?again=1"])
def test_followed(mock: Running, status: int, to: str) -> None:
    """A redirection is followed at once, with the same method and the same body."""
    with receiving(Receiver()) as receiver, client_of(mock) as http:
        location = to.format(url=receiver.url)
        receiver.answers = [(status, {"Location": location})]
        mock.mock.owner.ask(
            lambda: mock.mock.tenant.deliveries.directory.add(receiver.url, service=OLDER)
        )
        http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={})
        mock.advance(until="idle")
        (first, body), (second, again) = receiver.came
    assert body == again
    assert "/hooks" == first[":path"]
    assert second[":path"] in ("/elsewhere", "/hooks?again=1")
    assert first["host"] == second["host"]
    (row,) = mock.mock.owner.ask(lambda: [*mock.mock.tenant.deliveries.messages.values()])
    assert ("Success", 1) == (row.state.value, len(row.attempts))


def test_in_circles(mock: Running) -> None:
    """Whoever redirects in circles has not answered."""
    with receiving(Receiver()) as receiver, client_of(mock) as http:
        receiver.answers = [(302, {"Location": receiver.url})] * 100
        mock.mock.owner.ask(
            lambda: mock.mock.tenant.deliveries.directory.add(receiver.url, service=OLDER)
        )
        http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={})
        mock.advance(by="PT1S")
        (row,) = http.get("/__mock/deliveries").json()["deliveries"]
    assert (None, "Attempting") == (row["attempts"][0]["status"], row["state"])
    assert "redirections" in row["attempts"][0]["why"]


def test_the_current_service_does_not_follow(mock: Running) -> None:
    """A redirection is a failure of the current service, however good its aim."""
    with receiving(Receiver()) as receiver, client_of(mock) as http:
        receiver.answers = [(302, {"Location": "/elsewhere"})]
        mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(receiver.url))
        http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={})
        mock.advance(by="PT1S")
        (row,) = http.get("/__mock/deliveries").json()["deliveries"]
        assert (302, "Attempting") == (row["attempts"][0]["status"], row["state"])
        mock.advance(by="PT5S")
    assert ["/hooks", "/hooks"] == [headers[":path"] for headers, _ in receiver.came]
