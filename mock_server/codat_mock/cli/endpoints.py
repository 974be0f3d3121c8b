"""Which endpoint does a command mean, and how does it ask for one?"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from codat_contract import WebhookService
from codat_mock.cli.companies import LAST
from codat_mock.cli.control import Server
from codat_mock.cli.verbs import Refused


def asking(function: Callable[..., None]) -> Callable[..., None]:
    """The flags that say as what an endpoint is told of what; `function` gets them as `wanted`, a part of a body."""

    @click.option(
        "--style",
        type=click.Choice([style.value for style in WebhookService]),
        default=WebhookService.EVENTS.value,
        show_default=True,
        help="As which of Codat's two services tells it.",
    )
    @click.option("--secret", metavar="whsec_...", help="Sign with this secret; else one is drawn.")
    @click.option(
        "--events",
        metavar="TYPE,...",
        help="What it is told of; the end of every sync unless said.",
    )
    @click.option("--company", metavar="ID", help="Only what is this company's.")
    @functools.wraps(function)
    def command(
        *rest: Any,
        style: str,
        secret: str | None,
        events: str | None,
        company: str | None,
        **more: Any,
    ) -> None:
        names = [name.strip() for name in (events or "").split(",") if name.strip()]
        said = {
            "style": style,
            "secret": secret,
            "eventTypes": names or None,
            "companyId": company,
        }
        wanted = {name: value for name, value in said.items() if value is not None}
        function(*rest, wanted=wanted, **more)

    return command


def endpoint_named(server: Server, wanted: str) -> Mapping[str, Any]:
    """The endpoint that is named by its id, the first letters of that, its address, or as the last one.

    Raises:
        Refused: None or several are meant.
    """
    every: Sequence[Mapping[str, Any]] = server.control("list-endpoints").data["webhooks"]
    found = _meant(every, wanted.strip())
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"{len(found)} endpoints are meant by {wanted!r}; write more of the id.")
    raise Refused(
        f"there is no endpoint {wanted!r}; `codat-mock webhooks` lists those that there are."
        if every
        else "there is no endpoint yet; `codat-mock webhooks add URL` makes one."
    )


def _meant(every: Sequence[Mapping[str, Any]], wanted: str) -> Sequence[Mapping[str, Any]]:
    if wanted == LAST:
        return every[-1:]
    return [
        one
        for one in every
        if wanted and (one["url"] == wanted or one["id"].startswith(wanted.lower()))
    ]
