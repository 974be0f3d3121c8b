"""What the pages of a customer refuse, and what cannot get into them."""

import re

import pytest

from cases.onboarding import connected, made
from cases.refusals import UNKNOWN
from codat_mock.core.errors import NotFound
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.witness import line
from house import House
from link_pages import heading, shown

NOWHERE = {
    f"/t/nobody/link/{READY_COMPANY}": "There is no tenant nobody.",
    f"/t/default/link/{UNKNOWN}": f"The tenant default has no company {UNKNOWN}.",
    "/t/default/link/zz": "The tenant default has no company zz.",
    f"/t/default/link/{READY_COMPANY}/{UNKNOWN}": f"has no connection {UNKNOWN}.",
    f"/t/default/link/{READY_COMPANY}/%3Cscript%3E": "has no connection &lt;script&gt;.",
    "/t/%3Cscript%3E/link/%00": "There is no tenant &lt;script&gt;.",
}
"""Where nothing is, and what its page says is wrong."""


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there(lasting: House, path: str, method: str) -> None:
    """An unknown tenant, company or connection is a 404, whose page says what is wrong and what to do.

    Nothing breaks out of it.
    """
    answer = lasting.http.request(method, path)
    assert (404, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert "There is nothing to connect here" == heading(answer.text)
    assert NOWHERE[path] in answer.text
    assert "ask for them anew" in answer.text
    assert "<script>" not in answer.text


REFUSED = {
    "/t/nobody/link/x": ({"platform": "gbol"}, 404, "There is no tenant nobody."),
    f"/t/default/link/{UNKNOWN}": ({}, 404, f"The tenant default has no company {UNKNOWN}."),
    f"/t/default/link/{READY_COMPANY}": ({"platform": "a\nb"}, 400, "There is no accounting"),
    f"/t/default/link/{READY_COMPANY}/{READY_CONNECTIONS[0]}": ({}, 400, "The answer is ''; it"),
}
"""What is pressed where it cannot be, and what the log says of it."""


@pytest.mark.parametrize("path", REFUSED)
def test_the_log_tells_what_was_refused(lasting: House, path: str) -> None:
    """A button that is refused has a line with the reason, as a call has; nothing breaks out of it."""
    fields, status, why = REFUSED[path]
    lasting.seen.clear()
    assert status == lasting.http.post(path, data=fields).status_code
    (seen,) = lasting.seen
    assert (status, True) == (seen.reply.status, (seen.refused or NotFound("")).why.startswith(why))
    assert line(seen).startswith(f"{status} POST /t/")
    assert [line(seen)] == line(seen).splitlines()


def test_a_deleted_company(lasting: House) -> None:
    """The pages of a company are gone when it is."""
    company, id_ = connected(lasting)
    lasting.http.delete(f"/companies/{company}")
    for path in (f"/t/default/link/{company}", f"/t/default/link/{company}/{id_}"):
        assert 404 == lasting.http.get(path).status_code


@pytest.mark.parametrize("answer", [{}, {"answer": "ALLOW"}, {"answer": "<script>"}])
def test_an_answer_that_is_none(lasting: House, answer: dict[str, str]) -> None:
    """What no button says is refused, and is not taken for a Deny."""
    company, id_ = connected(lasting, link=False)
    refused = lasting.http.post(f"/t/default/link/{company}/{id_}", data=answer)
    assert (400, "That cannot be chosen") == (refused.status_code, heading(refused.text))
    assert "it is allow or deny" in refused.text
    assert "<script>" not in refused.text
    connection = lasting.http.get(f"/companies/{company}/connections/{id_}").json()
    assert "PendingAuth" == connection["status"]


def test_a_platform_that_is_none(lasting: House) -> None:
    """What nobody offered cannot be chosen."""
    company = made(lasting)["id"]
    answer = lasting.http.post(f"/t/default/link/{company}", data={"platform": "zzzz"})
    assert (400, "That cannot be chosen") == (answer.status_code, heading(answer.text))
    assert 0 == lasting.http.get(f"/companies/{company}/connections").json()["totalResults"]


def test_a_tenant_of_its_own(lasting: House) -> None:
    """A company is shown below its own tenant alone, and so is its connection."""
    tenant = lasting.http.post("/__mock/tenants").json()
    company, id_ = connected(lasting, link=False)
    for path in (f"/t/{tenant['id']}/link/{company}", f"/t/{tenant['id']}/link/{company}/{id_}"):
        assert {404} == {lasting.http.request(way, path).status_code for way in ("GET", "POST")}
    assert "All connected" in shown(lasting, f"/t/{tenant['id']}/link/{tenant['companyId']}")


def test_what_clients_say_is_text(lasting: House) -> None:
    """A company's description is not shown, and what is left of markup in its name is no markup."""
    markup = "<script>alert('1')</script>&amp;"
    company = made(lasting, name=f"A & B {markup}", description=markup)
    text = shown(lasting, f"/t/default/link/{company['id']}")
    assert f"Connect {company['name']} to Partner Expense" == heading(text)
    assert "<script" not in text
    assert "A &amp; B " in text


def test_nothing_from_elsewhere(lasting: House) -> None:
    """The pages need nothing that is not in them: no script, no picture, no font, no style of others."""
    company, id_ = connected(lasting, link=False)
    paths = [
        READY_COMPANY,
        made(lasting)["id"],
        company,
        f"{company}/{id_}",
        f"{company}/{id_}?denied",
    ]
    for path in paths:
        text = shown(lasting, f"/t/default/link/{path}")
        assert None is re.search(r"<script|<img|https?://|url\(|@import| on[a-z]+=", text)
        assert "nobody's data is shared" in text
