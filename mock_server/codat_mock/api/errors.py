"""What are the words of each refusal? The rows of `x-errors`, in the shape of their document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codat_contract import Document
from codat_mock.contract.operations import Shape
from codat_mock.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of one document: from what went wrong to status and body."""

    rows: Mapping[str, Mapping[str, Any]]
    shape: Shape

    @classmethod
    def of(cls, document: Document, shape: Shape) -> "Refusals":
        """The rows of `document`."""
        return cls(document["x-errors"], shape)

    def status(self, refused: Refused) -> int:
        """Its HTTP status."""
        status: int = self.rows[refused.row]["status"]
        return status

    def body(self, refused: Refused, correlation: str) -> dict[str, Any]:
        """Its body.

        Args:
            refused: What went wrong.
            correlation: Names this very answer, where the shape has a place for it.
        """
        row = self.rows[refused.row]
        return (
            _codat(row, refused, correlation)
            if self.shape is Shape.CODAT
            else _problem(row, refused)
        )


class _Facts(dict[str, str]):
    """What fills the places of a row; a place that nobody can fill keeps its name."""

    def __missing__(self, place: str) -> str:
        return place


def _codat(row: Mapping[str, Any], refused: Refused, correlation: str) -> dict[str, Any]:
    errors = [
        {"itemId": fault.place, "message": fault.message} for fault in refused.faults
    ] or row.get("validation")
    return {
        "statusCode": row["status"],
        "service": row["service"],
        "error": row["error"].format_map(_Facts(refused.facts)),
        "correlationId": correlation,
        # The official SDK dies of an absent key and of one list without the other.
        "validation": {"errors": errors, "warnings": []} if errors else None,
        "canBeRetried": row.get("canBeRetried", "Unknown"),
        "detailedErrorCode": 0,
    }


def _problem(row: Mapping[str, Any], refused: Refused) -> dict[str, Any]:
    body = {
        "type": f"urn:codat-mock:{refused.row}",
        "title": row["title"],
        "status": row["status"],
        "detail": refused.why,
    }
    if refused.faults:
        body["errors"] = [
            {"pointer": fault.place, "detail": fault.message} for fault in refused.faults
        ]
    return body
