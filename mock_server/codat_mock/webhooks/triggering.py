"""What does a message say that somebody wants sent now? What the mock would say, and what they put in its place.

Rule 1: a message of a sync that is named says what is so of it; of none, the contract's example with ids of its own.
Rule 2: what somebody puts in its place is merged into that; the whole must fit the contract all the same, and name
no field that the contract does not: it would go out beside the one that was meant.
Rule 3: nothing is drawn and nobody is told before that is clear.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

import orjson

from codat_contract import Subject, WebhookKind, contract
from codat_mock.contract.schemas import Path, Schema, Stranger
from codat_mock.contract.sentences import faults, pointer_place
from codat_mock.core.companies import Company, Sync
from codat_mock.core.deliveries import Deliveries
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.errors import Contradiction, Fault, NotValid, summed
from codat_mock.core.ids import Key, text
from codat_mock.core.limits import Limits
from codat_mock.core.messages import Message
from codat_mock.core.moments import DAY, Moment
from codat_mock.core.notices import Notice, Quota, Sketch
from codat_mock.webhooks.bodies import compiled_schema, made

_NOUGHT = bytes(16)
"""Stands for an id that is not drawn yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants sent.

    Attributes:
        kind: What kind of message.
        at: When it shall have happened: now.
        company: Whose sync it is; None for a message that is about none.
        sync: The sync, if it is one that there is.
        limits: The requests of the day, for a message about those.
        changes: What stands in place of what the mock would say.
    """

    kind: WebhookKind
    at: Moment
    company: Company | None
    sync: Sync | None
    limits: Limits
    changes: Mapping[str, Any]

    def draft(self, draw: Callable[[], Key]) -> "Draft":
        """What it is about, its ids drawn by `draw`."""
        notice = Notice(draw(), self.kind.subject, self.at)
        if self.company is None:
            return Draft(self.kind, replace(notice, quota=self._quota()), None, self.changes)
        sync = self.sync or Sync(draw(), self.company, (), self.at, 0)
        shown = None if self.sync else [{**one, "id": draw()} for one in _shown(self.kind.name)]
        of_sync = replace(notice, company=Sketch.of(self.company), sync=sync, fate=sync.fate)
        return Draft(self.kind, of_sync, shown, self.changes)

    def _quota(self) -> Quota:
        left = self.limits.quota if self.kind.subject is Subject.QUOTA_RESET else 0
        return Quota(self.limits.quota, left, (self.at // DAY + 1) * DAY)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that nobody has yet.

    Attributes:
        kind: What kind of message.
        notice: What it is about.
        shown: Transactions of a sync that there is not, as the contract shows them.
        changes: What stands in place of what the mock would say.
    """

    kind: WebhookKind
    notice: Notice
    shown: list[dict[str, Any]] | None
    changes: Mapping[str, Any]

    def body(self, endpoint: Endpoint | None = None) -> Any:
        """What it says to an endpoint: rules stand in their messages.

        Raises:
            Contradiction: It would not fit the contract.
            NotValid: It does not, and is nested too deeply to say where.
        """
        nobody = Endpoint(self.notice.id, None, self.kind.service, (), [], "")
        id_ = f"msg_{self.notice.id.hex()}"
        said: Any = made(Message(id_, 0, self.notice, self.kind, endpoint or nobody))
        if self.shown and "payload" in said:
            said["payload"]["transactions"] = [{**one, "id": text(one["id"])} for one in self.shown]
        body = _merged(said, self.changes, "/set")
        self._refuse_misfit(body, said)
        return body

    def send(self, deliveries: Deliveries, endpoints: list[Endpoint]) -> list[Message]:
        """Write it to these endpoints."""
        return [
            message
            for endpoint in endpoints
            for message in deliveries.tell_one(
                endpoint, replace(self.notice, body=orjson.dumps(self.body(endpoint)))
            )
        ]

    def _refuse_misfit(self, body: Any, said: Any) -> None:
        schema = compiled_schema(self.kind.schema)
        try:
            # What is answered has it some levels deeper.
            orjson.dumps([[body]])
        except orjson.JSONEncodeError:
            raise NotValid("What is set is nested too deeply; write it flatter.") from None
        if schema.fits(body):
            self._refuse_strangers(schema, body, said)
            return
        try:
            errors = schema.errors(body)
        except ValueError:
            raise NotValid(
                "The message does not fit, and is nested too deeply to say where."
            ) from None
        found = faults(errors, schema, lambda path: f"/set{pointer_place(path)}")
        raise Contradiction(
            f"{self.kind.name} would not fit the contract: {summed(found)}", faults=found
        )

    def _refuse_strangers(self, schema: Schema, body: Any, said: Any) -> None:
        if schema.knows(body):
            return
        found = tuple(
            Fault(f"/set{pointer_place(stranger.path)}", _unknown(stranger, said))
            for stranger in schema.strangers(body)
        )
        if found:
            raise Contradiction(
                f"{self.kind.name} has no such field: {summed(found)}", faults=found
            )


def draft(wanted: Wanted, draw: Callable[[], Key]) -> Draft:
    """A message as somebody wants it.

    Raises:
        Contradiction: It would not fit the contract; nothing was drawn.
        NotValid: It does not, and is nested too deeply to say where.
    """
    wanted.draft(lambda: _NOUGHT).body()
    return wanted.draft(draw)


@cache
def _shown(name: str) -> tuple[Mapping[str, Any], ...]:
    """The transactions in the contract's example of a kind of message."""
    body = contract()["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]
    example = next(iter(body["examples"].values()))["value"]
    return tuple(example.get("payload", {}).get("transactions", ()))


def _unknown(stranger: Stranger, said: Any) -> str:
    """What is wrong with a field that has no business where it stands, and where it was perhaps meant to stand."""
    *around, name = stranger.path
    near = get_close_matches(str(name), stranger.known, 1)
    places: list[Path] = [path for path in _places(said) if path[-1] == name]
    places += [(*around, one) for one in near]
    hint = (
        f"did you mean {'.'.join(map(str, places[0]))}?"
        if places
        else f"there is {', '.join(stranger.known)}."
    )
    return f"There is no field {str(name)[:60]!r} here; {hint}"


def _places(said: Any, around: Path = ()) -> Iterator[Path]:
    """Where the fields of a message stand, on every level."""
    held = said.items() if isinstance(said, dict) else enumerate(said)
    for name, value in held:
        yield (*around, name)
        if isinstance(value, dict | list):
            yield from _places(value, (*around, name))


def _merged(value: Any, changes: Any, place: str) -> Any:
    """`value` with `changes` in it: objects field by field, lists entry by entry if the changes number them.

    Raises:
        Contradiction: A list has no such entry.
    """
    if not isinstance(changes, Mapping):
        return changes
    if isinstance(value, dict):
        return value | {
            name: _merged(value.get(name), change, f"{place}{pointer_place((name,))}")
            for name, change in changes.items()
        }
    if not isinstance(value, list):
        return changes
    entries = [*value]
    for name, change in changes.items():
        at = f"{place}{pointer_place((name,))}"
        if not (name.isascii() and name.isdigit() and int(name[:9]) <= len(entries)):
            said = (
                f"The list has {len(entries)} entries, numbered from 0; {name[:20]!r} is none of "
                "them, nor the next one."
            )
            raise Contradiction(f"{at}: {said}", faults=(Fault(at, said),))
        number = int(name)
        if number == len(entries):
            entries.append(None)
        entries[number] = _merged(entries[number], change, at)
    return entries
