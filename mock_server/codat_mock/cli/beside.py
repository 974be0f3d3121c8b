"""How does a command run beside the mock? With where it is in its environment, with its signals, and to its end."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from threading import Thread, Timer
from urllib.parse import urlsplit, urlunsplit

from codat_mock.cli.verbs import Refused
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization

WITHIN = 10
"""Seconds that a command has to end once it was told to; then it is killed."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 what is listened on is no address to call
_BY_SIGNAL = 128


def environment(own: Mapping[str, str], url: str, api_key: str) -> dict[str, str]:
    """The environment of a command: ours, and where the mock is, to which no proxy leads."""
    found = own.get("NO_PROXY", ""), own.get("no_proxy", "")
    hosts = [host.strip() for text in found for host in text.split(",") if host.strip()]
    direct = ",".join(dict.fromkeys([*hosts, *_LOOPBACK]))
    return {
        **own,
        "CODAT_MOCK_URL": _callable(url),
        "CODAT_MOCK_API_KEY": api_key,
        "CODAT_MOCK_COMPANY_ID": READY_COMPANY,
        "CODAT_MOCK_AUTHORIZATION": authorization(api_key),
        "NO_PROXY": direct,
        "no_proxy": direct,
    }


def _callable(url: str) -> str:
    parts = urlsplit(url)
    host = _EVERYWHERE.get(parts.hostname or "")
    return url if host is None else urlunsplit(parts._replace(netloc=f"{host}:{parts.port}"))


class Beside:
    """A command that runs for as long as the mock is served, and the other way round.

    The loop that serves it never waits for it: a thread does.

    Attributes:
        status: With what to exit: its exit status, or 128 and the number of the signal that has ended it.
    """

    def __init__(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        """Know what to run; nothing is started yet."""
        self.status = 0
        self._command = command
        self._variables = variables
        self._process: subprocess.Popen[bytes] | None = None
        self._last: Timer | None = None

    def start(self, stop: Callable[[], None]) -> None:
        """Start it, and call `stop` once it has ended.

        Raises:
            Refused: It cannot be started.
        """
        if self.status:  # told to stop before it could begin
            stop()
            return
        try:
            # It has our standard input, output and error; the sockets are not handed down.
            self._process = subprocess.Popen(self._command, env=self._variables)  # noqa: S603 the user's own
        except OSError as wrong:
            raise Refused(_cannot(self._command[0], wrong)) from wrong
        Thread(target=self._wait, args=(self._process, stop), daemon=True).start()

    def told(self, number: int, stop: Callable[[], None]) -> None:
        """Pass a signal on; the mock goes on until the command has ended, which has a bound."""
        if self._process is None:
            self.status = _BY_SIGNAL + number
            stop()
            return
        if not _has_it_already(number):
            self._pass_on(self._process, number)
        if self._last is None:
            self._last = Timer(WITHIN, self._process.kill)
            self._last.daemon = True
            self._last.start()

    def _wait(self, process: "subprocess.Popen[bytes]", stop: Callable[[], None]) -> None:
        ended = process.wait()
        self.status = ended if ended >= 0 else _BY_SIGNAL - ended
        if self._last is not None:
            self._last.cancel()
        stop()

    def _pass_on(self, process: "subprocess.Popen[bytes]", number: int) -> None:
        if os.name == "posix":
            process.send_signal(number)
        elif number != signal.SIGINT:  # Ctrl-C reaches everybody at a console of Windows
            process.terminate()


def _has_it_already(number: int) -> bool:
    """Whether a terminal has sent the signal to the command as well.

    Ctrl-C goes to all that runs in the foreground, and a second one makes many programs give up their cleaning.
    """
    if number != signal.SIGINT or os.name != "posix":
        return False
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _cannot(program: str, wrong: OSError) -> str:
    if isinstance(wrong, FileNotFoundError):
        return f"there is no program {program}; look at what stands behind --."
    return f"{program} cannot be run: {wrong.strerror}; look at what stands behind --."
