"""Is it an id that Codat takes?"""

from uuid import UUID

__all__ = ["is_uuid"]


def is_uuid(text: str) -> bool:
    """Say whether a text is a UUID in its usual form, capitals or not.

    Python reads braces, URNs and missing hyphens as well, which Codat does not.
    """
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
