"""To whom does the default tenant tell what happens, from the beginning? Those whom the settings name."""

from codat_contract import WebhookService
from codat_mock.contract.schemas import Schemas
from codat_mock.contract.sentences import faults, pointer_place
from codat_mock.core.directory import MOST, Listener, Telling
from codat_mock.core.ids import Ids
from codat_mock.core.timetable import RULES
from codat_mock.faults import control
from codat_mock.settings import Settings
from codat_mock.webhooks.carrying import why_not

_FLAGS = {"/secret": "--webhook-secret", "/style": "--webhook-style"}


class CannotTell(ValueError):
    """An address of the settings that messages cannot go to, or not so."""


def told(settings: Settings, source: Ids) -> Telling:
    """Those whom the settings name, each with a secret that stays whatever the tenant goes back to.

    Args:
        settings: The settings.
        source: Draws the secrets that they do not name.

    Raises:
        CannotTell: It cannot be; the sentence names the flag.
    """
    service = WebhookService(settings.webhook_style)
    urls = [*dict.fromkeys(settings.webhooks)]
    if len(urls) > MOST:
        raise CannotTell(f"--webhook: there can be {MOST} at most, and these are {len(urls)}")
    if urls and settings.webhook_secret is not None and not RULES[service].signed:
        raise CannotTell(
            "--webhook-secret: messages of rules are not signed; leave it out, or --webhook-style"
        )
    if urls:
        _refuse_any(urls, settings)
    listeners = [Listener(url, settings.webhook_secret or source.secret(), service) for url in urls]
    return Telling(tuple(listeners), settings.allow_public_webhooks)


def _refuse_any(urls: list[str], settings: Settings) -> None:
    """Hold addresses to what the control API would.

    Raises:
        CannotTell: One would be refused.
    """
    schema = Schemas(control()).compiled("#/components/schemas/EndpointRequest")
    secret = {} if settings.webhook_secret is None else {"secret": settings.webhook_secret}
    for url in urls:
        body = {"url": url, "style": settings.webhook_style, **secret}
        if not schema.fits(body):
            wrong = faults(schema.errors(body), schema, pointer_place)[0]
            raise CannotTell(f"{_FLAGS.get(wrong.place, '--webhook')}: {wrong.message}")
        if why := why_not(url, public=settings.allow_public_webhooks):
            raise CannotTell(f"--webhook: {why}")
