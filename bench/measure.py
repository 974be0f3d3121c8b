"""How do servers compare on one workload? All are up at once, and are loaded in turn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import inf
from statistics import median

import httpx

from cores import Cores, pinned
from load import Generator, Run
from peers import MOCK, Peer, running
from rounds import by_cpu, by_rate
from servers import FLOOR, Server, floor
from workloads import Calls, Workload, played

MANY = 32

_WARM_UP = 1.0


class WrongAnswerError(Exception):
    """A server did not give the answer that was to be measured."""


@dataclass(frozen=True, slots=True)
class How:
    """How it is measured.

    Attributes:
        rounds: How often each server is loaded.
        seconds: For how long each time.
        cores: Who runs where.
        generator: What loads the servers.
        generator_name: What it is called.
        peers: Who stands beside the mock.
        connections: By how many it is loaded.
        tell: Is told of each step.
    """

    rounds: int
    seconds: float
    cores: Cores
    generator: Generator
    generator_name: str
    peers: tuple[Peer, ...]
    connections: tuple[int, ...]
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """A server's figures: medians over its runs, but for the sums.

    Attributes:
        rate: Answers a second.
        cpu: Processor seconds of the server an answer; None where the system does not tell.
        busy: The part of the time in which the server used its core; None likewise.
        p50: Latency in seconds that half of the answers kept within; infinite: none came within a run.
        p99: The same of 99 in 100.
        answers: How many came in all.
        wrong: How many in all were not 2xx, or never came.
        rates: The rate of each round.
        cpus: The processor seconds an answer of each round.
    """

    rate: float
    cpu: float | None
    busy: float | None
    p50: float
    p99: float
    answers: int
    wrong: int
    rates: tuple[float, ...]
    cpus: tuple[float | None, ...]

    @classmethod
    def of(cls, runs: Sequence[tuple[Run, float | None]]) -> "Figures":
        """The figures of runs, each with the processor seconds that the server used in it."""
        rates = tuple(run.answers / run.seconds for run, _ in runs)
        cpus = tuple(used / run.answers if used and run.answers else None for run, used in runs)
        return cls(
            rate=median(rates),
            cpu=_median(cpus),
            busy=_median(None if used is None else used / run.seconds for run, used in runs),
            p50=median(run.p50 if run.answers else inf for run, _ in runs),
            p99=median(run.p99 if run.answers else inf for run, _ in runs),
            answers=sum(run.answers for run, _ in runs),
            wrong=sum(run.wrong for run, _ in runs),
            rates=rates,
            cpus=cpus,
        )


def _median(figures: Iterable[float | None]) -> float | None:
    """Of those that are known; None: none is."""
    known = [figure for figure in figures if figure is not None]
    return median(known) if known else None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a workload at so many connections.

    Attributes:
        workload: Which.
        connections: How many.
        figures: By server, in the order of the table.
        commands: How each of them was started, likewise.
    """

    workload: Workload
    connections: int
    figures: dict[str, Figures]
    commands: Mapping[str, str]

    def by_rate(self, other: str) -> float | None:
        """How many answers the mock gives for one of another server's: the median; None: that took no part."""
        figures = self.figures.get(other)
        return _median(by_rate(self.figures[MOCK.name].rates, figures.rates) if figures else ())

    def by_cpu(self, other: str) -> float | None:
        """Another server's processor time an answer, in parts of the mock's; likewise."""
        figures = self.figures.get(other)
        return _median(by_cpu(self.figures[MOCK.name].cpus, figures.cpus) if figures else ())


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A server, and what it is asked.

    Attributes:
        server: The server.
        calls: The calls.
        checked: Its answer is looked at; that of a server that holds no state cannot be the right one.
    """

    server: Server
    calls: Calls
    checked: bool = True


def able(peer: Peer, workload: Workload) -> bool:
    """Whether a peer can take part: without state it can be asked only what needs none."""
    return peer.holds_state or bool(workload.stateless)


def measured(workload: Workload, how: How) -> list[Result]:
    """Measure one workload, at each number of connections.

    Raises:
        WrongAnswerError: A server does not answer as it should, before, while or after it is loaded.
        NotStartedError: A server did not come up.
    """
    with ExitStack() as stack:
        loaded = _started(workload, how, stack)
        commands = {one.server.name: one.server.command for one in loaded}
        results = [
            Result(
                workload, connections, _alternating(loaded, workload, connections, how), commands
            )
            for connections in how.connections
        ]
        for one in loaded:
            if one.server.name != FLOOR:
                _right(workload, one)
    for result in results:
        for name, figures in result.figures.items():
            if figures.wrong:
                message = f"{workload.name}: {figures.wrong} answers of {name} were not 2xx, or never came"
                raise WrongAnswerError(message)
    return results


def _started(workload: Workload, how: How, stack: ExitStack) -> list[_Loaded]:
    """Start the servers that take part in a workload, and see that each gives the right answer."""
    core = how.cores.server
    own = stack.enter_context(running(MOCK, core))
    with own.client() as client:
        all_on(client)
        calls = workload.prepared(client)
        ours = _Loaded(own, calls)
        model = _right(workload, ours)
    loaded = [ours]
    if workload.beside_floor:
        still = stack.enter_context(floor(core, model))
        _same(still, calls, model)
        loaded.insert(0, _Loaded(still, calls))
    loaded += [_peer(peer, workload, core, stack) for peer in how.peers if able(peer, workload)]
    return loaded


def all_on(http: httpx.Client) -> None:
    """Have everything on that costs something: an endpoint that listens, and a fault that waits for another call."""
    inbox = f"{http.base_url}/__mock/t/default/inbox/bench"
    endpoint = {"url": inbox, "eventTypes": ["client.rateLimit.reached"]}
    http.post("/__mock/webhooks", json=endpoint).raise_for_status()
    waiting = {"fault": "status", "status": 503, "operation": "delete-company", "times": None}
    http.post("/__mock/faults", json=waiting).raise_for_status()


def _peer(peer: Peer, workload: Workload, core: int | None, stack: ExitStack) -> _Loaded:
    server = stack.enter_context(running(peer, core))
    calls = workload.stateless
    if peer.holds_state:
        with server.client() as http:
            calls = workload.prepared(http)
    loaded = _Loaded(server, calls, checked=peer.holds_state)
    _right(workload, loaded)
    return loaded


def _alternating(
    loaded: Sequence[_Loaded], workload: Workload, connections: int, how: How
) -> dict[str, Figures]:
    """One after the other, again and again: what the rest of the machine does meanwhile meets all alike."""
    runs: dict[str, list[tuple[Run, float | None]]] = {one.server.name: [] for one in loaded}
    with pinned(how.cores.load):
        for one in loaded:
            how.tell(f"{workload.name}, {connections} connections: warming {one.server.name}")
            how.generator(one.server.url, one.calls, connections, min(how.seconds, _WARM_UP))
            one.server.rest()
        for number in range(1, how.rounds + 1):
            for one in loaded:
                told = f"{one.server.name}, round {number} of {how.rounds}"
                how.tell(f"{workload.name}, {connections} connections: {told}")
                before = one.server.cpu_seconds()
                run = how.generator(one.server.url, one.calls, connections, how.seconds)
                after = one.server.cpu_seconds()
                used = None if before is None or after is None else after - before
                runs[one.server.name].append((run, used))
                one.server.rest()
    return {name: Figures.of(its) for name, its in runs.items()}


def _right(workload: Workload, loaded: _Loaded) -> httpx.Response:
    """The answer of a server, which is as it should be."""
    with loaded.server.client() as http:
        try:
            answer = played(http, loaded.calls)
        except httpx.HTTPStatusError as refused:
            answer = refused.response
    if not answer.is_success or (loaded.checked and not workload.is_right(answer.json())):
        message = f"{workload.name}: {loaded.server.name} answers {answer.status_code} {answer.text[:300]}"
        raise WrongAnswerError(message)
    return answer


def _same(still: Server, calls: Calls, model: httpx.Response) -> None:
    with still.client() as http:
        answer = played(http, calls)
    got, wanted = (
        (one.status_code, {**one.headers, "date": ""}, one.content) for one in (answer, model)
    )
    if got != wanted:
        message = f"the floor answers {got}, and not as the mock did: {wanted}"
        raise WrongAnswerError(message)
