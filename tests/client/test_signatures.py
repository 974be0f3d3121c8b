"""Is what Codat signed believed, and nothing else?"""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError
from svix.webhooks import Webhook as SvixWebhook

from client.letters import (
    NOON,
    OTHER_SECRET,
    OTHER_SYNC,
    SECRET,
    Letter,
    is_heard,
    receiver,
    signed,
    told,
    unsigned,
)
from codat_client import Authorization, WebhookReceiver, YourError


def test_published_vector() -> None:
    """The example of Svix's documentation: secret, id, moment, body and signature are theirs."""
    headers = {
        "svix-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "svix-timestamp": "1614265330",
        "svix-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    then = datetime.fromtimestamp(1614265330, UTC)
    vector = Letter(headers, b'{"test": 2432232314}')
    assert 200 == vector.to(receiver(now=lambda: then)).status
    assert 403 == Letter(headers, b'{"test": 2432232315}').to(receiver(now=lambda: then)).status


@pytest.mark.parametrize("prefix", ["webhook-", "svix-", "WEBHOOK-", "Svix-"])
def test_both_names_of_the_headers(prefix: str) -> None:
    """The standard's and the service's, in whatever letters."""
    by = receiver()
    assert 200 == signed(prefix=prefix).to(by).status
    assert is_heard(by)


AGES = [(-301, 403), (-300, 200), (0, 200), (300, 200), (301, 403), (10**9, 403)]


@pytest.mark.parametrize(("age", "status"), AGES)
def test_five_minutes(age: int, status: int) -> None:
    """Older or younger than five minutes by the receiver's clock is refused, however well signed."""
    by = receiver()
    assert status == signed(at=NOON - timedelta(seconds=age)).to(by).status
    assert (status == 200) is is_heard(by)


def test_changed_body() -> None:
    """A byte is enough, even where JSON means the same."""
    by, letter = receiver(), signed()
    for body in (letter.body + b" ", letter.body.replace(b"successful", b"unsuccessful"), b""):
        assert 403 == Letter(letter.headers, body).to(by).status
    assert not is_heard(by)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_changed_header(name: str) -> None:
    """The id and the moment are signed with the body: a new date does not renew an old message."""
    by, letter = receiver(), signed()
    changed = letter.headers[name][:-1] + "3"
    assert 403 == Letter({**letter.headers, name: changed}, letter.body).to(by).status
    assert not is_heard(by)


def test_rotation() -> None:
    """While secrets change Codat signs with both, and the receiver may know both, either, or neither."""
    old, new = signed(secret=SECRET), signed(secret=OTHER_SECRET)
    both = " ".join(letter.headers["webhook-signature"] for letter in (old, new))
    twice = Letter({**old.headers, "webhook-signature": both}, old.body)
    for secrets in ([SECRET], [OTHER_SECRET], [OTHER_SECRET, SECRET]):
        assert 200 == twice.to(receiver(secrets=secrets)).status
    assert 200 == old.to(receiver(secrets=[OTHER_SECRET, SECRET])).status
    assert 403 == old.to(receiver(secrets=[OTHER_SECRET])).status
    assert 403 == twice.to(receiver(secrets=["whsec_AAAA"])).status


FOREIGN = [
    "v2,AAAA",
    "v1a,xyz=",
    "v1",
    "v1,",
    ",",
    "garbage",
    "v1,A,B",
    "v1,\u00e9\u00e9",
    "v1,====",
    "\ud800",
]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_unknown_signatures(foreign: str) -> None:
    """Those of other versions, and what is none, are skipped: they neither help nor harm."""
    letter = signed()
    good = letter.headers["webhook-signature"]
    alone = Letter({**letter.headers, "webhook-signature": foreign}, letter.body)
    beside = Letter({**letter.headers, "webhook-signature": f"{foreign} {good}"}, letter.body)
    assert 403 == alone.to(receiver()).status
    assert 200 == beside.to(receiver()).status


def test_a_good_signature_of_an_unknown_version() -> None:
    """The right bytes under another name are no signature."""
    letter = signed()
    renamed = letter.headers["webhook-signature"].replace("v1,", "v2,")
    assert (
        403
        == Letter({**letter.headers, "webhook-signature": renamed}, letter.body)
        .to(receiver())
        .status
    )


@pytest.mark.parametrize(
    "moment", ["", "soon", "1.5e9", "-1", "\u0661", "9" * 5000, "1767268800.0", " "]
)
def test_no_moment(moment: str) -> None:
    """What is no number of seconds is refused, and nothing breaks."""
    letter = signed()
    assert (
        400
        == Letter({**letter.headers, "webhook-timestamp": moment}, letter.body)
        .to(receiver())
        .status
    )


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_missing_header(name: str) -> None:
    """Two of the three are no signature."""
    letter = signed()
    headers = {header: value for header, value in letter.headers.items() if header != name}
    assert 400 == Letter(headers, letter.body).to(receiver()).status


@pytest.mark.parametrize("message_id", ["\ud800", "msg_\u00e9", "m" * 201])
def test_strange_id(message_id: str) -> None:
    """An id is kept, so it must be one that can be."""
    letter = signed()
    assert (
        400
        == Letter({**letter.headers, "webhook-id": message_id}, letter.body).to(receiver()).status
    )


def test_unsigned() -> None:
    """Without a signature there is nothing to verify, whichever service's form the body has."""
    by = receiver()
    for letter in (unsigned(), unsigned(told()), unsigned(authorization="Bearer x")):
        assert 401 == letter.to(by).status
    assert not is_heard(by)


def test_a_signature_cannot_be_left_out_for_a_password() -> None:
    """Where both services are received, a forged signature is not forgiven for an Authorization."""
    by = receiver(secrets=[SECRET], authorizations=[Authorization.bearer("t")])
    forged = signed(secret=OTHER_SECRET)
    assert 403 == Letter({**forged.headers, "Authorization": "Bearer t"}, forged.body).to(by).status
    assert 200 == unsigned(authorization="Bearer t").to(by).status
    assert 200 == signed().to(by).status


def test_bytes_that_are_no_text() -> None:
    """They cannot have been signed as a text."""
    assert 400 == Letter(signed().headers, b"\xff\xfe").to(receiver()).status


def test_a_signed_body_that_is_no_object() -> None:
    """It is Codat's, and still nothing that can be read."""
    for content in ([], "text", 1, False):
        assert 400 == signed(content).to(receiver()).status


def test_a_refused_message_does_not_use_its_id_up() -> None:
    """A forger who guesses the id of a message cannot keep it away."""
    by = receiver()
    assert 403 == signed(secret=OTHER_SECRET, message_id="msg_7").to(by).status
    assert 403 == signed(at=NOON - timedelta(hours=1), message_id="msg_7").to(by).status
    assert "Taken" in signed(message_id="msg_7").to(by).text
    assert is_heard(by)


@pytest.mark.parametrize(
    "secret", ["", " ", "whsec_", "whsec_not base64!", "whsec_=", "\u00e9", "whsec_A"]
)
def test_a_secret_that_is_none(secret: str) -> None:
    """It is refused when the receiver is made, and not repeated."""
    with pytest.raises(YourError, match="webhook secret") as caught:
        WebhookReceiver(secrets=[secret])
    assert not secret.strip() or f"{secret} " not in str(caught.value)


def test_believing_nobody_is_a_mistake() -> None:
    """A receiver without secrets and authorizations would refuse everything."""
    with pytest.raises(YourError, match="`secrets`"):
        WebhookReceiver()


def test_a_secret_by_itself_is_a_mistake() -> None:
    """A text where several secrets belong is refused as that, and not letter by letter."""
    with pytest.raises(YourError, match="takes several, in a list"):
        WebhookReceiver(secrets=SECRET)


def test_secrets_are_not_shown() -> None:
    """Neither a receiver nor an answer repeats one."""
    by = receiver()
    shown = f"{by!r} {vars(by)!r} {signed(secret=OTHER_SECRET).to(by).text}"
    assert SECRET not in shown
    assert SECRET.removeprefix("whsec_") not in shown


@given(
    secret=st.binary(min_size=1, max_size=40),
    message_id=st.text(
        st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=40
    ),
    note=st.text(),
    age=st.integers(-298, 298),
    prefix=st.sampled_from(["webhook-", "svix-"]),
)
def test_what_the_official_library_signs(
    secret: bytes, message_id: str, note: str, age: int, prefix: str
) -> None:
    """Whatever svix signs is taken here as there; changed by one letter it is refused here as there."""
    key = f"whsec_{base64.b64encode(secret).decode()}"
    now = datetime.now(UTC)  # noqa: TID251 - their library asks the real clock
    at = now - timedelta(seconds=age)
    body = json.dumps({**told(OTHER_SYNC), "note": note})
    headers = {
        f"{prefix}id": message_id,
        f"{prefix}timestamp": str(int(at.timestamp())),
        f"{prefix}signature": SvixWebhook(key).sign(message_id, at, body),
    }
    SvixWebhook(key).verify(body, headers)
    if prefix == "webhook-":
        Webhook(key).verify(body, headers)
    by = receiver(secrets=[key], now=lambda: now)
    assert 200 == Letter(headers, body.encode()).to(by).status
    assert is_heard(by, OTHER_SYNC)
    changed = body.replace("successful", "Successful")
    with pytest.raises(WebhookVerificationError):
        SvixWebhook(key).verify(changed, headers)
    assert 403 == Letter(headers, changed.encode()).to(by).status
