"""Which endpoints are there?"""

from typing import Any

from codat_contract import WEBHOOKS, WebhookService
from codat_mock.core.endpoints import Endpoint, Secret
from codat_mock.core.errors import NotFound
from codat_mock.core.ids import Ids, Key, text


class Directory:
    """The endpoints of a tenant.

    Attributes:
        endpoints: By id, in the order in which they were made.
    """

    __slots__ = ("_ids", "endpoints")

    def __init__(self, ids: Ids) -> None:
        """Begin without any; `ids` draws their ids and secrets."""
        self._ids = ids
        self.endpoints: dict[Key, Endpoint] = {}

    def add(
        self,
        url: str | None,
        secret: str | None = None,
        service: WebhookService = WebhookService.EVENTS,
        events: tuple[str, ...] = (),
        **more: Any,
    ) -> Endpoint:
        """Have `url` told of what happens from now on.

        Args:
            url: Where it listens.
            secret: What its messages are signed with; None: it is drawn.
            service: Who sends to it.
            events: What it asks for; none: all that this service tells of syncs.
            more: What else is so of it, as `Endpoint` has it.
        """
        id_, former, drawn = self._ids.draw(), self._ids.secret(), self._ids.secret()
        endpoint = Endpoint(
            id_, url, service, events or _syncs(service), [Secret(secret or drawn)], former, **more
        )
        self.endpoints[id_] = endpoint
        return endpoint

    def of(self, service: WebhookService) -> list[Endpoint]:
        """Those to which a service sends."""
        return [endpoint for endpoint in self.endpoints.values() if endpoint.service is service]

    def endpoint(self, id_: Key, service: WebhookService | None = None) -> Endpoint:
        """The endpoint of this id.

        Raises:
            NotFound: There is none, or another service sends to it.
        """
        endpoint = self.endpoints.get(id_)
        if endpoint is None or service not in (None, endpoint.service):
            raise NotFound(
                f"There is no endpoint {text(id_)}; GET /__mock/webhooks lists those that there are."
            )
        return endpoint

    def drawn_secret(self) -> str:
        """A new secret, which is nobody's yet."""
        return self._ids.secret()

    def remove(self, endpoint: Endpoint) -> None:
        """Forget an endpoint."""
        endpoint.removed = True
        self.endpoints.pop(endpoint.id, None)


def _syncs(service: WebhookService) -> tuple[str, ...]:
    return tuple(
        kind.name for kind in WEBHOOKS.values() if kind.service is service and kind.subject.of_sync
    )
