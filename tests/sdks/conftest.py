"""What the tests of the official SDKs may use."""

from functools import cache

import pytest

from sdks.drives import PROGRAMS, Drive, Drives, Failed, driven
from sdks.environments import CannotMake


@cache
def _outcome(sdk: str) -> Drive | str:
    """A drive, or why there is none."""
    try:
        return driven(sdk)
    except (CannotMake, Failed) as reason:
        return str(reason)


@pytest.fixture(name="drives", scope="session")
def _drives() -> Drives:
    """Drives of the SDKs, each taken once; without its environment a test fails, it is not left out."""

    def drive(sdk: str) -> Drive:
        outcome = _outcome(sdk)
        if isinstance(outcome, str):
            pytest.fail(outcome, pytrace=False)
        return outcome

    return drive


@pytest.fixture(name="drive", params=PROGRAMS)
def _drive(drives: Drives, request: pytest.FixtureRequest) -> Drive:
    """The drive of each SDK in turn."""
    return drives(request.param)
