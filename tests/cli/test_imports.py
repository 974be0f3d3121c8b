"""Who starts a server does not wait for what only the other commands need, nor the other way round."""

import json
import subprocess
import sys

import pytest

from package.serving import WITHIN

SHOWS = """
import json, sys
import click
from codat_mock.cli import main
found = main.get_command(click.Context(main), sys.argv[1])
if sys.argv[1] == "serve":
    import codat_mock.app, codat_mock.server, codat_mock.witness
print(json.dumps(sorted(sys.modules)))
"""


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


@pytest.mark.parametrize(
    "name", ["plan", "advance", "syncs", "customer", "fault", "catalogue", "explain", "wait"]
)
def test_steering(name: str) -> None:
    """No server, no framework."""
    unwanted = {"uvicorn", "connexion", "flask", "codat_mock.app", "codat_mock.server"}
    assert not unwanted & imported(name)
