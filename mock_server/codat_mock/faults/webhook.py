"""A webhook that is lost, late, twice, out of order, or not what it seems."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from codat_mock.core.errors import Contradiction
from codat_mock.core.messages import Spoil
from codat_mock.core.moments import MINUTE, Duration, write_duration
from codat_mock.faults.workings import Effect, Fault, Met, example, virtual, whole, word


class _Way(NamedTuple):
    """A way to spoil a webhook.

    Attributes:
        means: What becomes of the webhook, a clause with places for `by` and for how often.
        seen: What a client sees of it, a sentence.
    """

    means: str
    seen: str


_BEFORE = "before-answer"
_LATER = frozenset({"delay", "reorder"})
_SIGNED = frozenset({"bad-signature", "stale", "old-secret"})

_TIMES = {1: "once", 2: "twice"}

_WAYS: Mapping[str, _Way] = {
    "drop": _Way(
        "it is never sent, and listed as a failure",
        "No webhook at all, however long it waits, until somebody has it recovered or resent.",
    ),
    "delay": _Way(
        "it is sent {by} later",
        "The usual webhook, later than the status has told the same.",
    ),
    "duplicate": _Way(
        "it is sent again {times} after it was received",
        "The same webhook-id and body more than once, each signed anew.",
    ),
    "reorder": _Way(
        "it is held back until the next one to the same receiver has gone, or {by} has passed",
        "Two webhooks the wrong way round; or a late one, where no other follows.",
    ),
    "bad-signature": _Way(
        "its first attempt is signed with a secret that nobody has",
        "A webhook that does not verify; once it is refused, the same again with a right signature.",
    ),
    "stale": _Way(
        "its first attempt is signed as ten minutes ago",
        "A right signature of ten minutes ago; once it is refused, the same again with one of now.",
    ),
    "old-secret": _Way(
        "its first attempt is signed with the secret that its endpoint had before",
        "A signature with a secret that is valid no more; once it is refused, the same again, rightly signed.",
    ),
    "truncate": _Way(
        "its first attempt has half of the body, under the signature of the whole",
        "Half of some JSON, which does not verify; once it is refused, the same again, whole.",
    ),
    "replay": _Way(
        "what went to the same receiver last goes there once more, byte for byte, before it; the fault waits until "
        "something has gone there",
        "A webhook that it has had before, webhook-id and signature too; behind it the new one.",
    ),
    _BEFORE: _Way(
        "the sync that the next call starts ends at once, and its webhooks are delivered before the call is answered",
        "A webhook about a syncId of which no answer has told it yet.",
    ),
}


@dataclass(frozen=True, slots=True)
class Webhook(Fault):
    """Spoils the next webhook to any one receiver, as `do` says.

    A message to several receivers is several webhooks: the first of them meets the fault, and `times` counts each.
    With `before-answer` it strikes the request instead that starts a sync, and every receiver is told early.
    """

    seen = "A webhook that never comes, comes late, twice, after a later one, before the answer, or does not verify."
    advice = (
        "Verify each message, take each id once, keep what is known by syncId, and ask for the status when nothing "
        "comes."
    )
    usual_operation = "*"
    envelope: ClassVar[Mapping[str, str]] = {
        "operation": "The webhooks that meet it, by event type or rule type; `initiate-sync` for those of syncs, `*` "
        "for every one, as when it is left out. With `before-answer` it is the call that starts the sync.",
        "companyId": "It hits only webhooks about this company.",
        "times": "How many webhooks it hits, each to one receiver, or calls with `before-answer`; 1 unless said, "
        "null until it is deleted.",
        "after": "How many of those that it could hit pass first; 0 unless said.",
    }
    examples = (
        example("A webhook is lost", do="drop"),
        example("The next one comes an hour late", do="delay", by="PT1H"),
        example("The next one comes three times", do="duplicate", copies=2),
        example("The next two come the wrong way round", do="reorder"),
        example("Signed with a secret that nobody has", do="bad-signature"),
        example("Signed ten minutes ago", do="stale"),
        example("Signed with the secret of before", do="old-secret"),
        example("Half of the body", do="truncate"),
        example("The one before it comes once more", do="replay"),
        example("Told before the syncId is", operation="initiate-sync", do=_BEFORE),
    )

    do: str = word(
        "What becomes of it.",
        meanings={
            name: way.means.format(by="`by`", times="`copies` times") for name, way in _WAYS.items()
        },
    )
    by: Duration | None = virtual(
        "How much later, of the mock's clock: one minute unless said; with `reorder` the longest that it waits for "
        "another one.",
        default=None,
    )
    copies: int | None = whole(
        "How often more it comes: once unless said.", least=1, most=10, default=None
    )

    def __post_init__(self) -> None:
        """Refuse fields that go with another thing to do.

        Raises:
            Contradiction: It has one.
        """
        if self.by is not None and self.do not in _LATER:
            raise Contradiction(
                f"`by` goes with {' and '.join(sorted(_LATER))}; leave it out, or do one of these."
            )
        if self.copies is not None and self.do != "duplicate":
            raise Contradiction("`copies` goes with duplicate; leave it out, or do that.")

    @property
    def strikes_messages(self) -> bool:
        """It waits for messages, not for requests."""
        return self.do != _BEFORE

    @property
    def strikes_initiations(self) -> bool:
        """It needs a sync to tell of."""
        return self.do == _BEFORE

    def act(self, met: Met) -> Effect:
        """Have the sync told first that the request initiates."""
        return Effect(told_first=self.spoil(met.fault))

    def does(self) -> str:
        """What becomes of the webhook, with what was said or is usual in the place of names."""
        copies = self.copies or 1
        times = _TIMES.get(copies, f"{copies} times")
        means = _WAYS[self.do].means.format(by=write_duration(self._later), times=times)
        return f"{means[0].upper()}{means[1:]}."

    def sees(self) -> str:
        """What a client sees of what it does."""
        return _WAYS[self.do].seen

    @property
    def _later(self) -> Duration:
        return MINUTE if self.by is None else self.by

    def spoil(self, fault: str) -> Spoil:
        """What becomes of a message that meets it."""
        later = self.do in _LATER
        return Spoil(
            fault,
            self.do,
            drop=self.do == "drop",
            delay=self._later if later else 0,
            copies=(self.copies or 1) if self.do == "duplicate" else 0,
            after_next=self.do == "reorder",
            again=self.do == "replay",
            signed=self.do in _SIGNED,
        )
