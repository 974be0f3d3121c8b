"""Is the whole list of transactions read, and is it understood?"""

from types import ModuleType
from typing import Any

import pytest

from codat_client import NOT_LISTED, Policy, UnexpectedAnswerError

LIST = "list-sync-transactions"


def page(kit: ModuleType, href: str | None, *entries: dict[str, Any]) -> Any:
    """Give a page that links to the next."""
    links = {} if href is None else {"next": {"href": href}}
    return kit.answer(200, {"results": list(entries), "totalResults": 2, "_links": links})


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (100, 1), (101, 2), (134, 2), (300, 3)])
def test_every_page_is_read_once(kit: ModuleType, count: int, pages: int) -> None:
    """The concatenation of the pages is the list, nothing lost and nothing twice."""
    codat = kit.Codat()
    played = kit.play(codat, [kit.an_expense(number) for number in range(count)])
    assert pages == len({request.target for request in codat.sent(LIST)}) == len(codat.sent(LIST))
    assert count == len(played.report.uploaded)


BASE = "/companies/c0da7000-0000-4000-8000-000000000001"
HERE = f"{BASE}/sync/expenses/syncs/6fb40d5e-b13e-11ed-afa1-0242ac120002"
LINKS = [
    (f"{HERE}/transactions?page=2&pageSize=1", f"{HERE}/transactions?page=2&pageSize=1"),
    (f"{BASE}/syncs/x/transactions?page=2", f"{BASE}/syncs/x/transactions?page=2"),
    ("?page=2", f"{HERE}/transactions?page=2"),
    ("transactions?page=2", f"{HERE}/transactions?page=2"),
    ("https://elsewhere.example/p?page=2", "/p?page=2"),
    ("//elsewhere.example/p?page=2", "/p?page=2"),
    ("/p%20q?a=%22", "/p%20q?a=%22"),
]


@pytest.mark.parametrize(("href", "target"), LINKS)
def test_links_are_followed_from_the_root_of_the_same_server(
    kit: ModuleType, href: str, target: str
) -> None:
    """Whatever host a link names, only the server that has the API key anyway is asked."""
    codat = kit.Codat(first={LIST: [page(kit, href), page(kit, None)]})
    assert kit.play(codat, [kit.an_expense()]).error is None
    assert [f"{HERE}/transactions", target] == [request.target for request in codat.sent(LIST)]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "http://[", "/ä", "mailto:x"])
def test_a_link_that_is_no_path_is_refused(kit: ModuleType, href: str) -> None:
    """The error names the link."""
    played = kit.play(kit.Codat(first={LIST: [page(kit, href)]}), [kit.an_expense()])
    assert isinstance(played.error, UnexpectedAnswerError)
    assert repr(href) in str(played.error)


@pytest.mark.parametrize(
    "circle", [[None], ["/a", "/a"], ["/a", "/b", "/a"], ["", "?page=2", "?page=2"]]
)
def test_pages_in_a_circle_end(kit: ModuleType, circle: list[str | None]) -> None:
    """A page that was read is never read again."""
    start = f"{HERE}/transactions"
    pages = [page(kit, href or start) for href in circle]
    played = kit.play(kit.Codat(first={LIST: pages}), [kit.an_expense()])
    assert isinstance(played.error, UnexpectedAnswerError)
    assert "in a circle" in str(played.error)
    assert played.report.sync.terminal


def test_pages_without_end_end(kit: ModuleType) -> None:
    """A server that always has one more page is given up."""
    pages = [page(kit, f"/page/{number}") for number in range(9)]
    policy = Policy(most_pages=5)
    codat = kit.Codat(first={LIST: pages})
    played = kit.play(codat, [kit.an_expense()], policy=policy)
    assert "more than 5 pages" in str(played.error)
    assert 5 == len(codat.sent(LIST))


STRANGE = [
    {"results": None},
    {"results": {}},
    {},
]


@pytest.mark.parametrize("content", STRANGE)
def test_a_page_without_results_is_codats_fault(kit: ModuleType, content: dict[str, Any]) -> None:
    """Without results it is unknown what arrived: that is not the same as nothing."""
    played = kit.play(kit.Codat(first={LIST: [kit.answer(200, content)]}), [kit.an_expense()])
    assert "results is" in str(played.error)


def test_what_the_flow_does_not_need_may_be_missing_or_strange(kit: ModuleType) -> None:
    """Unknown entries, fields and link forms are passed over."""
    ours = kit.an_expense()
    results = [
        "text",
        {},
        {"transactionId": None},
        kit.an_entry("not ours"),
        {"transactionId": ours.id, "status": "Completed", "new": 1},
    ]
    for rest in ({}, {"_links": None}, {"_links": {"next": None}}, {"totalResults": "many"}):
        codat = kit.Codat(first={LIST: [kit.answer(200, {"results": results, **rest})]})
        assert kit.play(codat, [ours]).report.expenses[0].uploaded


def test_an_expense_that_is_not_listed_says_so(kit: ModuleType) -> None:
    """A success that forgets an expense is for Codat to explain."""
    (result,) = kit.play(kit.Codat(entries=[]), [kit.an_expense()]).report.expenses
    assert (NOT_LISTED, False, "codat") == (result.status, result.uploaded, result.actor)
