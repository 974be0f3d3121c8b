"""What is the same about HTTP whether one waits for it or awaits it?"""

import base64
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import httpx

from codat_client.errors import YourError
from codat_client.exchange import Failure, Request, Response
from codat_client.policy import Policy, Watching
from codat_client.webhooks.receiver import WebhookReceiver

__all__ = ["TROUBLE", "check_watching", "failure", "form", "options", "parts", "response"]

USER_AGENT = "codat-expense-sync"

TROUBLE = (httpx.RequestError, httpx.InvalidURL)
"""What is raised when no answer comes."""

NEVER_ARRIVED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
    httpx.InvalidURL,
)
"""What is raised before the request is on its way."""


def options(base_url: str, api_key: str, timeout: float) -> dict[str, Any]:
    """Give what an httpx client of either kind is made with.

    Raises:
        YourError: The address or the key cannot be one.
    """
    url = _server(base_url)
    if not api_key.strip():
        raise YourError("api_key is empty; Codat's portal shows yours.")
    key = base64.b64encode(api_key.encode()).decode()
    return {
        "base_url": url,
        "headers": {"Authorization": f"Basic {key}", "User-Agent": USER_AGENT},
        "timeout": timeout,
        "limits": httpx.Limits(max_connections=None),
        # A proxy of the environment is for the world outside, never for this machine.
        "trust_env": not _is_loopback(url.host),
    }


def check_watching(policy: Policy, webhooks: object) -> None:
    """Refuse to rely on webhooks that nobody receives.

    Args:
        policy: How the end of a sync is learned.
        webhooks: Who receives them; None: nobody.

    Raises:
        YourError: The policy watches webhooks alone, and there is no receiver; or this is none.
    """
    if webhooks is not None and not isinstance(webhooks, WebhookReceiver):
        raise YourError(
            "`webhooks` takes a WebhookReceiver, who receives them in a server of yours; "
            f"this is of the type {type(webhooks).__name__}."
        )
    if policy.watching is Watching.WEBHOOKS and webhooks is None:
        raise YourError("policy.watching is WEBHOOKS; hand over `webhooks`, who receives them.")


def form(request: Request) -> dict[str, tuple[str, bytes]] | None:
    """Read the receipt, if there is one, as the file of a form; it may raise anything."""
    receipt = request.receipt
    return {"file": (receipt.file_name, receipt.read())} if receipt else None


def parts(request: Request, files: dict[str, tuple[str, bytes]] | None) -> dict[str, Any]:
    """Give what an httpx client of either kind sends."""
    return {
        "method": request.method,
        "url": request.target,
        "headers": request.headers,
        "content": request.body,
        "files": files,
    }


def failure(error: Exception) -> Failure:
    """Say why no answer came, and whether the request may have arrived."""
    return Failure(str(error) or type(error).__name__, not isinstance(error, NEVER_ARRIVED))


def response(answer: httpx.Response, at: datetime) -> Response:
    """Take the answer out of httpx."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Response(answer.status_code, headers, answer.content, at)


def _server(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise YourError(f"base_url is no address: {error}.") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query:
        raise YourError(
            "base_url must be like https://api.codat.io: http or https, a host, no user, no query."
        )
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
