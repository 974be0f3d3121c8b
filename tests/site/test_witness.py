"""What is written of each exchange: one line, whatever came; what moved; why it was refused; never a secret."""

import io
import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.errors import InternalError, NotFound, Refused
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.exchange import Reply, Witnessed
from codat_mock.lane.requests import Request
from codat_mock.settings import API_KEY
from codat_mock.witness import first_sentence, line, record, writer
from house import House, MakeHouse

COMPANY = "/companies/c0da7000…/sync/expenses"
ESCAPE = "\x1b["
HOSTILE = {
    "newline": "\n",
    "return": "\r",
    "null": "\x00",
    "escape": "\x1b[31m",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right to left": "\u202e",
    "isolate": "\u2066",
    "zero width": "\u200b",
    "byte order mark": "\ufeff",
}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _seen(
    *,
    method: str = "GET",
    path: str = "/",
    status: int = 200,
    refused: Refused | None = None,
) -> Witnessed:
    return Witnessed(Request(method, path, b"", None), Reply(status, "", b""), (), refused)


def _fits_one_line(text: str) -> bool:
    return [text] == text.splitlines() and all(letter.isprintable() for letter in text)


def _written(kind: str, stream: io.StringIO, *exchanges: Witnessed) -> list[str]:
    write = writer(kind, stream)
    assert write is not None
    for seen in exchanges:
        write(seen)
    lines = stream.getvalue().split("\n")
    assert "" == lines.pop()
    return lines


def test_one_line_an_exchange(house: House) -> None:
    """Every exchange is one line: status, method, path."""
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    house.http.get("/companies/")
    house.http.request("OPTIONS", "/__mock/plans")
    written = _written("text", io.StringIO(), *house.seen)
    created = f"200 POST {COMPANY}/expense-transactions  dataset {dataset} of 1 transaction"
    assert [created, f"202 POST {COMPANY}/syncs  sync {sync_id} of 1 transaction"] == written[:2]
    assert written[2].startswith("404 GET /companies/  There is no path /companies/")
    assert 3 <= len(written) == len(house.seen)


def test_what_a_new_sync_meets(house: House) -> None:
    """The line of an initiation tells which plan the sync took, what that names in vain, and what it waits behind."""
    house.plan(code=1000)
    first = house.initiate(house.dataset(2)[0]).json()["syncId"]
    house.plan(transactions=[{"index": 0, "status": "Unknown"}, {"index": 9, "status": "Unknown"}])
    second = house.initiate(house.dataset(3)[0]).json()["syncId"]
    path = f"202 POST {COMPANY}/syncs  sync"
    told = [written for written in map(line, house.seen) if written.startswith(path)]
    in_vain = "plan-2, which also names index 9: not in this sync"
    assert [
        f"{path} {first} of 2 transactions takes plan-1",
        f"{path} {second} of 3 transactions takes {in_vain}, waits behind {first}",
    ] == told


@pytest.mark.parametrize("look", ["status", "transactions"])
def test_a_move_is_told_by_the_call_that_sees_it(make_house: MakeHouse, look: str) -> None:
    """The first exchange after a sync has ended says so, and no other does."""
    house = make_house(sync_time=0)
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    for _ in range(2):
        house.http.get(f"{house.company}/syncs/{sync_id}/{look}")
    path = f"200 GET {COMPANY}/syncs/{sync_id[:8]}…/{look}"
    move = f"  {sync_id[:8]}… 1000 -> 2000"
    assert [path + move, path] == [line(seen) for seen in house.seen[-2:]]


def _by_advance(house: House, sync_id: str) -> None:  # noqa: ARG001 the table's shape
    house.advance(by="PT1S")


def _by_end(house: House, sync_id: str) -> None:
    house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 2000})


def _by_time_and_page(house: House, sync_id: str) -> None:
    tenant = house.mock.tenant
    tenant.clock.forward(tenant.clock.now() + 1_000_000)
    assert "Success (Data pushed)" in house.http.get("/").text
    house.status(sync_id)


@pytest.mark.parametrize("way", [_by_advance, _by_end, _by_time_and_page])
def test_every_way_of_moving_is_told(lasting: House, way: Callable[[House, str], None]) -> None:
    """An advance, an end and a look at the page let a sync move; the line of a call tells it, once."""
    house = lasting
    house.seen.clear()
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    house.status(sync_id)
    way(house, sync_id)
    house.status(sync_id)
    told = [seen for seen in map(line, house.seen) if "->" in seen]
    assert [True] == [seen.endswith(f"  {sync_id[:8]}… 1000 -> 2000") for seen in told]


def test_the_last_poll_is_told(house: House) -> None:
    """The poll that ends a sync is the one whose line says so."""
    house.plan(code=4260, polls=2)
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    for _ in range(3):
        house.status(sync_id)
    told = [f"{sync_id[:8]}… 1000 -> 4260" in line(seen) for seen in house.seen[-3:]]
    assert [False, True, False] == told


def test_many_moves_in_one_exchange(house: House) -> None:
    """A long advance tells each move in the order in which it happened; that a sync started is none."""
    house.plan(code=2000, after="PT11M")
    dataset, other = house.dataset()[0], house.dataset()[0]
    first, second = (house.initiate(each).json()["syncId"][:8] for each in (dataset, other))
    house.advance(until="idle")
    expected = (
        "200 POST /__mock/clock/advance"
        f"  {first}… 1000 -> 1010  {first}… 1010 -> 2000  {second}… 1000 -> 2000"
    )
    assert expected == line(house.seen[-1])


def test_a_refused_call_tells_moves_too(house: House) -> None:
    """What moved before a refused call was looked at is not lost."""
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    house.status(sync_id)
    tenant = house.mock.tenant
    tenant.clock.forward(tenant.clock.now() + 1_000_000)
    house.initiate("00000000-0000-4000-8000-000000000000")
    house.status(sync_id)
    assert 1 == "".join(map(line, house.seen)).count("1000 -> 2000")


def test_the_page_is_no_exchange(lasting: House) -> None:
    """The page that is renewed every two seconds does not fill the log."""
    lasting.seen.clear()
    assert 200 == lasting.http.get("/").status_code
    assert [] == lasting.seen


@pytest.mark.parametrize(
    ("why", "first"),
    [
        ("One sentence.", "One sentence."),
        ("The first. The second.", "The first."),
        ("Really? Yes.", "Really?"),
        ("Items[0].Lines[0].NetAmount: at most 3.5.", "Items[0].Lines[0].NetAmount: at most 3.5."),
        ("Send `a`. `b` is not read.", "Send `a`."),
        ("POST .../syncs answers ids; see there.", "POST .../syncs answers ids; see there."),
        ("no full stop", "no full stop"),
        ("", ""),
    ],
)
def test_first_sentence(why: str, first: str) -> None:
    """Of an explanation the line has the first sentence; full stops within words end none."""
    assert first == first_sentence(why)
    assert f"404 GET /  {first}" == line(_seen(status=404, refused=NotFound(why)))


def test_a_failure_of_our_own() -> None:
    """A 500 says in its line what failed."""
    failure = InternalError("The mock itself failed: KeyError: 'x'. Please report it.")
    expected = "500 GET /  The mock itself failed: KeyError: 'x'."
    assert expected == line(_seen(status=500, refused=failure))


def test_ids_are_cut_short(house: House) -> None:
    """In the path every uuid is its first eight digits, in either case; an explanation has it whole, to be copied."""
    unknown = "ABCDEF01-0000-4000-8000-0000000000FF"
    house.http.get(f"/companies/{unknown}/sync/expenses/syncs/{unknown.lower()}/status")
    assert line(house.seen[-1]).startswith(
        "404 GET /companies/ABCDEF01…/sync/expenses/syncs/abcdef01…/status"
        f"  This API key has no company {unknown.lower()};"
    )


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["method", "path", "why"])
def test_nothing_breaks_a_line(name: str, place: str) -> None:
    """What would break, turn or colour a line stands there as a question mark."""
    hostile = f"a{HOSTILE[name]}b"
    why = hostile if place == "why" else "c"
    seen = _seen(status=404, refused=NotFound(why), **({} if place == "why" else {place: hostile}))
    assert _fits_one_line(line(seen))
    assert "a?" in line(seen)
    assert [record(seen)] == record(seen).splitlines()


@given(st.text(max_size=20), st.text(max_size=400), st.text(max_size=60))
def test_no_text_breaks_a_line(method: str, path: str, why: str) -> None:
    """Whatever the method, the path and the explanation are, the line is one printable line, the record one of JSON."""
    seen = _seen(method=method, path=path, status=400, refused=NotFound(why))
    assert _fits_one_line(line(seen))
    assert record(seen).isascii()
    assert (method, path) == (json.loads(record(seen))["method"], json.loads(record(seen))["path"])


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_is_sent_breaks_a_line(lasting: House, name: str) -> None:
    """Paths, queries, headers, bodies and file names: no client can write a second line into the log."""
    house, hostile = lasting, HOSTILE[name]
    house.seen.clear()
    dataset, (transaction, *_) = house.dataset()
    sync_id = house.synced(dataset)
    http, sync = house.http, f"{house.company}/syncs/{sync_id}"
    http.get(f"/companies/{_quoted(hostile)}/sync")
    http.get(f"{house.company}/{_quoted(hostile)}")
    http.get(f"{sync}/transactions?page={_quoted(hostile)}")
    http.get(f"{sync}/transactions?{_quoted(hostile)}=1&pageSize=x{_quoted(hostile)}")
    http.get(f"/__mock/plans/{_quoted(hostile)}")
    http.delete(f"/__mock/plans/{_quoted(hostile)}")
    house.plan(**{f"co{hostile}de": 1})
    house.plan(after=f"P{hostile}", code=hostile)
    house.create([house.transaction(type=hostile, currency=hostile, **{hostile: 1})])
    house.create([house.transaction(id=hostile)])
    house.upload(sync_id, transaction, name=f"a.p{hostile}df")
    http.post(f"{sync}/transactions/{transaction}/attachments", data={f"x{hostile}": hostile})
    assert 14 <= len(house.seen)
    for seen in house.seen:
        assert _fits_one_line(line(seen))
        assert [record(seen)] == record(seen).splitlines()


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def test_long_paths_are_cut() -> None:
    """A line is no longer than a screen or two, however long the path is."""
    seen = _seen(path="/" + "a" * 60_000)
    assert 400 > len(line(seen))


def test_json(house: House) -> None:
    """As JSON an exchange has its method, path, status, moves and refusal, with whole ids and the whole explanation."""
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    house.advance(by="PT1S")
    house.http.delete("/__mock/plans/plan-9")
    advanced, refused = [
        json.loads(written) for written in _written("json", io.StringIO(), *house.seen[-2:])
    ]
    move: dict[str, Any] = {"at": "2026-01-01T00:00:01Z", "syncId": sync_id, "from": 1000}
    move |= {"to": 2000, "why": None}
    expected: dict[str, Any] = {
        "method": "POST",
        "path": "/__mock/clock/advance",
        "status": 200,
        "moves": [move],
        "remarks": [],
        "refused": None,
        "why": None,
    }
    assert expected == advanced
    assert {
        **expected,
        "method": "DELETE",
        "path": "/__mock/plans/plan-9",
        "status": 404,
        "moves": [],
        "refused": "not-found",
        "why": "No plan plan-9 is waiting; GET /__mock/plans lists those that are.",
    } == refused


def test_errors_only() -> None:
    """Of errors only, what is refused is written, as text."""
    exchanges = [_seen(status=status) for status in (200, 202, 204, 302, 399, 400, 404, 500)]
    written = _written("errors", io.StringIO(), *exchanges)
    assert ["400 GET /", "404 GET /", "500 GET /"] == written


def test_off() -> None:
    """Off is nobody who would be told."""
    stream = io.StringIO()
    assert writer("off", stream) is None
    assert "" == stream.getvalue()


@pytest.mark.parametrize(
    ("status", "colour"), [(200, "32"), (204, "32"), (302, "36"), (404, "33"), (500, "31")]
)
@pytest.mark.parametrize("kind", ["text", "errors"])
def test_colours_at_a_terminal(kind: str, status: int, colour: str) -> None:
    """At a terminal the status has the colour of its class, and nothing else has one."""
    written = _written(kind, Terminal(), _seen(status=status))
    expected = [f"{ESCAPE}{colour}m{status}{ESCAPE}0m GET /"]
    assert (expected if kind == "text" or status >= 400 else []) == written


@pytest.mark.parametrize(
    ("kind", "stream"), [("text", io.StringIO), ("errors", io.StringIO), ("json", Terminal)]
)
def test_no_colours_elsewhere(kind: str, stream: type[io.StringIO]) -> None:
    """A file, a pipe and JSON have no colours."""
    assert ESCAPE not in "".join(_written(kind, stream(), _seen(status=404), _seen(status=500)))


SECRETS = [API_KEY, "pa55word-of-somebody"]
SHAPES = [
    "{key}",
    "{base64}",
    "{base64} ",
    "Basic {key}",
    "Basic {base64}",
    "basic  {base64}",
    "Basic {pair}",
    "Bearer {key}",
    "Bearer {base64}",
    "Token {key}",
    "ApiKey={key}",
    "{key} {key}",
    "Basic{base64}",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_secret_is_written(lasting: House, secret: str, shape: str) -> None:
    """However a key is sent, neither it nor its base64 stands in a line, a record or an answer."""
    house = lasting
    house.seen.clear()
    base64, pair = (b64encode(each.encode()).decode() for each in (secret, f"user:{secret}"))
    header = {"Authorization": shape.format(key=secret, base64=base64, pair=pair)}
    answers = [
        house.http.get("/__mock/plans", headers=header).text,
        house.http.get(f"{house.company}/syncs/{READY_COMPANY}/status", headers=header).text,
        house.http.post(f"{house.company}/syncs", headers=header, content=b"{").text,
    ]
    told = [*answers, *(write(seen) for seen in house.seen for write in (line, record))]
    assert 9 == len(told)
    for said in told:
        assert [] == [part for part in (secret, base64, pair) if part in said]


def test_a_plan_never_fails_silently(house: House) -> None:
    """What a plan names and its sync does not hold is passed over, and the log says so."""
    named = [{"index": 0, "status": "PushError"}, {"index": 3, "status": "PushError"}]
    house.plan(transactions=named)
    dataset, _ = house.dataset(2)
    sync_id = house.initiate(dataset).json()["syncId"]
    took = f"sync {sync_id} of 2 transactions takes plan-1"
    assert line(house.seen[-1]).endswith(f"{took}, which also names index 3: not in this sync")


def test_a_sync_that_waits_says_behind_which(house: House) -> None:
    """Behind a sync that a plan holds the others wait: the log names it, and so does every advance."""
    house.plan(code=1010, after="PT0S")
    held = house.initiate(house.dataset()[0]).json()["syncId"]
    house.initiate(house.dataset()[0])
    assert line(house.seen[-1]).endswith(f"waits behind {held}")
    assert [{"syncId": held, "code": 1010, "waiting": 1}] == house.advance(by="P1D")["held"]
    house.http.post(f"/__mock/syncs/{held}/end", json={"code": 2000})
    assert [] == house.advance(until="idle")["held"]


def test_a_failure_says_why(house: House) -> None:
    """Whoever follows the log sees why a sync has failed, in its line and in its record."""
    house.plan(
        transactions=[{"index": 0, "status": "ValidationError", "message": "No such\naccount."}]
    )
    house.synced(house.dataset()[0])
    assert line(house.seen[-1]).endswith("1000 -> 5120 No such?account.")
    (move,) = json.loads(record(house.seen[-1]))["moves"]
    assert "No such\naccount." == move["why"]
