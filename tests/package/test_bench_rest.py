"""A server that was loaded is left alone until it has done what it had to do."""

import sys

import pytest

from package.serving import running
from servers import Server

BUSY = """
import time
until = time.process_time() + 0.4
print("begun", flush=True)
while time.process_time() < until:
    pass
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the processor time is not known")
def test_rest() -> None:
    """Whoever waits for a server to rest comes back when it does nothing any more."""
    with running(sys.executable, "-c", BUSY) as started:
        assert "begun" == started.line(started.out)
        server = Server("busy", "", started.process.pid, 0.0, "")
        server.rest()
        assert (server.cpu_seconds() or 0.0) > 0.4
