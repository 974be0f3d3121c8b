"""Which tenant does an API key open?"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import ip_address

from codat_mock.api.calls import ApiKey, Founded, NewTenant
from codat_mock.contract.operations import KeyUse
from codat_mock.core.errors import (
    Forbidden,
    InUse,
    NoCompany,
    NotFound,
    Refused,
    Taken,
    Unauthorized,
)
from codat_mock.core.ids import Ids, Key, key, text
from codat_mock.core.tenant import Tenant
from codat_mock.settings import API_KEY

_OTHER_SCHEMES = frozenset({b"bearer", b"digest", b"token", b"apikey", b"negotiate"})


@dataclass(slots=True, eq=False)
class _Held:
    id: str
    tenant: Tenant
    api_key: bytes
    header: bytes
    first: bool
    revoked: bool = False


class Keyring:
    """The API keys and the tenants that they open.

    A key comes as Codat wants it: `Authorization: Basic` and the key alone in base64, without a colon.

    Attributes:
        default: The tenant of control calls that come from loopback without a key.
    """

    __slots__ = (
        "_build",
        "_by_header",
        "_by_key",
        "_chance",
        "_keys",
        "_named",
        "_number",
        "default",
    )

    def __init__(
        self, default: Tenant, chance: Ids, build: Callable[[str, NewTenant], Tenant]
    ) -> None:
        """Begin without keys.

        Args:
            default: The tenant that is there from the beginning.
            chance: Draws keys.
            build: Makes a tenant of a name.
        """
        self.default = default
        self._chance = chance
        self._build = build
        self._by_key: dict[bytes, _Held] = {}
        # The header as nearly every client writes it, so that most calls cost one look-up.
        self._by_header: dict[bytes, Tenant] = {}
        self._keys: dict[Tenant, list[_Held]] = {default: []}
        self._named: dict[str, Tenant] = {default.name: default}
        self._number = 1

    def keys(self, tenant: Tenant) -> list[ApiKey]:
        """Its keys, in the order in which they were made."""
        return [ApiKey(held.id, held.revoked) for held in self._keys.get(tenant, ())]

    def known(self, tenant: Tenant) -> str | None:
        """The `Authorization` of the key that every mock has unless told otherwise, if it opens the tenant."""
        header = authorization(API_KEY)
        return header if self._by_header.get(header.encode()) is tenant else None

    def drawn(self) -> str:
        """A new key, which opens nothing yet."""
        return self._chance.draw().hex()

    def add(self, api_key: str, tenant: Tenant, *, first: bool = False) -> str:
        """Let `api_key` open `tenant`, and give its id.

        Args:
            api_key: The key.
            tenant: What it opens.
            first: The tenant begins with it.

        Raises:
            Taken: The key opens a tenant already, or did before it was revoked.
        """
        self._refuse_taken(api_key)
        self._named.setdefault(tenant.name, tenant)
        keys = self._keys.setdefault(tenant, [])
        header = authorization(api_key).encode()
        held = _Held(f"key-{len(keys) + 1}", tenant, api_key.encode(), header, first)
        keys.append(held)
        self._by_key[held.api_key] = held
        self._by_header[held.header] = tenant
        return held.id

    def revoke(self, key_id: str, tenant: Tenant) -> None:
        """Let a key of `tenant` open nothing any more.

        Raises:
            NotFound: The tenant has no such key.
        """
        for held in self._keys.get(tenant, ()):
            if held.id == key_id:
                held.revoked = True
                self._by_header.pop(held.header, None)
                return
        raise NotFound(
            f"There is no key {key_id[:80]}; GET /__mock/keys lists those that there are."
        )

    def reopen(self, tenant: Tenant) -> None:
        """Let the keys that `tenant` began with open it again; those that were made since stay as they are."""
        for held in self._keys.get(tenant, ()):
            if held.first:
                held.revoked = False
                self._by_header[held.header] = tenant

    def found(self, wanted: NewTenant) -> Founded:
        """Make a tenant.

        Raises:
            Taken: Its id or its key belongs to another one.
        """
        number = self._number
        while wanted.id is None and f"tenant-{number}" in self._named:
            number += 1
        name = wanted.id or f"tenant-{number}"
        if name in self._named:
            raise Taken(
                f"There is a tenant {name} already; leave the id out, or choose another one."
            )
        api_key = wanted.api_key or self.drawn()
        self._refuse_taken(api_key)
        tenant = self._build(name, wanted)
        self.add(api_key, tenant, first=True)
        if wanted.id is None:
            self._number = number + 1
        return Founded(tenant, api_key)

    def tenants(self) -> Collection[Tenant]:
        """All of them, in the order in which they were made."""
        return self._named.values()

    def named(self, name: str) -> Tenant | None:
        """The tenant of this public id, if there is one."""
        return self._named.get(name)

    def tenant(self, name: str) -> Tenant:
        """The tenant of this public id.

        Raises:
            NotFound: There is none.
        """
        tenant = self.named(name)
        if tenant is None:
            raise NotFound(f"There is no tenant {name[:80]}; GET /__mock/tenants lists them.")
        return tenant

    def close(self, name: str) -> None:
        """Forget a tenant and its keys.

        Raises:
            InUse: It is the default tenant.
            NotFound: There is none of this id.
        """
        if name == self.default.name:
            raise InUse(
                f"The tenant {name} is there as long as the mock is; delete those that were made."
            )
        gone = self._keys.pop(self.tenant(name))
        del self._named[name]
        for held in gone:
            del self._by_key[held.api_key]
            self._by_header.pop(held.header, None)

    def told(self, refused: Refused, tenant: Tenant) -> Refused:
        """A refusal as Codat words it: a company that is not there for `tenant`, but for others, is forbidden."""
        if not isinstance(refused, NoCompany):
            return refused
        try:
            company = key(refused.facts["companyId"])
        except (KeyError, ValueError):
            return refused
        return (
            refused
            if not self.elsewhere(company, tenant)
            else Forbidden(
                f"The company {text(company)} is not one of this API key's: another key opens it."
            )
        )

    def elsewhere(self, company: Key, tenant: Tenant) -> bool:
        """Whether a company that `tenant` does not have is another one's; the ready one is everybody's own."""
        return company != tenant.ready and any(other.has_company(company) for other in self._keys)

    def whose(self, header: bytes | None) -> Tenant:
        """The tenant that an `Authorization` header opens, or else the default one."""
        if header is None:
            return self.default
        try:
            return self._by_header.get(header) or self._slow(header, KeyUse.OPTIONAL)
        except Refused:
            return self.default

    def open(self, header: bytes | None, client: str | None, use: KeyUse) -> Tenant:
        """The tenant of a call.

        Args:
            header: Its `Authorization`, if any.
            client: The address that it came from.
            use: Whether the operation wants a key; an optional one may be left out on loopback.

        Raises:
            Unauthorized: Missing, malformed or unknown; the sentence tells which.
            Forbidden: It was revoked; where a key is optional, that is as good as unknown.
        """
        if header is not None:
            tenant = self._by_header.get(header)
            if tenant is not None:
                return tenant
        if use is KeyUse.NONE:
            return self.default
        if header is not None:
            return self._slow(header, use)
        if use is KeyUse.REQUIRED:
            raise Unauthorized(
                "There is no `Authorization` header; send `Basic` and your API key in base64."
            )
        if not _is_loopback(client):
            raise Unauthorized(
                "Off loopback every call to the control API needs a key in `Authorization`."
            )
        return self.default

    def _slow(self, header: bytes, use: KeyUse) -> Tenant:
        api_key = _key_in(header)
        held = self._by_key.get(api_key)
        if held is None and b":" in api_key:
            raise Unauthorized(
                "There is a colon in the credentials; encode the API key alone, without a user name."
            )
        if held is None:
            raise Unauthorized(
                "The API key is unknown here; `codat-mock serve --api-key` sets the keys that are."
            )
        if held.revoked:
            refusal: type[Refused] = Forbidden if use is KeyUse.REQUIRED else Unauthorized
            raise refusal(
                f"The API key, {held.id} of its tenant, was revoked; POST /__mock/keys makes another one."
            )
        return held.tenant

    def _refuse_taken(self, api_key: str) -> None:
        if api_key.encode() in self._by_key:
            raise Taken(
                "This API key is taken, or was revoked; leave it out and one is drawn, or choose another one."
            )


def _key_in(header: bytes) -> bytes:
    """The API key in an `Authorization` header.

    Raises:
        Unauthorized: There is none.
    """
    scheme, _, credentials = header.partition(b" ")
    if scheme.lower() in _OTHER_SCHEMES and credentials:
        raise Unauthorized(
            f"The scheme is {scheme.decode()}, not Basic; send `Basic` and your API key in base64."
        )
    if scheme.lower() != b"basic":
        # What stands there may be the key itself, so it is not repeated.
        raise Unauthorized(
            "There is no `Basic` before the API key; send `Basic` and the key in base64."
        )
    try:
        return b64decode(credentials.strip(), validate=True)
    except (NotBase64, ValueError):
        raise Unauthorized("What follows `Basic` is not base64; encode the API key.") from None


def _is_loopback(client: str | None) -> bool:
    try:
        address = ip_address(client or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def authorization(key: str) -> str:
    """The `Authorization` header of an API key."""
    return f"Basic {b64encode(key.encode()).decode()}"
