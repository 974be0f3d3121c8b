"""What the page about the client's webhooks shows does what it says."""

from typing import Any

import pytest

from docs.pages import blocks

PAGE = "docs/webhooks-client.md"


@pytest.mark.usefixtures("_no_proxy")
def test_python_blocks(capfd: pytest.CaptureFixture[str]) -> None:
    """The page is a script that runs as it stands, from top to bottom, and what it asserts holds."""
    names: dict[str, Any] = {}
    try:
        for example in blocks(PAGE, "python"):
            exec(compile(example, PAGE, "exec"), names)  # noqa: S102 our own words
    finally:
        if server := names.get("server"):
            server.shutdown()
            server.server_close()
        if mock := names.get("mock"):
            mock.stop()
    assert "POST / HTTP/1.1" in capfd.readouterr().err


@pytest.fixture(name="_no_proxy")
def _without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy comes between a machine and itself."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_example_is_short() -> None:
    """A receiver, mounted and made known, is a matter of ten lines."""
    assert len([line for line in blocks(PAGE, "python")[1].splitlines() if line.strip()]) <= 10
