"""How does an explanation look in a browser? What was asked, why it was refused, and what to do."""

from collections.abc import Mapping
from typing import Any

from codat_contract import SYNC_CODES
from codat_mock.core.journal import Witnessed
from codat_mock.evidence import words
from codat_mock.evidence.drawing import drawn
from codat_mock.evidence.gathering import Evidence
from codat_mock.evidence.page import render
from codat_mock.evidence.runs import runs


def explanation(
    told: Mapping[str, Any], seen: Witnessed | None, evidence: Evidence | None
) -> bytes:
    """The page of an explanation.

    Args:
        told: The explanation, as the control API gives it.
        seen: The exchange that was refused, if it is about one.
        evidence: What is known of the sync that it is about, if there is one.
    """
    return render(
        "explanation.html",
        told=told,
        row=None if told["sync"] is None else SYNC_CODES[told["sync"]["code"]],
        tone=_tone(told, seen),
        run=None if seen is None else runs((seen,))[0],
        drawing=None if evidence is None else drawn(evidence),
        evidence_at=None if evidence is None else path(evidence),
    )


def _tone(told: Mapping[str, Any], seen: Witnessed | None) -> str:
    if seen is not None:
        return words.tone_of_status(seen.reply.status)
    return words.tone(SYNC_CODES[told["sync"]["code"]])


def path(evidence: Evidence) -> str:
    """Where the evidence is, without a key."""
    whose = "" if evidence.default else f"/t/{evidence.tenant}"
    return f"{evidence.origin}/__mock{whose}/syncs/{evidence.sync_id}/evidence"
