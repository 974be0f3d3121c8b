"""How is the mock put together? The one place where documents, core, handlers and pages meet."""

import logging
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import orjson

from codat_contract import CONTRACT, CONTROL, Document, contract
from codat_mock import books, edge
from codat_mock.api import seeding
from codat_mock.api.calls import Dialect, NewTenant, Server
from codat_mock.api.errors import Refusals
from codat_mock.api.handlers import handlers
from codat_mock.contract.operations import Operation, Shape, operations
from codat_mock.contract.router import Router
from codat_mock.contract.schemas import Schemas
from codat_mock.core.clock import ClockMode, VirtualClock
from codat_mock.core.companies import References
from codat_mock.core.deciding import World
from codat_mock.core.directory import Telling
from codat_mock.core.ids import Ids, Key, key
from codat_mock.core.journal import Witnessed
from codat_mock.core.limits import Guard
from codat_mock.core.messages import Posted
from codat_mock.core.moments import Moment
from codat_mock.core.register import READY_COMPANY
from codat_mock.core.tenant import Tenant
from codat_mock.faults import Fault, control, kinds
from codat_mock.lane.asgi import Lane
from codat_mock.lane.exchange import Exchange, Onlookers
from codat_mock.lane.keyring import Keyring, authorization
from codat_mock.lane.later import Later
from codat_mock.lane.opening import Ways
from codat_mock.lane.owner import Owner
from codat_mock.lane.receiving import Application
from codat_mock.lane.waiting import Watch
from codat_mock.settings import API_KEY, ClockSetting, Settings
from codat_mock.telling import told
from codat_mock.webhooks.carrying import Carry, over_http
from codat_mock.webhooks.courier import Courier

if TYPE_CHECKING:
    from codat_mock.scenes.checking import Checker

_READY = key(READY_COMPANY)

DOCUMENTS = ((CONTRACT, contract, Shape.CODAT), (CONTROL, control, Shape.PROBLEM))
"""The documents that are served: file, reader, and how their refusals look."""


def documents() -> Mapping[str, Document]:
    """What is served, by file: whoever shows it to people shows what calls are held to."""
    return {name: document() for name, document, _ in DOCUMENTS}


@cache
def _operations(_: tuple[type[Fault], ...]) -> tuple[Operation, ...]:
    """The operations of all documents: values, which every mock of this process shares while there are these faults."""
    return tuple(
        operation
        for name, document, shape in DOCUMENTS
        for operation in operations(document(), shape, name)
    )


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock that is ready to serve.

    Attributes:
        application: The ASGI application.
        exchange: The same without ASGI.
        tenant: The default tenant.
        seed: What its ids are drawn from.
        owner: How other threads ask the one that owns the state.
        watch: Looks after calls that wait, and after messages.
    """

    application: Application
    exchange: Exchange
    tenant: Tenant
    seed: int
    owner: Owner
    watch: Watch

    def undelivered(self) -> int:
        """How many webhooks are still to be delivered, of all tenants."""
        tenants = self.exchange.keyring.tenants()
        return sum(tenant.deliveries.schedule.unfinished() for tenant in tenants)


def build(
    settings: Settings,
    witness: Callable[[Witnessed], None] | None = None,
    wall: Callable[[], Moment] = edge.wall_clock,
    way: Callable[[], Carry] | None = None,
    posted: Callable[[Posted], None] | None = None,
) -> Mock:
    """Put the mock together.

    Args:
        settings: What it starts with.
        witness: Is told of every exchange.
        wall: Real time: what clocks follow, and what some limits count in.
        way: Makes the way that webhooks go to their receivers; None: over HTTP.
        posted: Is told of every attempt to deliver a webhook.

    Raises:
        BrokenDocument: A document cannot be used.
        LookupError: An operation of a document has no handler, or there is no such scenario.
        Unusable: There is something wrong with the scenario.
        CannotTell: Nobody can be told of anything where the settings say.
    """
    seed = edge.drawn_seed() if settings.seed is None else settings.seed
    tenant = new_tenant("default", settings, seed, wall)
    if settings.scenario is not None:
        seeding.load(checker(tenant).opened(settings.scenario).document, tenant)
    keyring = Keyring(
        tenant,
        Ids(f"{seed}/keys"),
        lambda name, wanted: _made_tenant(name, wanted, settings, seed, wall),
    )
    for api_key in dict.fromkeys(settings.api_keys):
        keyring.add(api_key, tenant, first=True)
    found = _operations(tuple(kinds().values()))
    over = way or (lambda: over_http(public=settings.allow_public_webhooks))
    watch = Watch(lambda done: Courier(over, wall, done, posted))
    exchange = Exchange(
        router=Router.of(found),
        handlers=handlers(found),
        refusals={shape: Refusals.of(document(), shape) for _, document, shape in DOCUMENTS},
        keyring=keyring,
        server=Server(seed, own_version),
        ways=Ways(
            guard=Guard(wall),
            strict=settings.strict,
            dialect=None if settings.dialect == "auto" else Dialect(settings.dialect),
        ),
        onlookers=Onlookers(watch.changed, witness),
    )
    # It would tell of every bad form on stderr; the answer and our own log do.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    owner = Owner()
    # The built-in key is known to everybody; one that somebody has chosen is shown to nobody.
    known = authorization(API_KEY) if API_KEY in settings.api_keys else ""
    stock = settings.engine == "stock"
    behind = Later(lambda: _behind(exchange, owner, watch, known, stock=stock))
    lane = Lane(exchange, behind, owner, watch, all_behind=stock)
    return Mock(lane, exchange, tenant, seed, owner, watch)


def checker(tenant: Tenant) -> "Checker":
    """Reads scenarios for `tenant`, which stays as it is."""
    from codat_mock.scenes.checking import Checker
    from codat_mock.scenes.keys import Keys

    schema = Schemas(control()).compiled("#/components/schemas/Scenario")
    keys = Keys.of(control())
    return Checker(schema, keys, lambda scenario: seeding.seeded(scenario, tenant))


def new_tenant(
    name: str, settings: Settings, seed: int, wall: Callable[[], Moment] = edge.wall_clock
) -> Tenant:
    """A tenant as every tenant begins; the default one tells those whom the settings name.

    Raises:
        CannotTell: Nobody can be told there.
    """
    if name == "default":
        telling = told(settings, Ids(f"{seed}/telling"))
        return _tenant(name, settings, Ids(seed), wall, telling=telling)
    return _tenant(name, settings, Ids(f"{seed}/{name}"), wall)


def _made_tenant(
    name: str, wanted: NewTenant, settings: Settings, seed: int, wall: Callable[[], Moment]
) -> Tenant:
    """A tenant that somebody has asked for; what they leave open is as the server has it."""
    clock = settings.clock
    if wanted.mode is not None:
        clock = ClockSetting.of(wanted.mode, wanted.now, wanted.rate or 1.0)
    elif wanted.now is not None:
        clock = replace(clock, at=wanted.now)
    own = replace(
        settings,
        clock=clock,
        sync_time=settings.sync_time if wanted.sync_time is None else wanted.sync_time,
        limits=settings.limits if wanted.limits is None else wanted.limits,
    )
    source = Ids(f"{seed}/{name}" if wanted.seed is None else wanted.seed)
    return _tenant(name, own, source, wall, wanted.company or _READY)


def _tenant(
    name: str,
    settings: Settings,
    source: Ids,
    wall: Callable[[], Moment],
    company: Key = _READY,
    telling: Telling | None = None,
) -> Tenant:
    setting = settings.clock
    rate = setting.rate if setting.mode is ClockMode.SCALED else 1.0
    clock = VirtualClock(wall, setting.mode, setting.at, rate)
    references = References(settings.references) if settings.references else None
    world = World(books.load, source, settings.sync_time, orjson.loads)
    limited = settings.limits == "documented"
    return Tenant(
        name,
        clock,
        world,
        references=references,
        ready=company,
        limited=limited,
        telling=telling or Telling(anywhere=settings.allow_public_webhooks),
    )


def own_version() -> str:
    """The version of this distribution."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("codat-mock")
    except PackageNotFoundError:
        return "0+checkout"


def _behind(
    exchange: Exchange, owner: Owner, watch: Watch, known: str, *, stock: bool
) -> Application:
    """What answers whatever the lane does not: the pages, and with `stock` everything."""
    # Flask takes a while to import, and connexion longer; who only calls the API needs neither.
    from codat_mock.site.docs import docs
    from codat_mock.site.linking import Desk, linking
    from codat_mock.site.pages import pages

    keyring = exchange.keyring
    site = (
        pages(keyring.default, keyring.named, owner),
        linking(Desk(keyring.named, owner, exchange.pressed)),
        docs(documents(), keyring.default, known, owner),
    )
    if not stock:
        from codat_mock.site.hosting import hosted

        return hosted(site, exchange, owner)
    with warnings.catch_warnings():
        # What connexion imports is deprecated in newer Starlette; nobody who looks at a page can do anything about it.
        warnings.simplefilter("ignore")
        from codat_mock.stock.app import build as build_stock
    application: Application = build_stock(exchange, owner, watch, site)
    return application
