"""How does the cost of a call grow? Measured at each size, in turn with a mock that stays as it was at first."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice, repeat

from asking import Batches, expenses
from axes import BODIES, EXCHANGES, JOURNAL, SHAPES, Axis
from codat_mock.core.register import READY_COMPANY
from cores import Cores, pinned
from filling import State, add_exchanges, add_syncs
from lines import Flow, one, played
from load import Run
from measure import Figures, WrongAnswerError, all_on
from servers import Server, free_port, mock, started
from workloads import AUTHORIZATION

_BURST = 200
_BURSTS = 4
_FEW = 4
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class How:
    """How growth is measured.

    Attributes:
        rounds: How often at each size.
        seconds: For how long each time.
        connections: By how many.
        most: The largest size.
        cores: Who runs where.
        tell: Is told of each step.
    """

    rounds: int
    seconds: float
    connections: int
    most: int
    cores: Cores
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at one size.

    Attributes:
        size: How many there were.
        figures: What a call cost.
        still: What it cost meanwhile in a mock that has not grown; None: there was none.
        resident: The bytes of memory of the mock; None where the system does not tell.
        body: The bytes of a body, where that is what grows.
        items: How many transactions it had.
    """

    size: int
    figures: Figures
    still: Figures | None = None
    resident: int | None = None
    body: int = 0
    items: int = 0


class Loaded:
    """A mock that runs on its core, with what is in place in it."""

    def __init__(self, server: Server) -> None:
        """Of this server."""
        self.server = server
        self.state = State.of(server.url)

    def measured(
        self, flows: Iterator[Flow], connections: int, seconds: float | None = None
    ) -> tuple[Run, float | None]:
        """What came of flows, and the processor time that the server used."""
        before = self.server.cpu_seconds()
        run = played(self.server.url, flows, connections, seconds)
        after = self.server.cpu_seconds()
        return run, None if before is None or after is None else after - before

    def right(self) -> None:
        """See that a sync whose status is read has ended well.

        Raises:
            WrongAnswerError: It has not.
        """
        company, sync = self.state.chance.choice(self.state.syncs)
        with self.server.client() as http:
            path = f"{expenses(company)}/syncs/{sync}/status"
            body = http.get(path, headers=AUTHORIZATION).raise_for_status().json()
        if (body["syncStatusCode"], body["dataPushed"]) != (2000, True):
            message = f"a sync that is read must have ended well, and reads {body}"
            raise WrongAnswerError(message)


def launched(stack: ExitStack, cores: Cores) -> Loaded:
    """A mock with everything on, that takes any reference, so that all companies are alike.

    Raises:
        NotStartedError: It did not come up.
    """
    port = free_port()
    command = mock(port, "--references", "open")
    server = stack.enter_context(started("codat-mock", command, port, cores.server))
    stack.enter_context(pinned(cores.load))
    with server.client() as http:
        all_on(http)
    return Loaded(server)


def along(axis: Axis, how: How) -> list[Point]:
    """Measure the reading of statuses at each size of an axis."""
    points = []
    with ExitStack() as stack:
        still, growing = launched(stack, how.cores), launched(stack, how.cores)
        for one_of in (still, growing):
            axis.begin(one_of.state)
        for size in axis.up_to(how.most):
            how.tell(f"{axis.name}: filling to {size:,}")
            axis.grow(growing.state, size)
            growing.right()
            still_figures, figures = _in_turn((still, growing), f"{axis.name}: {size:,}", how)
            points.append(Point(size, figures, still_figures, growing.server.resident()))
    return points


def _in_turn(servers: tuple[Loaded, ...], what: str, how: How) -> Iterator[Figures]:
    """One after the other, again and again: what the rest of the machine does meanwhile meets all alike."""
    runs: list[list[tuple[Run, float | None]]] = [[] for _ in servers]
    for number in range(how.rounds + 1):
        how.tell(f"{what}, round {number} of {how.rounds}")
        for loaded, its in zip(servers, runs, strict=True):
            seconds = how.seconds if number else min(how.seconds, 0.5)
            run = loaded.measured(loaded.state.reads(), how.connections, seconds)
            if number:  # the one before the first warms it up
                its.append(run)
    return map(Figures.of, runs)


def by_journal(how: How) -> list[Point]:
    """Measure bursts of calls that meet a journal of some length; a reset empties it again."""
    points = []
    with ExitStack() as stack:
        loaded = launched(stack, how.cores)
        for place, size in enumerate(EXCHANGES):
            if place > 1 and size > how.most:
                continue
            how.tell(f"{JOURNAL}: {size:,} exchanges")
            runs = [_burst(loaded, size) for _ in range(how.rounds * _BURSTS)]
            points.append(Point(size, Figures.of(runs), None, loaded.server.resident()))
    return points


def _burst(loaded: Loaded, size: int) -> tuple[Run, float | None]:
    _anew(loaded)
    add_syncs(loaded.state, 1)
    if rest := size - _recorded(loaded):
        add_exchanges(loaded.state, max(rest, 0))
    return loaded.measured(islice(loaded.state.reads(), _BURST), _FEW)


def _recorded(loaded: Loaded) -> int:
    with loaded.server.client() as http:
        return int(http.get("/__mock/requests?api=all&limit=1").json()["total"])


def _anew(loaded: Loaded) -> None:
    with loaded.server.client() as http:
        http.post("/__mock/reset").raise_for_status()
        all_on(http)
    loaded.state = State.of(loaded.server.url)


def by_body(how: How) -> list[Point]:
    """Measure the creation of datasets whose bodies are small to as large as can be."""
    points = []
    with ExitStack() as stack:
        loaded = launched(stack, how.cores)
        for place, (items, lines) in enumerate(SHAPES):
            if place > 1 and items * lines > how.most:
                continue
            how.tell(f"{BODIES}: {items} x {lines}")
            batches = Batches(items, lines, count())
            runs = [_posted(loaded, batches, how) for _ in range(how.rounds)]
            held = loaded.server.resident()
            size = items * lines
            points.append(Point(size, Figures.of(runs), None, held, batches.size, items))
    return points


def _posted(loaded: Loaded, batches: Batches, how: How) -> tuple[Run, float | None]:
    _anew(loaded)
    asker = loaded.state.asker
    flows = (one(asker.dataset(READY_COMPANY, batches.next())) for _ in repeat(None))
    return loaded.measured(islice(flows, _MOST_BYTES // batches.size), how.connections, how.seconds)
