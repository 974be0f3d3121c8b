"""The documented cases of attachments."""

from typing import Any

import pytest

from cases.refusals import UNKNOWN, another_company, at, refused
from codat_contract import PLATFORMS
from house import House, MakeHouse

MEGABYTE = 1_048_576
XERO = PLATFORMS["gbol"].attachments


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (5130, "PushError"),
        (5120, "ValidationError"),
        (4220, "Pending"),
        (5000, "Unknown"),
    ],
)
def test_case_47_only_completed(house: House, code: int, status: str) -> None:
    """What is not Completed takes no attachment, and the answer says what it is."""
    house.plan(code=code)
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    body = refused(house, 400, lambda: house.upload(sync_id, id_), "transactionId")
    assert status in body["validation"]["errors"][0]["message"]


def test_case_47_completed(house: House) -> None:
    """A Completed expense takes its receipt; the answer names company, transaction and the platform's id."""
    dataset, (id_,) = house.dataset()
    answer = house.upload(house.synced(dataset), id_)
    company = house.company.split("/")[2]
    body: dict[str, Any] = answer.json()
    assert (200, company, id_) == (answer.status_code, body["companyId"], body["transactionId"])
    assert body["id"].isdigit()


def test_case_48_bank_feed_lines(house: House) -> None:
    """A transaction that is a bank feed line alone takes none; one that is an expense as well does."""
    house.plan(integrationTypes=["bankfeeds"])
    house.plan(integrationTypes=["bankfeeds", "expense"])
    for status in (400, 200):
        dataset, (id_,) = house.dataset()
        sync_id = house.synced(dataset)
        assert status == house.upload(sync_id, id_).status_code
    assert 1 == len(house.mock.tenant.attachments)


def test_case_48_says_why(house: House) -> None:
    """The refusal of a bank feed line is named at the transaction."""
    house.plan(integrationTypes=["bankfeeds"])
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    refused(house, 400, lambda: house.upload(sync_id, id_), "transactionId")


def test_case_49_another_sync(house: House) -> None:
    """The right transaction under another sync, or under none, is a 404."""
    (first, (id_,)), (second, (other,)) = house.dataset(), house.dataset()
    one, two = house.synced(first), house.synced(second)
    assert 200 == house.upload(one, id_).status_code
    for sync_id, transaction in ((two, id_), (one, other), (one, UNKNOWN), (UNKNOWN, id_)):
        refused(house, 404, lambda a=sync_id, b=transaction: house.upload(a, b))  # type: ignore[misc]
    for sync_id, transaction in (("latest", id_), (one, "receipt")):
        refused(house, 404, lambda a=sync_id, b=transaction: house.upload(a, b))  # type: ignore[misc]


def test_case_50_size_on_xero(house: House) -> None:
    """Xero takes four megabytes and not a byte more."""
    assert XERO is not None
    assert 4 * MEGABYTE == XERO.limit
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    content = bytes(XERO.limit)
    assert 200 == house.upload(sync_id, id_, content=content).status_code
    body = refused(house, 400, lambda: house.upload(sync_id, id_, content=content + b"!"), "file")
    assert str(XERO.limit) in body["validation"]["errors"][0]["message"]


def test_case_50_far_too_large(house: House) -> None:
    """What is larger by more than a form may be is not even read to its end."""
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    body = refused(house, 413, lambda: house.upload(sync_id, id_, content=bytes(6 * MEGABYTE)))
    assert str(5 * MEGABYTE) in body["error"]


@pytest.mark.parametrize(
    "name", ["r.pdf", "r.PDF", "r.Pdf", ".pdf", "a.b.jpeg", "r.7z", "r.KEYNOTE"]
)
def test_case_50_extensions_that_xero_takes(same_house: House, name: str) -> None:
    """The extension of the file's name decides, in any case."""
    dataset, (id_,) = same_house.dataset()
    assert 200 == same_house.upload(same_house.synced(dataset), id_, name).status_code


@pytest.mark.parametrize(
    "name", ["r.exe", "r", "r.", "pdf", "r.pdf.exe", "r.pdf ", "r.pdf/x", "r.xml"]
)
def test_case_50_extensions_that_xero_refuses(same_house: House, name: str) -> None:
    """Any other extension is refused at the file, and so is none."""
    dataset, (id_,) = same_house.dataset()
    sync_id = same_house.synced(dataset)
    body = refused(same_house, 400, lambda: same_house.upload(sync_id, id_, name), "file")
    assert "PDF" in body["validation"]["errors"][0]["message"]


def synced_on(house: House, platform: str) -> tuple[House, str, str]:
    """A mock that calls a company on `platform`, a sync of it, and the transaction in that."""
    company = at(house, another_company(house, platform))
    item = company.transaction(currencyRate=1.25)
    dataset = company.create([item]).json()["datasetId"]
    return company, company.synced(dataset), item["id"]


@pytest.mark.parametrize("size", [0, 4, 2 * MEGABYTE])
def test_case_50_quickbooks_desktop(same_house: House, size: int) -> None:
    """QuickBooks Desktop takes no attachments: a 400, however large the file."""
    company, sync_id, id_ = synced_on(same_house, "pqsw")
    body = refused(company, 400, lambda: company.upload(sync_id, id_, content=bytes(size)), "file")
    assert "QuickBooks Desktop" in body["validation"]["errors"][0]["message"]


@pytest.mark.parametrize(
    ("platform", "name", "status"),
    [
        ("qhyg", "r.xml", 200),
        ("qhyg", "r.zip", 400),
        ("akxx", "r.json", 200),
        ("akxx", "r.gif", 400),
        ("trji", "r.exe", 200),
        ("trji", "r", 200),
        ("fbrh", "r.gif", 200),
        ("fbrh", "r.pdf", 400),
    ],
)
def test_case_50_platforms(same_house: House, platform: str, name: str, status: int) -> None:
    """Each platform has extensions of its own; Dynamics takes any."""
    company, sync_id, id_ = synced_on(same_house, platform)
    assert status == company.upload(sync_id, id_, name).status_code


def post(house: House, sync_id: str, id_: str, files: list[tuple[str, Any]]) -> Any:
    """POST a form of these parts."""
    path = f"{house.company}/syncs/{sync_id}/transactions/{id_}/attachments"
    return house.http.post(path, files=files)


FILE = ("receipt.pdf", b"%PDF")
META = ("meta", (None, b'{"includeWhenSent": false}', "application/json"))


@pytest.mark.parametrize(
    "files",
    [
        [("file", FILE)],
        [("fileName", FILE)],
        [("receipt.pdf", FILE)],
        [("yourFileData", FILE)],
        [META, ("yourFileData", FILE)],
        [("file", FILE), META],
        [("file", (None, b"text")), ("receipt", FILE)],
    ],
    ids=lambda files: "+".join(name for name, _ in files),
)
def test_case_51_any_part_with_a_file(same_house: House, files: list[tuple[str, Any]]) -> None:
    """The one part with a file name is the file, whatever the part is called and whatever stands beside it."""
    dataset, (id_,) = same_house.dataset()
    answer = post(same_house, same_house.synced(dataset), id_, files)
    assert 200 == answer.status_code
    assert "receipt.pdf" == same_house.mock.tenant.attachments[-1][1].name


@pytest.mark.parametrize(
    "files",
    [
        [META],
        [("file", (None, b"%PDF"))],
        [("file", FILE), ("file", FILE)],
        [("a", FILE), ("b", FILE)],
    ],
    ids=["meta", "text", "twice", "two"],
)
def test_case_51_none_or_two(same_house: House, files: list[tuple[str, Any]]) -> None:
    """One file a call: a form without one or with two is refused at the file."""
    dataset, (id_,) = same_house.dataset()
    sync_id = same_house.synced(dataset)
    refused(same_house, 400, lambda: post(same_house, sync_id, id_, files), "file")


def test_case_51_strict(make_house: MakeHouse) -> None:
    """A strict mock wants the part named `file`."""
    house = make_house(strict=True)
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    assert 200 == post(house, sync_id, id_, [("file", FILE)]).status_code
    refused(house, 400, lambda: post(house, sync_id, id_, [("fileName", FILE)]), "file")


def test_case_52_the_same_file_again(house: House) -> None:
    """Uploading twice makes two attachments."""
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    ids = {house.upload(sync_id, id_).json()["id"] for _ in range(3)}
    assert (3, 3) == (len(ids), len(house.mock.tenant.attachments))


def test_case_53_not_before_the_end(house: House) -> None:
    """While a sync is queued or runs nothing is attached, even to what is completed; from the end on it is."""
    house.plan(code=2000, after="PT10S")
    dataset, ids = house.dataset(9)
    sync_id = house.initiate(dataset).json()["syncId"]
    refused(house, 400, lambda: house.upload(sync_id, ids[0]), "syncId")
    house.advance(by="PT9S")
    assert "Completed" == house.transactions(sync_id)["results"][0]["status"]
    refused(house, 400, lambda: house.upload(sync_id, ids[0]), "syncId")
    house.advance(by="PT1S")
    assert [200] * 9 == [house.upload(sync_id, id_).status_code for id_ in ids]
