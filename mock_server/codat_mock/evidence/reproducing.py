"""How is the same seen again?"""

from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote
from urllib.parse import urlsplit

from codat_mock.core.clock import ClockMode
from codat_mock.core.moments import SECOND, write_duration, write_moment
from codat_mock.evidence.gathering import Evidence
from codat_mock.journal.reach import ASKED
from codat_mock.settings import PORT

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do.

    Attributes:
        text: What it is for.
        command: What to type.
    """

    text: str
    command: str


def steps(evidence: Evidence) -> tuple[Step, ...]:
    """What to do, one after the other, to see the sync end so again."""
    return tuple(_steps(evidence))


def _steps(evidence: Evidence) -> Iterator[Step]:
    file = f"sync-{evidence.sync_id[:8]}.sh"
    here, port = _place(evidence.origin)
    yield Step(
        "Save its exchanges as a script, while the mock that has seen them still runs.",
        f"codat-mock evidence {evidence.sync_id} --format curl -o {file} --url {quote(evidence.origin)}",
    )
    if evidence.others:
        yield Step(
            f"Not among them are other exchanges of before the last of these: {evidence.others}. Ids are drawn in "
            "order, so where one differs take the script of the whole journal instead.",
            f"curl -o {file} {evidence.reach.header} "
            + quote(f"{evidence.origin}/__mock/requests?format=curl&api=all&limit=1000"),
        )
    start = "Stop that mock, and start a new one" if here == evidence.origin else "Start a new mock"
    yield Step(
        f"{start} of version {evidence.version} with the same seed.",
        _serve(evidence, port),
    )
    if not evidence.default:
        yield Step(
            "Make the tenant; its ids are drawn from the seed and its name.",
            f"codat-mock tenants new {quote(evidence.tenant)} --url {quote(here)}",
        )
    yield Step(
        "Say how the new mock is reached, and with which key.",
        f'export URL={quote(here)} AUTHORIZATION="{evidence.reach.known or ASKED}"',
    )
    yield Step(
        "Play it. Each command prints its status and the status of that time.", f"bash {file}"
    )


def _place(origin: str) -> tuple[str, int]:
    """Where a new mock is that takes the place of the old one, and its port; one that is elsewhere is not replaced."""
    parts = urlsplit(origin)
    port = parts.port or PORT
    if parts.scheme == "http" and parts.port and parts.hostname in _LOOPBACK:
        return origin, port
    return f"http://127.0.0.1:{port}", port


def _serve(evidence: Evidence, port: int) -> str:
    words = [f"codat-mock serve --port {port} --seed {evidence.seed}"]
    first = evidence.exchanges[0].at if evidence.exchanges else evidence.initiated
    if evidence.mode is ClockMode.MANUAL:
        words.append(f"--clock manual:{write_moment(first)}")
    if evidence.sync_time != SECOND:
        words.append(f"--sync-time {write_duration(evidence.sync_time)}")
    return " ".join(words)
