"""How is the same seen again?"""

from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote

from codat_mock.core.clock import ClockMode
from codat_mock.core.moments import SECOND, write_duration, write_moment
from codat_mock.evidence.gathering import Evidence
from codat_mock.journal.reach import ASKED


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
    yield Step(
        "Save its exchanges as a script, while the mock that has seen them still runs.",
        f"codat-mock evidence {evidence.sync_id} --format curl -o {file} --url {quote(evidence.origin)}",
    )
    yield Step(
        f"Start a new mock of version {evidence.version} with the same seed.", _serve(evidence)
    )
    if not evidence.default:
        yield Step(
            "Make the tenant; its ids are drawn from the seed and its name.",
            f"codat-mock tenants new {quote(evidence.tenant)}",
        )
    yield Step(
        "Say how the mock is reached, and with which key.",
        f'export URL={quote(evidence.origin)} AUTHORIZATION="{evidence.reach.known or ASKED}"',
    )
    yield Step(
        "Play it. Each command prints its status and the status of that time.", f"bash {file}"
    )
    if evidence.others:
        yield Step(
            f"Not among them are other exchanges of before the last of these: {evidence.others}. Ids are drawn in "
            "order, so where one differs take the script of the whole journal instead.",
            f"curl {evidence.reach.header} "
            + quote(f"{evidence.origin}/__mock/requests?format=curl&api=all&limit=1000"),
        )


def _serve(evidence: Evidence) -> str:
    words = [f"codat-mock serve --seed {evidence.seed}"]
    first = evidence.exchanges[0].at if evidence.exchanges else evidence.initiated
    if evidence.mode is ClockMode.MANUAL:
        words.append(f"--clock manual:{write_moment(first)}")
    if evidence.sync_time != SECOND:
        words.append(f"--sync-time {write_duration(evidence.sync_time)}")
    return " ".join(words)
