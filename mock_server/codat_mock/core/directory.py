"""Which endpoints are there?"""

from typing import Any, NamedTuple

from codat_contract import WebhookService, sync_kinds
from codat_mock.core.endpoints import Endpoint, Secret
from codat_mock.core.errors import NoEndpoint, TooManyEndpoints
from codat_mock.core.ids import Ids, Key, text

MOST = 50
"""How many endpoints a service sends to."""


class Listener(NamedTuple):
    """An endpoint that is there from the beginning, whatever a tenant goes back to.

    Attributes:
        url: Where it listens.
        secret: What its messages are signed with.
        service: Who sends to it.
    """

    url: str
    secret: str
    service: WebhookService


class Telling(NamedTuple):
    """To whom a tenant tells what happens.

    Attributes:
        listeners: Who is told from the beginning.
        anywhere: Messages may go anywhere; else to this machine and private networks.
    """

    listeners: tuple[Listener, ...] = ()
    anywhere: bool = False


NOBODY = Telling()


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

        Raises:
            TooManyEndpoints: There are as many of the service as there can be.
        """
        if len(self.of(service)) >= MOST:
            raise TooManyEndpoints(
                f"There are {MOST} endpoints of style {service} already, and there can be no more; "
                "DELETE /__mock/webhooks/{webhookId} removes one."
            )
        id_, former, drawn = self._ids.draw(), self._ids.secret(), self._ids.secret()
        endpoint = Endpoint(
            id_,
            url,
            service,
            events or sync_kinds(service),
            [Secret(secret or drawn)],
            former,
            **more,
        )
        self.endpoints[id_] = endpoint
        return endpoint

    def of(self, service: WebhookService) -> list[Endpoint]:
        """Those to which a service sends."""
        return [endpoint for endpoint in self.endpoints.values() if endpoint.service is service]

    def endpoint(self, id_: Key, service: WebhookService | None = None) -> Endpoint:
        """The endpoint of this id.

        Raises:
            NoEndpoint: There is none, or another service sends to it.
        """
        endpoint = self.endpoints.get(id_)
        if endpoint is None or service not in (None, endpoint.service):
            raise NoEndpoint(
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
