"""Who runs on which core? The server has one to itself, what loads it has another."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cores:
    """Two cores; None: wherever the system likes.

    Attributes:
        server: The server's.
        load: The load generator's.
    """

    server: int | None = None
    load: int | None = None

    @classmethod
    def chosen(cls) -> "Cores":
        """The first and the last that this process may use: neighbours may be halves of one core."""
        if sys.platform != "linux":
            return cls()
        allowed = sorted(os.sched_getaffinity(0))
        return cls(allowed[0], allowed[-1]) if len(allowed) > 1 else cls()


@contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Keep this thread, and every process that it starts meanwhile, on `core`."""
    if sys.platform != "linux" or core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(process: int) -> float | None:
    """The processor time that a process has used, user and system.

    Returns:
        None where the system does not tell.
    """
    if sys.platform != "linux":
        return None
    # The clock of another process by its number, as clock_getcpuclockid(3) makes it: to the nanosecond, where
    # /proc tells hundredths.
    return time.clock_gettime(~process << 3 | 2)


def resident(process: int) -> int | None:
    """The bytes of memory that a process holds.

    Returns:
        None where the system does not tell.
    """
    if sys.platform != "linux":
        return None
    pages = int(Path(f"/proc/{process}/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
