"""How does a client hear that a sync has ended, without believing whoever says so?

    receiver = WebhookReceiver(secrets=["whsec_..."])    # mount receiver.wsgi or receiver.asgi
    with ExpenseSync(url, api_key, company_id, webhooks=receiver) as codat:
        report = codat.run(expenses)

To read: `reception` has the whole way of a message, from its headers to its answer.

    signature, authorization    who may say something
    message                     what is said
    mailbox, memory             for whom it is, and whether it is new
    wsgi, asgi, receiver        how it comes in, and how it gets to the flow
"""

from codat_client.webhooks.authorization import Authorization
from codat_client.webhooks.receiver import WebhookReceiver
from codat_client.webhooks.reply import Reply

__all__ = ["Authorization", "Reply", "WebhookReceiver"]
