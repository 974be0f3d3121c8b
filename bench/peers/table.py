"""The peers, a row each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import codat_contract
from peers import wiremock
from peers.installing import FOLDER
from servers import Server, free_port, mock, started

_CONTRACT = str(Path(codat_contract.__file__).parents[1] / "sync-for-expenses.yaml")
_MODULES = FOLDER / "node_modules"


@contextmanager
def running(peer: "Peer", core: int | None) -> Iterator[Server]:
    """A server of this kind that runs on `core`, on a port and in a folder of its own.

    Raises:
        NotStartedError: It did not come up.
    """
    with TemporaryDirectory() as folder:
        port = free_port()
        with started(peer.name, peer.command(port, Path(folder)), port, core) as server:
            yield server


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that is measured beside the mock.

    Attributes:
        name: What it is called in the table.
        package: Where its version stands, in the folder of what npm has installed; empty: it is a part of the mock.
        command: How it is started, from a port and an empty folder of its own.
        needs: The programs that it needs.
        validates: Whether it refuses requests that the contract refuses.
        holds_state: Whether it answers with what was sent to it before.
        about: What else a reader of its figures must know.
    """

    name: str
    package: str
    command: Callable[[int, Path], list[str]]
    needs: tuple[str, ...]
    validates: bool
    holds_state: bool
    about: str


def _prism(port: int, _: Path) -> list[str]:
    program = str(_MODULES / "@stoplight/prism-cli/dist/index.js")
    return ["node", program, "mock", "--port", str(port), "--verboseLevel", "silent", _CONTRACT]


def _mockoon(port: int, _: Path) -> list[str]:
    program = str(_MODULES / "@mockoon/cli/bin/run.js")
    quiet = ["--disable-log-to-file", "--max-transaction-logs", "1"]
    return ["node", program, "start", "--data", _CONTRACT, "--port", str(port), *quiet]


def _openapi_backend(port: int, _: Path) -> list[str]:
    return ["node", str(FOLDER / "openapi-backend.mjs"), _CONTRACT, str(port)]


def _few(port: int, folder: Path) -> list[str]:
    return [*_openapi_backend(port, folder), "few"]


def _wiremock(port: int, folder: Path) -> list[str]:
    wiremock.write(folder)
    (jar,) = (_MODULES / "wiremock" / "build").glob("*.jar")
    quiet = ["--no-request-journal", "--disable-banner"]
    return ["java", "-jar", str(jar), "--port", str(port), "--root-dir", str(folder), *quiet]


MOCK = Peer(
    "codat-mock",
    "",
    lambda port, _: mock(port),
    (),
    validates=True,
    holds_state=True,
    about="everything is on: journal, explanations, an endpoint that listens, and a fault that waits",
)
"""What is measured."""

PEERS = (
    Peer(
        "openapi-backend",
        "openapi-backend",
        _openapi_backend,
        ("node",),
        validates=True,
        holds_state=True,
        about="with handlers of our own that hold state; checks requests, not answers",
    ),
    Peer(
        "openapi-backend (few)",
        "openapi-backend",
        _few,
        ("node",),
        validates=True,
        holds_state=True,
        about="the same, spared all operations but those that are measured: its router goes through each of them",
    ),
    Peer(
        "Prism",
        "@stoplight/prism-cli",
        _prism,
        ("node",),
        validates=True,
        holds_state=False,
        about="answers with the examples of the contract",
    ),
    Peer(
        "WireMock",
        "wiremock",
        _wiremock,
        ("node", "java"),
        validates=True,
        holds_state=False,
        about="with stubs for the measured calls: patterns of paths, and the contract's schemas; its journal is off",
    ),
    Peer(
        "Mockoon",
        "@mockoon/cli",
        _mockoon,
        ("node",),
        validates=False,
        holds_state=False,
        about="answers with made-up values of the contract's types",
    ),
    Peer(
        "stock connexion",
        "",
        lambda port, _: mock(port, "--engine", "stock"),
        (),
        validates=True,
        holds_state=True,
        about="connexion.FlaskApp around the mock's own handlers: `codat-mock serve --engine stock`",
    ),
)
