"""What the tables of the documents say, the code says too, and neither says more."""

import inspect
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from string import Formatter
from typing import Any
from uuid import UUID

import pytest

from codat_contract import (
    CONTRACT,
    CONTROL,
    DATA_TYPES,
    PARTNER_EXPENSE,
    PLATFORMS,
    SYNC_CODES,
    TRANSACTION_STATUSES,
    Document,
    ExpenseType,
    IntegrationType,
    Platform,
    SyncCode,
    TaxRule,
    TransactionStatus,
    contract,
    control,
)
from codat_mock.api.calls import Answer, Steps
from codat_mock.api.handlers import handlers
from codat_mock.contract.operations import ANY_STATUS, KeyUse, Operation, Shape, operations
from codat_mock.core.clock import ClockMode
from codat_mock.core.connections import ConnectionStatus
from codat_mock.core.errors import Provoked, Refused
from codat_mock.core.timeline import Happening
from contract.documents import DOCUMENTS, operations_in

CONTRACTED = [*operations(contract(), Shape.CODAT, CONTRACT)]
OPERATIONS = [*CONTRACTED, *operations(control(), Shape.PROBLEM, CONTROL)]

ENUMERATIONS: Mapping[tuple[str, str], list[Any]] = {
    ("contract", "SyncStatusCode"): [*SYNC_CODES],
    ("control", "SyncCodeNumber"): [*SYNC_CODES],
    ("contract", "TransactionStatus"): [*TransactionStatus],
    ("control", "TransactionStatus"): [*TransactionStatus],
    ("control", "IntegrationType"): [*IntegrationType],
    ("control", "ClockMode"): [*ClockMode],
    ("contract", "ExpenseTransactionType"): [*ExpenseType],
    ("contract", "ConnectionStatus"): [*ConnectionStatus],
    ("control", "ConnectionStatus"): [*ConnectionStatus],
}
"""By document and schema, what the code has."""

NOT_RAISED = {
    "payment-required": "the mock has no plan of the account that could run out",
    "company-limit": "the mock has no plan of the account that could be too small",
    "free-plan": "the mock has no plan of the account that could be too small",
    "transfers-retired": "only the current API refuses them",
    "adjustments-retired": "only the current API refuses them",
    "maintenance": "the mock is never in maintenance by itself",
}
"""Rows of `x-errors` without a class, each with the reason why."""

EVERYWHERE = {401, 405, 500}
IN_CONTRACT = {402, 403, 429, 503}
WITH_BODY = {400, 413, 415}
WITH_KEY = {409, 422}
"""What may be answered to every operation, to one of the contract, to one that reads a body or an idempotency key."""

ACTORS = {"nobody", "you", "customer", "codat"}
STAGES = {"before", "map", "push", "end"}
PLACES = {"ids", "message", "correlationId"}

each_code = pytest.mark.parametrize("code", SYNC_CODES.values(), ids=str)
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
each_contracted = pytest.mark.parametrize("operation", CONTRACTED, ids=lambda one: one.id)
each_platform = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=lambda one: one.name)


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


@each_code
def test_what_is_synced_again_is_a_new_dataset(code: SyncCode) -> None:
    """A failed sync has used up its dataset: whoever may sync again is sent to a new one, or starts an empty sync."""
    failed = code.terminal and not code.success
    gone = code.number == 4040
    assert (failed and not gone) == ("in a new dataset" in code.next_step)
    assert "then sync again" not in code.next_step


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


@each_platform
def test_platform(platform: Platform) -> None:
    """A row is of one piece: nothing is said of a type that the platform does not take."""
    rule = platform.attachments
    extensions = (rule and rule.extensions) or frozenset()
    assert {extension.upper() for extension in extensions} == extensions
    types = set(platform.types)
    assert [type_ for type_ in ExpenseType if type_ in types] == list(platform.types)
    assert platform.contacts.keys() <= types
    assert set(platform.updates) <= types
    assert set((rule and rule.types) or ()) <= types
    assert platform.tax_rates is not TaxRule.NONE or platform.no_tax_rate is None
    assert platform.currencies is not None or not platform.rate_required


def test_rows_of_platforms() -> None:
    """Every row has every column, and what Codat calls a platform is the name of no other."""
    rows = contract()["x-platforms"]
    assert [set(rows[0])] * len(rows) == [set(row) for row in rows]
    rules = [row["attachments"] for row in rows if row["attachments"]]
    assert [set(rules[0])] * len(rules) == [set(rule) for rule in rules]
    sources = [*PLATFORMS.values(), PARTNER_EXPENSE]
    assert all(re.fullmatch("[a-z]{4}", source.key) for source in sources)
    assert all(str(UUID(source.integration_id)) == source.integration_id for source in sources)
    for column in ("key", "name", "integration_id"):
        assert len(sources) == len({getattr(source, column) for source in sources})


def test_names_in_tables() -> None:
    """A kind of source and a type of data are of those that the schemas list; each type of data is there once."""
    schemas = contract()["components"]["schemas"]
    assert PARTNER_EXPENSE.source_type in schemas["Connection"]["properties"]["sourceType"]["enum"]
    assert set(DATA_TYPES) <= set(schemas["DataStatus"]["properties"]["dataType"]["enum"])
    assert len(DATA_TYPES) == len(set(DATA_TYPES))


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
    expected = EVERYWHERE - ({401} if operation.key is KeyUse.NONE else set())
    expected |= IN_CONTRACT if operation in CONTRACTED else set()
    keyed = operation in CONTRACTED and operation.method in {"POST", "PATCH"}
    expected |= WITH_KEY if keyed else set()
    expected |= WITH_BODY if operation.body else set()
    expected -= {415} if operation.body and operation.body.anything else set()
    expected |= {400} if operation.query else set()
    expected |= {404} if operation.path else set()
    assert set() == expected - operation.answers.keys()


@each_contracted
def test_nothing_else_is_declared(operation: Operation) -> None:
    """An operation declares one success, and no refusal that cannot be answered to it."""
    (success,) = operation.answers.keys() - EVERYWHERE - IN_CONTRACT - WITH_BODY - WITH_KEY - {404}
    assert 200 <= success < 300
    assert operation.body or operation.answers.keys().isdisjoint({413, 415})


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
    """Each class of errors names a row of a document; only what is provoked names its row itself."""
    rows = {row for document in DOCUMENTS.values() for row in document()["x-errors"]}
    assert {Provoked.row} == {kind.row for kind in Refused.__subclasses__()} - rows


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


def test_every_row_is_shown() -> None:
    """Each refusal of the contract is an example of the answers that have its status."""
    shown = [
        example["value"]
        for node in contract()["components"]["responses"].values()
        for media in node["content"].values()
        for example in media["examples"].values()
    ]
    assert [] == [
        name
        for name, row in contract()["x-errors"].items()
        if not any(_agree((name, row), value) for value in shown)
    ]


def _places(template: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(template) if place}


def _names_of(function: Any) -> Iterator[str]:
    """Its other names in its module."""
    module = import_module(function.__module__)
    return (name for name, value in vars(module).items() if value is function)


def _is_handler(function: Any) -> bool:
    return function.__annotations__.get("return") in (Answer, Steps)


def _answered_with(document: Document) -> Mapping[str, set[int]]:
    """The statuses under which operations name each response."""
    found: dict[str, set[int]] = {}
    for _, _, node in operations_in(document):
        for status, answer in node["responses"].items():
            if status != ANY_STATUS:
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
        and words.get("validation") in (None, (example["validation"] or {}).get("errors"))
        and re.fullmatch(pattern, example["error"]) is not None
    )
