"""Receipts."""

from codat_mock.api.calls import Answer, Call
from codat_mock.core.ids import text


def upload_attachment(call: Call) -> Answer:
    """Write a receipt to a transaction's record."""
    company, transaction = call.key("companyId"), call.key("transactionId")
    sync = call.tenant.sync(company, call.key("syncId"))
    assert call.upload is not None  # noqa: S101 the contract requires it
    attachment = call.tenant.attach(sync, transaction, call.upload.name, call.upload.size, call.now)
    return Answer(
        200,
        {"companyId": text(company), "id": attachment.id, "transactionId": text(transaction)},
    )
