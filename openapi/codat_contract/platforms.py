"""What does each accounting platform take? The rows of `x-platforms`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from codat_contract.documents import Document, contract, table


@dataclass(frozen=True, slots=True)
class AttachmentRule:
    """Which files a platform takes.

    Attributes:
        limit: The largest file, in bytes.
        extensions: Upper-case extensions without a dot; None: any.
    """

    limit: int
    extensions: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Platform:
    """An accounting platform.

    Attributes:
        key: Codat's four letters for it.
        name: Its name.
        attachments: Which files it takes; None: it takes none.
    """

    key: str
    name: str
    attachments: AttachmentRule | None


def _platform(row: Document) -> Platform:
    rule = row["attachments"]
    if rule is None:
        return Platform(row["key"], row["name"], None)
    extensions = rule["extensions"]
    return Platform(
        key=row["key"],
        name=row["name"],
        attachments=AttachmentRule(
            limit=rule["megabytes"] * contract()["x-megabyte"],
            extensions=None if extensions is None else frozenset(extensions),
        ),
    )


PLATFORMS: Mapping[str, Platform] = MappingProxyType(
    {platform.key: platform for platform in table("x-platforms", _platform)}
)
"""By platform key."""
