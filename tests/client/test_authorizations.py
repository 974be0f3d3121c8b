"""Is the older service believed for its Authorization, and nobody else?"""

import base64

import pytest

from client.letters import is_heard, receiver, signed, told, unsigned
from codat_client import Authorization, YourError

BASIC = Authorization.basic("codat", "s3cret: \u00e9")
BEARER = Authorization.bearer("t0ken")


def _basic(user_and_password: str) -> str:
    return "Basic " + base64.b64encode(user_and_password.encode()).decode()


HEADERS = [
    ("Bearer t0ken", BEARER, 200),
    ("bearer  t0ken ", BEARER, 200),
    ("Bearer t0ke", BEARER, 403),
    ("Bearer t0kenn", BEARER, 403),
    ("Bearer T0KEN", BEARER, 403),
    ("Basic t0ken", BEARER, 403),
    ("t0ken", BEARER, 403),
    ("Bearer", BEARER, 403),
    ("Bearer \u00e9\ud800", BEARER, 403),
    ("", BEARER, 401),
    (None, BEARER, 401),
    (_basic("codat:s3cret: \u00e9"), BASIC, 200),
    (_basic("codat:s3cret"), BASIC, 403),
    (_basic("codat"), BASIC, 403),
    ("Basic !", BASIC, 403),
    (None, Authorization.NONE, 200),
    ("Bearer whatever", Authorization.NONE, 200),
]


@pytest.mark.parametrize(("header", "demanded", "status"), HEADERS)
def test_header(header: str | None, demanded: Authorization, status: int) -> None:
    """The scheme in any letters, the rest to the letter; nothing at all is a 401, another is a 403."""
    by = receiver(authorizations=[demanded])
    assert status == unsigned(authorization=header).to(by).status
    assert (status == 200) is is_heard(by)


def test_several() -> None:
    """While a password changes both are good."""
    by = receiver(authorizations=[BASIC, BEARER])
    assert 200 == unsigned(authorization="Bearer t0ken").to(by).status
    assert 200 == unsigned(authorization=_basic("codat:s3cret: \u00e9")).to(by).status


def test_401_says_what_is_missing() -> None:
    """As HTTP demands of every 401 with a way out."""
    reply = unsigned().to(receiver(authorizations=[BEARER]))
    assert "Bearer" in reply.headers["WWW-Authenticate"]


def test_a_signature_does_not_help_who_has_no_secret() -> None:
    """A receiver for rules alone cannot verify one, and asks for the Authorization all the same."""
    assert 401 == signed().to(receiver(authorizations=[BEARER])).status


def test_forms_do_not_decide_who_is_believed() -> None:
    """Either form may come in either way: for a while the current service sent the older form."""
    by = receiver(secrets=["whsec_AAAA"], authorizations=[BEARER])
    assert 200 == unsigned(told(), "Bearer t0ken").to(by).status
    assert is_heard(by)


@pytest.mark.parametrize("token", ["", " ", "\u00e9", "a\nb"])
def test_a_token_that_is_none(token: str) -> None:
    """It could not be sent."""
    with pytest.raises(YourError, match="token"):
        Authorization.bearer(token)


@pytest.mark.parametrize(("user", "password"), [("", ""), ("a:b", "c")])
def test_a_user_that_is_none(user: str, password: str) -> None:
    """A colon ends the user."""
    with pytest.raises(YourError, match="user"):
        Authorization.basic(user, password)


def test_secrets_are_not_shown() -> None:
    """A repr ends up in a log."""
    assert "t0ken" not in repr(BEARER)
    assert BASIC.value not in repr(BASIC)
