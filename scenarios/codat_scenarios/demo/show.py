"""How does the demo go?

The month is read, a server starts, what is planned is set and said, the reference client takes the
expenses through the flow, and a screen shows what happens and what came of it.
"""

import base64
import codecs
import io
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import httpx
from rich.console import Console

from codat_client import Backoff, ExpenseSync, ExpenseSyncError, Policy
from codat_scenarios.demo.faults import UnusableFileError
from codat_scenarios.demo.machine import MachineScreen
from codat_scenarios.demo.month import Month, own_month, shipped_month
from codat_scenarios.demo.plain import PlainScreen
from codat_scenarios.demo.screen import Ending, Screen
from codat_scenarios.demo.terminal import TerminalScreen
from codat_scenarios.stage import Server, running_server

__all__ = ["run"]

SIMPLER = {"\u2192": ">", "\u2022": "*", "\u2026": "~", "\u2500": "-"}
"""What our own arrows, bullets, ellipses and rules become where they cannot be written."""

PATIENCE = Policy(polling=Backoff(first=0.2, factor=1.3, cap=0.5), give_up_after=120)
"""The default policy, hurried: the sync takes seconds here, and minutes at Codat."""


def run(
    csv: Path | None = None,
    receipts: Path | None = None,
    *,
    keep: bool = False,
    as_json: bool = False,
) -> int:
    """Take a month of expenses through the whole flow, on a server of its own, and show it.

    Args:
        csv: A file of the user's own; without it the month that ships with the package.
        receipts: The folder of its receipts; without it the folder of the file.
        keep: Leave the server running, until an interrupt, and say where to look.
        as_json: Write one JSON document instead of lines or bars.

    Returns:
        The exit status. 0: every expense was marked as uploaded, but those that were to be
        refused; 1: others were not; 2: the file cannot be used; 3: no server could be started.
    """
    if receipts and not csv:
        sys.stderr.write("--receipts says where the receipts of --csv FILE lie; give both.\n")
        return 2
    screen = _screen(as_json=as_json)
    try:
        month = own_month(csv, receipts) if csv else shipped_month()
    except UnusableFileError as error:
        screen.unusable(error)
        return 2
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_server())
        except OSError as error:
            sys.stderr.write(f"The mock server could not be started: {error}\n")
            return 3
        ending = _perform(month, server, screen, keep=keep)
        screen.ending(ending)
        if keep:
            _wait_for_interrupt()
    return 0 if ending.as_planned else 1


def _perform(month: Month, server: Server, screen: Screen, *, keep: bool) -> Ending:
    if month.plan is not None:
        _set_plan(server, month)
    screen.opening(month, server)
    client = ExpenseSync(server.url, server.api_key, server.company_id, policy=PATIENCE)
    try:
        with client as codat, screen.flow():
            report = codat.run(month.expenses, on_progress=screen.progress)
    except ExpenseSyncError as error:
        return Ending(month, server, error.report, error, kept=keep)
    return Ending(month, server, report, kept=keep)


def _set_plan(server: Server, month: Month) -> None:
    """Ask the mock to let the accounting platform refuse some of the expenses."""
    key = base64.b64encode(server.api_key.encode()).decode()
    # A proxy of the environment has no business between this process and itself.
    with httpx.Client(base_url=server.url, trust_env=False) as control:
        answer = control.post(
            "/__mock/plans", json=month.plan, headers={"Authorization": f"Basic {key}"}
        )
    answer.raise_for_status()


def _screen(*, as_json: bool) -> Screen:
    # An output of few characters must not end the demo.
    codecs.register_error("demo", _instead)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="demo")
    if as_json:
        return MachineScreen(_write_line)
    console = Console(highlight=False)
    if console.is_terminal and not console.is_dumb_terminal:
        return TerminalScreen(console)
    return PlainScreen(_write_line)


def _instead(error: UnicodeError) -> tuple[str, int]:
    """Say what stands for characters that the output's encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(SIMPLER.get(char, "?") for char in lacking), error.end


def _write_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _wait_for_interrupt() -> None:
    """Return when the process is interrupted or terminated."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    # Windows delivers no signal to a wait without an end.
    while not told.wait(timeout=0.5):
        pass
