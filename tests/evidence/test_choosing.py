"""Which exchanges are evidence of a sync, and which are not?"""

from codat_mock.core.journal import Journal
from evidence.lives import evidence, lived, told
from house import House


def asked(house: House, sync_id: str) -> list[str]:
    """What was asked for, in its order."""
    return [seen["operation"] for seen in told(house, sync_id)["exchanges"]]


def test_a_life(house: House) -> None:
    """Its plan, its dataset, its initiation, every look at it, what let its time pass, and its receipts."""
    house.plan(code=2000)
    dataset, (transaction,) = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    house.status(sync_id)
    house.advance(until="idle")
    house.transactions(sync_id)
    house.upload(sync_id, transaction)
    house.advance(by="PT1H")
    assert [
        *("create-plan", "create-expense-transaction", "initiate-sync", "get-sync-by-id"),
        *("advance-clock", "list-sync-transactions", "upload-attachment"),
    ] == asked(house, sync_id)


def test_not_of_others(house: House) -> None:
    """What was asked about others, before it or behind it, is none of it."""
    before = house.synced(house.dataset()[0])
    house.http.get("/companies")
    house.plan(code=5130, companyId=house.http.post("/companies", json={"name": "B"}).json()["id"])
    sync_id = house.synced(house.dataset()[0])
    assert ["create-expense-transaction", "initiate-sync", "advance-clock"] == asked(house, sync_id)
    assert before not in evidence(house, sync_id)
    assert 7 == told(house, sync_id)["exchanges"][0]["number"]
    assert "Not among them are other exchanges" in evidence(house, sync_id)


def test_refused_and_struck(house: House) -> None:
    """Attempts that sent the same transactions belong to it, with their faults and what made those."""
    fault = house.fault("status", "create-expense-transaction", status=503)
    items = [house.transaction()]
    assert 503 == house.create(items).status_code
    sync_id = house.synced(house.create(items).json()["datasetId"])
    assert ["create-fault", "create-expense-transaction", "create-expense-transaction"] == (
        asked(house, sync_id)[:3]
    )
    assert [{"exchange": 2, "faultId": fault["id"]}] == told(house, sync_id)["faults"]
    for form in ("html", "md"):
        assert fault["id"] in evidence(house, sync_id, form)


def test_what_the_customer_did(house: House) -> None:
    """A subscription that lapsed before the sync explains its 4260; what was paid later is none of it."""
    house.customer("lapse")
    sync_id = house.synced(house.dataset()[0])
    house.customer("pay")
    assert 4260 == house.status(sync_id)["syncStatusCode"]
    assert "customer-lapses" == asked(house, sync_id)[0]
    assert "customer-pays" not in asked(house, sync_id)
    house.advance(by="PT1S")
    later = house.synced(house.dataset()[0])
    assert "customer-pays" in asked(house, later)


def test_ended_by_hand(house: House) -> None:
    """The call that ended it belongs to it, and the explanation names it."""
    house.plan(code=1010)
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    house.advance(by="PT11M")
    house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 5120})
    assert "end-sync" == asked(house, sync_id)[-1]
    assert "ended it and named the code" in evidence(house, sync_id)


def test_evicted(house: House) -> None:
    """Where the journal had no room the evidence says how many exchanges are missing."""
    house.mock.tenant.journal = Journal(most=2)
    sync_id = lived(house, 2000)
    known = told(house, sync_id)
    assert (2, 4) == (len(known["exchanges"]), known["evicted"])
    assert "has given up 4 older exchanges" in evidence(house, sync_id)
    assert "has given up 4 older exchanges" in evidence(house, sync_id, "md")


def test_forgotten(house: House) -> None:
    """With a journal that was emptied there is evidence all the same, without exchanges."""
    sync_id = lived(house, 5130)
    house.http.delete("/__mock/requests")
    assert [] == told(house, sync_id)["exchanges"]
    assert "The journal keeps none of them any more." in evidence(house, sync_id)


def test_alike(house: House) -> None:
    """Looks that saw the same are told once, with how many they were and what they saw; the archive has all."""
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    for _ in range(14):
        house.status(sync_id)
        house.http.get(f"{house.company}/syncs/list/status")
    house.advance(until="idle")
    for form in ("html", "md"):
        text = evidence(house, sync_id, form)
        assert "14 polls, all 1000" in text
        assert "14 times, all 200" in text
    assert 14 == asked(house, sync_id).count("get-sync-by-id")


def test_looks_after_the_end(house: House) -> None:
    """What only looked after the end is counted and told in lines of its own; what did something is not."""
    dataset, (transaction,) = house.dataset()
    sync_id = house.synced(dataset)
    for _ in range(3):
        house.status(sync_id)
        house.transactions(sync_id)
    house.upload(sync_id, transaction)
    refused = house.http.get(f"{house.company}/syncs/{sync_id}/transactions?page=0")
    assert 400 == refused.status_code
    for form in ("html", "md"):
        text = evidence(house, sync_id, form)
        assert "6 exchanges after its end only looked, and changed nothing" in text
        assert "3 polls, all 2000" in text
        before, _, after = text.partition("6 exchanges after its end")
        assert [True, True] == [part in before for part in ("/attachments", "page=0")]
        assert "/attachments" not in after.partition("</details>")[0]
    assert '"syncStatusCode"' not in evidence(house, sync_id, "md")


def test_looks_before_the_end(house: House) -> None:
    """What looked while the sync ran did not come after its end; a look that met a fault or was refused is told."""
    house.fault("status", "get-sync-by-id", status=503, times=2)
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    for _ in range(4):
        house.status(sync_id)
    assert "after its end" not in evidence(house, sync_id)
    house.advance(until="idle")
    page = evidence(house, sync_id)
    assert "after its end" not in page
    assert "2 polls, all 1000" in page
    assert 2 == page.count("\u26a1 fault-1")


def test_markdown_is_short(house: House) -> None:
    """A sync of one transaction that was much looked at is a page in an issue tracker, folded bodies included."""
    house.plan(code=4260)
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    for _ in range(20):
        house.status(sync_id)
        house.http.get(f"{house.company}/syncs/list/status")
    house.advance(until="idle")
    for _ in range(20):
        house.status(sync_id)
        house.transactions(sync_id)
    lines = evidence(house, sync_id, "md").splitlines()
    assert len(lines) < 180
    folded, shown = 0, []
    for line in lines:
        folded += line.startswith("<details>") - line.startswith("</details>")
        shown += [] if folded else [line]
    assert len(shown) < 75
    assert "```json" not in shown
