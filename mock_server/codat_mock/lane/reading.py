"""What does the contract make of a request? Parameters and body, checked, or the refusal that names the place."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import orjson
from jsonschema_rs import ValidationError

from codat_mock.api.calls import Call, Upload
from codat_mock.contract.operations import Operation, Parameter, RequestBody, Shape
from codat_mock.contract.repair import repaired
from codat_mock.contract.schemas import Schema
from codat_mock.contract.sentences import (
    Place,
    codat_place,
    faults,
    pointer_place,
    unknown_fields,
)
from codat_mock.core.errors import (
    Fault,
    Invalid,
    MalformedQuery,
    NotValid,
    Refused,
    WrongMediaType,
    summed,
)
from codat_mock.lane.forms import uploaded
from codat_mock.lane.requests import Request

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_LARGE = 2_048
"""From how many bytes on a body is read in one step, if it can be: of a small one nobody would feel it."""

_SHORT = 256
"""As long as a query may be that is remembered, in bytes."""

_NAMED = 3
"""How many unknown fields the log names."""

_REFUSALS = {kind.row: kind for kind in Refused.__subclasses__()}


def path_of(operation: Operation, given: Sequence[str]) -> dict[str, str]:
    """The parameters in the path, from what stands in their places.

    Raises:
        NoCompany: What stands in the path's first place names no company.
        NotFound: What stands in another place names nothing.
    """
    values = {}
    for index, parameter in enumerate(operation.path):
        value = given[index]
        if not parameter.schema.fits(value):
            why = f"{value[:80]!r} is no {parameter.name}: it has another form."
            raise _REFUSALS[parameter.absent](why, {parameter.name: value})
        values[parameter.name] = value
    return values


def query_of(operation: Operation, query: bytes) -> Mapping[str, Any]:
    """The parameters in the query, with defaults for those that are not there; unknown ones are passed over.

    Raises:
        MalformedQuery: One does not fit its schema, or stands there twice.
    """
    return (_known_query if len(query) <= _SHORT else _query)(operation, query)


def _query(operation: Operation, query: bytes) -> Mapping[str, Any]:
    given: dict[str, list[str]] = {}
    if query:
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
            given.setdefault(name, []).append(value)
    values = {}
    problems: list[Fault] = []
    for parameter in operation.query:
        values[parameter.name] = _parameter(parameter, given.get(parameter.name, []), problems)
    if problems:
        raise MalformedQuery(problems[0].message, faults=tuple(problems))
    return values


_known_query = lru_cache(maxsize=1_024)(_query)
"""Who lists something asks for pages of the same size again and again."""


def _parameter(parameter: Parameter, given: list[str], problems: list[Fault]) -> Any:
    if not given:
        if parameter.required:
            message = f"The parameter {parameter.name} is required."
            problems.append(Fault(parameter.name, message, expected="a value", got="nothing"))
        return parameter.default
    if len(given) > 1:
        message = f"The parameter {parameter.name} stands there {len(given)} times."
        problems.append(
            Fault(parameter.name, message, expected="it once", got=f"it {len(given)} times")
        )
        return None
    value: str | int = given[0]
    if parameter.integer:
        if not _INTEGER.fullmatch(given[0]):
            message = f"The field {parameter.name} must be a whole number; got {given[0][:60]!r}."
            got = f"{given[0][:60]!r}"
            problems.append(Fault(parameter.name, message, expected="a whole number", got=got))
            return None
        value = int(given[0])
    if not parameter.schema.fits(value):
        first, *_ = faults(
            parameter.schema.errors(value), parameter.schema, lambda _: parameter.name
        )
        message = first.message.replace("field body", f"field {parameter.name}")
        problems.append(Fault(parameter.name, message, expected=first.expected, got=first.got))
    return value


def media_schema(body: RequestBody, request: Request) -> Schema:
    """The schema for the media type of the request.

    Raises:
        WrongMediaType: The operation does not read that.
    """
    schema = body.media_types.get(request.media_type or "")
    if schema is not None and request.encoding is None:
        return schema
    expected = " or ".join(body.media_types)
    if request.encoding not in (None, b"", b"identity"):
        got = f"with Content-Encoding {request.encoding.decode('latin-1')[:40]}"
        raise WrongMediaType(
            f"The body is compressed; send {expected} as it is.", {"got": got, "expected": expected}
        )
    if schema is None:
        got = (request.media_type or "(none)")[:80]
        raise WrongMediaType(
            f"The Content-Type is {got}; this operation reads {expected}.",
            {"got": got, "expected": expected},
        )
    return schema


def read_body(call: Call, operation: Operation, body: RequestBody, request: Request) -> None:
    """Read the body of a request into `call`; one that is not there is none, whatever its media type.

    Raises:
        NotValid: It is missing, or cannot be read.
        WrongMediaType: The operation does not read that.
        Invalid: It does not fit the contract.
    """
    if body.anything:
        call.raw = request.body
        return
    if not request.body and not body.required:
        return
    if not request.body:
        raise NotValid(f"There is no body; send {' or '.join(body.media_types)}.")
    schema = media_schema(body, request)
    if body.multipart:
        call.upload = file_of(request, strict=call.strict)
    elif (
        body.bulk
        and len(request.body) >= _LARGE
        and (record := schema.record(request.body)) is not None
    ):
        call.body, call.raw = record, request.body
    else:
        read_json(call, operation, schema, request.body)


def read_json(call: Call, operation: Operation, schema: Schema, raw: bytes) -> None:
    """Read a body as JSON into `call`; what may be put right is put right, unless it is strict.

    Raises:
        NotValid: It is not JSON, or the body of another generation's operation.
        Invalid: It does not fit the schema; on a strict call, it has fields that the schema does not know.
    """
    try:
        call.body, call.raw = orjson.loads(raw), raw
    except orjson.JSONDecodeError as broken:
        raise NotValid(f"The body is not JSON: {broken}.") from None
    # Nearly every body has no surprises: then this is the one look at it.
    if schema.knows(call.body):
        return
    if not schema.fits(call.body):
        _put_right(call, operation, schema)
    note_unknown_fields(call, operation, schema)


def note_unknown_fields(call: Call, operation: Operation, schema: Schema) -> None:
    """Have the log name the fields of a body that `schema`, which it fits, does not name.

    Raises:
        Invalid: There are some, and the call is strict.
    """
    strangers = schema.strangers(call.body)
    if not strangers:
        return
    found = unknown_fields(strangers, _place(operation))
    if call.strict:
        raise Invalid(summed(found), faults=found)
    named = ", ".join(fault.place[:60] for fault in found[:_NAMED])
    more = f" and {len(strangers) - _NAMED} more" if len(strangers) > _NAMED else ""
    call.tenant.remarks.append(f"unknown field{'s' if len(strangers) > 1 else ''} {named}{more}")


def _put_right(call: Call, operation: Operation, schema: Schema) -> None:
    if operation.by_body == "object" and isinstance(call.body, list):
        raise NotValid(
            "An array here is the create call of the current API, which starts a sync by itself and is not served yet; "
            'send an object: {"items": [...]}.'
        )
    speaking = schema.of(call.body)
    errors = _errors(speaking, call.body)
    if not call.strict and repaired(call.body, errors):
        speaking = schema.of(call.body)  # its name may be what was put right
        errors = _errors(speaking, call.body)
        if not errors:
            call.raw = _written(call.body)
            return
    found = faults(errors, speaking, _place(operation))
    raise Invalid(summed(found), faults=found)


def _errors(schema: Schema, body: Any) -> list[ValidationError]:
    try:
        return schema.errors(body)
    except ValueError:
        # Whether a body fits is told at any depth, but what is wrong with it only down to the 255th level.
        message = "The body does not fit, and is nested too deeply to say where; write it flatter."
        raise NotValid(message) from None


def _written(body: Any) -> bytes:
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        # It goes 254 deep; what is read goes deeper.
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _place(operation: Operation) -> Place:
    return codat_place if operation.shape is Shape.CODAT else pointer_place


def file_of(request: Request, *, strict: bool) -> Upload:
    """The file of a form.

    Raises:
        NotValid: The body is no form.
        Invalid: There is no file in it, or more than one.
    """
    return uploaded(request.body, request.content_type, strict=strict)
