"""The exchanges of a sync as a shell script that repeats them."""

from codat_mock.evidence.gathering import Evidence
from codat_mock.journal.curl import script

MEDIA_TYPE = "text/plain; charset=utf-8"


def commands(evidence: Evidence) -> bytes:
    """A script of curl commands."""
    return script(evidence.exchanges, evidence.tenant, evidence.reach).encode()
