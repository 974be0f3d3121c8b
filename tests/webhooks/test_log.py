"""What is written of each attempt to deliver a webhook: one line, whatever came of it, and never a secret."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from codat_contract import WebhookService
from codat_mock.core.messages import MessageState
from codat_mock.core.timetable import RULES
from codat_mock.settings import API_KEY
from codat_mock.webhooks.carrying import TOO_LATE, Taken
from codat_mock.witness import writer
from webhooks.posting import OTHER, URL, Office, answered, offices

WELL = "expenses.sync.successful"


@dataclass
class Log:
    """An office, and what is written of its attempts.

    Attributes:
        office: The office.
        stream: Where it is written.
    """

    office: Office
    stream: io.StringIO

    @property
    def lines(self) -> list[str]:
        """What was written so far."""
        return self.stream.getvalue().splitlines()

    def synced(self) -> str:
        """Have a sync end; the first digits of its id."""
        sync = self.office.sync()
        self.office.house.advance(by="PT1S")
        return sync[:8]


def _logs(kind: str) -> Iterator[Log]:
    stream = io.StringIO()
    for office in offices(posted=writer(kind, stream)):
        yield Log(office, stream)


@pytest.fixture(name="log")
def _log() -> Iterator[Log]:
    """The log as text."""
    yield from _logs("text")


@pytest.fixture(name="errors")
def _errors() -> Iterator[Log]:
    """The log of what fails."""
    yield from _logs("errors")


@pytest.fixture(name="records")
def _records() -> Iterator[Log]:
    """The log as JSON."""
    yield from _logs("json")


def test_one_line_an_attempt(log: Log) -> None:
    """Status, event, sync and receiver; after a failure when the next attempt is, on the virtual clock."""
    log.office.listen()
    log.office.answer(500, TOO_LATE)
    sync = log.synced()
    log.office.house.advance(until="idle")
    about = f"webhook {WELL} of {sync}… to 127.0.0.1:9/hooks"
    assert [
        f"500 {about}  again at 2026-01-01T00:00:06Z",
        f"--- {about}  no answer within 15 seconds  again at 2026-01-01T00:05:06Z",
        f"200 {about}",
    ] == log.lines


def test_the_last_attempt(log: Log) -> None:
    """After the last attempt of the timetable a message is given up, and its line says so."""
    log.office.listen()
    log.office.post.always = 500
    log.synced()
    log.office.house.advance(until="idle")
    assert len(RULES[WebhookService.EVENTS].pauses) + 1 == len(log.lines)
    assert [False] * 7 + [True] == [line.endswith("  given up") for line in log.lines]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (answered(500, webhook_delivery="abort-message"), "given up, as its receiver asks"),
        (
            answered(500, webhook_delivery="disable"),
            "its endpoint is disabled: its receiver has asked for that",
        ),
        (
            answered(200, webhook_delivery="disable"),
            "its endpoint is disabled: its receiver has asked for that",
        ),
        (
            Taken(None, "reset\nby \x1b[31mpeer"),
            "reset?by ?[31mpeer  again at 2026-01-01T00:00:06Z",
        ),
        (Taken(None, "x" * 500), f"{'x' * 200}  again at 2026-01-01T00:00:06Z"),
    ],
)
def test_how_it_goes_on(log: Log, answer: Taken, said: str) -> None:
    """What a receiver asks for is said; nothing that it answers breaks a line or fills the screen."""
    log.office.listen()
    log.office.answer(answer)
    log.synced()
    (line,) = log.lines
    assert line.endswith(f"to 127.0.0.1:9/hooks  {said}")


def test_sent_once_more_in_vain(log: Log) -> None:
    """A message that was received stays so, whatever becomes of what is sent once more."""
    log.office.listen()
    log.synced()
    log.office.answer(500)
    (message,) = log.office.messages
    log.office.control(lambda deliveries: deliveries.resend(message, log.office.now))
    assert log.lines[1].endswith("  it was received before")
    assert MessageState.SUCCESS is message.state


def test_an_endpoint_that_goes(log: Log) -> None:
    """What failed and has no endpoint any more is given up, and the line says why."""
    endpoint = log.office.listen()
    log.office.post.always = 500
    deliveries = log.office.house.mock.tenant.deliveries
    log.office.post.meanwhile = lambda: deliveries.remove(endpoint)
    log.synced()
    assert log.lines[0].endswith("given up: its endpoint was removed")


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({"do": "bad-signature"}, [True, False]),
        ({"do": "truncate"}, [True, False]),
        ({"do": "delay", "by": "PT1S"}, [True, False]),
        ({"do": "replay"}, [False, True]),
        ({"do": "duplicate"}, [False, True]),
    ],
)
def test_what_is_wrong_on_purpose(log: Log, fields: dict[str, str], lines: list[bool]) -> None:
    """The attempts that a fault has had its way with name it, and no others."""
    log.office.listen()
    if fields["do"] == "replay":
        log.synced()
    log.office.house.fault("webhook", **fields)
    log.office.answer(*([200] if fields["do"] == "duplicate" else [401]))
    log.synced()
    log.office.house.advance(until="idle")
    told = f"  {fields['do']} on purpose (fault-1)"
    assert lines == [told in line for line in log.lines]


def test_errors_only(errors: Log) -> None:
    """Of errors only, what was not received is written."""
    errors.office.listen()
    errors.office.answer(503, 302, 204)
    errors.synced()
    errors.office.house.advance(until="idle")
    assert ["503", "302"] == [line[:3] for line in errors.lines]


def test_json(records: Log) -> None:
    """As JSON it is one object a line, with whole ids, the state of the message and the next attempt."""
    records.office.listen()
    records.office.house.fault("webhook", do="stale")
    records.office.answer(403)
    sync = records.office.sync()
    records.office.house.advance(until="idle")
    (message,) = records.office.messages
    failed, received = map(json.loads, records.lines)
    expected = {
        "webhook": WELL,
        "messageId": message.id,
        "syncId": sync,
        "receiver": "127.0.0.1:9/hooks",
        "at": "2026-01-01T00:00:01Z",
        "status": 403,
        "why": None,
        "onPurpose": "stale on purpose (fault-1)",
        "state": "Attempting",
        "nextAttempt": "2026-01-01T00:00:06Z",
        "outlook": "again at 2026-01-01T00:00:06Z",
    }
    assert expected == failed
    assert {
        **expected,
        "at": "2026-01-01T00:00:06Z",
        "status": 200,
        "onPurpose": None,
        "state": "Success",
        "nextAttempt": None,
        "outlook": None,
    } == received


def test_a_message_about_no_sync(log: Log) -> None:
    """What is about the client itself names no sync."""
    log.office.listen(events=("client.rateLimit.reached",))
    log.office.house.http.post("/__mock/trigger", json={"event": "client.rateLimit.reached"})
    log.office.house.advance(by="PT0S")
    assert ["200 webhook client.rateLimit.reached to 127.0.0.1:9/hooks"] == log.lines


@pytest.mark.parametrize("kind", ["text", "json"])
def test_no_secret_is_written(kind: str) -> None:
    """Neither a secret of an endpoint, nor what is sent to it alone, nor the query of its address is written."""
    secret, token, query = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "pa55word", "t0ken"
    for log in _logs(kind):
        log.office.listen(
            f"{URL}?key={query}#{query}",
            secret=secret,
            headers={"authorization": f"Bearer {token}"},
        )
        log.office.listen(f"{OTHER}/{'a' * 5_000}")
        log.office.answer(500, url=URL)
        log.synced()
        log.office.house.advance(until="idle")
        (_, parcel), *_ = log.office.post.parcels
        assert 2 == len(log.lines)
        assert [] == [
            hidden
            for hidden in (secret[6:], token, query, API_KEY)
            if hidden in log.stream.getvalue()
        ]
        assert token in parcel.headers["authorization"]
        assert all(len(line) < 800 for line in log.lines)


def test_a_tenant_that_went_back(log: Log) -> None:
    """What was under way when its tenant went back is told, and that nothing comes of it."""
    log.office.listen()
    log.office.post.meanwhile = log.office.house.mock.tenant.reset
    log.synced()
    assert log.lines[0].endswith("  its tenant went back to before it")
