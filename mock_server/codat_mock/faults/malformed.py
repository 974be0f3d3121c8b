"""An answer that is no JSON, although it says so."""

from dataclasses import dataclass

from codat_mock.faults.workings import Effect, Fault, Met, example, word

_CUT, _GARBLED = "cut", "garbled"
_NOISE = b"\x00\x00\x00"
"""Nowhere in JSON may these stand, in texts neither."""


@dataclass(frozen=True, slots=True)
class Malformed(Fault):
    """Breaks the JSON of the body; the answer as such is whole."""

    seen = "Status, headers and as many bytes as Content-Length says, which are no JSON; the work is done."
    advice = "Treat what cannot be read as an answer that was lost, and ask what has become of the request."
    examples = (
        example("A status that cannot be read", operation="get-sync-by-id"),
        example("Noise in the middle", operation="get-sync-by-id", how=_GARBLED),
    )

    how: str = word(
        "Whether the JSON ends half-way, or has noise in the middle.", _CUT, _GARBLED, default=_CUT
    )

    def act(self, met: Met) -> Effect:
        """Break."""
        return Effect(change=_cut if self.how == _CUT else _garbled)


def _cut(_: int, body: bytes) -> bytes:
    return body[: len(body) // 2]


def _garbled(_: int, body: bytes) -> bytes:
    half = len(body) // 2
    return body[:half] + _NOISE + body[half:]
