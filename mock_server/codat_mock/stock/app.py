"""The same documents and the same handlers under connexion itself.

It is what the lane is held against in tests, and what `serve --engine stock` runs, with the pages in it.
"""

from collections.abc import Iterable
from typing import Any

import connexion
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from connexion.options import SwaggerUIOptions
from connexion.resolver import Resolver
from flask import Blueprint
from starlette.exceptions import HTTPException

from codat_contract import contract
from codat_mock.contract.lowered import lowered
from codat_mock.contract.operations import KeyUse, Operation
from codat_mock.core import errors
from codat_mock.core.tenant import Tenant
from codat_mock.faults import control
from codat_mock.lane.exchange import Exchange
from codat_mock.lane.owner import Owner
from codat_mock.lane.requests import Request
from codat_mock.lane.waiting import Watch
from codat_mock.site import hosting
from codat_mock.stock.adapter import adapted, as_request
from codat_mock.stock.security import security_map

_BEFORE_THE_KEY = frozenset({401, 403, 404, 405})
"""What is refused before it is known whose request it is."""


def build(
    exchange: Exchange, owner: Owner, watch: Watch, site: Iterable[Blueprint]
) -> connexion.FlaskApp:
    """The application.

    Args:
        exchange: Has the operations, the handlers and the tenants.
        owner: Whom the threads of Flask ask.
        watch: Looks after calls that wait.
        site: The pages for people.
    """
    app = connexion.FlaskApp(
        "codat_mock",
        specification_dir=".",
        security_map=security_map(exchange.keyring),
        swagger_ui_options=SwaggerUIOptions(serve_spec=False, swagger_ui=False),
    )
    by_id: dict[str, Operation] = {
        operation.id: operation for operation in exchange.router.operations
    }
    for document in (contract(), control()):
        app.add_api(
            lowered(document),
            resolver=Resolver(lambda name: adapted(by_id[name], exchange, owner, watch)),
            validate_responses=True,
        )
    _answer_errors(app, exchange, owner)
    # connexion would pass a wrong method on without those that the page has.
    hosting.add(site, app.app, exchange, owner)
    return app


def _answer_errors(app: connexion.FlaskApp, exchange: Exchange, owner: Owner) -> None:
    def refused(request: ConnexionRequest, failure: Any) -> ConnexionResponse:
        status = getattr(failure, "status", None) or getattr(failure, "status_code", None) or 500
        allow = (getattr(failure, "headers", None) or {}).get("Allow", "")
        original: Request = as_request(request)
        got = str(request.headers.get("content-type"))
        found = (
            exchange.no_path(original)
            if status == 404
            else hosting.refusal(status, str(failure), allow, got)
        )
        reply = owner.ask(lambda: exchange.refuse(original, found, whose(original, status)))
        headers = {name.decode(): value.decode() for name, value in reply.headers}
        headers |= {"Allow": reply.allow} if reply.allow else {}
        return ConnexionResponse(
            reply.status, headers=headers, content_type=reply.media_type, body=reply.body
        )

    def whose(request: Request, status: int) -> Tenant | None:
        """The tenant, whose quota the answer tells, of a request that was refused after its key was looked at."""
        try:
            return (
                None
                if status in _BEFORE_THE_KEY
                else exchange.keyring.open(request.authorization, request.client, KeyUse.REQUIRED)
            )
        except errors.Refused:
            return None

    for kind in (ProblemException, HTTPException, Exception):
        app.add_error_handler(kind, refused)
