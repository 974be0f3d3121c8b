"""How are ids drawn, kept and written?

An id is kept as the sixteen bytes of its uuid: half the size of its text, and blind to case.
"""

from base64 import b64encode
from collections.abc import Sequence
from random import Random
from typing import TypeAlias

Key: TypeAlias = bytes

_VARIANT = 0x8000_0000_0000_0000
_VERSION = 0x4000 << 64
_CLEAR = ~((0xC000 << 48) | (0xF000 << 64))


def key(text: str) -> Key:
    """The bytes of a uuid that is known to be one.

    Raises:
        ValueError: `text` is no uuid.
    """
    found = bytes.fromhex(text.replace("-", ""))
    if len(found) != 16:
        message = f"{text!r} is no uuid"
        raise ValueError(message)
    return found


def keys(texts: Sequence[str]) -> list[Key]:
    """The bytes of uuids, in order, in one step where all are written as usual: a dataset has many.

    Raises:
        ValueError: One of them is no uuid.
    """
    if {(len(text), text.count("-")) for text in texts} <= {(36, 4)}:
        found = bytes.fromhex("".join(texts).replace("-", ""))
        if len(found) == 16 * len(texts):
            return [found[at : at + 16] for at in range(0, len(found), 16)]
    return [key(text) for text in texts]


def text(key: Key) -> str:
    """The uuid in lower case."""
    digits = key.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Ids:
    """The one source of chance of a tenant: the same seed draws the same ids in the same order.

    What is created, what is refused and what goes wrong on purpose draw from three sequences, so that neither a refused
    call nor a fault changes the next id.
    """

    __slots__ = ("_faults", "_random", "_refusals", "_seed")

    def __init__(self, seed: int | str) -> None:
        """Draw as `seed` has it."""
        self._seed = seed
        self._random = Random(f"{seed}/ids")
        self._refusals = Random(f"{seed}/refusals")
        self._faults = Random(f"{seed}/faults")

    def apart(self, use: str) -> "Ids":
        """Another source of the same seed, for a use whose draws must not change these."""
        return Ids(f"{self._seed}/{use}")

    def again(self) -> "Ids":
        """The same source as it was at first."""
        return Ids(self._seed)

    def draw(self) -> Key:
        """A new id, in the form of a version 4 uuid."""
        number = self._random.getrandbits(128) & _CLEAR | _VERSION | _VARIANT
        return number.to_bytes(16, "big")

    def correlation(self) -> str:
        """A new correlation id: 32 hexadecimal digits."""
        return f"{self._refusals.getrandbits(128):032x}"

    def attachment(self) -> str:
        """A new attachment id, as accounting software has them: nineteen digits."""
        return f"14{self._random.randrange(10**17):017d}"

    def message(self) -> str:
        """A new id of a webhook message."""
        return f"msg_{self._random.getrandbits(160):040x}"

    def secret(self) -> str:
        """A new secret to sign webhooks with: 24 bytes."""
        return f"whsec_{b64encode(self._random.randbytes(24)).decode()}"

    def chance(self, most: int) -> int:
        """A whole number from 0 to `most`, for a fault that leaves something to chance."""
        return self._faults.randint(0, most)
