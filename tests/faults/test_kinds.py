"""Every fault is one file, and whatever tells of faults tells of each."""

import dataclasses
import pickle
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from codat_contract import control as written
from codat_mock import faults
from codat_mock.app import DOCUMENTS
from codat_mock.faults.workings.operations import declared
from faults.temporary import TEMPORARY, folder_of_faults
from house import House, MakeHouse

KINDS = faults.kinds()
each = pytest.mark.parametrize("name", KINDS)
_UNSET = {"example", "by", "copies"}
"""Fields that go without a default with some things to do only."""
_SENTENCE = re.compile(r"[A-Z][^\n]*[.]")


def test_the_faults() -> None:
    """These are there."""
    assert [
        *("delay", "lost-response", "malformed", "rate-limit", "reset", "slow-body"),
        *("status", "truncated", "unknown-fields", "unknown-values", "webhook"),
    ] == list(KINDS)


@each
def test_told_in_sentences(name: str) -> None:
    """It says what it does, what a client sees, what each field means, and shows how it is asked for."""
    kind = KINDS[name]
    assert _SENTENCE.fullmatch(kind.summary())
    assert _SENTENCE.fullmatch(kind.seen)
    assert _SENTENCE.fullmatch(kind.advice)
    assert kind.examples
    for attribute in kind.attributes():
        assert _SENTENCE.fullmatch(attribute.help)
        assert attribute.type in {"integer", "duration", "string"}
        assert attribute.required or attribute.default is not None or attribute.name in _UNSET


@each
def test_frozen(name: str) -> None:
    """It is a value: it never changes, and what was saved is the same again."""
    kind = KINDS[name]
    fault = kind.read(kind.requests()[0].body)
    assert fault == pickle.loads(pickle.dumps(fault))  # noqa: S301 our own
    assert fault == kind.read(fault.written())
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__dict__" not in dir(kind.read(kind.requests()[0].body))
    assert [field.name for field in dataclasses.fields(kind)] == list(kind.__slots__)  # type: ignore[arg-type]


@each
def test_in_the_contract(name: str) -> None:
    """The control contract has a schema of it, and a request for it."""
    document = faults.control()
    request = document["components"]["schemas"]["FaultRequest"]
    assert name in request["discriminator"]["mapping"]
    body = document["paths"]["/faults"]["post"]["requestBody"]["content"]["application/json"]
    assert name in {example["value"]["fault"] for example in body["examples"].values()}


def test_the_document_is_current() -> None:
    """What openapi/control.yaml has of the faults is what `make docs` would write."""
    assert written() == faults.completed(written())


def test_the_catalogue() -> None:
    """Each is told of, with requests for it."""
    told = faults.catalogue()
    assert list(KINDS) == [one["name"] for one in told]
    assert all(one["summary"] and one["seen"] and one["examples"] for one in told)


@each
def test_explained(house: House, name: str) -> None:
    """Whatever a request that was hit has come to, its explanation names the layer, the fault and what to do."""
    kind = KINDS[name]
    body = next(one.body for one in kind.requests() if not kind.read(one.body).strikes_messages)
    sync_id = None
    if kind.read(body).strikes_initiations:
        assert 201 == house.http.post("/__mock/faults", json=body).status_code
        assert 202 == house.initiate(house.dataset()[0]).status_code
    else:
        sync_id = house.synced(house.dataset()[0])
        body = {**body, "operation": "get-sync-by-id", "after": 0}
        assert 201 == house.http.post("/__mock/faults", json=body).status_code
        with suppress(ConnectionResetError):
            house.http.get(f"{house.company}/syncs/{sync_id}/status")
    told = house.http.get("/__mock/explain/last").json()
    assert ("provoked", name) == (told["layer"], told["rule"]["name"])
    assert kind.read(body).sees() in told["rule"]["text"]
    house.http.delete("/__mock/faults")
    gone = house.http.get("/__mock/explain/last").json()
    assert f"{kind.summary()} {kind.seen}" == gone["rule"]["text"]
    assert "fault-1" in told["why"] + told["rule"]["source"]
    assert told["next"]["text"].startswith(kind.advice)
    assert "/__mock/faults/fault-1" in told["next"]["curl"]
    assert sync_id == (told["sync"] and told["sync"]["syncId"])


@pytest.mark.parametrize(
    "body", [example.body for kind in KINDS.values() for example in kind.requests()], ids=str
)
def test_examples_work(house: House, body: dict[str, Any]) -> None:
    """What is shown can be asked for, is listed as it stands, and hits what it is for: a request, or a message."""
    house.mock.tenant.deliveries.directory.add("http://127.0.0.1:9/")
    dataset, _ = house.dataset()
    made = house.http.post("/__mock/faults", json=body)
    assert 201 == made.status_code, made.text
    assert {"faults": [made.json()]} == house.http.get("/__mock/faults").json()
    assert body.items() <= made.json().items()
    operation = body.get("operation", KINDS[body["fault"]].usual_operation)
    assert operation == "*" or operation in declared()
    for _ in range(4):
        try:
            house.synced(dataset)
            sync = house.http.get(f"{house.company}/syncs/latest/status").json()["syncId"]
            house.http.get(f"{house.company}/syncs/{sync}/status")
            house.http.get(f"{house.company}/syncs/{sync}/transactions")
        except (ConnectionResetError, ValueError, KeyError):
            continue  # It has struck.
    (fault,) = house.http.get("/__mock/faults").json()["faults"]
    assert fault["hits"] >= 1
    if KINDS[body["fault"]].read(body).strikes_messages:
        messages = [*house.mock.tenant.deliveries.messages.values()]
        spoils = [message.spoil for message in messages if message.spoil is not None]
        assert [(fault["id"], body["do"])] == [(spoil.fault, spoil.what) for spoil in spoils]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose files are faults as well."""
    with folder_of_faults(tmp_path) as folder:
        yield folder


def test_a_new_file(folder: Path, make_house: MakeHouse) -> None:
    """A file is all that it takes: contract, schema, catalogue and control calls know the fault, and it acts."""
    (folder / "shouting.py").write_text(TEMPORARY, "utf-8")
    document = next(read() for name, read, _ in DOCUMENTS if name == "control.yaml")
    schema = document["components"]["schemas"]["ShoutingFault"]
    assert {"type": "integer", "minimum": 1, "maximum": 9} == {
        name: value
        for name, value in schema["properties"]["timesLouder"].items()
        if name != "description"
    }
    assert "shouting" in {one["name"] for one in faults.catalogue()}
    (attribute,) = faults.kinds()["shouting"].attributes()
    assert ("timesLouder", "integer", 1) == (attribute.name, attribute.type, attribute.default)
    house = make_house()
    rows = house.http.get("/__mock/catalogue", params={"value": "shouting"}).json()["rows"]
    assert [("fault", "Loud")] == [(row["provokes"]["kind"], row["title"]) for row in rows]
    made = house.fault("shouting", "list-companies", timesLouder=2)
    assert (2, "shouting") == (made["timesLouder"], made["fault"])
    answer = house.http.get("/companies")
    assert answer.text == answer.text.upper()
    wrong = house.http.post(
        "/__mock/faults", json={"fault": "shouting", "operation": "*", "timesLouder": 10}
    )
    assert "The field timesLouder must be between 1 and 9." in wrong.json()["detail"]


def test_a_file_without_a_fault(folder: Path) -> None:
    """A file that has none is named."""
    (folder / "empty.py").write_text('"""Nothing."""\n', "utf-8")
    with pytest.raises(LookupError, match=r"empty\.py has 0 faults"):
        faults.kinds()
