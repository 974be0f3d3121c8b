"""What may stand in a scenario, as a JSON Schema that stands by itself: editors complete from it."""

from collections.abc import Mapping
from typing import Any

from codat_contract import Document

_SCHEMAS = "#/components/schemas/"
_NAME = "Scenario"


def schema(control: Document) -> dict[str, Any]:
    """The schema, with whatever its references lead to.

    Args:
        control: The control contract, which has it.
    """
    known = control["components"]["schemas"]
    reached: dict[str, Any] = {}
    _reach(known[_NAME], known, reached)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of codat-mock",
        **_moved(known[_NAME]),
        "$defs": {name: _moved(reached[name]) for name in sorted(reached)},
    }


def _reach(node: Any, known: Mapping[str, Any], reached: dict[str, Any]) -> None:
    if isinstance(node, Mapping):
        name = str(node.get("$ref", "")).removeprefix(_SCHEMAS)
        if name in known and name not in reached:
            reached[name] = known[name]
            _reach(known[name], known, reached)
    for child in (
        node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    ):
        _reach(child, known, reached)


def _moved(node: Any) -> Any:
    """The same, its references leading to `$defs`; what only OpenAPI has is left out."""
    if isinstance(node, list):
        return [_moved(child) for child in node]
    if not isinstance(node, Mapping):
        return node
    return {
        name: f"#/$defs/{child.removeprefix(_SCHEMAS)}"
        if name == "$ref" and isinstance(child, str)
        else _moved(child)
        for name, child in node.items()
        if name != "discriminator"
    }
