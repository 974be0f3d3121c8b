"""The quirks that are written down are those that the SDKs have."""

import pytest

from sdks.drives import PROGRAMS, Drives
from sdks.quirks import QUIRKS


@pytest.mark.parametrize("name", QUIRKS)
def test_still_so(drives: Drives, name: str) -> None:
    """The SDK still does it; once it does not, the row can go."""
    quirk = QUIRKS[name]
    quirk.shown(drives(quirk.sdk))


def test_rows_are_sentences() -> None:
    """Each says of which SDK and call it is, what happens and why that stays."""
    assert {quirk.sdk for quirk in QUIRKS.values()} == {*PROGRAMS}
    for quirk in QUIRKS.values():
        assert all((quirk.call, quirk.does, quirk.why))
