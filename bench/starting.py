"""How soon does a server answer, and how much memory does it hold? From its start to the first 200, and after reads."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from cores import pinned
from measure import MANY, MOCK, How
from servers import Server, free_port, mock, started
from workloads import WORKLOADS

READS = 20_000

_READING = WORKLOADS[0]
_AT_ONCE = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """How a server starts.

    Attributes:
        seconds: To its first 200: the median.
        at_start: The bytes of memory that it holds then; None where the system does not tell.
        after_reads: The same after `READS` reads.
    """

    seconds: float
    at_start: int | None
    after_reads: int | None


def starts(how: How) -> dict[str, Start]:
    """Start each server as often as there are rounds, in turn.

    Raises:
        NotStartedError: A server did not come up.
    """
    names = (MOCK, *(peer.name for peer in how.peers))
    seen: dict[str, list[tuple[float, int | None]]] = {name: [] for name in names}
    for number in range(1, how.rounds + 1):
        for name in names:
            how.tell(f"starting {name}, {number} of {how.rounds}")
            with ExitStack() as stack:
                server = _start(name, how, stack)
                seen[name].append((server.took, server.resident()))
    return {
        name: Start(
            median(took for took, _ in its),
            max((held for _, held in its if held is not None), default=None),
            _after_reads(name, how),
        )
        for name, its in seen.items()
    }


def _start(name: str, how: How, stack: ExitStack) -> Server:
    folder, port = Path(stack.enter_context(TemporaryDirectory())), free_port()
    by_name = {peer.name: peer for peer in how.peers}
    command = mock(port) if name == MOCK else by_name[name].command(port, folder)
    return stack.enter_context(started(name, command, port, how.cores.server))


def _after_reads(name: str, how: How) -> int | None:
    peer = next((peer for peer in how.peers if peer.name == name), None)
    with ExitStack() as stack:
        server = _start(name, how, stack)
        calls = _READING.stateless
        if peer is None or peer.holds_state:
            with server.client() as http:
                calls = _READING.prepared(http)
        how.tell(f"{READS:,} reads of {name}")
        read = 0
        with pinned(how.cores.load):
            while read < READS:
                read += how.generator(server.url, calls, MANY, _AT_ONCE).answers
        return server.resident()
