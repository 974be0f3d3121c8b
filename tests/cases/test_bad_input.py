"""What becomes of a body that is no JSON, or JSON of the wrong kind?"""

import gzip
import json
from time import process_time
from typing import Any

import httpx
import pytest

from cases.refusals import JSON, UNKNOWN, refused
from house import House

VALID = (
    '{"items": [{"id": "00000000-0000-4000-8000-0000000000aa", "type": "Payment",'
    ' "issueDate": "2026-01-01", "currency": "GBP", "notes": "N", "x": 0,'
    ' "lines": [{"netAmount": 1, "taxAmount": 0, "accountRef": {"id": "429"}}]}]}'
)


def changed(old: str, new: str) -> bytes:
    """A valid body with `new` in the place of `old`."""
    assert 1 == VALID.count(old)
    return VALID.replace(old, new).encode()


def post(house: House, body: bytes, **headers: str | bytes) -> httpx.Response:
    """POST a dataset; `headers` with underscores for hyphens."""
    sent = {name.replace("_", "-"): value for name, value in {**JSON, **headers}.items()}
    sent = {name: value for name, value in sent.items() if value}
    path = f"{house.company}/expense-transactions"
    return house.http.post(path, content=body, headers=sent)  # type: ignore[arg-type]


def test_the_body_that_is_changed_here_is_valid(same_house: House) -> None:
    """So whatever is refused below is refused for its change."""
    assert 200 == post(same_house, VALID.encode()).status_code


NOT_JSON: dict[str, bytes] = {
    "text": b"not JSON",
    "blank": b" \r\n\t",
    "NUL": b"\x00",
    "form": b"items=1&items=2",
    "single quotes": b"{'items': []}",
    "comment": b"// dataset\n" + VALID.encode(),
    "trailing comma": changed('"x": 0', '"x": [0,]'),
    "trailing text": VALID.encode() + b"x",
    "trailing NUL": VALID.encode() + b"\x00",
    "two values": VALID.encode() * 2,
    "cut off": VALID.encode()[:-1],
    "byte order mark": b"\xef\xbb\xbf" + VALID.encode(),
    "UTF-16": VALID.encode("utf-16"),
    "UTF-32": VALID.encode("utf-32"),
    "Latin-1": changed('"N"', '"ö"').decode().encode("latin-1"),
    "no UTF-8": changed('"N"', '"N"').replace(b'"N"', b'"\xff"'),
    "overlong UTF-8": changed('"N"', '"N"').replace(b'"N"', b'"\xc0\xaf"'),
    "surrogate as UTF-8": changed('"N"', '"N"').replace(b'"N"', b'"\xed\xa0\x80"'),
    "lone surrogate": changed('"N"', r'"\ud800"'),
    "lone low surrogate": changed('"N"', r'"\udc00x"'),
    "surrogates in the wrong order": changed('"N"', r'"\udc00\ud800"'),
    "line break in text": changed('"N"', '"\n"'),
    "unknown escape": changed('"N"', r'"\x41"'),
    "gzip": gzip.compress(VALID.encode()),
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep in an unknown field": changed('"x": 0', f'"x": {"[" * 100_000}{"]" * 100_000}'),
    **{
        f"amount {text[:12]}": changed('"netAmount": 1', f'"netAmount": {text}')
        for text in ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "0x10", "01", "1.", ".5")
    },
    "amount of 400 digits": changed('"netAmount": 1', '"netAmount": 1' + "0" * 400),
    "amount of 5000 digits": changed('"netAmount": 1', '"netAmount": ' + "9" * 5_000),
    "5000 digits in an unknown field": changed('"x": 0', '"x": ' + "9" * 5_000),
    "NaN in an unknown field": changed('"x": 0', '"x": NaN'),
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_not_json(same_house: House, name: str) -> None:
    """What is not JSON in UTF-8, or has numbers that no number can hold, cannot be read: 400, without places."""
    body = refused(same_house, 400, lambda: post(same_house, NOT_JSON[name]))
    assert "Error processing request - not valid." == body["error"]


LINE = "Items[0].Lines[0]"
WRONG: dict[str, tuple[bytes, str]] = {
    "null": (b"null", "Body"),
    "text": (b'"items"', "Body"),
    "number": (b"1", "Body"),
    "items null": (b'{"items": null}', "Items"),
    "items object": (b'{"items": {}}', "Items"),
    "Items": (b'{"Items": []}', "Items"),
    "last of two items": (VALID.encode()[:-1] + b', "items": []}', "Items"),
    "item null": (b'{"items": [null]}', "Items[0]"),
    "item list": (b'{"items": [[]]}', "Items[0]"),
    "amount 10^30": (changed('"netAmount": 1', '"netAmount": 1' + "0" * 30), f"{LINE}.NetAmount"),
    "amount 1e300": (changed('"netAmount": 1', '"netAmount": 1e300'), f"{LINE}.NetAmount"),
    "amount text": (changed('"netAmount": 1', '"netAmount": "1"'), f"{LINE}.NetAmount"),
    "amount null": (changed('"netAmount": 1', '"netAmount": null'), f"{LINE}.NetAmount"),
    "amount true": (changed('"netAmount": 1', '"netAmount": true'), f"{LINE}.NetAmount"),
    "account null": (changed('{"id": "429"}', "null"), f"{LINE}.AccountRef"),
    "account number": (changed('"429"', "429"), f"{LINE}.AccountRef.Id"),
    "currency": (changed('"GBP"', '"POUND"'), "Items[0].Currency"),
    "currency script": (changed('"GBP"', '"ＧＢＰ"'), "Items[0].Currency"),  # noqa: RUF001 that is the point
    "notes": (changed('"N"', "{}"), "Items[0].Notes"),
    "id braces": (changed('"0000', '"{0000').replace(b'00aa"', b'00aa}"'), "Items[0].Id"),
    "id urn": (changed('"0000', '"urn:uuid:0000'), "Items[0].Id"),
    "id without hyphens": (changed("-0000-4000-8000-", "000040008000"), "Items[0].Id"),
    "id with a line break": (changed('0aa"', '0aa\\n"'), "Items[0].Id"),
    "id digit": (changed('"0000', '"\N{ARABIC-INDIC DIGIT ZERO}000'), "Items[0].Id"),
    "id blank": (changed('"0000', '" 000'), "Items[0].Id"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_values(same_house: House, name: str) -> None:
    """JSON that is no dataset is refused at the place that is wrong."""
    body, place = WRONG[name]
    refused(same_house, 400, lambda: post(same_house, body), place)


ODD: dict[str, bytes] = {
    "minus zero": changed('"netAmount": 1', '"netAmount": -0.0'),
    "exponent": changed('"netAmount": 1', '"netAmount": 5e6'),
    "too small for a number": changed('"netAmount": 1', '"netAmount": 1e-400'),
    "10^30 in an unknown field": changed('"x": 0', '"x": 1' + "0" * 30),
    "NUL in text": changed('"N"', r'"\u0000"'),
    "surrogate pair": changed('"N"', r'"\ud83c\udf79"'),
    "a thousand deep": changed('"x": 0', f'"x": {"[" * 1_000}{"]" * 1_000}'),
    "a key twice": changed('"x": 0', '"x": 0, "currency": "EUR", "x": []'),
    "300 deep beside a spelling": changed('"x": 0', f'"x": {"[" * 300}{"]" * 300}').replace(
        b'"Payment"', b'"payment"'
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_but_valid(same_house: House, name: str) -> None:
    """What JSON and the contract allow is taken, however odd."""
    assert 200 == post(same_house, ODD[name]).status_code


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "TEXT/PLAIN; charset=utf-8",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "application/vnd.api+json",
        "application/jsonx",
        "application / json",
        "application/json, text/plain",
        "application",
        "*/*",
        ";",
        "",
    ],
)
@pytest.mark.parametrize("body", [VALID.encode(), b'{"items": "WRONG"}'], ids=["right", "wrong"])
def test_wrong_media_type(same_house: House, media_type: str, body: bytes) -> None:
    """Any media type but JSON's, or none, is a 415 that says what to send."""
    answer = refused(same_house, 415, lambda: post(same_house, body, Content_Type=media_type))
    assert answer["error"].endswith("; send application/json.")


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "Application/JSON",
        "APPLICATION/JSON; CHARSET=UTF-8",
        "application/json;charset=utf-8",
        "application/json ; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; profile=x",
        "application/json;",
    ],
)
def test_json_in_any_case_is_checked(same_house: House, media_type: str) -> None:
    """JSON's media type is the same in any case and with any parameter: JSON is UTF-8, and it is always validated."""
    assert 200 == post(same_house, VALID.encode(), Content_Type=media_type).status_code
    wrong = b'{"items": "WRONG"}'
    refused(same_house, 400, lambda: post(same_house, wrong, Content_Type=media_type), "Items")
    for name in ("UTF-16", "Latin-1"):
        refused(same_house, 400, lambda: post(same_house, NOT_JSON[name], Content_Type=media_type))  # noqa: B023


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br", "deflate", "gzip, identity", "utf-8"])
def test_compressed_bodies(same_house: House, encoding: str) -> None:
    """A compressed body is a 415, whether it is compressed or only said to be."""
    for body in (gzip.compress(VALID.encode()), VALID.encode()):
        answer = refused(
            same_house,
            415,
            lambda: post(same_house, body, Content_Encoding=encoding),  # noqa: B023
        )
        assert encoding.lower() in answer["error"]
    assert 200 == post(same_house, VALID.encode(), Content_Encoding="Identity").status_code


def many(count: int, **fields: Any) -> list[dict[str, Any]]:
    """As many transactions, each without a field that it needs."""
    return [{"type": "Payment", "issueDate": "2026-01-01", "currency": "GBP", **fields}] * count


QUICKLY = 3
"""Seconds."""

HEAVY: dict[str, bytes] = {
    "15,000 faults": json.dumps({"items": many(50, lines=[{}] * 100)}).encode(),
    "100,000 empty items": b'{"items": [' + b", ".join([b"{}"] * 100_000) + b"]}",
    "100,000 empty lines": b'{"items": [{"lines": [' + b",".join([b"{}"] * 100_000) + b"]}]}",
    "100,000 tracking references": changed(
        '"taxAmount": 0', '"taxAmount": 0, "trackingRefs": [' + ",".join(["1"] * 100_000) + "]"
    ),
    "a text of 3 MB as type": changed('"Payment"', '"' + "p" * 3_000_000 + '"'),
}


@pytest.mark.parametrize("name", HEAVY)
def test_many_faults_are_refused_quickly(house: House, name: str) -> None:
    """However much is wrong, the answer is short and soon: a hundred faults, and how many more there are."""
    began = process_time()
    answer = post(house, HEAVY[name])
    # Ten times what it takes on a slow machine; to enumerate every fault took two hundred times as long.
    assert process_time() - began < QUICKLY
    assert 400 == answer.status_code
    assert len(answer.content) < 40_000
    assert len(answer.json()["validation"]["errors"]) <= 101
    assert 200 == house.create([house.transaction()]).status_code


def test_how_many_faults_are_left_out(house: House) -> None:
    """Past a hundred faults one more entry says how many there are besides."""
    answer = post(house, json.dumps({"items": many(50, lines=[{}, {}])}).encode())
    found = answer.json()["validation"]["errors"]
    assert 101 == len(found)
    # Every item lacks its id, and each of its two lines both amounts and the account.
    assert "There are 250 more problems." == found[-1]["message"]


@pytest.mark.parametrize(("count", "faults"), [(10_000, 101), (10_001, 1), (100_000, 1)])
@pytest.mark.parametrize("kind", ["unknown", "malformed"])
def test_many_datasets_are_refused_quickly(
    same_house: House, kind: str, count: int, faults: int
) -> None:
    """Thousands of datasets that are not there get a short answer too."""
    tail = UNKNOWN[8:] if kind == "unknown" else ""
    ids = [f"{number:08x}{tail}" for number in range(count)]
    began = process_time()
    answer = same_house.initiate(*ids)
    assert process_time() - began < QUICKLY
    assert (400, faults) == (answer.status_code, len(answer.json()["validation"]["errors"]))
    assert 0 == len(same_house.mock.tenant.syncs)
