"""Where is the play? On a server of its own, on a free port, in this process.

The only module of this package that may import `codat_mock`, and only inside functions, so that
reading a file of expenses needs no server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["Server", "running_server"]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        url: Its address without a path, such as `http://127.0.0.1:40213`.
        api_key: The key that opens it, as the portal would show it: not yet encoded.
        company_id: The company that is ready for a sync.
    """

    url: str
    api_key: str
    company_id: str


@contextmanager
def running_server(
    *, seed: int = 4260, clock: str = "real", sync_time: str = "PT2S"
) -> Iterator[Server]:
    """Run a mock server for as long as the block lasts.

    Args:
        seed: The same seed draws the same ids.
        clock: Its virtual clock, in the words of `codat-mock serve --clock`.
        sync_time: How long a sync takes, an ISO 8601 duration of virtual time: long enough to be
            seen, unless said otherwise.

    Raises:
        OSError: No port could be had.
    """
    from codat_mock.server import start
    from codat_mock.settings import ClockSetting, Settings, read_sync_time

    settings = Settings(
        host="127.0.0.1",
        port=0,
        seed=seed,
        clock=ClockSetting.read(clock),
        sync_time=read_sync_time(sync_time),
        log="off",
    )
    with start(settings) as running:
        yield Server(running.url, running.api_key, running.company_id)
