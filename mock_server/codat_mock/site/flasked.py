"""How do our requests and replies look to Flask?"""

import flask

from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request


def flask_request() -> Request:
    """The request that Flask is about to answer."""
    request = flask.request
    headers = [
        (name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()
    ]
    authorization = request.headers.get("Authorization")
    return Request(
        method=request.method,
        path=request.path,
        query=request.query_string,
        client=request.remote_addr,
        headers=headers,
        scheme=request.scheme,
        authorization=None if authorization is None else authorization.encode("latin-1"),
    )


def as_response(reply: Reply) -> flask.Response:
    """A reply as Flask sends it."""
    response = flask.Response(reply.body, status=reply.status, content_type=reply.media_type)
    if not reply.media_type:
        # Flask would call an empty body HTML.
        del response.headers["Content-Type"]
    for name, value in reply.headers:
        response.headers[name.decode()] = value.decode()
    if reply.allow is not None:
        response.headers["Allow"] = reply.allow
    return response
