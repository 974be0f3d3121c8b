"""An enumeration that has grown."""

from dataclasses import dataclass
from typing import Any

import orjson

from codat_mock.faults.workings import Effect, Fault, Met, example, word

_ANYWHERE = frozenset({"syncStatus", "integrationType"})
_OF_TRANSACTIONS = "status"
"""Other things have a status too: connections, for one."""


@dataclass(frozen=True, slots=True)
class UnknownValues(Fault):
    """Answers values of enumerations that no contract knows.

    They stand in `syncStatus`, in `integrationType` and in the `status` of transactions; ids and codes stay.
    """

    seen = "The usual answer, with a word that it has never heard where it expects one of a few."
    advice = (
        "Take a word that is not known for one that says nothing: neither a success nor a failure."
    )
    examples = (
        example("A status of transactions from next year", operation="list-sync-transactions"),
    )

    value: str = word("The word.", default="SomethingNew")

    def act(self, met: Met) -> Effect:
        """Replace."""
        return Effect(change=self._changed)

    def _changed(self, status: int, body: bytes) -> bytes:
        return orjson.dumps(self._strange(orjson.loads(body))) if status < 300 else body

    def _strange(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._strange(child) for child in node]
        if not isinstance(node, dict):
            return node
        replaced = _ANYWHERE | ({_OF_TRANSACTIONS} if "transactionId" in node else set())
        return {
            name: self.value
            if name in replaced and isinstance(child, str)
            else self._strange(child)
            for name, child in node.items()
        }
