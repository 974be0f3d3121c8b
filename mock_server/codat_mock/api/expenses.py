"""Datasets of expense transactions."""

from codat_mock.api.calls import Answer, Call
from codat_mock.core.ids import keys, text


def create_expense_dataset(call: Call) -> Answer:
    """Keep the transactions as a dataset."""
    transactions = keys([item["id"] for item in call.body["items"]])
    dataset = call.tenant.create_dataset(call.key("companyId"), transactions, call.raw)
    return Answer(200, {"datasetId": text(dataset.id)})


create_expense_transaction = create_expense_dataset
"""The documentation's path for the same thing."""


def update_expense_dataset(call: Call) -> Answer:
    """Change the record of a completed transaction, by a sync of its own."""
    company, transaction = call.key("companyId"), call.key("transactionId")
    sync = call.tenant.update(company, transaction, call.body, call.raw, call.now, call.preferred)
    return Answer(202, {"syncId": sync.text})
