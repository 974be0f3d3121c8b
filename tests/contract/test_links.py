"""Whoever follows a link of the contract, with what it takes from an answer, gets on."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import httpx
import pytest

from codat_contract import Document, contract
from codat_mock.contract.operations import Operation
from contract.documents import operations_in
from contract.reaching import OTHER_WAYS, WAYS, Scene
from contract.test_every_status import OPERATIONS
from house import House


class Link(NamedTuple):
    """A link, and where it stands."""

    source: str
    status: int
    name: str
    node: Document

    def __str__(self) -> str:
        return f"{self.source}-{self.name}"


def _links() -> Iterator[Link]:
    for _, _, node in operations_in(contract()):
        for status, answer in node["responses"].items():
            for name, link in answer.get("links", {}).items():
                yield Link(node["operationId"], int(status), name, link)


LINKS = list(_links())

TOO_EARLY = frozenset({"create-connection-UnlinkConnection"})
"""Links that lead on only when the customer has done something in between; until then the answer is a 400."""


@pytest.mark.parametrize("link", LINKS, ids=str)
def test_link_leads_on(link: Link, house: House) -> None:
    """The operation that the link names accepts what the link says."""
    scene = Scene.of(house)
    source, target = OPERATIONS[link.source], OPERATIONS[link.node["operationId"]]
    way = OTHER_WAYS.get((source.id, link.status), WAYS[link.status])
    answer = way(scene, source)
    scene.places |= {
        name: _value(expression, answer, source)
        for name, expression in link.node["parameters"].items()
    }
    path = target.template.format(**scene.places)
    if "requestBody" in link.node:
        body = _value(link.node["requestBody"], answer, source)
        followed = house.http.request(target.method, path, json=body)
    else:
        followed = scene.send(target)
    if str(link) in TOO_EARLY:
        assert 400 == followed.status_code
    else:
        assert followed.is_success, followed.text


def _value(expression: Any, answer: httpx.Response, source: Operation) -> Any:
    """What an expression of a link stands for; in lists and objects, of each in its place."""
    if isinstance(expression, Mapping):
        return {name: _value(child, answer, source) for name, child in expression.items()}
    if isinstance(expression, list):
        return [_value(child, answer, source) for child in expression]
    if expression.startswith("$response.body#/"):
        value = answer.json()
        for step in expression.removeprefix("$response.body#/").split("/"):
            value = value[int(step) if isinstance(value, list) else step]
        return value
    if expression.startswith("$request.path."):
        places = source.template.split("/")
        name = expression.removeprefix("$request.path.")
        return answer.request.url.path.split("/")[places.index(f"{{{name}}}")]
    return expression
