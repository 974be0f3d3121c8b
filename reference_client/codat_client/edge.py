"""What does the client take from the world when nobody hands it something else?"""

from datetime import UTC, datetime
from time import sleep
from uuid import uuid4

__all__ = ["new_id", "now", "sleep"]


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def new_id() -> str:
    """Draw a GUID."""
    return str(uuid4())
