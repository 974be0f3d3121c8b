"""Where does the mock listen? On sockets of its own, so that it is known where before anybody serves."""

import errno
import os
import socket

_BACKLOG = 2048
_TRIES = 10
_LOOPBACK = "127.0.0.1"


class CannotListen(OSError):
    """The address is taken or not ours."""

    def __str__(self) -> str:
        """The sentence, without the number of the error."""
        return str(self.args[-1])


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets for `host`; `localhost` is both loopback addresses, on one port.

    Raises:
        CannotListen: The message says where and what to do.
    """
    if host != "localhost":
        return [_bound(host, port)]
    for last in [False] * _TRIES + [True]:
        first = _bound(_LOOPBACK, port)
        try:
            return [first, _bound("::1", first.getsockname()[1])]
        except CannotListen as taken:
            # A drawn port may belong to a stranger on the other address: another one is drawn then.
            # A machine without IPv6, or a port that was asked for by name, is served on one address alone.
            if last or port or taken.errno != errno.EADDRINUSE:
                return [first]
            first.close()
    raise AssertionError


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Elsewhere it would let a second server take the same port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as taken:
        bound.close()
        busy = taken.errno in (errno.EADDRINUSE, errno.EACCES)
        remedy = "another port, or --port 0 for a free one" if busy else "a host of this machine"
        message = f"cannot listen on {host}:{port}: {taken.strerror}; choose {remedy}"
        raise CannotListen(taken.errno, message) from taken
    bound.setblocking(False)  # noqa: FBT003 the standard library's own
    return bound


def url_of(sockets: list[socket.socket]) -> str:
    """The address of the first socket."""
    host, port = sockets[0].getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
