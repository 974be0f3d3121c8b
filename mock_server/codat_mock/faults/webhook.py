"""A webhook that is lost, late, twice, out of order, or not what it seems."""

from dataclasses import dataclass

from codat_mock.core.errors import Contradiction
from codat_mock.core.messages import Spoil
from codat_mock.core.moments import MINUTE, Duration
from codat_mock.faults.workings import Effect, Fault, Met, example, virtual, whole, word

_BEFORE = "before-answer"
_LATER = frozenset({"delay", "reorder"})


@dataclass(frozen=True, slots=True)
class Webhook(Fault):
    """Spoils the first attempt of a webhook; what fails then is sent again, properly.

    With `before-answer` it strikes the request instead that initiates a sync: the sync ends at once, and its webhook
    is delivered before the request is answered.
    """

    seen = "A webhook that never comes, comes late, twice, after a later one, or does not verify."
    advice = (
        "Verify each message, take each id once, keep what is known by syncId, and ask for the status when nothing "
        "comes."
    )
    examples = (
        example("A webhook is lost", operation="*", do="drop"),
        example("The next one comes an hour late", operation="*", do="delay", by="PT1H"),
        example("The next one comes three times", operation="*", do="duplicate", copies=2),
        example("The next two come the wrong way round", operation="*", do="reorder"),
        example("Signed with a secret that nobody has", operation="*", do="bad-signature"),
        example("Signed ten minutes ago", operation="*", do="stale"),
        example("Signed with the secret of before", operation="*", do="old-secret"),
        example("Half of the body", operation="*", do="truncate"),
        example("The one before it comes once more", operation="*", do="replay"),
        example("Told before the syncId is", operation="initiate-sync", do=_BEFORE),
    )

    do: str = word(
        "What becomes of it.",
        "drop",
        "delay",
        "duplicate",
        "reorder",
        "bad-signature",
        "stale",
        "old-secret",
        "truncate",
        "replay",
        _BEFORE,
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
        return Effect(told_first=True)

    def spoil(self, fault: str) -> Spoil:
        """What becomes of a message that meets it."""
        later = self.do in _LATER
        return Spoil(
            fault,
            self.do,
            drop=self.do == "drop",
            delay=(MINUTE if self.by is None else self.by) if later else 0,
            copies=(self.copies or 1) if self.do == "duplicate" else 0,
            after_next=self.do == "reorder",
        )
