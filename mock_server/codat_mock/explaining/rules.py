"""Which rule does a refusal name, where is that documented, and what comes next? The rows of `x-errors`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from codat_contract import CONTRACT, CONTROL, BrokenDocument, Document, contract, control
from codat_mock.core.errors import Refused

LAYERS = (
    *("authentication", "route", "schema", "rule", "state"),
    *("rate-limit", "provoked", "mock"),
)
"""Where a request can be refused."""

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Why refusals of a row are made, in one layer.

    Attributes:
        layer: Who refuses.
        text: The rule that was broken.
        source: Where it is documented, or that it is an inference.
        next: What to do; places in braces are filled.
        call: The call that helps, such as `GET /companies`; places are filled here, too.
    """

    layer: str
    text: str
    source: str
    next: str
    call: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `x-errors`, without its words.

    Attributes:
        name: Its name.
        status: Its HTTP status.
        rule: Why its refusals are made.
        otherwise: The same for those that another layer makes, by layer.
    """

    name: str
    status: int
    rule: Rule
    otherwise: Mapping[str, Rule]

    def rule_of(self, refused: Refused | None) -> Rule:
        """Why this refusal is made; of what was provoked, why it is made otherwise."""
        layer = self.rule.layer if refused is None else refused.layer
        return self.otherwise.get(layer or "", self.rule)


def row_of(refused: Refused | None, status: int, *, of_control: bool) -> Row:
    """The row of a refusal, or of its status, when nothing more is known of it."""
    rows = _control() if of_control else _contract()
    if refused is not None and refused.row in rows:
        return rows[refused.row]
    same = (row for row in rows.values() if row.status == status)
    return next(same, rows["internal-error"])


@cache
def _contract() -> Mapping[str, Row]:
    return rows(contract, CONTRACT)


@cache
def _control() -> Mapping[str, Row]:
    return rows(control, CONTROL)


def rows(document: Callable[[], Document], name: str) -> Mapping[str, Row]:
    """The rows of a document, by name.

    Raises:
        BrokenDocument: A row lacks what every row has.
    """
    found = {}
    row = ""
    try:
        for row, node in document()["x-errors"].items():
            others = {
                layer: _rule(layer, other) for layer, other in node.get("otherwise", {}).items()
            }
            found[row] = Row(row, node["status"], _rule(node["layer"], node), others)
    except (AttributeError, KeyError, TypeError) as wrong:
        raise BrokenDocument(name, f"x-errors.{row}", wrong) from wrong
    return MappingProxyType(found)


def _rule(layer: str, node: Document) -> Rule:
    return Rule(layer, node["rule"], node["source"], node["next"], node.get("call"))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A sentence of a rule with its places filled; one that nobody can fill keeps its name."""
    return _PLACE.sub(lambda found: facts.get(found[1], found[1]), text)


def places(text: str) -> set[str]:
    """The names of the places in a sentence of a rule, or in a call of it."""
    return set(_PLACE.findall(text))


def places_in_path(template: str, path: str) -> dict[str, str]:
    """What stands in the places of a path, by the template of its operation."""
    pairs = zip(template.split("/"), path.split("/"), strict=False)
    return {name[1:-1]: value for name, value in pairs if name.startswith("{") and value}


@cache
def templates() -> Mapping[str, str]:
    """The path of each operation of both documents, by operationId."""
    found = {}
    for document in (contract(), control()):
        base = document["servers"][0]["url"]
        base = base if base.startswith("/") else ""
        for template, item in document["paths"].items():
            for node in item.values():
                if isinstance(node, dict) and "operationId" in node:
                    found[node["operationId"]] = base + template
    return MappingProxyType(found)
