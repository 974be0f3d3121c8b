"""What the tables of the documents say, the code says too, and neither says more."""

import inspect
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from string import Formatter
from typing import Any, get_type_hints

import pytest

from codat_contract import (
    PLATFORMS,
    SYNC_CODES,
    TRANSACTION_STATUSES,
    Document,
    IntegrationType,
    SyncCode,
    TransactionStatus,
    contract,
    control,
)
from codat_mock.api.calls import Answer
from codat_mock.api.handlers import handlers
from codat_mock.app import build
from codat_mock.contract.operations import Operation
from codat_mock.core.clock import ClockMode
from codat_mock.core.errors import Refused
from codat_mock.core.timeline import Happening
from codat_mock.settings import Settings
from contract.documents import DOCUMENTS

OPERATIONS = build(Settings(seed=1)).exchange.router.operations

ENUMERATIONS: Mapping[tuple[str, str], list[Any]] = {
    ("contract", "SyncStatusCode"): [*SYNC_CODES],
    ("control", "SyncCodeNumber"): [*SYNC_CODES],
    ("contract", "TransactionStatus"): [*TransactionStatus],
    ("control", "TransactionStatus"): [*TransactionStatus],
    ("control", "IntegrationType"): [*IntegrationType],
    ("control", "ClockMode"): [*ClockMode],
}
"""By document and schema, what the code has."""

NOT_RAISED = {
    "payment-required": "the mock has no plan of the account that could run out",
    "too-many-requests": "limits are off",
    "maintenance": "the mock is never in maintenance by itself",
}
"""Rows of `x-errors` without a class, each with the reason why."""

EVERYWHERE = {401, 405, 500}
WITH_BODY = {400, 413, 415}
"""What every operation, and every one that reads a body, may be answered."""

ACTORS = {"nobody", "you", "customer", "codat"}
STAGES = {"before", "map", "push", "end"}
PLACES = {"ids", "message", "correlationId"}

each_code = pytest.mark.parametrize("code", SYNC_CODES.values(), ids=str)
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)


@pytest.mark.parametrize(("name", "schema"), ENUMERATIONS)
def test_enumeration(name: str, schema: str) -> None:
    """The document lists exactly what the code has, in its order."""
    document = DOCUMENTS[name]()
    assert ENUMERATIONS[name, schema] == document["components"]["schemas"][schema]["enum"]


def test_effects() -> None:
    """Whatever can happen to a sync can be told as an effect of an advance."""
    effect = control()["components"]["schemas"]["Effect"]["properties"]["effect"]
    assert [happening.value for happening in Happening] == effect["enum"]


def test_every_spelling_is_read() -> None:
    """Each spelling of an integration type is one of the two things, and each of the two has two spellings."""
    spellings = contract()["components"]["schemas"]["IntegrationType"]["enum"]
    read = [IntegrationType.read(spelling) for spelling in spellings]
    assert dict.fromkeys(IntegrationType, 2) == {kind: read.count(kind) for kind in read}


@each_code
def test_code(code: SyncCode) -> None:
    """A row is of one piece."""
    assert code.unnamed in code.allows
    assert code.needs is None or code.needs in code.allows
    assert code.stage in STAGES
    assert code.actor in ACTORS
    assert code.next_step.endswith(".")
    assert code.success <= code.terminal
    assert code.success == (code.stage == "end")
    assert code.terminal or code.allows == {TransactionStatus.PENDING}
    assert bool(code.error_message) == (code.terminal and not code.success)
    assert _places(code.error_message) <= PLACES


def test_rows_of_codes() -> None:
    """Every row has every column, but for those that not every code has."""
    rows = contract()["x-sync-codes"]
    columns = {column for row in rows for column in row}
    lacking = {column for column in columns if any(column not in row for row in rows)}
    assert {"needs", "errorMessage"} == lacking
    assert sorted(SYNC_CODES) == [row["number"] for row in rows]


def test_rows_of_statuses() -> None:
    """Every status has a row, and the code that it leads to allows it."""
    assert set(TransactionStatus) == TRANSACTION_STATUSES.keys()
    for status, row in TRANSACTION_STATUSES.items():
        if row.code is not None:
            code = SYNC_CODES[row.code]
            assert status in {code.unnamed, code.needs}


def test_rows_of_platforms() -> None:
    """A key has four lower-case letters, and extensions are upper case, as they are compared."""
    for key, platform in PLATFORMS.items():
        assert re.fullmatch("[a-z]{4}", key)
        rule = platform.attachments
        extensions = (rule and rule.extensions) or frozenset()
        assert {extension.upper() for extension in extensions} == extensions


@each_operation
def test_handler(operation: Operation) -> None:
    """Each operation is served by the function of its name."""
    (served,) = handlers([operation]).values()
    assert operation.id.replace("-", "_") in {served.__name__, *_names_of(served)}


def test_every_handler_serves() -> None:
    """What looks like a handler belongs to an operation."""
    names = {operation.id.replace("-", "_") for operation in OPERATIONS}
    modules = {operation.tag.lower() for operation in OPERATIONS}
    found = {
        name
        for module in modules
        for name, function in inspect.getmembers(import_module(f"codat_mock.api.{module}"))
        if inspect.isfunction(function) and not name.startswith("_") and _is_handler(function)
    }
    assert names == found


@each_operation
def test_refusals_are_declared(operation: Operation) -> None:
    """An operation declares what may be answered to it: what it takes in tells."""
    expected = EVERYWHERE - ({401} if operation.id == "get-health" else set())
    expected |= WITH_BODY if operation.body else set()
    expected |= {400} if operation.query else set()
    expected |= {404} if operation.path else set()
    assert set() == expected - operation.answers.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_of_refusals(name: str) -> None:
    """An example of a refusal says what its row says, and stands where its status belongs."""
    document = DOCUMENTS[name]()
    answered = _answered_with(document)
    for response, node in document["components"]["responses"].items():
        for media in node["content"].values():
            for example in media["examples"].values():
                value = example["value"]
                if "correlationId" in value or "detail" in value:
                    assert value.get("statusCode", value.get("status")) in answered[response]
                    assert any(_agree(row, value) for row in document["x-errors"].items())


def test_every_refusal_has_a_row() -> None:
    """Each class of errors names a row of a document."""
    rows = {row for document in DOCUMENTS.values() for row in document()["x-errors"]}
    assert set() == {kind.row for kind in Refused.__subclasses__()} - rows


def test_every_row_has_a_refusal() -> None:
    """Each row is the words of a class of errors, or there is a reason why nothing raises it."""
    rows = {row for document in DOCUMENTS.values() for row in document()["x-errors"]}
    kinds = {kind.row for kind in Refused.__subclasses__()}
    assert NOT_RAISED.keys() == rows - kinds


def test_rows_of_refusals_are_answered() -> None:
    """The status of each row is one that an operation of its document declares."""
    for read in DOCUMENTS.values():
        declared = set().union(*_answered_with(read()).values())
        assert set() == {row["status"] for row in read()["x-errors"].values()} - declared


def _places(template: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(template) if place}


def _names_of(function: Any) -> Iterator[str]:
    """Its other names in its module."""
    module = import_module(function.__module__)
    return (name for name, value in vars(module).items() if value is function)


def _is_handler(function: Any) -> bool:
    return get_type_hints(function).get("return") is Answer


def _answered_with(document: Document) -> Mapping[str, set[int]]:
    """The statuses under which operations name each response."""
    found: dict[str, set[int]] = {}
    for item in document["paths"].values():
        for node in item.values():
            for status, answer in node["responses"].items() if isinstance(node, Mapping) else ():
                found.setdefault(answer.get("$ref", "").rpartition("/")[2], set()).add(int(status))
    return found


def _agree(row: tuple[str, Mapping[str, Any]], example: Mapping[str, Any]) -> bool:
    """Whether an example is what a row says, whatever stands in the row's places."""
    name, words = row
    if "type" in example:
        return (f"urn:codat-mock:{name}", words["title"], words["status"]) == (
            example["type"],
            example["title"],
            example["status"],
        )
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(words["error"]))
    return (
        words["status"] == example["statusCode"]
        and words["service"] == example["service"]
        and words.get("canBeRetried", "Unknown") == example["canBeRetried"]
        and re.fullmatch(pattern, example["error"]) is not None
    )
