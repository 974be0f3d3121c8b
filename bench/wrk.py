"""How is a server put under load by `wrk`?"""

import json
import shutil
import subprocess
import tempfile
from math import ceil
from pathlib import Path

from load import Run
from workloads import Call

_OVERTIME = 20

_SCRIPT = """
wrk.method = [==[{method}]==]
wrk.path = [==[{path}]==]
wrk.body = {body}
{headers}
function done(summary, latency)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\\n{{"answers": %d, "microseconds": %d, "p99": %d, "wrong": %d}}\\n',
    summary.requests, summary.duration, latency:percentile(99), wrong))
end
"""


def program() -> str | None:
    """Where `wrk` is, if it is installed."""
    return shutil.which("wrk")


def loaded(url: str, call: Call, connections: int, seconds: float) -> Run:
    """Load a server with `wrk`, which counts in whole seconds.

    Raises:
        subprocess.SubprocessError: It failed, or did not come to an end.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "call.lua")
        script.write_text(_script(call), encoding="utf-8")
        command = ["wrk", "--threads", "1", "--connections", str(connections)]
        command += ["--duration", f"{ceil(seconds)}s", "--script", str(script), url]
        written = subprocess.run(  # noqa: S603 what the user has installed under this name
            command, capture_output=True, text=True, check=True, timeout=seconds + _OVERTIME
        ).stdout
    told = json.loads(written.splitlines()[-1])
    return Run(told["answers"], told["microseconds"] / 1e6, told["p99"] / 1e6, told["wrong"])


def _script(call: Call) -> str:
    headers = [
        f"wrk.headers[ [==[{name}]==] ] = [==[{value}]==]" for name, value in call.headers.items()
    ]
    body = f"[==[{call.body.decode()}]==]" if call.body else "nil"
    return _SCRIPT.format(method=call.method, path=call.path, body=body, headers="\n".join(headers))
