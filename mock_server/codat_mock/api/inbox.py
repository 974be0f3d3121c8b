"""A receiver of webhooks to look into."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from codat_mock.api.calls import Answer, Call
from codat_mock.api.keys import tenant_in_path
from codat_mock.core.errors import Fault, Invalid, summed
from codat_mock.core.inbox import Answering, Arrival, Inbox, Letter
from codat_mock.core.moments import SECOND, read_duration, write_duration, write_moment
from codat_mock.webhooks.carrying import TOOK
from codat_mock.webhooks.verifying import ID, checked

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")

_OURS = frozenset(
    {"connection", "content-length", "content-type", "date", "server", "transfer-encoding"}
    | {"keep-alive", "trailer", "upgrade", "allow", TOOK}
)
"""Headers that an answer has by itself, or that say what is not so of an answer without a body."""


def receive_in_inbox(call: Call) -> Answer:
    """Keep what came, and answer as it was said."""
    tenant = tenant_in_path(call)
    now = tenant.clock.now()
    headers = tuple(call.client.headers)
    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
    signed = checked(named, call.raw, tenant.deliveries, now, tenant.clock.wall())
    letter = Letter(headers, call.raw, named.get(ID), signed)
    answer = tenant.inboxes.receive(call.path["name"], letter, now)
    told = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    if answer.took:
        told.append((TOOK.encode(), f"{answer.took / SECOND:g}".encode()))
    return Answer(answer.status, headers=tuple(told))


def read_inbox(call: Call) -> Answer:
    """What has come."""
    return Answer(200, _inbox(tenant_in_path(call).inboxes.look(call.path["name"])))


def answer_inbox(call: Call) -> Answer:
    """Say how an inbox answers from now on."""
    tenant = tenant_in_path(call)
    answers = answers_of(call.body)
    inbox = tenant.inboxes.inbox(call.path["name"])
    inbox.answer_with(answers)
    return Answer(200, _answering_now(inbox))


def empty_inbox(call: Call) -> Answer:
    """Forget what has come to an inbox, and how it answers."""
    tenant_in_path(call).inboxes.empty(call.path["name"])
    return Answer(204)


def answers_of(body: Mapping[str, Any]) -> list[Answering]:
    """How an inbox shall answer, as `InboxAnswers` has it; without a word of that: with 200.

    Raises:
        Invalid: A header cannot be.
    """
    answers = body.get("answers", ())
    _refuse_headers(answers)
    return [_answering(answer) for answer in answers]


def _answering(said: Mapping[str, Any]) -> Answering:
    return Answering(
        said.get("status", 200),
        read_duration(said.get("took", "PT0S")),
        {name.lower(): value for name, value in said.get("headers", {}).items()},
        said.get("times", 1),
    )


def _refuse_headers(answers: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what cannot be the name of a header of an answer.

    Raises:
        Invalid: One cannot.
    """
    faults = tuple(
        Fault(
            f"/answers/{place}/headers/{name.replace('~', '~0').replace('/', '~1')[:100]}",
            "It is no name of a header that an inbox may choose."
            + (" Say `took` instead." if name.lower() == TOOK else ""),
        )
        for place, answer in enumerate(answers)
        for name in answer.get("headers", ())
        if name.lower() in _OURS or not _NAME.fullmatch(name)
    )
    if faults:
        raise Invalid(summed(faults), faults=faults)


def _inbox(inbox: Inbox) -> dict[str, Any]:
    return {
        "arrivals": [_arrival(arrival) for arrival in inbox.arrivals],
        "evicted": inbox.evicted,
        **_answering_now(inbox),
    }


def _answering_now(inbox: Inbox) -> dict[str, Any]:
    return {"answers": [_answer(answer) for answer in inbox.answers], "total": inbox.total}


def _answer(answer: Answering) -> dict[str, Any]:
    return {
        "status": answer.status,
        "took": write_duration(answer.took),
        "headers": dict(answer.headers),
        "times": answer.times,
    }


def _arrival(arrival: Arrival) -> dict[str, Any]:
    letter, signed = arrival.letter, arrival.letter.signed
    return {
        "number": arrival.number,
        "at": write_moment(arrival.at),
        "headers": [
            {"name": name.decode("latin-1"), "value": value.decode("latin-1")}
            for name, value in letter.headers
        ],
        **_body(letter.body),
        "webhookId": letter.id,
        "repeats": arrival.repeats,
        "signature": {
            "verifies": signed.verifies,
            "why": signed.why,
            "endpointId": signed.endpoint,
            "secret": signed.secret,
        },
        "status": arrival.answered.status,
        "took": write_duration(arrival.answered.took),
    }


def _body(body: bytes) -> dict[str, Any]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body": b64encode(body).decode(), "bodyEncoding": "base64"}
