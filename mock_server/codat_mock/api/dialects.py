"""How is what has two spellings spelled to this client?

The documentation and the published enumeration of v1 disagree; official clients refuse what their generation does not
list, so each is told what it can read.
"""

from collections.abc import Collection, Mapping

from codat_contract import ExpenseType, IntegrationType
from codat_mock.api.calls import Call, Dialect

INTEGRATION_TYPES: Mapping[Dialect, Mapping[IntegrationType, str]] = {
    Dialect.DOCS: {IntegrationType.EXPENSE: "expense", IntegrationType.BANKFEEDS: "bankfeeds"},
    Dialect.SDK: {IntegrationType.EXPENSE: "expenses", IntegrationType.BANKFEEDS: "bankfeeds"},
}
"""By dialect."""

CURRENT_CLIENT = "codat-sdk/"
"""How the name of an official client of the current API begins."""

CURRENT_TYPES = (
    ExpenseType.PAYMENT,
    ExpenseType.REFUND,
    ExpenseType.REWARD,
    ExpenseType.CHARGEBACK,
)
"""The types that the current API has left; its Python client refuses mapping options that list another."""


def told_types(call: Call, types: Collection[ExpenseType]) -> list[ExpenseType]:
    """Those of `types` that the client can read."""
    current = call.dialect is Dialect.SDK and call.client.user_agent.startswith(CURRENT_CLIENT)
    return [type_ for type_ in types if not current or type_ in CURRENT_TYPES]
