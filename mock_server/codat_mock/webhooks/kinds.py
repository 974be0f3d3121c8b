"""Which kinds of messages are sent, and which was meant by a name that is none of theirs?"""

from difflib import get_close_matches

from codat_contract import WEBHOOKS, WebhookService


def never_sent(name: str, service: WebhookService) -> str | None:
    """That a service never sends what is called `name`, and what was perhaps meant; None: it does send it."""
    kinds = [kind for kind in WEBHOOKS.values() if kind.service is service]
    if any(kind.spelled(name) for kind in kinds):
        return None
    known = {kind.name.casefold(): kind.name for kind in kinds}
    near = get_close_matches(name[:100].casefold(), known, n=1)
    meant = f"; did you mean {known[near[0]]}?" if near else ""
    other = next((kind for kind in WEBHOOKS.values() if kind.spelled(name)), None)
    if other is not None:
        meant = f" as {service}; an endpoint of style {other.service} is told of it"
    return f"{name[:100]} is never sent here{meant}"
