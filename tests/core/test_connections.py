"""Which moves a connection may make, and what is remembered of them."""

import pytest

from codat_contract import PLATFORMS
from codat_mock.core import ids
from codat_mock.core.connections import MOVES, TROUBLES, Act, Connection, ConnectionStatus
from codat_mock.core.errors import NoSuchMove
from codat_mock.core.moments import SECOND
from core.yard import START

LATER = START + SECOND
MOVED = [(status, act) for status in ConnectionStatus for act in Act]


def _connection(status: ConnectionStatus, platform: str | None = "gbol") -> Connection:
    key = ids.key("c0da7000-0000-4000-8000-00000000000a")
    return Connection(key, key, PLATFORMS.get(platform or ""), START, status)


def _seen(connection: Connection) -> tuple[object, ...]:
    return (connection.status, connection.lapsed, connection.pulled, list(connection.troubles))


@pytest.mark.parametrize(("status", "act"), MOVED)
def test_every_move(status: ConnectionStatus, act: Act) -> None:
    """A move of the table is made; any other is refused with what can be done instead, and changes nothing."""
    connection = _connection(status)
    connection.lapsed = act is Act.PAY
    before = _seen(connection)
    if act in MOVES[status]:
        connection.move(act, LATER)
        assert MOVES[status][act] is connection.status
        return
    with pytest.raises(NoSuchMove) as refused:
        connection.move(act, LATER)
    assert before == _seen(connection)
    assert all(other.value in refused.value.why for other in MOVES[status])


@pytest.mark.parametrize("status", ConnectionStatus)
def test_who_is_not_linked_can_be_linked(status: ConnectionStatus) -> None:
    """From everywhere a way leads back to Linked."""
    assert status is ConnectionStatus.LINKED or Act.LINK in MOVES[status]


def test_data_is_read_when_it_is_linked() -> None:
    """The data of accounting software is there once its connection is linked; an expense platform has none."""
    accounting, partner = (
        _connection(ConnectionStatus.PENDING_AUTH, platform) for platform in ("gbol", None)
    )
    for connection in (accounting, partner):
        connection.move(Act.LINK, LATER)
    assert (LATER, None) == (accounting.pulled, partner.pulled)


@pytest.mark.parametrize(("act", "heals"), [(Act.DEAUTHORIZE, Act.LINK), (Act.LAPSE, Act.PAY)])
def test_troubles_are_resolved(act: Act, heals: Act) -> None:
    """What went wrong is listed as active until it is healed, and as resolved from then on."""
    connection = _connection(ConnectionStatus.LINKED)
    connection.move(act, START)
    (trouble,) = connection.troubles
    assert (*TROUBLES[act], START, None) == (
        trouble.code,
        trouble.text,
        trouble.message,
        trouble.since,
        trouble.resolved,
    )
    connection.move(heals, LATER)
    assert [LATER] == [trouble.resolved for trouble in connection.troubles]


def test_another_trouble_stays() -> None:
    """Paying does not authorize again, nor does authorizing pay."""
    connection = _connection(ConnectionStatus.LINKED)
    for act in (Act.LAPSE, Act.DEAUTHORIZE, Act.LINK):
        connection.move(act, START)
    assert [None, START] == [trouble.resolved for trouble in connection.troubles]
    assert connection.lapsed


@pytest.mark.parametrize(
    ("lapsed", "act", "said"), [(True, Act.LAPSE, "already"), (False, Act.PAY, "has never lapsed")]
)
def test_a_subscription_lapses_once(lapsed: bool, act: Act, said: str) -> None:  # noqa: FBT001 a parameter of the table
    """What has lapsed cannot lapse again, and what has not cannot be paid."""
    connection = _connection(ConnectionStatus.LINKED)
    connection.lapsed = lapsed
    before = _seen(connection)
    with pytest.raises(NoSuchMove, match=said):
        connection.move(act, LATER)
    assert before == _seen(connection)


@pytest.mark.parametrize("act", [Act.LAPSE, Act.PAY])
def test_an_expense_platform_has_no_subscription(act: Act) -> None:
    """Only accounting software is paid for by the customer."""
    with pytest.raises(NoSuchMove, match="no subscription"):
        _connection(ConnectionStatus.LINKED, None).move(act, LATER)


def test_who_has_paid_has_paid() -> None:
    """What lapsed once and was paid is paid again already."""
    connection = _connection(ConnectionStatus.LINKED)
    for act in (Act.LAPSE, Act.PAY):
        connection.move(act, 0)
    with pytest.raises(NoSuchMove, match="is paid again already"):
        connection.move(Act.PAY, 0)


@pytest.mark.parametrize(
    ("act", "codes", "breaks"), [(Act.PAY, "4260", "lapse"), (Act.LINK, "4220 or 4040", "unlink")]
)
def test_a_provoked_code_is_no_state(act: Act, codes: str, breaks: str) -> None:
    """Who heals what is well is told that a plan changes one sync alone, and how to come by a state that heals."""
    connection = _connection(ConnectionStatus.LINKED)
    with pytest.raises(NoSuchMove) as refused:
        connection.move(act, 0)
    assert f"gives {codes} to one sync alone" in refused.value.why
    assert f"`codat-mock customer {breaks}`" in refused.value.why
