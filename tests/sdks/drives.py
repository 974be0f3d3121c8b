"""A drive: an official SDK taken through the flow, against a mock of its own."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from codat_mock.core.clock import ClockMode
from codat_mock.core.moments import read_moment
from codat_mock.lane.exchange import Witnessed
from codat_mock.lane.keyring import authorization
from codat_mock.server import start
from codat_mock.settings import ClockSetting, Settings
from sdks.environments import command, made

HERE = Path(__file__).parent
PROGRAMS = {
    "version-1": HERE / "drive_version_1.py",
    "version-9": HERE / "drive_version_9.py",
    "node": HERE / "node" / "drive.mjs",
}
"""The official SDKs, by the name of their environment, and what drives them."""

WITHIN = 60
"""Seconds that a drive may take; it takes one or two."""

_CLOCK = ClockSetting(ClockMode.MANUAL, read_moment("2026-01-01T00:00:00Z"))
_FOREIGN = ("CODAT_MOCK_", "PYTHON", "NODE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
"""Beginnings of variables that would make an SDK talk to somebody else, or run something else."""


@dataclass(frozen=True, slots=True)
class Drive:
    """What became of a drive.

    Attributes:
        sdk: The name of the SDK.
        url: Where the mock was.
        steps: What the SDK gave back or how it refused, by the name of the step, in order.
        seen: The exchanges, as the mock saw them.
    """

    sdk: str
    url: str
    steps: Mapping[str, Mapping[str, Any]]
    seen: tuple[Witnessed, ...]

    def gave(self, step: str) -> Any:
        """What the SDK gave back; it must not have refused."""
        assert "gave" in self.steps[step], self.steps[step]
        return self.steps[step]["gave"]

    def refused(self, step: str) -> Any:
        """How the SDK refused; it must have."""
        assert "refused" in self.steps[step], self.steps[step]
        return self.steps[step]["refused"]

    def sent(self, method: str, end: str) -> list[Witnessed]:
        """The exchanges of this method whose path ends so."""
        fit = (exchange for exchange in self.seen if exchange.request.method == method)
        return [exchange for exchange in fit if exchange.request.path.endswith(end)]


Drives: TypeAlias = Callable[[str], Drive]
"""Drives an SDK, once."""


class Failed(Exception):
    """A drive came to nothing; the message says where and why."""


def driven(sdk: str) -> Drive:
    """Drive an SDK through the flow.

    Raises:
        CannotMake: Its environment cannot be made.
        Failed: The program that drives it does not reach the end.
    """
    line, folder = [*command(sdk), str(PROGRAMS[sdk])], made(sdk)
    seen: list[Witnessed] = []
    with start(Settings(port=0, seed=1, clock=_CLOCK), seen.append) as mock:
        variables = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith(_FOREIGN)
        } | {"CODAT_MOCK_URL": mock.url, "CODAT_MOCK_AUTHORIZATION": authorization(mock.api_key)}
        done = subprocess.run(
            line,
            check=False,
            cwd=folder,
            env=variables,
            capture_output=True,
            encoding="utf-8",
            timeout=WITHIN,
        )
    steps = json.loads(done.stdout or '{"steps": []}')["steps"]
    if done.returncode:
        message = f"the drive ended after {json.dumps(steps[-1:]):.600}\n{done.stderr}"
        raise Failed(message)
    return Drive(sdk, mock.url, {step.pop("step"): step for step in steps}, tuple(seen))
