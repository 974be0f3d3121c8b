"""Who starts a server does not wait for what only the other commands need, nor the other way round."""

import json
import signal
import subprocess
import sys

import httpx
import pytest

from package.serving import WITHIN, ready, running

SHOWS = """
import json, sys
import click
from codat_mock.cli import main
found = main.get_command(click.Context(main), sys.argv[1])
if sys.argv[1] == "serve":
    import codat_mock.app, codat_mock.server, codat_mock.witness
print(json.dumps(sorted(sys.modules)))
"""


SERVES = """
import atexit, json, sys
from codat_mock.__main__ import main
atexit.register(lambda: print(json.dumps([*sys.modules]), file=sys.stderr))
main()
"""

READY_WITH = {
    "codat_contract": "hands out the documents",
    "codat_mock": "is the server",
    "click": "reads the flags",
    "httptools": "speaks HTTP",
    "jsonschema_rs": "holds requests to the contract",
    "orjson": "reads and writes bodies",
    "python_multipart": "reads forms",
    "standardwebhooks": "signs messages",
    "uvicorn": "serves",
    "uvloop": "waits for sockets",
    "a2wsgi": "is uvicorn's to import, whether or not there is anything of WSGI",
    "yaml": "reads the documents where nothing is kept of them yet",
}
"""What a server that is ready has imported beside Python's own: all that its start waits for, and why."""


def imported(name: str) -> set[str]:
    """The modules that are there once a command is."""
    done = subprocess.run(
        [sys.executable, "-c", SHOWS, name], capture_output=True, timeout=WITHIN, check=True
    )
    return {*json.loads(done.stdout)}


def test_serve() -> None:
    """Nothing of rich, httpx, connexion, Flask, the client or the scenarios, nor any command that steers."""
    modules = imported("serve")
    unwanted = {"rich", "httpx", "connexion", "flask", "codat_client", "codat_scenarios"}
    assert not unwanted & modules
    assert not {f"codat_mock.cli.{name}" for name in ("control", "screen", "plan")} & modules


def test_ready() -> None:
    """A server that is ready has imported what is in the table, and nothing else that takes time."""
    with running(sys.executable, "-c", SERVES, "serve", "--port", "0") as serving:
        ready(serving)
        done = serving.finished(signal.SIGTERM)
    assert 0 == done.status
    found = {name.partition(".")[0] for name in json.loads(done.err)} - sys.stdlib_module_names
    # Extensions and editable installs bring modules along whose names begin like this.
    found = {name for name in found if not name.startswith(("_", "cython", "sitecustomize"))}
    assert {"codat_contract", "codat_mock"} <= found <= {*READY_WITH}


@pytest.mark.parametrize("path", ["/", "/docs", "/nowhere"])
def test_pages(path: str) -> None:
    """Who looks at a page, or mistypes a path, waits for Flask and not for connexion."""
    with running(sys.executable, "-c", SERVES, "serve", "--port", "0") as serving:
        answer = httpx.get(ready(serving).url + path, trust_env=False)
        done = serving.finished(signal.SIGTERM)
    assert (404 if path == "/nowhere" else 200) == answer.status_code
    modules = {name.partition(".")[0] for name in json.loads(done.err.splitlines()[-1])}
    assert "flask" in modules
    assert not {"connexion", "starlette", "httpx"} & modules


@pytest.mark.parametrize(
    "name", ["plan", "advance", "syncs", "customer", "fault", "catalogue", "explain", "wait"]
)
def test_steering(name: str) -> None:
    """No server, no framework."""
    unwanted = {"uvicorn", "connexion", "flask", "codat_mock.app", "codat_mock.server"}
    assert not unwanted & imported(name)
