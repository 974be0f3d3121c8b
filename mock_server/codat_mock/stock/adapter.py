"""How does a handler of ours look to connexion?"""

from collections.abc import Callable
from typing import Any

import flask
from connexion.lifecycle import ConnexionRequest
from orjson import JSONDecodeError, loads

from codat_mock.api.calls import Upload
from codat_mock.contract.operations import Operation
from codat_mock.core.errors import Fault, Invalid, Refused
from codat_mock.lane.exchange import Exchange
from codat_mock.lane.owner import Owner
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request
from codat_mock.lane.waiting import Watch, through
from codat_mock.site.flasked import as_response, flask_request


def adapted(
    operation: Operation, exchange: Exchange, owner: Owner, watch: Watch
) -> Callable[..., flask.Response]:
    """A view that connexion can call: it checks what came in, the owner of the state does the rest."""
    path_names = [parameter.name for parameter in operation.path]

    def view(**values: Any) -> flask.Response:
        request = flask_request()
        raw = request.body = flask.request.get_data()
        path = [str(values[name]) for name in path_names]
        query = {
            parameter.name: values.get(parameter.name, parameter.default)
            for parameter in operation.query
        }
        try:
            upload = (
                _upload(flask.request.files)
                if operation.body and operation.body.multipart
                else None
            )
            body = _json(raw, values.get("body")) if upload is None else None
        except Refused as refused:
            failure = refused
            return as_response(owner.ask(lambda: exchange.refuse(request, failure)))

        async def answer() -> Reply:
            reply = exchange.serve(request, operation, path, query, body, raw, upload)
            return await through(exchange, request, reply, watch)

        return as_response(owner.run(answer()))

    view.__name__ = operation.id
    return view


def as_request(request: ConnexionRequest) -> Request:
    """The request that connexion refused, for the words of the refusal."""
    scope = request.scope
    client = scope.get("client")
    authorization = request.headers.get("Authorization")
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"],
        client=client and client[0],
        headers=[*scope["headers"]],
        scheme=scope["scheme"],
        authorization=None if authorization is None else authorization.encode("latin-1"),
    )


def _json(raw: bytes, parsed: Any) -> Any:
    try:
        return loads(raw) if raw else None
    except JSONDecodeError:
        return parsed


def _upload(files: Any) -> Upload:
    found = [file for name in files for file in files.getlist(name)]
    if len(found) != 1:
        message = f"Send one file a call, in a part named file with a file name; {len(found)} came."
        raise Invalid(message, faults=(Fault("file", message),))
    return Upload(found[0].filename or "", len(found[0].read()))
