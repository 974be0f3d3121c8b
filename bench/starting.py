"""How soon does a server answer, and how much memory does it hold? From its start to the first 200, and after reads."""

from dataclasses import dataclass
from statistics import median

from cores import pinned
from measure import MANY, How
from peers import MOCK, Peer, running
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
    """Start each server as often as there are rounds, in turn, and once before: then its byte code is there.

    Raises:
        NotStartedError: A server did not come up.
    """
    servers = (MOCK, *how.peers)
    seen: dict[str, list[tuple[float, int | None]]] = {peer.name: [] for peer in servers}
    for peer in servers:
        how.tell(f"starting {peer.name} for the first time")
        with running(peer, how.cores.server):
            pass
    for number in range(1, how.rounds + 1):
        for peer in servers:
            how.tell(f"starting {peer.name}, {number} of {how.rounds}")
            with running(peer, how.cores.server) as server:
                seen[peer.name].append((server.took, server.resident()))
    return {peer.name: _start(seen[peer.name], _after_reads(peer, how)) for peer in servers}


def _start(seen: list[tuple[float, int | None]], after_reads: int | None) -> Start:
    held = max((held for _, held in seen if held is not None), default=None)
    return Start(median(took for took, _ in seen), held, after_reads)


def _after_reads(peer: Peer, how: How) -> int | None:
    how.tell(f"{READS:,} reads of {peer.name}")
    with running(peer, how.cores.server) as server:
        calls = _READING.stateless
        if peer.holds_state:
            with server.client() as http:
                calls = _READING.prepared(http)
        read = 0
        with pinned(how.cores.load):
            while read < READS:
                read += how.generator(server.url, calls, MANY, _AT_ONCE).answers
        return server.resident()
