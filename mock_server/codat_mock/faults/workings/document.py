"""What does the control contract say of the faults? It is completed from their files."""

from collections.abc import Mapping
from typing import Any

from codat_contract import Document
from codat_contract import control as written
from codat_mock.faults.workings.fault import Attribute, Fault
from codat_mock.faults.workings.kinds import kinds

_SCHEMAS = "#/components/schemas/"
_ENVELOPE = {
    "operation": {"$ref": f"{_SCHEMAS}FaultOperation"},
    "companyId": {"$ref": f"{_SCHEMAS}FaultCompany"},
    "times": {"$ref": f"{_SCHEMAS}FaultTimes"},
    "after": {"$ref": f"{_SCHEMAS}FaultAfter"},
}
"""What every request for a fault may say beside the fault's own fields."""


def control() -> Document:
    """The contract of the mock's own API, with every fault that there is."""
    return completed(written())


def completed(document: Document) -> Document:
    """The control contract with every fault that there is; `document` stays as it is."""
    components, item = document["components"], document["paths"]["/faults"]
    body = item["post"]["requestBody"]
    media = {**body["content"]["application/json"], "examples": examples()}
    post = {**item["post"], "requestBody": {**body, "content": {"application/json": media}}}
    return {
        **document,
        "paths": {**document["paths"], "/faults": {**item, "post": post}},
        "components": {**components, "schemas": {**components["schemas"], **schemas()}},
    }


def examples() -> dict[str, Any]:
    """A request for each fault, and what it is for."""
    return {
        _camel(kind.name) + (str(number) if number > 1 else ""): {
            "summary": title,
            "value": dict(body),
        }
        for kind in kinds().values()
        for number, (title, body) in enumerate(kind.requests(), 1)
    }


def schemas() -> dict[str, Any]:
    """The schema of each fault, and that of a request for any of them."""
    found = kinds()
    references = {name: f"{_SCHEMAS}{_title(name)}" for name in found}
    return {
        "FaultRequest": {
            "oneOf": [{"$ref": reference} for reference in references.values()],
            "discriminator": {"propertyName": "fault", "mapping": references},
        },
        **{_title(name): _schema(kind) for name, kind in found.items()},
    }


def _schema(kind: type[Fault]) -> dict[str, Any]:
    attributes = kind.attributes()
    named = [] if kind.usual_operation else ["operation"]
    return {
        "type": "object",
        "description": f"{kind.summary()} {kind.seen}",
        "required": ["fault", *named, *(held.name for held in attributes if held.required)],
        "additionalProperties": False,
        "properties": {
            "fault": {"type": "string", "enum": [kind.name]},
            **{name: _enveloping(kind, name) for name in _ENVELOPE},
            **{held.name: _property(held) for held in attributes},
        },
    }


def _enveloping(kind: type[Fault], name: str) -> dict[str, Any]:
    said = kind.envelope.get(name)
    return {**_ENVELOPE[name], **({} if said is None else {"description": said})}


def _property(attribute: Attribute) -> Mapping[str, Any]:
    default = "" if attribute.default is None else f" `{attribute.default}` unless said."
    each = "; ".join(f"`{word}`: {means}" for word, means in attribute.meanings.items())
    meanings = f" {each}." if each else ""
    return {**attribute.schema, "description": attribute.help + default + meanings}


def _title(name: str) -> str:
    return f"{''.join(part.capitalize() for part in name.split('-'))}Fault"


def _camel(name: str) -> str:
    return name[:1] + "".join(part.capitalize() for part in name.split("-"))[1:]
