"""Endpoints hear of what they asked for, so much a second, and so much may wait for each."""

from typing import Any

import pytest

from cases.onboarding import connected
from codat_contract import WebhookService
from codat_mock.core import schedule as module
from codat_mock.core.ids import key
from codat_mock.core.recovering import recover
from house import House
from webhooks.posting import BEGAN, OTHER, URL, Office


def test_so_many_a_second(office: Office) -> None:
    """An endpoint with a rate gets so many messages a second of the mock's clock, in the order in which they came."""
    office.listen(rate=2)
    office.listen(OTHER)
    companies = [_company(office.house) for _ in range(5)]
    for company in companies:
        _sync_of(office.house, company)
    office.house.advance(until="idle")
    assert [1.0, 1.0, 2.0, 2.0, 3.0] == office.post.seconds()
    assert [1.0] * 5 == office.post.seconds(OTHER)
    told = [
        body["payload"]["referenceCompany"]["id"]
        for (_, parcel), body in zip(office.post.parcels, office.post.bodies(), strict=True)
        if parcel.url == URL
    ]
    assert companies == told


def test_bounded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many messages wait for one endpoint; what comes then has failed, says why, and can be recovered."""
    monkeypatch.setattr(module, "WAITING", 3)
    endpoint = office.listen()
    office.post.always = 500
    for _ in range(5):
        office.sync()
    office.house.advance(by="PT5S")
    assert ["Attempting"] * 3 + ["Failure"] * 2 == office.states()
    assert ["3 messages wait for this endpoint already"] * 2 == [
        message.why for message in office.messages[3:]
    ]
    assert 3 == office.house.mock.tenant.deliveries.schedule.length(endpoint)
    office.post.always = 200
    office.house.advance(until="idle")
    office.control(lambda deliveries: recover(deliveries, endpoint, BEGAN, office.now))
    assert ["Success"] * 5 == office.states()


def test_company_tags(office: Office) -> None:
    """An endpoint with tags hears of companies that have one of them, in just that case."""
    office.listen(tags=("region:us", "tier:1"))
    office.listen(OTHER, tags=("region:US",))
    told = _company(office.house, tags={"region": "us"})
    _sync_of(office.house, told)
    _sync_of(office.house, _company(office.house, tags={"region": "eu"}))
    _sync_of(office.house, _company(office.house))
    office.house.advance(until="idle")
    assert [told] == [body["payload"]["referenceCompany"]["id"] for body in office.post.bodies()]
    assert [1.0] == office.post.seconds()


@pytest.mark.parametrize(
    ("path", "field"), [("/webhooks", "companyTags"), ("/__mock/webhooks", "companyTags")]
)
def test_registered_for_a_tag(office: Office, path: str, field: str) -> None:
    """Who registers for a tag is not told of a company without it, nor of one that has lost it, nor of the client."""
    body = {
        "url": URL,
        "eventTypes": ["expenses.sync.successful", "client.rateLimit.reached"],
        field: ["region:uk", "größe:klein"],
    }
    made = office.house.http.post(path, json=body)
    assert (201, body[field]) == (made.status_code, made.json()[field])
    tagged = _company(office.house, tags={"region": "uk"})
    other = _company(office.house, tags={"größe": "klein", "region": "us"})
    without = _company(office.house)
    for company in (tagged, other, without):
        _sync_of(office.house, company)
    office.house.advance(until="idle")
    told = [one["payload"]["referenceCompany"]["id"] for one in office.post.bodies()]
    assert [tagged, other] == told
    office.house.http.patch(f"/companies/{tagged}", json={"tags": {}})
    _sync_of(office.house, tagged)
    office.house.http.post("/__mock/trigger", json={"event": "client.rateLimit.reached"})
    office.house.advance(until="idle")
    assert 3 >= len(office.post.parcels)
    assert told == [
        one["payload"]["referenceCompany"]["id"]
        for one in office.post.bodies()
        if "referenceCompany" in one["payload"]
    ]


def test_one_company(office: Office) -> None:
    """A rule for one company hears of no other."""
    company = _company(office.house)
    office.listen(service=WebhookService.RULES, company=key(company))
    office.sync()
    _sync_of(office.house, company)
    office.house.advance(until="idle")
    assert [company] == [body["CompanyId"] for body in office.post.bodies()]


@pytest.mark.parametrize(
    ("service", "asked", "told"),
    [
        ("events", (), ["expenses.sync.successful", "expenses.sync.unsuccessful"]),
        ("events", ("expenses.sync.successful",), ["expenses.sync.successful"]),
        ("events", ("Expenses.Sync.Successful",), []),
        ("rules", ("Sync Failed",), ["Sync Failed"]),
        ("rules", ("sync-failed", "SyncCompleted"), ["Sync Completed", "Sync Failed"]),
    ],
)
def test_only_what_it_asked_for(
    office: Office, service: str, asked: tuple[str, ...], told: list[str]
) -> None:
    """An endpoint hears of the types that it named; rules were spelled in several ways, events in one."""
    office.listen(service=WebhookService(service), events=asked)
    office.house.plan(code=2000)
    office.house.plan(code=5000)
    office.sync()
    office.sync()
    office.house.advance(until="idle")
    bodies = office.post.bodies()
    assert told == [body.get("eventType", body.get("RuleType")) for body in bodies]


def test_nowhere_to_tell(office: Office) -> None:
    """A rule that writes e-mails only gets no message."""
    office.house.mock.tenant.deliveries.directory.add(
        None, service=WebhookService.RULES, emails=("a@example.com",)
    )
    office.sync()
    office.house.advance(until="idle")
    assert [] == office.messages


def _company(house: House, **fields: Any) -> str:
    """Another company that can sync."""
    company, _ = connected(house)
    house.http.post(f"/companies/{company}/sync/expenses/connections/partnerExpense")
    assert 200 == house.http.patch(f"/companies/{company}", json=fields).status_code
    return company


def _sync_of(house: House, company: str) -> None:
    """A sync of nothing of this company."""
    answer = house.http.post(f"/companies/{company}/sync/expenses/syncs", json={})
    assert 202 == answer.status_code, answer.text
