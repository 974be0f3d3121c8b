"""Which function serves an operation? The one of its name in the module of its tag; there is no list to keep."""

from collections.abc import Iterable, Mapping
from importlib import import_module

from codat_mock.api.calls import Handler
from codat_mock.contract.operations import Operation


def handlers(operations: Iterable[Operation]) -> Mapping[str, Handler]:
    """The handler of each operation, by operationId.

    Raises:
        LookupError: One is missing; the message names the module and the function.
    """
    return {operation.id: _handler(operation) for operation in operations}


def _handler(operation: Operation) -> Handler:
    module, name = f"codat_mock.api.{operation.tag.lower()}", operation.id.replace("-", "_")
    try:
        handler: Handler = getattr(import_module(module), name)
    except (ModuleNotFoundError, AttributeError) as missing:
        message = (
            f"operation {operation.id} has no handler: write a function {name}(call) in {module}"
        )
        raise LookupError(message) from missing
    return handler
