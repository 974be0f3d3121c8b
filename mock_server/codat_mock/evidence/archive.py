"""The exchanges of a sync as an HTTP archive."""

from typing import Any

from codat_mock.evidence.gathering import Evidence
from codat_mock.journal import har


def archive(evidence: Evidence) -> dict[str, Any]:
    """An archive of HAR 1.2."""
    return har.archive(evidence.exchanges, evidence.version)
