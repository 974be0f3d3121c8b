"""To what can a tenant go back? To its beginning, and to the moments at which it was told to remember itself."""

from dataclasses import dataclass

from codat_mock.core.errors import NoRoom, NotFound
from codat_mock.core.moments import Moment
from codat_mock.core.saving import Holder, Saved, put_back, save

MOST = 50
"""How many snapshots a tenant keeps."""

MOST_BYTES = 268_435_456
"""How many bytes of them."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A moment to which a tenant can go back.

    Attributes:
        id: Its id.
        name: What it is called, if somebody has said so.
        at: Where the clock stood.
        saved: The state.
    """

    id: str
    name: str | None
    at: Moment
    saved: Saved

    @property
    def size(self) -> int:
        """What it takes, in bytes."""
        return len(self.saved.state)


class Snapshots:
    """The snapshots of a tenant, the oldest first, and its beginning; they stay whatever it goes back to.

    Attributes:
        returns: How often it went back so far: who is on the way with it can tell that it is no longer where it was.
    """

    __slots__ = ("_beginning", "_holder", "_kept", "_made", "_most", "_most_bytes", "returns")

    def __init__(self, holder: Holder, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Keep none yet, and take what the tenant is now for its beginning.

        Args:
            holder: The tenant.
            most: How many are kept.
            most_bytes: How many bytes of them.
        """
        self._holder = holder
        self._most = most
        self._most_bytes = most_bytes
        self._kept: dict[str, Snapshot] = {}
        self._made = 0
        self.returns = 0
        self._beginning = save(holder, holder.clock.beginning())

    @property
    def size(self) -> int:
        """What all of them take, in bytes."""
        return sum(snapshot.size for snapshot in self._kept.values())

    def mark_beginning(self) -> None:
        """Let the tenant begin as it is now."""
        self._beginning = save(self._holder, self._holder.clock.beginning())

    def to_beginning(self) -> None:
        """Go back to the beginning."""
        self._go_back(self._beginning)

    def begin_as(self, other: Holder) -> None:
        """Let the tenant be what another one is, and have begun so."""
        self._beginning = save(other, other.clock.beginning())
        self.to_beginning()

    def take(self, name: str | None, now: Moment) -> Snapshot:
        """Remember what the tenant is now.

        Raises:
            NoRoom: There are as many already as are kept, or too large ones.
        """
        if len(self._kept) >= self._most:
            raise NoRoom(
                f"There are {self._most} snapshots, and no more are kept; "
                f"DELETE /__mock/snapshots/{next(iter(self._kept))} gives up the oldest."
            )
        id_ = f"snapshot-{self._made + 1}"
        snapshot = Snapshot(id_, name, now, save(self._holder, self._holder.clock.standing(now)))
        self._refuse_too_large(snapshot.size)
        self._made += 1
        self._kept[id_] = snapshot
        return snapshot

    def listed(self) -> list[Snapshot]:
        """All of them, in the order in which they were taken."""
        return list(self._kept.values())

    def restore(self, id_: str) -> None:
        """Go back to a snapshot, which stays.

        Raises:
            NotFound: There is none of this id.
        """
        self._go_back(self._known(id_).saved)

    def remove(self, id_: str) -> None:
        """Forget one.

        Raises:
            NotFound: There is none of this id.
        """
        del self._kept[self._known(id_).id]

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()

    def _go_back(self, saved: Saved) -> None:
        put_back(self._holder, saved)
        self.returns += 1

    def _known(self, id_: str) -> Snapshot:
        snapshot = self._kept.get(id_)
        if snapshot is None:
            raise NotFound(
                f"There is no snapshot {id_[:80]}; GET /__mock/snapshots lists those that there are."
            )
        return snapshot

    def _refuse_too_large(self, size: int) -> None:
        if size > self._most_bytes:
            raise NoRoom(
                f"The state alone takes {size} bytes, and all snapshots of a tenant {self._most_bytes} at most; "
                "delete companies that are no longer needed, or begin anew by POST /__mock/reset."
            )
        if self.size + size > self._most_bytes:
            raise NoRoom(
                f"With this one the snapshots would take {self.size + size} bytes, and they take "
                f"{self._most_bytes} at most; delete one of those that GET /__mock/snapshots lists."
            )
