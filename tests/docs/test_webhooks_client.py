"""What the page about the client's webhooks shows does what it says."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from codat_client import Expense, Line
from codat_mock.server import Settings, start
from docs.pages import blocks

PAGE = "docs/webhooks-client.md"


@pytest.fixture(name="names")
def _names(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the reader has: a server and expenses; no proxy comes between a machine and itself."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    line = Line(Decimal("12.50"), Decimal("2.50"), "429", tax_rate="INPUT2")
    lunch = "4d7c6929-7770-412b-91bb-44d3bc71d111"
    with start(Settings(port=0)) as mock:
        names: dict[str, Any] = {
            "url": mock.url,
            "api_key": mock.api_key,
            "company_id": mock.company_id,
            "expenses": [Expense(lunch, "Payment", date(2026, 1, 1), "GBP", lines=(line,))],
        }
        yield names
    if server := names.get("server"):
        server.shutdown()
        server.server_close()


def test_python_blocks(names: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    """The examples run as they stand, one after the other, and what they assert holds."""
    for example in blocks(PAGE, "python"):
        exec(compile(example, PAGE, "exec"), names)  # noqa: S102 our own words
    assert 2000 == names["report"].sync.code
    assert "POST / HTTP/1.1" in capfd.readouterr().err


def test_example_is_short() -> None:
    """Ten lines at most."""
    assert len([line for line in blocks(PAGE, "python")[0].splitlines() if line.strip()]) <= 10
