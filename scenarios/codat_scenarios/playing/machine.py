"""What does a machine read? One JSON document, when all was played."""

from dataclasses import asdict
from typing import Any

from codat_scenarios.playing.play import Performance

__all__ = ["told"]


def told(played: Performance, tenant: str | None, api_key: str, *, kept: bool) -> dict[str, Any]:
    """A performance as JSON.

    Args:
        played: The performance.
        tenant: The tenant of its own that it was played in; None: that of the key.
        api_key: The key of the tenant.
        kept: The tenant is still there.
    """
    return {
        "scenario": played.scenario,
        "asExpected": played.well,
        "failures": [*played.failures],
        "notes": [*played.notes],
        "codes": [*played.seen],
        "stepsLeft": played.left,
        "tenant": {"id": tenant, "apiKey": api_key, "kept": kept},
        "steps": [
            {
                "step": step.number,
                "kind": step.kind,
                "body": dict(step.body),
                "asExpected": step.well,
                "happened": [asdict(one) for one in step.happened],
            }
            for step in played.steps
        ],
    }
