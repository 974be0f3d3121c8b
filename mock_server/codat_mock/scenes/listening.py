"""Which webhooks does a scenario have its endpoints listen for that are never sent?"""

from collections.abc import Iterator, Mapping
from typing import Any

from codat_contract import WebhookService
from codat_mock.webhooks.kinds import never_sent


def in_vain(scenario: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each as a JSON pointer and a sentence: the mock takes any, because other products of Codat have other events."""
    for number, endpoint in enumerate(scenario.get("endpoints", ())):
        service = WebhookService(endpoint.get("style", WebhookService.EVENTS))
        for place, name in enumerate(endpoint.get("eventTypes", ())):
            if said := never_sent(name, service):
                yield (
                    f"/endpoints/{number}/eventTypes/{place}",
                    f"{said}{'' if said.endswith('?') else '.'}",
                )
