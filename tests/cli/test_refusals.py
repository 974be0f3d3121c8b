"""A command that cannot do what it was asked says so in a sentence, with an exit status that a script can tell."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from cli.desk import Desk, command
from codat_mock.cli import main
from codat_mock.core.register import READY_COMPANY

UNKNOWN = "00000000-0000-4000-8000-000000000000"

WRONG_USE = [
    ("plan 4261", "4261"),
    ("plan 2000 --list", "one at a time"),
    ("plan --list --clear", "one at a time"),
    ("plan --after soon", "'soon' is no duration"),
    ("plan 2000 --after 11", "11m for minutes"),
    ("advance idle --next", "one of them"),
    ("send --no-sync 0", "nothing to do"),
    ("send -- -1", "0<=x<=5000"),
    ("send --seed -1", "--seed"),
    ("plan --times never", "'never' is no number of syncs"),
    ("plan --times 0", "from 1 on"),
    ("plan --polls 0", "--polls"),
    ("plan --refuse first", "'first' names no transaction"),
    ("plan --refuse 4-0", "4-0"),
    ("plan --refuse 0-999999", "at most 5000"),
    ("plan --message no", "--refuse or --invalid"),
    ("plan --transaction 0", "0=PushError"),
    ("plan --transaction 0=Refused", "'Refused' is no status"),
    ("advance 10m --next", "one of them"),
    ("advance --to tomorrow", "'tomorrow' is no date and time"),
    ("advance 10x", "or next or idle"),
    ("clock set", "clock set INSTANT"),
    ("clock scaled fast", "'fast' is no rate"),
    ("clock manual today", "'today' is no date and time"),
    ("clock fast", "'real', 'manual', 'scaled', 'set'"),
    ("end last", "CODE"),
    ("end last 2", "'2' is no status code"),
    ("customer shout", "'link', 'deny', 'unlink', 'deauthorize', 'lapse', 'pay'"),
    ("syncs --last 0", "--last"),
    ("plan --url nowhere", "http://127.0.0.1:4260"),
    ("plan --url http://[", "http://127.0.0.1:4260"),
    ("plan --api-key=", "--api-key"),
    ("tenants new --clock never", "'never' is no clock"),
    ("snapshot one --list", "one at a time"),
    ("inbox --empty --answer 200", "one at a time"),
    ("inbox --answer 100", "'100' is no answer"),
    ("inbox --answer 500x0", "500x3,200"),
    ("inbox --answer 200@16", "16s for seconds"),
    ("trigger", "EVENT"),
    ("trigger Sync --set status", "payload.transactions.0.status=PushError"),
    ("trigger Sync --set a=NaN", "'NaN' is no number of JSON"),
    (f"trigger Sync --set a={'[' * 9_000}", "is nested too deeply"),
    ("trigger Sync --set a..b=1", "'a..b=1' is no setting"),
    ("trigger Sync --set a.b=1 --set a=2", "say each place once"),
    ("trigger Sync --set a=1 --set a.b=2", "say each place once"),
    ("trigger Sync --set a=1 --set a=1", "say each place once"),
    ("listen", "--forward-to"),
    ("listen --forward-to http://127.0.0.1:9/ --style old", "'events', 'rules'"),
]
"""What is wrong before anybody is asked, and what the sentence must say."""


@pytest.mark.parametrize(("words", "said"), WRONG_USE)
def test_wrong_use(words: str, said: str) -> None:
    """It is found before a server is asked: exit status 2, and nothing on standard output."""
    result = command(*words.split(), CODAT_MOCK_URL="http://127.0.0.1:1")
    assert (2, "") == (result.exit_code, result.stdout)
    assert said in " ".join(result.stderr.split())
    assert "nothing listens" not in result.stderr


REFUSED = [
    ("plan 2000 --refuse 0", "has no PushError transaction"),
    ("plan 2000 --after 1m --polls 2", "leave out `after` or `polls`"),
    ("plan --delete plan-9", "plan-9"),
    ("plan --company nobody", "/companyId"),
    (f"end {UNKNOWN} 2000", "There is no sync"),
    ("end 00 2000", "no sync that begins with '00'"),
    ("advance --to 2025-01-01", "2026-01-01T00:00:00Z"),
    ("clock set 2025-01-01", "2026-01-01T00:00:00Z"),
    ("customer link", "Linked"),
    (f"customer lapse --connection {UNKNOWN}", UNKNOWN),
    (f"customer lapse --company {UNKNOWN}", f"has no company {UNKNOWN}"),
    (f"syncs --company {UNKNOWN}", f"has no company {UNKNOWN}"),
    ("tenants delete default", "default"),
    ("tenants new a/b", "/id"),
    ("keys revoke key-9", "key-9"),
    ("plan --api-key another", "The API key is unknown here"),
    ("syncs --api-key another", "The API key is unknown here"),
]
"""What the server refuses, and what the sentence must say."""


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_refused(desk: Desk, words: str, said: str) -> None:
    """What the server refuses is its sentence on standard error, exit status 2, and nothing on standard output."""
    result = desk(*words.split())
    assert (2, "") == (result.exit_code, result.stdout)
    assert said in result.stderr
    assert result.stderr.startswith("codat-mock: ")


def test_refused_as_json(desk: Desk) -> None:
    """With `--json` the problem document is printed as it came, and the sentence too."""
    result = desk("plan", "2000", "--refuse", "0", "--json")
    assert 2 == result.exit_code
    problem = json.loads(result.stdout)
    assert 422 == problem["status"]
    assert problem["detail"] in result.stderr


def test_refused_in_several_places(desk: Desk) -> None:
    """Each place stands on a line of its own."""
    said = desk.refused("tenants", "new", "a/b", "--company", "c").splitlines()
    assert ["/companyId", "/id"] == sorted(line.split()[0] for line in said[1:])


def test_several_syncs_are_meant(desk: Desk) -> None:
    """The first letters of an id must mean one sync."""
    desk.sync()
    desk.sync()
    assert "2 syncs begin with ''" in desk.refused("end", "", "2000")
    assert [1000, 1000] == [row["code"] for row in desk.answered("syncs")["syncs"]]


def test_no_sync_yet(desk: Desk) -> None:
    """`last` of none is refused; an empty list is no error."""
    assert "no sync yet" in desk.refused("end", "last", "2000")
    assert "No sync yet" in desk.said("syncs")


@pytest.mark.parametrize("words", ["plan 4260", "health", "syncs", "advance 1m", "keys new"])
def test_nothing_listens(words: str) -> None:
    """Exit status 2, and the sentence says how to start a server there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = command(*words.split(), "--url", f"http://127.0.0.1:{port}/")
    assert (2, "") == (result.exit_code, result.stdout)
    assert f"nothing listens on http://127.0.0.1:{port};" in result.stderr
    assert f"`codat-mock serve --port {port}`" in result.stderr


class Stranger(BaseHTTPRequestHandler):
    """A server that is not the mock."""

    def do_GET(self) -> None:
        status, text = self.server.answer  # type: ignore[attr-defined]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(name="stranger")
def _stranger() -> Iterator[HTTPServer]:
    """Something else that listens."""
    with HTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        ((404, b"<h1>Not found</h1>"), 2, "is not codat-mock"),
        ((200, b"Hello"), 2, "is not codat-mock"),
        ((404, b"[1]"), 2, "is not codat-mock"),
        ((404, b"{}"), 2, "is not codat-mock"),
        ((404, b'{"detail": "No.", "errors": [{}]}'), 2, "is not codat-mock"),
        *(((200, body), 2, "is not codat-mock") for body in (b"[]", b"{}", b"null", b"")),
        ((201, b'{"status": "ready", "version": "1", "seed": 1}'), 2, "is not codat-mock"),
        ((500, b'{"detail": "The mock failed."}'), 3, "The mock failed."),
    ],
)
def test_strangers(stranger: HTTPServer, answer: tuple[int, bytes], status: int, said: str) -> None:
    """Another server is said to be another one, exit status 2; a mock that fails is 3."""
    stranger.answer = answer  # type: ignore[attr-defined]
    result = command("health", "--url", f"http://127.0.0.1:{stranger.server_port}")
    assert (status, "") == (result.exit_code, result.stdout)
    assert said in result.stderr


def test_no_proxy_leads_to_loopback(desk: Desk) -> None:
    """A proxy in the environment is not asked for a mock on this machine."""
    proxy = "http://127.0.0.1:1"
    assert "ready" in desk.said("health", HTTP_PROXY=proxy, http_proxy=proxy, ALL_PROXY=proxy)


def test_company_of_the_environment(desk: Desk) -> None:
    """A command takes the company from the environment, and what is said goes before it."""
    assert UNKNOWN in desk.refused("syncs", CODAT_MOCK_COMPANY_ID=UNKNOWN)
    desk.said("syncs", "--company", READY_COMPANY, CODAT_MOCK_COMPANY_ID=UNKNOWN)


@pytest.mark.parametrize(
    "words",
    [
        ("tenants", "new", "\udcff"),
        ("keys", "revoke", "\udcff"),
        ("snapshot", "\udcff"),
        ("requests", "--operation", "\udcff"),
        ("clock", "--api-key", "\udcff"),
        ("customer", "lapse", "--company", "\udcff"),
    ],
    ids=["tenants", "keys", "snapshot", "requests", "clock", "customer"],
)
def test_bytes_that_are_no_text(desk: Desk, words: tuple[str, ...]) -> None:
    """Words in another encoding than UTF-8 are refused before anything is sent."""
    assert "UTF-8" in desk.refused(*words)


def test_an_empty_port_file() -> None:
    """A name that a script has left empty is refused."""
    result = command("serve", "--port", "0", "--port-file", "", "--", "true")
    assert 2 == result.exit_code
    assert "--port-file" in result.stderr


def test_a_terminal_without_unicode(desk: Desk) -> None:
    """What standard output cannot write is replaced."""
    desk.http.get(f"/{'long/' * 60}")
    assert "404" in CliRunner(charset="ascii").invoke(main, ["requests", "--url", desk.url]).stdout
