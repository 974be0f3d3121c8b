"""`codat-mock serve -- COMMAND`: a command that has a mock for as long as it runs."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codat_mock.cli import beside
from codat_mock.cli.beside import environment
from package.serving import WITHIN, Finished, mocked

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

ASKS = """
import os, urllib.request
url = os.environ["CODAT_MOCK_URL"] + "/companies/" + os.environ["CODAT_MOCK_COMPANY_ID"]
headers = {"Authorization": os.environ["CODAT_MOCK_AUTHORIZATION"]}
with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
    print(answer.status)
"""


@contextmanager
def started(
    *words: str, flags: tuple[str, ...] = (), **variables: str
) -> Iterator[subprocess.Popen[str]]:
    """`codat-mock serve -- WORDS`, in a session of its own, so that no terminal signals the command as well."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("CODAT_MOCK_")}
    process = subprocess.Popen(
        mocked("serve", *flags, "--", *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**kept, **variables},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def done(*words: str, flags: tuple[str, ...] = (), text: str = "", **variables: str) -> Finished:
    """What comes of a command that ends by itself."""
    with started(*words, flags=flags, **variables) as process:
        out, err = process.communicate(text, WITHIN)
        return Finished(process.returncode, out, err)


def python(code: str, *words: str) -> tuple[str, ...]:
    """The command that runs this code."""
    return (sys.executable, "-c", code, *words)


def test_it_finds_the_mock() -> None:
    """What is in its environment is enough for a call, through no proxy; standard output is its own."""
    ended = done(*python(ASKS), HTTP_PROXY="http://127.0.0.1:1", http_proxy="http://127.0.0.1:1")
    assert (0, "200\n") == (ended.status, ended.out)
    assert re.fullmatch(r"200 GET /companies/c0da7000…\n", ended.err)


def test_log_off() -> None:
    """Without the log nothing but the command writes."""
    ended = done(*python(ASKS), flags=("--log", "off"))
    assert (0, "200\n", "") == (ended.status, ended.out, ended.err)


def test_key_of_the_flag() -> None:
    """The key that it finds is the one that was set."""
    code = "import os; print(os.environ['CODAT_MOCK_API_KEY'])"
    assert "mine\n" == done(*python(code), flags=("--api-key", "mine")).out
    assert "200\n" == done(*python(ASKS), flags=("--api-key", "mine")).out


def test_standard_input_is_its_own() -> None:
    """What is piped in reaches it."""
    assert "HELLO" == done(*python("print(input().upper(), end='')"), text="hello\n").out


def test_words_are_not_looked_into() -> None:
    """Flags and further dashes behind the first `--` are the command's."""
    code = "import sys; print(sys.argv[1:])"
    assert "['--port', '1', '--', '-h']\n" == done(*python(code, "--port", "1", "--", "-h")).out


@pytest.mark.parametrize("status", [0, 1, 5, 255])
def test_exit_status(status: int) -> None:
    """Its exit status is that of codat-mock."""
    assert status == done(*python(f"raise SystemExit({status})")).status


@POSIX
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_ended_by_a_signal(number: signal.Signals) -> None:
    """128 and the number of the signal that has ended it, as a shell says it."""
    ended = done(*python(f"import os; os.kill(os.getpid(), {number.value})"))
    assert (128 + number, "") == (ended.status, ended.err)


def test_port() -> None:
    """A free port unless one was asked for."""
    code = "import os; print(os.environ['CODAT_MOCK_URL'])"
    first, second = (done(*python(code)).out for _ in range(2))
    assert not {first.strip(), second.strip()} & {"http://127.0.0.1:4260"}
    port = first.strip().rpartition(":")[2]
    assert first == done(*python(code), flags=("--port", port)).out
    assert first == done(*python(code), CODAT_MOCK_PORT=port).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such-program",), "there is no program no-such-program"),
        ((str(Path(__file__).parent),), "cannot be run"),
        ((), "Say what to run behind --"),
    ],
)
def test_cannot_be_run(words: tuple[str, ...], said: str) -> None:
    """What cannot be run is exit status 2 and a sentence."""
    ended = done(*words)
    assert (2, "") == (ended.status, ended.out)
    assert said in ended.err
    assert "Traceback" not in ended.err


WAITS = """
import signal, sys
def told(number, _):
    print(signal.Signals(number).name, flush=True)
    sys.exit(7)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, told)
print("waits", flush=True)
sys.stdin.read()
"""


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_passed_on(number: signal.Signals) -> None:
    """The command gets the signal, may end as it likes, and the mock is there until it has."""
    with started(*python(WAITS)) as process:
        assert process.stdout
        assert "waits\n" == process.stdout.readline()
        process.send_signal(number)
        assert f"{number.name}\n" == process.stdout.readline()
        assert 7 == process.wait(WITHIN)


STILL_ASKS = f"""
import signal, sys
def told(number, _):
{"".join(f"    {line}{chr(10)}" for line in ASKS.splitlines())}
    sys.exit(0)
signal.signal(signal.SIGTERM, told)
print("waits", flush=True)
sys.stdin.read()
"""


@POSIX
def test_the_mock_is_there_while_it_cleans_up() -> None:
    """A command that was told to end can still call the mock."""
    with started(*python(STILL_ASKS)) as process:
        assert process.stdout
        assert "waits\n" == process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert "200\n" == process.stdout.readline()
        assert 0 == process.wait(WITHIN)


DEAF = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("waits", flush=True)
sys.stdin.read()
"""


@POSIX
def test_a_command_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    """Whoever ignores the signal is waited for with a bound, here one that is cut short."""
    cut = "import codat_mock.cli.beside as b; b.WITHIN = 0.2; from codat_mock.__main__ import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", cut, "serve", "--", *python(DEAF)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        cwd=tmp_path,
    )
    with process:
        assert process.stdout
        assert "waits\n" == process.stdout.readline()
        process.terminate()
        assert 128 + signal.SIGKILL == process.wait(WITHIN)
    assert 0 < beside.WITHIN <= 10


COUNTS = """
import signal, sys, time
seen = []
signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
print("waits", flush=True)
while not seen:
    signal.pause()
signal.setitimer(signal.ITIMER_REAL, 0.3)
signal.signal(signal.SIGALRM, lambda *_: seen.append(0))
while 0 not in seen:
    signal.pause()
print("interrupted", len(seen) - 1, flush=True)
"""

TYPES = """
import os, pty, sys
child, terminal = pty.fork()
if not child:
    os.execv(sys.argv[1], sys.argv[1:])
text = b""
while True:
    try:
        read = os.read(terminal, 65536)
    except OSError:
        break
    text += read
    if b"waits" in text:
        text = b""
        os.write(terminal, b"\\x03")
    os.write(1, read)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""Runs a command in a terminal, and types Ctrl-C when it waits."""


@POSIX
def test_ctrl_c_comes_once() -> None:
    """What is typed at a terminal reaches the command by itself; it is not told a second time."""
    command = [sys.executable, "-c", TYPES, *mocked("serve", "--", *python(COUNTS))]
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WITHIN, check=True
    )
    assert b"interrupted 1\r\n" in ended.stdout


PROXIES = [
    ({}, "127.0.0.1,localhost,::1"),
    ({"NO_PROXY": "a.example"}, "a.example,127.0.0.1,localhost,::1"),
    ({"no_proxy": "a.example, b.example"}, "a.example,b.example,127.0.0.1,localhost,::1"),
    ({"NO_PROXY": "localhost,a", "no_proxy": "a,b"}, "localhost,a,b,127.0.0.1,::1"),
]


@pytest.mark.parametrize(("own", "wanted"), PROXIES)
def test_no_proxy(own: dict[str, str], wanted: str) -> None:
    """Loopback is added to what is there, in both spellings; the rest of the environment stays."""
    made = environment({"PATH": "/bin", **own}, "http://127.0.0.1:1", "key")
    assert (wanted, wanted, "/bin") == (made["NO_PROXY"], made["no_proxy"], made["PATH"])


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("http://0.0.0.0:1", "http://127.0.0.1:1"),
        ("http://[::]:1", "http://[::1]:1"),
        ("http://[::1]:1", "http://[::1]:1"),
    ],
)
def test_an_address_that_can_be_called(url: str, wanted: str) -> None:
    """Whoever listens everywhere is called on this machine."""
    assert wanted == environment({}, url, "key")["CODAT_MOCK_URL"]
