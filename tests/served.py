"""A mock behind a socket, in a thread of this process, and clients of it."""

import httpx

from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings

PATIENCE = 60
"""Seconds that a client waits for an answer."""


def running(clock: str = "manual") -> Running:
    """A mock with a clock of this kind, in which a sync takes a second."""
    return start(Settings(port=0, seed=1, log="off", clock=ClockSetting.read(clock)))


def client_of(mock: Running) -> httpx.Client:
    """A client of it that has its key."""
    return httpx.Client(
        base_url=mock.url,
        headers={"Authorization": authorization(mock.api_key)},
        trust_env=False,
        timeout=PATIENCE,
    )
