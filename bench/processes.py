"""How are processes started and ended? Each ends with the block that it was started for, also on SIGTERM."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any

_STOPS_WITHIN = 10


def stoppable() -> None:
    """From now on end on SIGTERM as on Ctrl-C, so that whoever has started a server ends it."""

    def end(number: int, _: FrameType | None) -> None:
        # A second one would interrupt the end of the servers.
        signal.signal(number, signal.SIG_IGN)
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)


@contextmanager
def begun(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs until it ends, or the block does.

    Args:
        command: What runs.
        options: Those of `subprocess.Popen`.
    """
    with ExitStack() as stack:
        with _undisturbed():
            process = subprocess.Popen(command, **options)  # noqa: S603 our servers, and programs that are pinned
            stack.enter_context(process)  # whose pipes it closes
            stack.callback(_end, process)
        yield process


@contextmanager
def _undisturbed() -> Iterator[None]:
    """SIGTERM is heard at the end of the block: a process that is just starting would be known to nobody."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        for number in heard:
            signal.raise_signal(number)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
