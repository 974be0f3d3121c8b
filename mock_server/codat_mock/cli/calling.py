"""How does a command call the contract? As a tester's client would: it meets faults, and stands in the journal."""

import json
from typing import TYPE_CHECKING, Any

from codat_mock.cli.control import Server
from codat_mock.cli.screen import legible
from codat_mock.cli.verbs import NotSo

if TYPE_CHECKING:
    from httpx import Response

    from codat_client import Request

_REFUSED = 400
_EXPLAINED = "x-mock-explain"


def called(server: Server, request: "Request") -> dict[str, Any]:
    """What the contract has answered.

    Raises:
        Refused: There is no server.
        NotSo: It was refused, or a fault has struck it; the sentence says how to find out why.
    """
    response = _sent(server, request)
    try:
        said = json.loads(response.content)
    except ValueError:
        raise _struck(request, "was answered with what is no JSON") from None
    if response.status_code >= _REFUSED or not isinstance(said, dict):
        error = str(said.get("error") if isinstance(said, dict) else said)
        raise NotSo(
            f"{request.operation} was answered {response.status_code}: {legible(error).rstrip('.')}; "
            f"`codat-mock explain {_number(response)}` says why."
        )
    return said


def _sent(server: Server, request: "Request") -> "Response":
    import httpx

    with server.line() as client:
        headers = {**request.headers, "Authorization": server.authorization}
        try:
            return client.request(
                request.method, request.target, headers=headers, content=request.body
            )
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise
        except httpx.TimeoutException as wrong:
            raise _struck(request, "was not answered in time") from wrong
        except httpx.TransportError as wrong:
            raise _struck(request, "got no whole answer") from wrong


def _struck(request: "Request", what: str) -> NotSo:
    return NotSo(
        f"{request.operation} {what}; `codat-mock requests` shows what became of it, and "
        "`codat-mock fault` what was planted."
    )


def _number(response: "Response") -> str:
    return response.headers.get(_EXPLAINED, "").rpartition("/")[2] or "last"
