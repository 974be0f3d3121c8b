"""What hosts the pages? Flask alone: connexion, which takes seven times as long to come up, has no part in them."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import flask
from a2wsgi import WSGIMiddleware
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from codat_mock.core import errors
from codat_mock.lane.exchange import Exchange
from codat_mock.lane.owner import Owner
from codat_mock.lane.receiving import Application
from codat_mock.site.flasked import as_response, flask_request

_REFUSALS: Mapping[int, type[errors.Refused]] = {
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.TooLarge,
    415: errors.WrongMediaType,
}


def hosted(pages: Iterable[flask.Blueprint], exchange: Exchange, owner: Owner) -> Application:
    """The pages as an application, which refuses as the exchange does whatever is none.

    Args:
        pages: The pages for people.
        exchange: Words refusals.
        owner: Whom the threads of Flask ask.
    """
    app = flask.Flask("codat_mock")
    add(pages, app, exchange, owner)

    def refused(failure: Exception) -> flask.Response:
        request = flask_request()
        status = failure.code or 500 if isinstance(failure, HTTPException) else 500
        found = exchange.no_path(request) if status == 404 else refusal(status, str(failure))
        return as_response(owner.ask(lambda: exchange.refuse(request, found)))

    app.register_error_handler(Exception, refused)
    # It takes an application by shapes of its own, which are these.
    return cast("Application", WSGIMiddleware(cast("Any", app.wsgi_app)))


def refusal(status: int, why: str, allow: str = "", got: str = "None") -> errors.Refused:
    """The refusal of a status that Flask or connexion answers with.

    Args:
        status: The status.
        why: What they say of it.
        allow: The methods that there are.
        got: The media type that came.
    """
    kind = _REFUSALS.get(status, errors.InternalError if status >= 500 else errors.NotValid)
    facts = {"allow": allow} if status == 405 else {}
    return kind(why, {**facts, "got": got, "expected": "another", "limit": "?"})


def add(
    pages: Iterable[flask.Blueprint], app: flask.Flask, exchange: Exchange, owner: Owner
) -> None:
    """Add the pages to an application, which tells the methods of those that are asked for otherwise."""

    def wrong_method(failure: MethodNotAllowed) -> flask.Response:
        request = flask_request()
        allow = ", ".join(sorted(failure.valid_methods or ()))
        why = f"{request.path} has no {request.method}, only {allow}."
        return as_response(
            owner.ask(
                lambda: exchange.refuse(request, errors.MethodNotAllowed(why, {"allow": allow}))
            )
        )

    app.register_error_handler(405, wrong_method)
    app.url_map.merge_slashes = False
    for one in pages:
        app.register_blueprint(one)
