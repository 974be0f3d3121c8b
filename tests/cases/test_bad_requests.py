"""What becomes of a path, a query, a header or a method that leads nowhere?"""

from collections.abc import Callable
from time import process_time

import httpx
import pytest

from cases.refusals import JSON, UNKNOWN, problem, refused
from house import House

ID = "c0da7000-0000-4000-8000-000000000001"
BASE = f"/companies/{ID}/sync/expenses"

NO_PATHS = [
    "/company",
    "/companies/",
    f"/companies/{ID}/sync",
    f"{BASE}",
    f"{BASE}/",
    f"{BASE}/syncs/",
    f"{BASE}//syncs",
    "/companies/..%2f../sync/expenses/syncs",
    f"{BASE}/syncs/{UNKNOWN}",
    f"{BASE}/syncs/{UNKNOWN}/status/",
    f"{BASE}/syncs//status",
    f"{BASE}/syncs/{UNKNOWN}/statuses",
    f"{BASE}/syncs/{UNKNOWN}/transactions/{UNKNOWN}/attachments/1",
    f"{BASE}/atachments",
    f"{BASE}/data",
    f"{BASE}/data/syncs",
    f"{BASE}/%73yncs%2F{UNKNOWN}%2Fstatus%2F",
    f"{BASE}/syncs/%2e%2e/status/x",
    f"{BASE}/%00",
    f"{BASE}/%ff%fe",
    f"{BASE}/%E2%80%AE",
    f"{BASE}/syncs;v=1",
    f"{BASE}/{{syncId}}",
    "/companies/{companyId}/sync/expenses/{syncId}",
    f"{BASE}/%0d%0aX-Injected:%201",
]


@pytest.mark.parametrize("path", NO_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_paths(same_house: House, method: str, path: str) -> None:
    """A path that the contract does not have is a 404 in Codat's shape, and nothing of it gets into a header."""
    before = len(same_house.seen)
    body = refused(same_house, 404, lambda: same_house.http.request(method, path))
    assert ("ExpenseSyncApi", "NotFound") == (body["service"], body["error"])
    explained = same_house.seen[before].refused
    assert explained is not None
    assert explained.why.startswith("There is no path ")


@pytest.mark.parametrize(
    "path", [f"/{BASE}/syncs", f"//{BASE}/syncs", "/nope", "/%ff", "//nope", "/companies%2f1%2f2"]
)
def test_paths_of_nobody(same_house: House, path: str) -> None:
    """What neither the API nor the pages have is a 404 in Codat's shape too; a slash too many leads nowhere."""
    refused(same_house, 404, lambda: same_house.http.post(f"http://mock{path}", json={}))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_methods_of_the_page(same_house: House, method: str) -> None:
    """The page is for reading: 405, and `Allow` says so."""
    answer = same_house.http.request(method, "/")
    assert 405 == answer.status_code
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/__mock", "/__mock/", "/__mock/nope", "/__mock//plans"])
def test_no_control_paths(same_house: House, path: str) -> None:
    """Below /__mock what is not there is a 404 as well, as a problem document."""
    problem(same_house, 404, lambda: same_house.http.get(path))


COMPANIES = [
    "1",
    "%20",
    "%00",
    "%ff",
    ID[:-1],
    f"{ID}0",
    f"%7B{ID}%7D",
    f"urn:uuid:{ID}",
]
COMPANIES += [UNKNOWN, ID.replace("-", ""), "null", "%D9%A1" + ID[1:], "<script>", "c" * 10_000]


@pytest.mark.parametrize("company", COMPANIES, ids=lambda company: company[:40])
def test_unknown_companies(same_house: House, company: str) -> None:
    """A company that is not there is a 404 that names it, whatever its id looks like."""
    path = f"/companies/{company}/sync/expenses/syncs"
    body = refused(same_house, 404, lambda: same_house.http.post(path, json={}))
    assert "ClientsApi" == body["service"]
    assert body["error"].startswith("No company was found with ID ")


def test_ids_in_capitals(house: House) -> None:
    """Ids are the same in capitals, in paths as in bodies."""
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset.upper())
    path = f"/companies/{ID.upper()}/sync/expenses/syncs/{sync_id.upper()}"
    assert 200 == house.http.get(f"{path}/status").status_code
    one = house.http.get(f"{path}/transactions/{id_.upper()}").json()
    assert [id_] == [entry["transactionId"] for entry in one]


WAYS = [
    ("/expense-transactions", {"OPTIONS", "POST"}),
    ("/data/expense-transactions", {"OPTIONS", "POST"}),
    ("/syncs", {"OPTIONS", "POST"}),
    (f"/syncs/{UNKNOWN}/status", {"GET", "HEAD", "OPTIONS"}),
    (f"/syncs/{UNKNOWN}/transactions", {"GET", "HEAD", "OPTIONS"}),
    (f"/syncs/{UNKNOWN}/transactions/{UNKNOWN}", {"GET", "HEAD", "OPTIONS"}),
    (f"/syncs/{UNKNOWN}/transactions/{UNKNOWN}/attachments", {"OPTIONS", "POST"}),
]
METHODS = {
    "GET",
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "BREW",
    "get",
}


@pytest.mark.parametrize(("rest", "allowed"), WAYS, ids=[rest for rest, _ in WAYS])
def test_methods(same_house: House, rest: str, allowed: set[str]) -> None:
    """Any other method is a 405 that lists the right ones in `Allow`, even without a key; OPTIONS lists them too."""
    for method in sorted(METHODS - allowed):
        request = httpx.Request(method, f"http://mock{BASE}{rest}")
        request.method = method  # httpx would write it in capitals
        found: list[httpx.Response] = []

        def send(
            request: httpx.Request = request, found: list[httpx.Response] = found
        ) -> httpx.Response:
            found.append(same_house.http.send(request))
            return found[0]

        refused(same_house, 405, send)
        assert allowed == set(found[0].headers["allow"].split(", "))
    options = same_house.http.options(f"{BASE}{rest}")
    assert (204, b"") == (options.status_code, options.content)
    assert allowed == set(options.headers["allow"].split(", "))


def test_methods_of_the_control_api(same_house: House) -> None:
    """The control API has its 405 too, as a problem document."""
    body = problem(same_house, 405, lambda: same_house.http.patch("/__mock/plans"))
    assert "DELETE, GET, HEAD, OPTIONS, POST" in body["detail"]


def test_head(house: House) -> None:
    """HEAD is GET as far as status and headers go."""
    sync_id = house.synced(house.dataset()[0])
    for path in (f"{BASE}/syncs/{sync_id}/status", "/__mock/plans"):
        head, get = house.http.head(path), house.http.get(path)
        for answer in (head, get):
            answer.headers.pop("X-Rate-Limit-Remaining", None)
        assert (200, get.headers) == (head.status_code, head.headers)
    refused(house, 404, lambda: house.http.head(f"{BASE}/syncs/{UNKNOWN}/status"))


QUERIES = [
    ("page=%D9%A1", "page"),
    ("page=%EF%BC%91", "page"),
    ("page=+1", "page"),
    ("page=%2B1", "page"),
    ("page=1.0", "page"),
    ("page=", "page"),
    ("page", "page"),
    ("page=%ff", "page"),
    ("page=%", "page"),
    ("page=1%00", "page"),
    ("page=1%0a", "page"),
    ("p%61ge=0", "page"),
    ("page=1&page=1", "page"),
    ("&&page=0&&", "page"),
    ("page=1;pageSize=1", "page"),
    ("page=0x1&query=" + "a" * 3_000, "page"),
    ("page=1&" * 3_000, "page"),
]


@pytest.mark.parametrize(("query", "place"), QUERIES, ids=[query[:20] for query, _ in QUERIES])
def test_queries(same_house: House, query: str, place: str) -> None:
    """However it is written, a parameter is a whole number in plain digits, once; else it is named."""
    path = f"{BASE}/syncs/{UNKNOWN}/transactions?{query}"
    refused(same_house, 400, lambda: same_house.http.get(path), place)


HEADERS = [
    ("Accept", "text/xml"),
    ("Accept", "*/*;q=0"),
    ("Accept-Encoding", "identity;q=0"),
    ("Content-Encoding", "gzip"),
    ("Content-Type", "\xff/\x01"),
    ("Cookie", "a=\xff"),
    ("Expect", "something"),
    ("Host", ""),
    ("Origin", "http://elsewhere"),
    ("X-Long", "x" * 50_000),
]


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: f"{header[0]}: {header[1][:12]!r}")
def test_headers_that_a_read_passes_over(same_house: House, header: tuple[str, str]) -> None:
    """Headers that the call has no use for do not disturb it."""
    request = httpx.Request(
        "GET",
        "http://mock/__mock/plans",
        headers=[(header[0].encode(), header[1].encode("latin-1"))],
    )
    assert 200 == same_house.http.send(request).status_code


LONG: dict[str, Callable[[House], httpx.Response]] = {
    "path of 30,000 segments": lambda house: house.http.get("/companies" + "/a" * 30_000),
    "segment of 60 KB": lambda house: house.http.get(f"/companies/{'a' * 60_000}/sync"),
    "query of 60 KB": lambda house: house.http.get(
        f"{BASE}/syncs/{UNKNOWN}/status?{'a=1&' * 15_000}"
    ),
    "header of 1 MB": lambda house: house.http.get(
        f"{BASE}/syncs/{UNKNOWN}/status", headers={"X-Long": "x" * 1_000_000}
    ),
    "media type of 1 MB": lambda house: house.http.post(
        f"{BASE}/x", content=b"{}", headers={"Content-Type": "x" * 1_000_000}
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_long_requests_are_refused_quickly(same_house: House, name: str) -> None:
    """What is very long is a 404 as soon as any other, and the answer is short."""
    began = process_time()
    answer = LONG[name](same_house)
    assert process_time() - began < 0.4
    assert 404 == answer.status_code
    assert len(answer.content) < 1_000


def test_long_media_types_are_not_repeated(same_house: House) -> None:
    """A 415 repeats only the beginning of what came."""
    headers = {"Content-Type": "x" * 100_000}
    path = f"{BASE}/expense-transactions"
    body = refused(
        same_house, 415, lambda: same_house.http.post(path, content=b"{}", headers=headers)
    )
    assert len(body["error"]) < 500


def test_nothing_can_be_written_into_the_log(same_house: House) -> None:
    """What a path says is one line of the log, however it is written."""
    same_house.http.get(f"{BASE}/a%0d%0ab%1b[31m")
    explained = same_house.seen[-1].refused
    assert explained is not None
    assert "\n" in explained.why  # as it came: the log has to see to it

    from codat_mock.witness import line, record

    for written in (line(same_house.seen[-1]), record(same_house.seen[-1])):
        assert written.isprintable()


def test_bodies_of_reads_are_passed_over(same_house: House) -> None:
    """A GET with a body is a GET."""
    request = same_house.http.build_request(
        "GET", "/__mock/plans", content=b"\xff" * 10_000, headers=JSON
    )
    assert 200 == same_house.http.send(request).status_code
