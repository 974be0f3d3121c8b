"""What `codat-mock serve` writes of each exchange, and what it never writes."""

import json

import pytest

from package.serving import COMPANY, UNKNOWN, Serve, Serving, new_dataset


def exchanges(serving: Serving) -> list[str]:
    """Four exchanges, one of them refused; what was written of them."""
    with serving.client() as http:
        answers = [
            new_dataset(http),
            http.post(f"{COMPANY}/syncs", json={}),
            http.get(f"{COMPANY}/syncs/{UNKNOWN}/status"),
            http.get("/__mock/health"),
        ]
    assert [200, 202, 404, 200] == [answer.status_code for answer in answers]
    serving.process.terminate()
    return serving.finished().err.splitlines()


def test_log_text(serve: Serve) -> None:
    """One line an exchange: status, method, path, and why it was refused."""
    heads = [line.split()[:2] for line in exchanges(serve("--log", "text"))]
    assert [["200", "POST"], ["202", "POST"], ["404", "GET"], ["200", "GET"]] == heads


def test_log_json(serve: Serve) -> None:
    """The same as one JSON object a line."""
    records = [json.loads(line) for line in exchanges(serve("--log", "json"))]
    assert [200, 202, 404, 200] == [record["status"] for record in records]
    assert [False, False, True, False] == [record["why"] is not None for record in records]


def test_log_errors(serve: Serve) -> None:
    """Only what was refused."""
    assert ["404"] == [line.split()[0] for line in exchanges(serve("--log", "errors"))]


def test_log_off(serve: Serve) -> None:
    """Nothing at all."""
    assert [] == exchanges(serve("--log", "off"))


SECRET = "hunter2hunter2"
ENCODED = "aHVudGVyMmh1bnRlcjI="  # the same in base64
WITH_COLON = "aHVudGVyMmh1bnRlcjI6"  # the same before a colon, in base64
HEADERS = (
    f"Basic {ENCODED}",
    f"basic {ENCODED}",
    f"Basic {WITH_COLON}",
    f"Basic {SECRET}!",
    f"Bearer {SECRET}",
    f"{SECRET} {ENCODED}",
    SECRET,
    ENCODED,
    f"Basic {ENCODED}, Basic {ENCODED}",
)
"""What people send as `Authorization`, rightly and wrongly."""


@pytest.mark.parametrize(("log", "known"), [("text", True), ("json", False), ("errors", False)])
def test_no_secret_is_written(serve: Serve, log: str, *, known: bool) -> None:
    """Neither a key nor an `Authorization` of any form is ever in the log."""
    serving = serve("--log", log, "--api-key", SECRET if known else "another")
    answered = set()
    for header in HEADERS:
        with serving.client(Authorization=header) as http:
            answered.add(http.get("/__mock/plans").status_code)
            answered.add(new_dataset(http).status_code)
    assert ({200, 401} if known else {401}) == answered
    serving.process.terminate()
    done = serving.finished()
    assert "401" in done.err
    for secret in (SECRET, ENCODED, WITH_COLON):
        assert secret[:8].lower() not in (done.out + done.err).lower()
