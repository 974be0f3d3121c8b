"""How is a server put under load by `wrk`?"""

import json
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from math import ceil
from pathlib import Path

from load import Run
from processes import begun
from workloads import Call, Calls

_OVERTIME = 20

_DONE = """
function done(summary, latency)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\\n{"answers": %d, "microseconds": %d, "p50": %d, "p99": %d, "wrong": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong))
end
"""

_FLOW = """
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set('number', threads)
end
local at, flows, taken = 1, 0, {}
local function filled(text)
  return (text:gsub('<(%w+)>', taken))
end
function request()
  local call = calls[at]
  if at == 1 then
    flows = flows + 1
    taken.id = string.format('%08x-0000-4000-8000-%012x', number + salt, flows)
  end
  local body = call.whole or (call.body and filled(call.body))
  return wrk.format(call.method, filled(call.path), call.headers, body)
end
function response(status, headers, body)
  for name, key in pairs(calls[at].takes) do
    taken[name] = body:match('"' .. key .. '":%s*"([^"]*)"')
  end
  at = at % #calls + 1
end
"""


def program() -> str | None:
    """Where `wrk` is, if it is installed."""
    return shutil.which("wrk")


def loaded(url: str, calls: Calls, connections: int, seconds: float) -> Run:
    """Load a server with `wrk`, which counts in whole seconds.

    Raises:
        subprocess.SubprocessError: It failed, or did not come to an end.
    """
    # Each connection goes through a flow on its own: in a thread, which has its own state.
    threads = connections if len(calls) > 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "calls.lua")
        script.write_text("\n".join(_script(calls)), encoding="ascii")
        command = ["wrk", "--threads", str(threads), "--connections", str(connections)]
        command += ["--duration", f"{ceil(seconds)}s", "--script", str(script), url]
        pipe = subprocess.PIPE
        with begun(command, stdout=pipe, stderr=pipe) as process:
            written, errors = process.communicate(timeout=seconds + _OVERTIME)
            if process.returncode:
                raise subprocess.CalledProcessError(process.returncode, command, written, errors)
    told = json.loads(written.splitlines()[-1])
    seconds = told["microseconds"] / 1e6
    return Run(told["answers"], seconds, told["p50"] / 1e6, told["p99"] / 1e6, told["wrong"])


def _script(calls: Calls) -> Iterator[str]:
    yield "calls = {"
    yield from map(_call, calls)
    yield "}"
    if len(calls) > 1:
        # No two runs of a flow share an id.
        yield f"salt = {secrets.randbits(24) * 64}"
        yield _FLOW
    else:
        yield "for name, value in pairs(calls[1]) do wrk[name] = value end"
        yield "wrk.body = calls[1].whole or calls[1].body"
    yield _DONE


def _call(call: Call) -> str:
    kind = "body" if call.has_names else "whole"
    body = f"{kind} = {_text(call.body)}, " if call.body else ""
    headers, takes = _table(call.headers), _table(call.takes)
    return (
        f"  {{method = {_text(call.method)}, path = {_text(call.path)}, {body}"
        f"headers = {headers}, takes = {takes}}},"
    )


def _table(pairs: Mapping[str, str]) -> str:
    rows = ", ".join(f"[{_text(name)}] = {_text(value)}" for name, value in pairs.items())
    return f"{{{rows}}}"


def _text(text: str | bytes) -> str:
    """Text of Lua; bytes that are not plain are written as numbers."""
    raw = text.encode() if isinstance(text, str) else text
    return (
        '"'
        + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:03}" for b in raw)
        + '"'
    )
