"""What does a person see? Colours at a terminal that wants them, every id in full in a pipe."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from cli.desk import Desk, MakeDesk
from codat_mock.core.register import READY_COMPANY
from faults.temporary import TEMPORARY, folder_of_faults
from package.serving import WITHIN, mocked

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")

IN_TERMINAL = """
import fcntl, os, pty, struct, sys, termios
def sized(columns=int(sys.argv[1])):
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.execv(sys.argv[2], sys.argv[2:])
child, terminal = pty.fork()
if not child:
    sized()
while True:
    try:
        read = os.read(terminal, 65536)
    except OSError:
        break
    if not read:
        break
    os.write(1, read)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""Runs a command in a terminal of so many columns, and copies what it writes."""

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def at_terminal(columns: int, *words: str, **variables: str) -> str:
    """What a command writes at a terminal."""
    kept = {name: text for name, text in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    done = subprocess.run(
        [sys.executable, "-c", IN_TERMINAL, str(columns), *mocked(*words)],
        env={**kept, "TERM": "xterm-256color", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=WITHIN,
        check=True,
    )
    return done.stdout.decode().replace("\r\n", "\n")


@pytest.fixture(name="lived")
def _lived(desk: Desk) -> Desk:
    """A mock in which three syncs have ended, one of them after more than ten minutes."""
    desk.said("plan", "4260")
    desk.said("plan", "--after", "11m")
    desk.said("plan", "--refuse", "0-1", "--message", "The account is archived.")
    desk.said("webhooks", "add", f"{desk.url}/__mock/t/default/inbox/orders")
    desk.said("webhooks", "add", "http://nobody.invalid/hooks", "--company", READY_COMPANY)
    desk.said("inbox", "orders", "--answer", "500x3,200@16s,200")
    desk.said("fault", "webhook", "--do", "stale")
    for _ in range(3):
        desk.sync()
    desk.said("advance", "--until-idle")
    desk.said("plan", "1010", "--times", "always")
    desk.said("fault", "delay", "--by", "2s", "--jitter", "1s", "--operation", "initiate-sync")
    desk.said("fault", "reset", "--company", READY_COMPANY, "--times", "always", "--after", "20")
    desk.http.post("/companies?page=0", json={"nam": "A"})
    return desk


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "words",
    [
        *(
            "syncs",
            "send",
            "send 0 --help",
            "reset",
            "plan",
            "clock",
            "health",
            "keys",
            "tenants",
            "advance",
            "--help",
        ),
        *("fault", "fault webhook --help", "fault status --help", "wait --help", "webhooks --help"),
        *("webhooks", "deliveries", "inbox orders", "inbox orders --bodies", "trigger --help"),
        *("requests", "requests --api all", "explain", "catalogue", "wait sync-ended"),
    ],
)
def test_fits(lived: Desk, words: str, columns: int) -> None:
    """At eighty columns and more no line is broken by the terminal, and there are colours but in a help."""
    shown = at_terminal(columns, *words.split(), CODAT_MOCK_URL=lived.url)
    assert all(len(line) <= columns for line in ESCAPE.sub("", shown).splitlines())
    assert ("--help" not in words) == (ESCAPE.search(shown) is not None)


def test_no_color(lived: Desk) -> None:
    """NO_COLOR is heeded, by what is shown and by what is refused."""
    for words in (("syncs",), ("advance",)):
        shown = at_terminal(80, *words, CODAT_MOCK_URL=lived.url, NO_COLOR="1")
        assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)


def test_narrow_and_wide(lived: Desk) -> None:
    """Ids are cut short where there is no room, and in full where there is."""
    ids = [row["syncId"] for row in lived.answered("syncs")["syncs"]]
    narrow = at_terminal(80, "syncs", CODAT_MOCK_URL=lived.url)
    wide = at_terminal(120, "syncs", CODAT_MOCK_URL=lived.url)
    piped = lived.said("syncs")
    for id_ in ids:
        assert id_[:8] in narrow
        assert id_ not in narrow
        assert id_ in wide
        assert id_ in piped
    assert "\x1b" not in piped


def test_syncs_say_who_must_act(lived: Desk) -> None:
    """Each code that somebody must act on has its next step, once."""
    shown = lived.said("syncs")
    assert 1 == shown.count("The customer must act.")
    assert 1 == shown.count("You must act.")
    assert "Success (Data pushed)" in shown
    assert "newest below" in lived.said("syncs", "--last", "1")


def test_timeline(desk: Desk) -> None:
    """What an advance does stands there in order, each day once."""
    desk.said("plan", "--after", "1d")
    first, second = desk.sync(), desk.sync()
    shown = desk.said("advance", "--until-idle")
    days = re.findall(r"^20..-..-..$", shown, flags=re.MULTILINE)
    assert ["2026-01-01", "2026-01-02"] == days
    moves = re.findall(r"([0-9a-f-]{36}).*? (\d{4}) .*? (\d{4})", shown)
    assert [(first, "1000", "1010"), (first, "1010", "2000"), (second, "1000", "2000")] == moves
    assert "  just after 00:10:00 " in shown
    assert "000001" not in shown.replace(READY_COMPANY, "")
    assert "Now 2026-01-02T00:00:01Z" in shown


def test_held(desk: Desk) -> None:
    """A sync that no time ends is said to be held, with the command that ends it, which works."""
    desk.said("plan", "1000")
    desk.sync()
    desk.sync()
    shown = desk.said("advance", "--until-idle")
    assert "1 wait behind it" in shown
    [words] = re.findall(r"`codat-mock (end \S+) CODE`", shown)
    assert "ended with 2000" in desk.said(*words.split(), "2000")


def test_plans_in_words(desk: Desk) -> None:
    """A plan is told as it was made, and listed so."""
    told = desk.said("plan", "5000", "--times", "2", "--after", "90s")
    assert "Each of the next 2 syncs ends with 5000 Generic Server error, after 1m 30s." in told
    told = desk.said("plan", "--after", "11m")
    assert "The next sync ends as it would anyway, after 11m." in told
    told = desk.said("plan", "--polls", "2", "--as", "expense", "--as", "bankfeeds")
    assert "as it would anyway, at poll 2, written as expense and bankfeeds." in told
    assert "over ten minutes), from 3m on." in desk.said("plan", "1010", "--after", "3m")
    told = desk.said("plan", "--refuse", "0-9", "--invalid", "10", "--message", "No.")
    assert "0, 1, 2, 3 and 6 more PushError: No." in told
    assert "10 ValidationError: No." in told
    assert "Every sync stays at 1000" in desk.said("plan", "1000", "--times", "always")
    listed = desk.said("plan")
    for words in ("next 2 syncs", "after 1m 30s", "and 6 more PushError", "every sync"):
        assert words in listed
    assert "No plan waits" in desk.said("plan", "--clear")
    assert "No plan waits" in desk.said("plan")


def test_what_is_provoked_is_no_state(desk: Desk) -> None:
    """Who plans or ends a sync with what looks like a state of its company is told how to come by the state."""
    words = "The company itself is untouched. `codat-mock customer lapse` makes a state"
    assert words in desk.said("plan", "4260")
    desk.sync()
    assert words in desk.said("end", "last", "4260")
    assert "customer unlink` makes" in desk.said("plan", "4220")
    assert "untouched" not in desk.said("plan", "5000")
    refused = desk("customer", "pay")
    assert "gives 4260 to one sync alone" in refused.stderr
    desk.said("customer", "lapse")
    assert "is Linked." in desk.said("customer", "pay")


def test_faults_in_words(desk: Desk) -> None:
    """A fault is told as it was made, and listed with what it has met."""
    told = desk.said("fault", "status", "--status", "402", "--times", "2", "--after", "1")
    assert "Once 1 has passed, the next 2 calls meet status 402." in told
    assert "The client sees: The status, with Codat's body for it." in told
    told = desk.said("fault", "delay", "--by", "90s", "--operation", "initiate-sync")
    assert "The next call of initiate-sync meets delay, by 1m 30s." in told
    told = desk.said("fault", "reset", "--times", "always", "--company", READY_COMPANY)
    assert "Each call about that company meets reset, until fault-3 is deleted." in told
    for _ in range(2):
        desk.http.get("/companies")
    listed = desk.said("fault")
    assert re.search(r"fault-1 +all +1 +1 +status 402", listed)
    assert f"only of company {READY_COMPANY}" in listed
    assert "Nothing goes wrong" in desk.said("fault", "--clear")
    assert "unknown-fields" in desk.said("fault")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("fault --times 2", "Say which fault: delay,"),
        ("fault status", "needs --status: The status of the answer."),
        ("fault reset --value x", "reset has no --value; it has no flag of its own."),
        ("fault delay --by 2s --pieces 3", "it has --by, --jitter, --before."),
        ("fault delay --by soon", "write one like 10m"),
        ("fault status --status 999", "between 400 and 599"),
        ("fault reset --times 0", "is no number of calls"),
        ("fault reset --clear", "one at a time"),
        ("fault reset --operation initiate-snyc", "did you mean initiate-sync"),
        ("requests --curl --clear", "one at a time"),
        ("requests --limit 0", "1<=x<=1000"),
        ("requests --status 9", "status"),
        ("explain 400", "There was no exchange 400 yet"),
        ("explain abc", "no sync that begins with 'abc'"),
        ("wait tomorrow", "sync-ended"),
        ("wait requests --timeout 6m", "PT5M"),
    ],
)
def test_what_makes_no_sense(desk: Desk, words: str, said: str) -> None:
    """It is refused with what is wrong, in a sentence."""
    assert said in " ".join(desk.refused(*words.split()).split())


def test_a_new_fault_has_its_flags(make_desk: MakeDesk, tmp_path: Path) -> None:
    """A file is all that it takes: the help tells of the fault, its fields are flags, and the server takes it."""
    (tmp_path / "shouting.py").write_text(TEMPORARY, "utf-8")
    with folder_of_faults(tmp_path):
        desk = make_desk()
        shown = desk.said("fault", "--help")
        assert "Answers in capitals." in shown
        assert "shouting: By how much." in shown
        made = desk.answered("fault", "shouting", "--times-louder", "2")
        assert 2 == made["timesLouder"]
        assert '"fault": "shouting"' in desk.said("catalogue", "shouting")


def test_what_a_server_says_cannot_steer_the_terminal(desk: Desk) -> None:
    """Text that came from somebody else is shown without control characters."""
    shown = desk.said("plan", "--refuse", "0", "--message", "\x1b]0;owned\x07\x1b[2J")
    assert "\x1b" not in shown
    assert "\x07" not in shown


def welcomed(tmp_path: Path, *flags: str) -> str:
    """What `serve` shows at a terminal."""
    command = " ".join(mocked("serve", "--port", "0", "--port-file", "port", *flags))
    script = f"cd {tmp_path}; {command} & until [ -e port ]; do :; done; kill $!; wait $!"
    done = subprocess.run(
        [sys.executable, "-c", IN_TERMINAL, "120", "/bin/sh", "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=WITHIN,
        check=True,
    )
    return ESCAPE.sub("", done.stdout.decode())


def test_welcome(tmp_path: Path) -> None:
    """At a terminal `serve` shows the site, the header, the seed, calls that work, and what to try next."""
    shown = welcomed(tmp_path, "--seed", "7")
    [url] = re.findall(r"codat-mock ready on (\S+)", shown)
    for words in (
        f"{url}/",
        "Authorization: Basic bW9jay1hcGkta2V5",
        "--seed 7 ",
        f"curl {url}/companies/{READY_COMPANY}/sync/expenses/expense-transactions",
        f"curl {url}/companies/{READY_COMPANY}/sync/expenses/syncs",
        f"export CODAT_MOCK_URL={url}",
        "codat-mock plan 4260",
        "codat-mock send ",
        "Xero, linked and configured",
    ):
        assert words in shown
    assert "Scenario" not in shown


MINE = """\
scenario: mine
title: Nothing is as it should be
syncTime: PT2M
clock: {mode: manual, now: '2026-03-01T00:00:00Z'}
companies:
  - {name: Harbour Cafe Ltd, lapsed: true, configured: false}
  - {name: Corner Bakery, connections: unlinked}
plans: [{code: 4260}]
faults: [{fault: reset, operation: '*'}, {fault: reset, operation: '*'}]
steps: [{sync: {expenses: 1}}]
"""


def test_welcome_in_a_scenario(tmp_path: Path) -> None:
    """It says which scenario was loaded, and what of it is in the way: companies, clock, plans and faults."""
    (tmp_path / "mine.yaml").write_text(MINE)
    shown = welcomed(tmp_path, "--scenario", "mine.yaml")
    for words in (
        "Scenario mine  Nothing is as it should be",
        "codat-mock scenarios run mine",
        "Harbour Cafe Ltd",
        "its subscription has lapsed and it has no configuration",
        "its connection is Unlinked",
        "manual  stands at 2026-03-01T00:00:00Z",
        "a sync takes 2m",
        "1 plan waits",
        "2 faults wait",
    ):
        assert words in shown


def test_nothing_is_filled_in_a_pipe(lived: Desk) -> None:
    """What is piped into a file has no line that ends with spaces."""
    for words in ("syncs", "explain", "requests", "fault", "plan", "catalogue", "send"):
        shown = lived.said(*words.split())
        assert not re.search(r" $", shown, re.MULTILINE), words


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")  # noqa: PTH110
@pytest.mark.parametrize("words", ["syncs", "syncs --json", "--help", "plan --help", "fault"])
def test_no_room_for_the_output(lived: Desk, words: str) -> None:
    """What cannot be written is told in a sentence, exit status 3, and without a traceback."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = _run(words, lived.url, full)
    assert (3, 1) == (done.returncode, done.stderr.count(b"\n"))
    assert b"the output could not be written: No space left on device" in done.stderr


@pytest.mark.parametrize("words", ["catalogue", "syncs --json", "--help", "scenarios schema"])
def test_nobody_reads_the_output(lived: Desk, words: str) -> None:
    """Who closes the pipe has seen enough: exit status 3, and not a word."""
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as closed:
        done = _run(words, lived.url, closed)
    assert (3, b"") == (done.returncode, done.stderr)


def _run(words: str, url: str, out: IO[bytes]) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        mocked(*words.split()),
        env={**os.environ, "CODAT_MOCK_URL": url},
        stdout=out,
        stderr=subprocess.PIPE,
        timeout=WITHIN,
        check=False,
    )


def test_an_advance_tells_what_receivers_answer(desk: Desk) -> None:
    """Each attempt to deliver a webhook stands in the timeline, with its event and the answer."""
    inbox = f"{desk.url}/__mock/t/default/inbox/mine"
    assert 201 == desk.http.post("/__mock/webhooks", json={"url": inbox}).status_code
    desk.said("inbox", "mine", "--answer", "500,200")
    desk.sync(1)
    told = desk.said("advance", "idle")
    answers = re.findall(r"webhook +expenses\.sync\.successful +(\d+)", told)
    assert ["500", "200"] == answers, told
