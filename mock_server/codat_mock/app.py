"""How is the mock put together? The one place where documents, core, handlers and pages meet."""

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from codat_contract import CONTRACT, CONTROL, contract, control
from codat_mock import edge
from codat_mock.api.calls import Server
from codat_mock.api.errors import Refusals
from codat_mock.api.handlers import handlers
from codat_mock.contract.operations import Shape, operations
from codat_mock.contract.router import Router
from codat_mock.core.clock import ClockMode, VirtualClock
from codat_mock.core.ids import Ids
from codat_mock.core.tenant import Tenant
from codat_mock.lane.asgi import Application, Lane
from codat_mock.lane.exchange import Exchange, Witnessed
from codat_mock.lane.keyring import Keyring
from codat_mock.lane.later import Later
from codat_mock.lane.owner import Owner
from codat_mock.settings import Settings

DOCUMENTS = ((CONTRACT, contract, Shape.CODAT), (CONTROL, control, Shape.PROBLEM))
"""The documents that are served: file, reader, and how their refusals look."""


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock that is ready to serve.

    Attributes:
        application: The ASGI application.
        exchange: The same without ASGI.
        tenant: The default tenant.
        seed: What its ids are drawn from.
        owner: How other threads ask the one that owns the state.
    """

    application: Application
    exchange: Exchange
    tenant: Tenant
    seed: int
    owner: Owner


def build(settings: Settings, witness: Callable[[Witnessed], None] | None = None) -> Mock:
    """Put the mock together.

    Args:
        settings: What it starts with.
        witness: Is told of every exchange.

    Raises:
        BrokenDocument: A document cannot be used.
        LookupError: An operation of a document has no handler.
    """
    seed = edge.drawn_seed() if settings.seed is None else settings.seed
    tenant = new_tenant("default", settings, seed)
    keyring = Keyring(tenant)
    for key in settings.api_keys:
        keyring.add(key, tenant)
    found = [
        operation
        for name, document, shape in DOCUMENTS
        for operation in operations(document(), shape, name)
    ]
    exchange = Exchange(
        router=Router.of(found),
        handlers=handlers(found),
        refusals={shape: Refusals.of(document(), shape) for _, document, shape in DOCUMENTS},
        keyring=keyring,
        server=Server(own_version(), seed),
        strict=settings.strict,
        witness=witness,
    )
    # It would tell of every bad form on stderr; the answer and our own log do.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    owner = Owner()
    behind = Later(lambda: _stock(exchange, owner))
    lane = Lane(exchange, behind, owner, all_behind=settings.engine == "stock")
    return Mock(lane, exchange, tenant, seed, owner)


def new_tenant(name: str, settings: Settings, seed: int) -> Tenant:
    """A tenant as every tenant begins."""
    setting = settings.clock
    start = edge.wall_clock() if setting.at is None else setting.at
    rate = setting.rate if setting.mode is ClockMode.SCALED else 1.0
    clock = VirtualClock(edge.wall_clock, setting.mode, start, rate)
    return Tenant(
        name, clock, Ids(seed if name == "default" else f"{seed}/{name}"), settings.sync_time
    )


def own_version() -> str:
    """The version of this distribution."""
    try:
        return version("codat-mock")
    except PackageNotFoundError:
        return "0+checkout"


def _stock(exchange: Exchange, owner: Owner) -> Application:
    # connexion and Flask take a quarter of a second to import; who only calls the API never needs them.
    with warnings.catch_warnings():
        # What connexion imports is deprecated in newer Starlette; nobody who looks at a page can do anything about it.
        warnings.simplefilter("ignore")
        from codat_mock.site.pages import pages
        from codat_mock.stock.app import build as build_stock

    application: Application = build_stock(exchange, owner, pages(exchange.keyring.default, owner))
    return application
