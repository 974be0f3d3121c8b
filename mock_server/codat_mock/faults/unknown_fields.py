"""An API that has grown."""

from dataclasses import dataclass
from typing import Any

import orjson

from codat_mock.faults.workings import Effect, Fault, Met, example

NEW = {
    "somethingNew": "No contract knows this field.",
    "moreThatIsNew": {"count": 1, "of": ["a", "b"]},
}
"""What every object has beside its own fields."""


@dataclass(frozen=True, slots=True)
class UnknownFields(Fault):
    """Adds fields to every object of a successful answer that no contract knows."""

    seen = "The usual answer, with `somethingNew`, a text, and `moreThatIsNew`, an object, in every object."
    advice = "Read the fields that are needed, and pass over the others."
    examples = (example("Every answer has more than it should", operation="*", times=None),)

    def act(self, met: Met) -> Effect:
        """Add."""
        return Effect(change=_grown)


def _grown(status: int, body: bytes) -> bytes:
    return orjson.dumps(_with_more(orjson.loads(body))) if status < 300 else body


def _with_more(node: Any) -> Any:
    if isinstance(node, dict):
        return {**{name: _with_more(child) for name, child in node.items()}, **NEW}
    return [_with_more(child) for child in node] if isinstance(node, list) else node
