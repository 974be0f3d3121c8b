"""What does a handler get, and what does it give back?"""

from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeAlias

from codat_mock.core.clock import ClockMode
from codat_mock.core.ids import Key, key
from codat_mock.core.moments import Duration, Moment
from codat_mock.core.tenant import Tenant

ORIGIN = "http://127.0.0.1:4260"
"""Where the mock is taken to be when the client does not say."""


class Dialect(StrEnum):
    """How what has two spellings is spelled."""

    DOCS = "docs"
    SDK = "sdk"


class Client(Protocol):
    """Who calls."""

    @property
    def user_agent(self) -> str:
        """What the client calls itself; empty: nothing."""

    @property
    def headers(self) -> Iterable[tuple[bytes, bytes]]:
        """All that it has sent; names in lower case."""

    @property
    def dialect(self) -> Dialect:
        """How the client spells, to judge by what it calls itself."""

    @property
    def origin(self) -> str:
        """Where the client reaches the mock, such as `http://127.0.0.1:4260`."""

    @property
    def prefers_html(self) -> bool:
        """Whether the client would rather have a page than JSON, as browsers would."""


class Stranger:
    """A client that says nothing of itself."""

    user_agent = ""
    headers = ()
    dialect = Dialect.DOCS
    origin = ORIGIN
    prefers_html = False


class Upload(NamedTuple):
    """A file that came in a form.

    Attributes:
        name: Its name.
        size: Its length in bytes.
    """

    name: str
    size: int


class Server(NamedTuple):
    """What a client may know of the server itself.

    Attributes:
        seed: What ids are drawn from.
        told: Looks its version up; that takes longer than most calls, and few want to know.
    """

    seed: int
    told: Callable[[], str]

    @property
    def version(self) -> str:
        """Its version."""
        return self.told()


class ApiKey(NamedTuple):
    """An API key, by its public id.

    Attributes:
        id: Its id among the keys of its tenant.
        revoked: It opens nothing any more.
    """

    id: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class NewTenant:
    """How a tenant shall begin; None: as the server's settings have it, or drawn.

    Attributes:
        id: Its public id.
        api_key: The key that opens it.
        company: Id of its ready company.
        seed: What its ids are drawn from.
        mode: How its time passes.
        rate: Virtual seconds a real second, for a scaled clock.
        now: The first moment.
        sync_time: How long a sync takes that no plan governs.
        limits: Whether limits of requests refuse: `off` or `documented`.
    """

    id: str | None = None
    api_key: str | None = None
    company: Key | None = None
    seed: int | None = None
    mode: ClockMode | None = None
    rate: float | None = None
    now: Moment | None = None
    sync_time: Duration | None = None
    limits: str | None = None


class Founded(NamedTuple):
    """A tenant that was made, and the key that opens it."""

    tenant: Tenant
    api_key: str


class Keys(Protocol):
    """The API keys, and the tenants that they open."""

    def keys(self, tenant: Tenant) -> list[ApiKey]:
        """Its keys, in the order in which they were made."""

    def known(self, tenant: Tenant) -> str | None:
        """The `Authorization` of the key that everybody knows, if it opens the tenant."""

    def drawn(self) -> str:
        """A new key, which opens nothing yet."""

    def add(self, key: str, tenant: Tenant) -> str:
        """Let `key` open `tenant`, and give its id.

        Raises:
            Taken: The key opens a tenant already.
        """

    def revoke(self, key_id: str, tenant: Tenant) -> None:
        """Let a key of `tenant` open nothing any more.

        Raises:
            NotFound: The tenant has no such key.
        """

    def reopen(self, tenant: Tenant) -> None:
        """Let the keys that `tenant` began with open it again."""

    def tenants(self) -> Collection[Tenant]:
        """All of them, in the order in which they were made."""

    def tenant(self, name: str) -> Tenant:
        """The tenant of this public id.

        Raises:
            NotFound: There is none.
        """

    def found(self, wanted: NewTenant) -> Founded:
        """Make a tenant.

        Raises:
            Taken: Its id or its key belongs to another one.
        """

    def close(self, name: str) -> None:
        """Forget a tenant and its keys.

        Raises:
            InUse: It is the default tenant.
            NotFound: There is none of this id.
        """

    def named(self, name: str) -> Tenant | None:
        """The tenant of this public id, if there is one."""


_STRANGER = Stranger()

_key = lru_cache(maxsize=1_024)(key)
"""Ids in paths come back: who waits for a sync asks for it again and again."""


@dataclass(slots=True)
class Call:
    """A call that fits the contract.

    Attributes:
        tenant: Whose it is, settled up to `now`.
        now: The virtual moment.
        path: The parameters in the path, by name, as text.
        query: The parameters in the query, by name; defaults are filled in.
        url: The path as it was asked for.
        body: The body as JSON, if there is one; what is tolerated has been put right.
        raw: The same as bytes.
        upload: The file of a form.
        server: The server that was called.
        keyring: The API keys and their tenants.
        client: Who calls.
        strict: Put nothing right.
        spelling: How every client is taken to spell; None: as it calls itself.
        preferred: The code that the sync shall get which the call starts.
    """

    tenant: Tenant
    now: Moment
    path: Mapping[str, str]
    query: Mapping[str, Any]
    url: str
    body: Any
    raw: bytes
    upload: Upload | None
    server: Server
    keyring: Keys | None = None
    client: Client = _STRANGER
    strict: bool = False
    spelling: Dialect | None = None
    preferred: int | None = None

    def key(self, name: str) -> Key:
        """The id that a parameter in the path is."""
        return _key(self.path[name])

    @property
    def dialect(self) -> Dialect:
        """How the client spells what has two spellings."""
        return self.spelling or self.client.dialect

    @property
    def origin(self) -> str:
        """Where the client reaches the mock, such as `http://127.0.0.1:4260`."""
        return self.client.origin


class Answer(NamedTuple):
    """What a handler gives back.

    Attributes:
        status: One that its operation declares.
        body: The body as JSON, None: no body; of another media type as bytes.
        media_type: What the body is; None: JSON.
        varies: The header of the request that has chosen between media types, if one has.
        headers: It is any status and these headers, as somebody wanted it, and nothing else; None: it is not.
    """

    status: int
    body: Any = None
    media_type: str | None = None
    varies: str | None = None
    headers: tuple[tuple[bytes, bytes], ...] | None = None


class Wait(NamedTuple):
    """What a handler waits for, in real time, while others are served.

    Attributes:
        ready: Whether there is nothing to wait for any more; it is asked whenever something has changed.
        at_most: How long, in seconds.
        tenant: Whose time goes on meanwhile.
    """

    ready: Callable[[], bool]
    at_most: float
    tenant: Tenant


Steps: TypeAlias = Generator[Wait, float, Answer]
"""A handler that waits on its way to the answer; it is told after each wait how many seconds that took."""

Handler: TypeAlias = Callable[[Call], "Answer | Steps"]
