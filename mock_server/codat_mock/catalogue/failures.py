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

_RECEIVER = lines.of_shell("$URL/__mock/t/default/inbox/webhooks")
"""An inbox of the mock's own, which takes what any tenant sends."""


def rows() -> Iterator[Row]:
    """Each fault by each of its examples."""
    for kind in kinds().values():
        for title, body in kind.requests():
            fault = kind.read(body)
            yield Row(
                Kind.FAULT,
                kind.name,
                By.FAULT,
                title,
                fault.does(),
                lines.call("POST", "/__mock/faults", body),
                _sight(body, fault),
            )


def _sight(body: Mapping[str, Any], fault: Fault) -> Sight:
    """What it takes to meet the fault, and what is seen of it."""
    if fault.strikes_messages or fault.strikes_initiations:
        return Sight(fault.sees(), _told(fault))
    return Sight(fault.sees(), _met(body, fault.lets_pass))


def _told(fault: Fault) -> str:
    """As many syncs as it takes to see the fault, of which somebody is told, and what became of that."""
    spoil = fault.spoil("")
    passes = lines.advance(by="PT1S") if fault.strikes_messages else ""
    synced = [lines.dataset(), lines.sync(), passes] * (2 if spoil.again or spoil.after_next else 1)
    return lines.script(
        lines.call(
            "POST",
            "/webhooks",
            {"url": _RECEIVER, "eventTypes": [*sync_kinds(WebhookService.EVENTS)]},
        ),
        *synced,
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
