"""What were receivers told, and what did they answer? As the mock lists it, each attempt once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from codat_contract import WEBHOOKS
from codat_scenarios.playing.calls import Calls

__all__ = ["Hearing", "in_time"]

Body = Mapping[str, Any]


@dataclass(slots=True)
class Hearing:
    """What is known of the messages of a play.

    Attributes:
        heard: Somebody is told of what happens; nobody asks for messages unless that is so.
        noted: How many attempts of each message were noted.
        inboxes: The name of each inbox that the play has told, by its address.
    """

    heard: bool = False
    noted: Counter[str] = field(default_factory=Counter)
    inboxes: dict[str, str] = field(default_factory=dict)

    def begin(self, calls: Calls) -> None:
        """See whether somebody is told already before the first step."""
        self.heard = bool(calls.control("GET", "/webhooks")["webhooks"])

    def listen(self, body: Body, calls: Calls) -> str:
        """Have an inbox told of what happens, and answer as a step has it; its address."""
        path = f"/t/{calls.control('GET', '/scenario')['tenant']}/inbox/{body['name']}"
        address = f"{calls.url}/__mock{path}"
        calls.control("PUT", path, {"answers": body.get("answers", [])})
        if address not in self.inboxes:
            wanted = {name: body[name] for name in ("eventTypes", "style") if name in body}
            calls.control("POST", "/webhooks", {"url": address, **wanted})
            self.inboxes[address] = body["name"]
        self.heard = True
        return address

    def fresh(self, calls: Calls) -> list[tuple[str, str]]:
        """The attempts that were not noted yet, in the order of time: when each was, and what came of it."""
        listed = _messages(calls) if self.heard else ()
        found = [one for message in listed for one in self._fresh(message)]
        return sorted(found, key=lambda one: in_time(one[0]))

    def judged(self, wanted: Body, sync: str | None, calls: Calls) -> tuple[bool, str]:
        """Whether there is a webhook as an `expect` step has it, and a sentence of what there is.

        Args:
            wanted: The event, and what is asked for beside it.
            sync: The sync that it is about; None: any, or none.
            calls: Reach the server.
        """
        event, state, tries = (
            wanted["event"],
            wanted.get("state", "Success"),
            wanted.get("attempts"),
        )
        names = {kind.name for kind in WEBHOOKS.values() if kind.spelled(event)}
        there = [
            message
            for message in _messages(calls)
            if message["eventType"] in names and sync in (None, message["syncId"])
        ]
        fitting = [
            message
            for message in there
            if message["state"] == state and tries in (None, len(message["attempts"]))
        ]
        times = wanted.get("times")
        found = ", ".join(_after(one["state"], len(one["attempts"])) for one in there) or "none"
        if fitting if times is None else len(fitting) == times:
            return True, f"Webhook {event}: {found}."
        often = "" if times is None else f"{times} times "
        what = state if tries is None else _after(state, tries)
        return False, f"webhook {event}: expected {often}{what}, got {found}."

    def _fresh(self, message: Body) -> Iterator[tuple[str, str]]:
        about = f"Webhook {message['eventType']} to {self._receiver(message['url'])}"
        noted = self.noted[message["messageId"]]
        for attempt in message["attempts"][noted:]:
            spoiled = f", with {attempt['spoiled']} on purpose" if attempt["spoiled"] else ""
            yield attempt["at"], f"{about}{spoiled}: {attempt['status'] or attempt['why']}."
        never = bool(message["why"]) and not message["attempts"]
        if never and not noted:
            yield message["at"], f"{about}: never sent, {message['why']}."
        self.noted[message["messageId"]] = 1 if never else len(message["attempts"])

    def _receiver(self, url: str) -> str:
        name = self.inboxes.get(url)
        # What stands behind the question mark may be a secret.
        return url.partition("?")[0] if name is None else f"the inbox {name}"


def in_time(moment: str) -> str:
    """What moments are sorted by: in their text a fraction of a second would come before the whole one."""
    return moment.removesuffix("Z")


def _messages(calls: Calls) -> list[dict[str, Any]]:
    """Those that are kept, oldest first."""
    return [*calls.control("GET", "/deliveries")["deliveries"]]


def _after(state: str, attempts: int) -> str:
    return f"{state} after {attempts} attempt{'' if attempts == 1 else 's'}"
