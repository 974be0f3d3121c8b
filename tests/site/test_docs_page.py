"""The pages at `/docs`: the documents as they are served, what is told of them, and whose key is shown."""

import json
import re
from html import unescape
from typing import Any

import pytest
import yaml

from codat_contract import CONTRACT, CONTROL, SYNC_CODES, WebhookService
from codat_mock.app import documents
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY
from house import House, MakeHouse
from link_pages import shown
from site_pages import PAGES


def tried(text: str) -> dict[str, Any]:
    """What the script of a page is given to try calls with."""
    found = re.search(r"^docs\((.*)\);$", text, re.MULTILINE)
    assert found
    given: dict[str, Any] = json.loads(found[1])
    return given


def rows(text: str, heading: str) -> list[list[str]]:
    """The text in the cells of each row of the table below a heading."""
    table = text.partition(f'<h2 id="{heading}">')[2].partition("</table>")[0]
    body = table.partition("<tbody>")[2]
    return [
        [unescape(re.sub("<.*?>", "", cell)) for cell in re.findall(r"<td.*?>(.*?)</td>", row)]
        for row in body.split("<tr>")[1:]
    ]


@pytest.mark.parametrize("name", [CONTRACT, CONTROL])
def test_the_documents(lasting: House, name: str) -> None:
    """Both documents can be had as JSON and as YAML, each as it is what calls are held to."""
    stem = name.removesuffix(".yaml")
    as_json, as_yaml = (lasting.http.get(f"/docs/{stem}.{kind}") for kind in ("json", "yaml"))
    assert ("application/json", "application/yaml") == tuple(
        answer.headers["content-type"] for answer in (as_json, as_yaml)
    )
    assert documents()[name] == as_json.json()
    assert documents()[name] == yaml.safe_load(as_yaml.text)


def test_no_aliases(lasting: House) -> None:
    """The documents as YAML have no aliases, which not every reader knows."""
    for name in (CONTRACT, CONTROL):
        events = yaml.parse(lasting.http.get(f"/docs/{name}").text)
        assert not [event for event in events if isinstance(event, yaml.AliasEvent)]


@pytest.mark.parametrize("path", ["/docs/other.json", "/docs/other.yaml", "/docs/.json"])
def test_no_other_documents(lasting: House, path: str) -> None:
    """There are no other documents."""
    assert 404 == lasting.http.get(path).status_code


@pytest.mark.parametrize(
    "path", ["/docs/swagger-ui/../../flask_swagger_ui.py", "/docs/swagger-ui/"]
)
def test_nothing_but_the_files(lasting: House, path: str) -> None:
    """Of the package that carries Swagger UI nothing but its files is served."""
    assert 404 == lasting.http.get(path).status_code


@pytest.mark.parametrize("path", PAGES)
def test_pages_lead_to_each_other(lasting: House, path: str) -> None:
    """From each page one gets to the others, and to its document in both forms; a slash behind it does no harm."""
    text = shown(lasting, path)
    assert ["/", "/docs", "/docs/control"] == re.findall(r'<a href="(.*?)"', text)[:3]
    assert [path] == re.findall(r'<a href="(\S*?)" aria-current="page">', text)
    stem = PAGES[path].removesuffix(".yaml")
    assert {f"/docs/{stem}.json", f"/docs/{stem}.yaml"} <= {*re.findall('href="(.*?)"', text)}
    assert text == shown(lasting, f"{path}/")
    assert f'href="{path}"' in shown(lasting, "/")


def test_status_codes(lasting: House) -> None:
    """Below the calls stands every status code of a sync, with who acts and what to do."""
    expected = [
        [str(row.number), row.reason, "yes" if row.terminal else "not yet", row.actor]
        for row in SYNC_CODES.values()
    ]
    assert expected == [row[:4] for row in rows(shown(lasting, "/docs"), "codes")]
    assert 'id="codes"' not in shown(lasting, "/docs/control")


@pytest.mark.parametrize("path", PAGES)
def test_refusals(lasting: House, path: str) -> None:
    """Below them stands every refusal, with its status and its words."""
    expected = [
        [str(row["status"]), (row.get("error") or row["title"]).strip(), name]
        for name, row in documents()[PAGES[path]]["x-errors"].items()
    ]
    assert expected == rows(shown(lasting, path), "refusals")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_from_elsewhere(lasting: House, path: str) -> None:
    """The page names no other place, and its policy has the browser ask nobody but the mock."""
    answer = lasting.http.get(path)
    linked = re.findall(r'(?:src|href)="(.*?)"', answer.text)
    assert [] == [link for link in linked if not re.match("/(?!/)|#|data:,", link)]
    policy = dict(
        rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";")
    )
    assert ("'none'", "'self'") == (policy["default-src"], policy["connect-src"])
    assert {"'self'", "'unsafe-inline'", "data:", "'none'"} == {
        word for rule in policy.values() for word in rule.split()
    }


@pytest.mark.parametrize("path", PAGES)
def test_the_key_that_everybody_knows(make_house: MakeHouse, path: str) -> None:
    """The built-in key is filled in while it opens the mock; a key that somebody has chosen never stands on a page."""
    secret = "chosen-by-somebody"
    for keys, filled in (
        ((API_KEY,), authorization(API_KEY)),
        ((secret, API_KEY), authorization(API_KEY)),
        ((secret,), ""),
    ):
        text = make_house(api_keys=keys).http.get(path).text
        assert filled == tried(text)["authorization"]
        assert ("press Authorize" in text) == (not filled)
        assert [] == [said for said in (secret, authorization(secret).split()[1]) if said in text]


def test_ids_that_lead_somewhere(house: House) -> None:
    """What can be tried has the ids of the ready company, of its last dataset and of its last sync."""
    ready = {"companyId": READY_COMPANY, "connectionId": READY_CONNECTIONS[0]}
    given = tried(shown(house, "/docs"))
    books = ("accountId", "supplierId", "customerId")
    assert ready == {name: id_ for name, id_ in given["known"].items() if name not in books}
    for name, place in zip(books, ("accounts", "suppliers", "customers"), strict=True):
        path = f"/companies/{READY_COMPANY}/data/{place}/{given['known'][name]}"
        assert 200 == house.http.get(path).status_code
    first, ids = house.dataset(2)
    sync_id = house.synced(first)
    waiting, _ = house.dataset()
    for service in WebhookService:
        house.mock.tenant.deliveries.directory.add("http://127.0.0.1:9/", service=service)
    known = tried(shown(house, "/docs/control"))["known"]
    assert (waiting, sync_id, ids[0]) == tuple(
        known[name] for name in ("datasetId", "syncId", "transactionId")
    )
    assert {*known} == {*given["examples"].values(), *books}


def test_a_ready_company_that_is_gone(house: House) -> None:
    """Once the ready company is deleted no id is known, and the page is there all the same."""
    house.http.delete(f"/companies/{READY_COMPANY}")
    assert {} == tried(shown(house, "/docs"))["known"]


def test_without_accounting_software(house: House) -> None:
    """Of a company without connections its own id is known."""
    house.http.delete(f"/companies/{READY_COMPANY}/connections/{READY_CONNECTIONS[0]}")
    assert {"companyId": READY_COMPANY} == tried(shown(house, "/docs"))["known"]


def test_the_examples_of_the_contract(lasting: House) -> None:
    """The ids that are put in another's place are those of the contract's own examples, a dataset's included."""
    examples = tried(shown(lasting, "/docs"))["examples"]
    written = json.dumps(documents()[CONTRACT]["paths"])
    assert {
        "companyId",
        "connectionId",
        "syncId",
        "transactionId",
        "datasetId",
        "webhookId",
        "ruleId",
    } == {*examples.values()}
    (dataset,) = (id_ for id_, name in examples.items() if name == "datasetId")
    assert f'"datasetIds": ["{dataset}"' in written


@pytest.mark.parametrize("path", PAGES)
def test_looking_is_no_exchange(lasting: House, path: str) -> None:
    """Whoever reads the documents does not fill the log."""
    lasting.seen.clear()
    shown(lasting, path)
    lasting.http.get(f"/docs/{PAGES[path]}")
    assert [] == lasting.seen


def test_under_stock_connexion(make_house: MakeHouse) -> None:
    """With the other engine the pages are the same."""
    stock = make_house(engine="stock")
    assert shown(make_house(), "/docs") == shown(stock, "/docs")
    assert documents()[CONTROL] == stock.http.get("/docs/control.json").json()
