"""What is each key of a scenario for, and each kind of step, and what does a right one look like?

The schema says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import yaml

from codat_contract import Document

_SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a scenario, or of a step.

    Attributes:
        name: What stands before its colon.
        about: What it is for.
        example: One that is right, on one line.
    """

    name: str
    about: str
    example: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Those that there are.

    Attributes:
        scenario: What may stand in a scenario, by name.
        step: What may stand in a step, by name.
    """

    scenario: Mapping[str, Key]
    step: Mapping[str, Key]

    @classmethod
    def of(cls, control: Document) -> "Keys":
        """Read them from the control contract."""
        schemas = control["components"]["schemas"]
        return cls(_keys(schemas, "Scenario"), _keys(schemas, "Step"))

    def around(self, path: Sequence[str | int]) -> Key | None:
        """The kind of step, or else the key of the scenario, that a part belongs to."""
        match path:
            case ["steps", int(), str(kind), *_] if kind in self.step:
                return self.step[kind]
            case [str(name), *_]:
                return self.scenario.get(name)
        return None


def _keys(schemas: Mapping[str, Any], of: str) -> dict[str, Key]:
    return {
        name: _key(name, schema, schemas[schema["$ref"].removeprefix(_SCHEMAS)])
        if "$ref" in schema
        else _key(name, schema, schema)
        for name, schema in schemas[of]["properties"].items()
    }


def _key(name: str, schema: Mapping[str, Any], meant: Mapping[str, Any]) -> Key:
    both = {**meant, **schema}
    return Key(name, " ".join(both["description"].split()), written(name, both["examples"][0]))


def written(name: str, value: object) -> str:
    """A key and its value as YAML on one line."""
    text = yaml.safe_dump(
        {name: value}, default_flow_style=True, sort_keys=False, allow_unicode=True, width=inf
    )
    return text.strip()[1:-1]
