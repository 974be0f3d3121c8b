"""What can be set when the mock starts?"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from codat_mock.core.clock import ClockMode
from codat_mock.core.moments import (
    EARLIEST,
    LATEST,
    SECOND,
    Duration,
    Moment,
    read_duration,
    read_moment,
    write_moment,
)

API_KEY = "mock-api-key"
"""The key that opens the mock unless others are set."""

PORT = 4260

_MANUAL_START = "2026-01-01T00:00:00Z"
_CLOCKS = (
    "real, manual, manual:INSTANT such as manual:2026-01-01T00:00:00Z, or scaled:RATE such as scaled:60; "
    f"an instant lies between {write_moment(EARLIEST)} and {write_moment(LATEST)}"
)


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """How virtual time begins.

    Attributes:
        mode: How it passes.
        at: The first moment; None: the wall clock's.
        rate: Virtual seconds a real second, for a scaled clock.
    """

    mode: ClockMode = ClockMode.REAL
    at: Moment | None = None
    rate: float = 1.0

    @classmethod
    def of(cls, mode: ClockMode, at: Moment | None = None, rate: float = 1.0) -> "ClockSetting":
        """A clock of this mode; a manual one begins with 2026 unless told otherwise."""
        if at is None and mode is ClockMode.MANUAL:
            at = read_moment(_MANUAL_START)
        return cls(mode, at, rate)

    @classmethod
    def read(cls, text: str) -> "ClockSetting":
        """Read `real`, `manual`, `manual:INSTANT` or `scaled:RATE`.

        Raises:
            ValueError: It is none of these; the message lists them.
        """
        name, _, detail = text.partition(":")
        with suppress(ValueError, OverflowError):
            mode = ClockMode(name)
            if mode is ClockMode.MANUAL:
                return cls(mode, _start(detail or _MANUAL_START))
            if mode is ClockMode.SCALED:
                return cls(mode, rate=_rate(detail))
            if not detail:
                return cls(mode)
        message = f"{text!r} is no clock; write {_CLOCKS}"
        raise ValueError(message)


def _start(text: str) -> Moment:
    moment = read_moment(text)
    if not EARLIEST <= moment <= LATEST:
        raise ValueError(text)
    return moment


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 < rate <= 1_000_000:
        raise ValueError(text)
    return rate


@dataclass(frozen=True, slots=True)
class Settings:
    """What the mock starts with.

    Attributes:
        host: Where it listens; `localhost` is both loopback addresses.
        port: On which port; 0: a free one.
        api_keys: The keys that open the default tenant.
        seed: The same seed draws the same ids; None: one is drawn.
        clock: How virtual time begins; a text is read as that of `--clock` is.
        sync_time: How long a sync takes that no plan governs; a text is read as that of `--sync-time` is.
        engine: `lane`, or `stock` for connexion itself.
        log: `text`, `json`, `errors` or `off`.
        strict: Put nothing right that Codat's contract does not allow.
        dialect: How what has two spellings is spelled: `docs`, `sdk`, or `auto`, as the client's name suggests.
        limits: Whether limits of requests refuse: `off` or `documented`.
        references: Whether what transactions refer to must exist: `open`, `strict`; None: for companies that a
            client makes.
        scenario: The scenario that the default tenant begins in: one that ships with the mock, or a file.
        allow_public_webhooks: Webhooks may go anywhere; else to this machine and private networks.
        webhooks: Where the default tenant tells of what happens, whatever it goes back to.
        webhook_secret: What those messages are signed with; None: it is drawn.
        webhook_style: As which service they are sent: `events` or `rules`.

    Raises:
        ValueError: A text says no clock or no duration.
        TypeError: A text stands where several belong.
    """

    host: str = "localhost"
    port: int = PORT
    api_keys: tuple[str, ...] = (API_KEY,)
    seed: int | None = None
    clock: ClockSetting = ClockSetting()
    sync_time: Duration = SECOND
    engine: str = "lane"
    log: str = "text"
    strict: bool = False
    dialect: str = "auto"
    limits: str = "off"
    references: str | None = None
    scenario: str | None = None
    allow_public_webhooks: bool = False
    webhooks: tuple[str, ...] = ()
    webhook_secret: str | None = None
    webhook_style: str = "events"

    def __post_init__(self) -> None:
        """Read what was written as on the command line."""
        for name, read in _READ.items():
            value = getattr(self, name)
            if isinstance(value, str):
                object.__setattr__(self, name, read(value))
        for name, one in _SEVERAL.items():
            if isinstance(getattr(self, name), str):
                message = f"{name} takes several texts, such as {name}=({one!r},), and this is one"
                raise TypeError(message)


def read_sync_time(text: str) -> Duration:
    """Read a duration such as `PT1S`, or a bare number of seconds.

    Raises:
        ValueError: It is neither.
    """
    return int(text) * SECOND if text.isascii() and text.isdigit() else read_duration(text)


_READ: Mapping[str, Callable[[str], object]] = {
    "clock": ClockSetting.read,
    "sync_time": read_sync_time,
}
"""What a text is read by, by setting."""

_SEVERAL = {"api_keys": API_KEY, "webhooks": "http://127.0.0.1:8080/webhooks"}
"""One of the texts, by setting that has several: each letter of a single one would be taken for one."""


def named(text: str) -> str:
    """Read a name: an empty one, from a variable that is not set, would mean everything or nothing.

    Raises:
        ValueError: It is empty.
    """
    if not text.strip():
        message = "it is empty; leave the flag out, or give it a value"
        raise ValueError(message)
    return text
