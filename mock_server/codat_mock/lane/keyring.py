"""Which tenant does an API key open?"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from ipaddress import ip_address

from codat_mock.contract.operations import KeyUse
from codat_mock.core.errors import Unauthorized
from codat_mock.core.tenant import Tenant

_OTHER_SCHEMES = frozenset({b"bearer", b"digest", b"token", b"apikey", b"negotiate"})


class Keyring:
    """The API keys and the tenants that they open.

    A key comes as Codat wants it: `Authorization: Basic` and the key alone in base64, without a colon.
    """

    __slots__ = ("_by_header", "_by_key", "default")

    def __init__(self, default: Tenant) -> None:
        """Begin without keys.

        Args:
            default: The tenant of control calls that come from loopback without a key.
        """
        self.default = default
        self._by_key: dict[bytes, Tenant] = {}
        # The header as nearly every client writes it, so that most calls cost one look-up.
        self._by_header: dict[bytes, Tenant] = {}

    def add(self, key: str, tenant: Tenant) -> None:
        """Let `key` open `tenant`."""
        self._by_key[key.encode()] = tenant
        self._by_header[authorization(key).encode()] = tenant

    def open(self, header: bytes | None, client: str | None, use: KeyUse) -> Tenant:
        """The tenant of a call.

        Args:
            header: Its `Authorization`, if any.
            client: The address that it came from.
            use: Whether the operation wants a key; an optional one may be left out on loopback.

        Raises:
            Unauthorized: Missing, malformed or unknown; the sentence tells which.
        """
        if header is not None:
            tenant = self._by_header.get(header)
            if tenant is not None:
                return tenant
        if use is KeyUse.NONE:
            return self.default
        if header is not None:
            return self._slow(header)
        if use is KeyUse.REQUIRED:
            raise Unauthorized(
                "There is no `Authorization` header; send `Basic` and your API key in base64."
            )
        if not _is_loopback(client):
            raise Unauthorized(
                "Off loopback every call to the control API needs a key in `Authorization`."
            )
        return self.default

    def _slow(self, header: bytes) -> Tenant:
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
            key = b64decode(credentials.strip(), validate=True)
        except (NotBase64, ValueError):
            raise Unauthorized("What follows `Basic` is not base64; encode the API key.") from None
        if key in self._by_key:
            return self._by_key[key]
        if b":" in key:
            raise Unauthorized(
                "There is a colon in the credentials; encode the API key alone, without a user name."
            )
        raise Unauthorized(
            "The API key is unknown here; `codat-mock serve --api-key` sets the keys that are."
        )


def _is_loopback(client: str | None) -> bool:
    try:
        address = ip_address(client or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def authorization(key: str) -> str:
    """The `Authorization` header of an API key."""
    return f"Basic {b64encode(key.encode()).decode()}"
