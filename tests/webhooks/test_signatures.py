"""The official libraries verify what is right and refuse what is wrong on purpose, whatever the mock's clock shows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import orjson
import pytest
import standardwebhooks
import svix.webhooks

from codat_mock.core.moments import HOUR
from codat_mock.server import Running
from codat_mock.webhooks.signing import STRANGE
from served import client_of
from webhooks.posting import Office
from webhooks.receiver import Receiver, receiving

Library: TypeAlias = tuple[Any, type[Exception]]

LIBRARIES: list[Library] = [
    (svix.webhooks.Webhook, svix.webhooks.WebhookVerificationError),
    (standardwebhooks.Webhook, standardwebhooks.WebhookVerificationError),
]
each = pytest.mark.parametrize("library", LIBRARIES, ids=["svix", "standardwebhooks"])

# DOMAIN.md 6.2.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
BODY = b'{"test": 2432232314}'


def _verifies(library: Library, secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    kind, refused = library
    try:
        kind(secret).verify(body, dict(headers))
    except refused:
        return False
    return True


def _came(mock: Running, *faults: str, until: int = 1) -> tuple[Any, Receiver]:
    """The endpoint, and the receiver that has had so many attempts."""
    with receiving(Receiver()) as receiver, client_of(mock) as http:
        deliveries = mock.mock.tenant.deliveries
        endpoint = mock.mock.owner.ask(lambda: deliveries.directory.add(receiver.url))
        receiver.answers = [(500, {})] * (until - 1)
        for do in faults:
            mock.fault(fault="webhook", operation="*", do=do)
        http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={})
        mock.advance(until="idle")
    return endpoint, receiver


def test_the_vector() -> None:
    """Our way of signing gives what is documented."""
    moment = datetime.fromtimestamp(int(VECTOR["webhook-timestamp"]), UTC)
    signed = standardwebhooks.Webhook(SECRET).sign(VECTOR["webhook-id"], moment, BODY.decode())
    assert VECTOR["webhook-signature"] == signed


def test_the_vector_as_a_message(office: Office) -> None:
    """A message with the vector's id, body, secret and time has the vector's headers."""
    from codat_mock.core.notices import Notice
    from codat_mock.webhooks.signing import letter

    endpoint = office.listen(secret=SECRET)
    office.sync()
    office.house.advance(until="idle")
    (message,) = office.messages
    message.id = VECTOR["webhook-id"]
    message.notice = Notice(message.notice.id, message.notice.subject, message.at, body=BODY)
    sent = letter(message, office.now, int(VECTOR["webhook-timestamp"]) * 1_000_000)
    assert SECRET == endpoint.secret
    assert BODY == sent.body
    assert VECTOR.items() <= dict(sent.headers).items()


@each
def test_every_attempt_verifies(mock: Running, library: Library) -> None:
    """Each attempt has a signature of its own that verifies now, though its virtual moment is far from now."""
    endpoint, receiver = _came(mock, until=4)
    assert 4 == len(receiver.came)
    for headers, body in receiver.came:
        assert _verifies(library, endpoint.secret, body, headers)
    assert 1 == len(set(receiver.ids()))


@each
@pytest.mark.parametrize("do", ["bad-signature", "stale", "old-secret", "truncate"])
def test_what_is_wrong_is_refused(mock: Running, library: Library, do: str) -> None:
    """What a fault has spoiled does not verify; the next attempt, of the same message, does."""
    endpoint, receiver = _came(mock, do, until=2)
    (wrong, half), (right, body) = receiver.came
    assert not _verifies(library, endpoint.secret, half, wrong)
    assert _verifies(library, endpoint.secret, body, right)
    assert wrong["webhook-id"] == right["webhook-id"]


@each
@pytest.mark.parametrize("do", ["old-secret", "bad-signature"])
def test_why_it_is_refused(mock: Running, library: Library, do: str) -> None:
    """The old secret verifies with the old secret, a bad signature with one that no endpoint ever had."""
    endpoint, receiver = _came(mock, do)
    ((headers, body),) = receiver.came
    signed_with = {"old-secret": endpoint.former, "bad-signature": STRANGE}
    for other, secret in signed_with.items():
        assert (other == do) == _verifies(library, secret, body, headers)


@each
def test_an_old_secret_that_is_still_valid(mock: Running, library: Library) -> None:
    """While two secrets are valid, neither of them verifies what is signed with an old one."""
    with receiving(Receiver()) as receiver, client_of(mock) as http:
        made = http.post("/__mock/webhooks", json={"url": receiver.url}).json()
        rotated = http.post(f"/__mock/webhooks/{made['id']}/secret", json={}).json()
        http.post("/__mock/faults", json={"fault": "webhook", "do": "old-secret"})
        http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={})
        mock.advance(until="idle")
    (headers, body), *_ = receiver.came
    for secret in (made["secret"], rotated["secret"]):
        assert not _verifies(library, secret, body, headers)


def test_how_old_a_stale_one_is(mock: Running) -> None:
    """It was signed ten minutes ago, twice as long as receivers allow, with the right secret."""
    endpoint, receiver = _came(mock, "stale", until=2)
    (stale, body), (fresh, _) = receiver.came
    age = int(fresh["webhook-timestamp"]) - int(stale["webhook-timestamp"])
    assert timedelta(minutes=10) <= timedelta(seconds=age) <= timedelta(minutes=11)
    moment = datetime.fromtimestamp(int(stale["webhook-timestamp"]), UTC)
    signed = standardwebhooks.Webhook(endpoint.secret).sign(
        stale["webhook-id"], moment, body.decode()
    )
    assert signed == stale["webhook-signature"]


@each
def test_tampered_with(mock: Running, library: Library) -> None:
    """Another body, another id and another time do not verify; a signature of an unknown version is passed over."""
    endpoint, receiver = _came(mock)
    ((headers, body),) = receiver.came
    later = str(int(headers["webhook-timestamp"]) + 1)
    changed = orjson.dumps({**orjson.loads(body), "eventType": "expenses.sync.unsuccessful"})
    assert not _verifies(library, endpoint.secret, changed, headers)
    assert not _verifies(library, endpoint.secret, body, {**headers, "webhook-id": "msg_other"})
    assert not _verifies(library, endpoint.secret, body, {**headers, "webhook-timestamp": later})
    signature = headers["webhook-signature"]
    unknown = {**headers, "webhook-signature": f"v2,bm9uZQ== {signature}"}
    assert _verifies(library, endpoint.secret, body, unknown)
    alone = {**headers, "webhook-signature": signature.replace("v1,", "v2,")}
    assert not _verifies(library, endpoint.secret, body, alone)


@each
def test_rotated(mock: Running, library: Library) -> None:
    """While a secret takes another one's place there are two signatures; afterwards only the new one verifies."""
    with receiving(Receiver()) as receiver, client_of(mock) as http:
        tenant = mock.mock.tenant
        endpoint = mock.mock.owner.ask(lambda: tenant.deliveries.directory.add(receiver.url))
        old = endpoint.secret

        def rotate() -> None:
            new = tenant.deliveries.directory.drawn_secret()
            endpoint.rotate(new, tenant.clock.now() + HOUR)

        syncs = f"/companies/{mock.company_id}/sync/expenses/syncs"
        mock.mock.owner.ask(rotate)
        http.post(syncs, json={})
        mock.advance(until="idle")
        mock.advance(by="PT1H")
        http.post(syncs, json={})
        mock.advance(until="idle")
    (both, first), (one, second) = receiver.came
    assert 2 == len(both["webhook-signature"].split())
    assert 1 == len(one["webhook-signature"].split())
    assert _verifies(library, old, first, both)
    assert _verifies(library, endpoint.secret, first, both)
    assert not _verifies(library, old, second, one)
    assert _verifies(library, endpoint.secret, second, one)


def test_rotated_many_times(office: Office) -> None:
    """Five secrets at once sign at the most, and the oldest goes first."""
    endpoint = office.listen()
    secrets = [endpoint.secret]
    for _ in range(7):
        secrets.append(office.house.mock.tenant.deliveries.directory.drawn_secret())
        endpoint.rotate(secrets[-1], office.now + HOUR)
    assert secrets[:2:-1] == endpoint.valid(office.now)
    assert secrets[-1:] == endpoint.valid(office.now + HOUR)


NAMES = [
    "Zürich Café ☕",
    "株式会社 経費",
    "Ünïcödé \U0001f9fe",
    'a\u2028b"\\/',
    "e\u0301 \u202e\u00a0",
]


@each
@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_the_world(mock: Running, library: Library, name: str) -> None:
    """What is signed is the very bytes that are sent, whatever a company, a tag or a message is called."""
    with receiving(Receiver()) as receiver, client_of(mock) as http:
        made = http.post("/__mock/webhooks", json={"url": receiver.url}).json()
        company = f"/companies/{mock.company_id}"
        # Codat's own calls leave out of a name what is no plain letter, but not of a tag.
        assert 200 == http.patch(company, json={"name": "A", "tags": {"größe": name}}).status_code
        http.post(f"{company}/sync/expenses/syncs", json={})
        mock.advance(until="idle")
        changes = {"payload": {"referenceCompany": {"name": name, "description": name}}}
        http.post("/__mock/trigger", json={"event": "expenses.sync.unsuccessful", "set": changes})
        mock.advance(by="PT0S")
    for headers, body in receiver.came:
        assert _verifies(library, made["secret"], body, headers)
    ended, set_ = (body["payload"]["referenceCompany"] for body in receiver.bodies())
    assert {"größe": name} == ended["tags"] == set_["tags"]
    assert (name, name) == (set_["name"], set_["description"])
