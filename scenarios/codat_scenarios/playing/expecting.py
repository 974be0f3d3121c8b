"""Is what was expected so? A sentence for each thing that is not."""

from collections.abc import Iterator, Mapping
from typing import Any

from codat_client import ExpenseSyncError, Report

__all__ = ["Found", "failures"]

Found = Mapping[str, Any]
"""What the mock says of a sync: `code`, `reason`, and `transactions` by status."""


def failures(
    expected: Mapping[str, Any],
    found: Found | None,
    report: Report | None,
    error: ExpenseSyncError | None,
    syncs: int | None,
) -> Iterator[str]:
    """What is not as it should be.

    Args:
        expected: The body of an `expect` step.
        found: What the mock says of the sync; None: there is none.
        report: What the client knows.
        error: Why the client was stopped, if it was.
        syncs: How many syncs the company has, if that is asked for.
    """
    if "code" in expected or "transactions" in expected:
        yield from _of_sync(expected, found)
    if "uploaded" in expected:
        uploaded = len(report.uploaded) if report else 0
        yield from _differing("expenses marked as uploaded", expected["uploaded"], uploaded)
    if "refused" in expected:
        status = getattr(error, "status", None)
        yield from _differing("HTTP status that stopped the client", expected["refused"], status)
    if "conclusion" in expected:
        told = {result.conclusion for result in report.expenses} if report else set()
        if not any(expected["conclusion"] in one for one in told):
            yield f"no conclusion says {expected['conclusion']!r}; they say {'; '.join(sorted(told)) or 'nothing'}"
    if "syncs" in expected:
        yield from _differing("syncs of the company", expected["syncs"], syncs)


def _of_sync(expected: Mapping[str, Any], found: Found | None) -> Iterator[str]:
    if found is None:
        yield "there is no sync: the client was stopped before one was accepted"
        return
    if "code" in expected:
        yield from _differing("code", expected["code"], found["code"])
    if "transactions" in expected:
        wanted = {status: count for status, count in expected["transactions"].items() if count}
        got = {status: count for status, count in found["transactions"].items() if count}
        if wanted != got:
            yield f"transactions: expected {_counted(wanted)}, got {_counted(got)}"


def _differing(what: str, wanted: object, got: object) -> Iterator[str]:
    if wanted != got:
        yield f"{what}: expected {wanted}, got {'none' if got is None else got}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "none"
