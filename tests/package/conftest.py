"""What the tests of the package as a whole may use."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from package.serving import Serve, Serving, mocked, ready, running


@pytest.fixture(name="serve")
def _serve() -> Iterator[Serve]:
    """Start `codat-mock serve` on a free port; positional are more flags, `variables` its environment's."""
    with ExitStack() as stack:

        def start(*flags: str, **variables: str) -> Serving:
            command = mocked("serve", "--port", "0", *flags)
            return ready(stack.enter_context(running(*command, variables=variables)))

        yield start
