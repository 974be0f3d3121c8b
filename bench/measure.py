"""How do the mock and the floor compare on one workload? Both run at once, and are loaded in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import httpx

from cores import Cores, pinned
from load import Generator, Run
from servers import Server, floor, mock
from workloads import Call, Workload

CONNECTIONS = 32

_WARM_UP = 0.5


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
        tell: Is told of each step.
    """

    rounds: int
    seconds: float
    cores: Cores
    generator: Generator
    generator_name: str
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """A server's figures: medians over its runs, but for the sums.

    Attributes:
        rate: Answers a second.
        cpu: Processor seconds of the server an answer; None where the system does not tell.
        busy: The part of the time in which the server used its core; None likewise.
        p99: Latency in seconds that 99 of 100 answers kept within.
        answers: How many came in all.
        wrong: How many in all were not 2xx, or never came.
    """

    rate: float
    cpu: float | None
    busy: float | None
    p99: float
    answers: int
    wrong: int

    @classmethod
    def of(cls, runs: Sequence[tuple[Run, float | None]]) -> "Figures":
        """The figures of runs, each with the processor seconds that the server used in it."""
        told = [(run, used) for run, used in runs if used is not None and run.answers]
        return cls(
            rate=median(run.answers / run.seconds for run, _ in runs),
            cpu=median(used / run.answers for run, used in told) if told else None,
            busy=median(used / run.seconds for run, used in told) if told else None,
            p99=median(run.p99 for run, _ in runs),
            answers=sum(run.answers for run, _ in runs),
            wrong=sum(run.wrong for run, _ in runs),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a workload.

    Attributes:
        workload: Which.
        floor: What HTTP alone costs.
        mock: What the mock costs.
    """

    workload: Workload
    floor: Figures
    mock: Figures

    @property
    def by_rate(self) -> float:
        """How many answers the mock gives for one of the floor."""
        return self.mock.rate / self.floor.rate

    @property
    def by_cpu(self) -> float | None:
        """The floor's processor time an answer, in parts of the mock's."""
        if self.floor.cpu is None or not self.mock.cpu:
            return None
        return self.floor.cpu / self.mock.cpu


def measured(workload: Workload, how: How) -> Result:
    """Measure one workload.

    Raises:
        WrongAnswerError: A server does not answer as it should, before, while or after it is loaded.
        NotStartedError: A server did not come up.
    """
    with mock(how.cores.server) as served, served.client() as http:
        call = workload.prepared(http)
        model = _right(workload, call.made(http))
        with floor(how.cores.server, model) as still:
            _same(still, call, model)
            floor_runs, mock_runs = _alternating((still, served), call, how, workload.name)
            _same(still, call, model)
        _right(workload, call.made(http))
    result = Result(workload, Figures.of(floor_runs), Figures.of(mock_runs))
    if wrong := result.floor.wrong + result.mock.wrong:
        message = f"{workload.name}: {wrong} answers were not 2xx, or never came"
        raise WrongAnswerError(message)
    return result


def _alternating(
    servers: tuple[Server, Server], call: Call, how: How, name: str
) -> list[list[tuple[Run, float | None]]]:
    """Floor, mock, floor, mock: what the rest of the machine does meanwhile meets both alike."""
    with pinned(how.cores.load):
        for server in servers:
            how.generator(server.url, call, CONNECTIONS, min(how.seconds, _WARM_UP))
        runs: list[list[tuple[Run, float | None]]] = [[] for _ in servers]
        for number in range(1, how.rounds + 1):
            for server, its in zip(servers, runs, strict=True):
                how.tell(f"{name}: {server.name}, round {number} of {how.rounds}")
                before = server.cpu_seconds()
                run = how.generator(server.url, call, CONNECTIONS, how.seconds)
                after = server.cpu_seconds()
                used = None if before is None or after is None else after - before
                its.append((run, used))
    return runs


def _right(workload: Workload, answer: httpx.Response) -> httpx.Response:
    if not answer.is_success or not workload.is_right(answer.json()):
        message = f"{workload.name}: the mock answers {answer.status_code} {answer.text[:200]}"
        raise WrongAnswerError(message)
    return answer


def _same(still: Server, call: Call, model: httpx.Response) -> None:
    with still.client() as http:
        answer = call.made(http)
    got, wanted = (
        (one.status_code, {**one.headers, "date": ""}, one.content) for one in (answer, model)
    )
    if got != wanted:
        message = f"the floor answers {got}, and not as the mock did: {wanted}"
        raise WrongAnswerError(message)
