"""Which addresses may messages go to? This machine and private networks, looked at when a connection is made."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

FLAG = "--allow-public-webhooks"

_NEAR = tuple(
    ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/32"),
        *("::1/128", "::/128", "fc00::/7"),
    )
)
"""This machine and private networks. Link-local is neither: there machines of a cloud ask for their credentials."""

_METADATA = frozenset(map(ip_address, ("fd00:ec2::254", "fd20:ce::254")))
"""Where they ask for them in a private network."""

LAST_PORT = 65_535


class TooFar(httpx.ConnectError):
    """A receiver is neither on this machine nor in a private network."""


def near(address: str) -> bool:
    """Whether an address is of this machine or a private network.

    Raises:
        ValueError: It is no address.
    """
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in _NEAR) and found not in _METADATA


def is_address(host: str) -> bool:
    """Whether a host is an address, and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Guarded(httpx.AsyncBaseTransport):
    """Connects to the very address that it has looked at: a name may lead elsewhere the next time."""

    def __init__(self, *, public: bool) -> None:
        """Connect to near addresses, and to others if `public`."""
        self._public = public
        self._inner = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=100)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first of its host's addresses that takes it.

        Raises:
            TooFar: None of them is near.
            UnsupportedProtocol: It is to go in another way.
            InvalidURL: There is no such port.
        """
        url = request.url
        if url.scheme not in {"http", "https"}:
            raise httpx.UnsupportedProtocol("messages go over http and https alone")
        if url.port is not None and not 0 < url.port <= LAST_PORT:
            raise httpx.InvalidURL(f"there is no port {url.port}")
        host, refused, extensions = url.host, None, request.extensions
        if url.scheme == "https" and not is_address(host):
            extensions = {**extensions, "sni_hostname": host}
        for address in await self._addresses(host, url.port):
            # Another request: redirections are relative to the name, not to its address.
            found = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions=extensions,
            )
            try:
                return await self._inner.handle_async_request(found)
            except httpx.ConnectError as failure:
                refused = failure
        raise refused or httpx.ConnectError(f"{host} has no address")

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()

    async def _addresses(self, host: str, port: int | None) -> list[str]:
        found = [host] if is_address(host) else await _resolved(host, port)
        kept = [address for address in found if self._public or near(address)]
        if found and not kept:
            raise TooFar(
                f"{host} is {found[0]}, neither this machine nor a private network; {FLAG} lifts that"
            )
        return kept


async def _resolved(host: str, port: int | None) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as failure:
        why = "" if failure.errno == socket.EAI_NONAME else f": {failure.strerror}"
    except UnicodeError:
        why = ""
    else:
        return list(dict.fromkeys(str(address[0]) for *_, address in rows))
    # Out here it has no cause, whose number of an error is none of systems.
    raise httpx.ConnectError(f"{host} is not found{why}")
