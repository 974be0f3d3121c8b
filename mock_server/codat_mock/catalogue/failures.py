"""How does each fault come to be met?"""

from collections.abc import Iterator, Mapping
from typing import Any

from codat_contract import WebhookService, sync_kinds
from codat_mock.catalogue import lines
from codat_mock.catalogue.row import By, Kind, Row, Sight
from codat_mock.faults import kinds
from codat_mock.faults.workings.fault import Fault
from codat_mock.faults.workings.operations import EVERY

PATIENCE = 3
"""The seconds that the lines wait for an answer, as a client that has a time-out."""

_SIMPLEST = "list-companies"
"""What is asked for where any operation will do."""

_NOBODY = "http://127.0.0.1:9/webhooks"
"""Where nobody listens: what is sent there is listed all the same."""


def rows() -> Iterator[Row]:
    """Each fault by each of its examples."""
    for kind in kinds().values():
        for title, body in kind.requests():
            yield Row(
                Kind.FAULT,
                kind.name,
                By.FAULT,
                title,
                kind.summary(),
                lines.call("POST", "/__mock/faults", body),
                Sight(kind.seen, _seen(body, kind.read(body))),
            )


def _seen(body: Mapping[str, Any], fault: Fault) -> str:
    """What it takes to meet the fault, and to see that."""
    return _told() if fault.strikes_messages else _met(body, fault.lets_pass)


def _told() -> str:
    """A sync that somebody is told of, and what became of that."""
    return lines.script(
        lines.call(
            "POST",
            "/webhooks",
            {"url": _NOBODY, "eventTypes": [*sync_kinds(WebhookService.EVENTS)]},
        ),
        lines.dataset(),
        lines.sync(),
        lines.advance(by="PT1S"),
        lines.call("GET", "/__mock/deliveries"),
    )


def _met(body: Mapping[str, Any], allow: int) -> str:
    """As many requests as it takes to meet the fault, after what they are about."""
    name = _SIMPLEST if body["operation"] == EVERY else body["operation"]
    _, path, _ = lines.operations()[name]
    about = lines.script(lines.dataset(), lines.sync_kept()) if "{syncId}" in path else ""
    timed = f"-i --max-time {PATIENCE} -w '\\n%{{http_code}} after %{{time_total}} s\\n'"
    times = 1 + allow + body.get("after", 0)
    return lines.script(about, *[lines.operation(name, more=timed)] * times)
