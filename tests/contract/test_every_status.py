"""Every operation of the contract gives every status that it declares, and each answer fits the contract."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from codat_contract import CONTRACT, contract
from codat_mock.contract.operations import Operation, Shape, operations
from contract.reaching import OTHER_WAYS, WAYS, Scene
from house import House

Record: TypeAlias = Callable[[str, object], None]

OPERATIONS = {
    operation.id: operation for operation in operations(contract(), Shape.CODAT, CONTRACT)
}
DECLARED = [
    (id_, status) for id_, operation in OPERATIONS.items() for status in sorted(operation.answers)
]


def test_every_way_is_used() -> None:
    """There is no way to a status that nobody declares."""
    assert set(WAYS) == {status for _, status in DECLARED}
    assert set(OTHER_WAYS) <= set(DECLARED)


@pytest.mark.parametrize(("id_", "status"), DECLARED)
def test_status_is_reached(id_: str, status: int, house: House, record_property: Record) -> None:
    """The status comes, with a body of its schema and the headers that it declares."""
    operation: Operation = OPERATIONS[id_]
    scene = Scene.of(house)
    answer = OTHER_WAYS.get((id_, status), WAYS[status])(scene, operation)
    assert status == answer.status_code, answer.text
    schema = operation.answers[status]
    if schema is None:
        assert b"" == answer.content
    else:
        assert [] == [error.message for error in schema.errors(answer.json())]
    limits = {"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"}
    assert limits <= {name.title() for name in answer.headers}
    assert (status == 429) == ("retry-after" in answer.headers)
    record_property("reached", (id_, status))
