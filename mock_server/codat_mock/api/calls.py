"""What does a handler get, and what does it give back?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant


class Upload(NamedTuple):
    """A file that came in a form.

    Attributes:
        name: Its name.
        size: Its length in bytes.
    """

    name: str
    size: int


class Server(NamedTuple):
    """What a client may know of the server itself."""

    version: str
    seed: int


@dataclass(slots=True)
class Call:
    """A call that fits the contract.

    Attributes:
        tenant: Whose it is, settled up to `now`.
        now: The virtual moment.
        path: The parameters in the path, by name, as text.
        query: The parameters in the query, by name; defaults are filled in.
        url: The path as it was asked for.
        body: The body as JSON, if there is one.
        raw: The same as bytes.
        upload: The file of a form.
        server: The server that was called.
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


class Answer(NamedTuple):
    """What a handler gives back: a status that its operation declares, and the body as JSON (None: no body)."""

    status: int
    body: Any = None


Handler: TypeAlias = Callable[[Call], Answer]
