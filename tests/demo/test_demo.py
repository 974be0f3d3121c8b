"""The whole demo: a real server on a free port, the reference client, real files."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codat_client import MARKED_AS_UPLOADED
from codat_contract import SYNC_CODES
from codat_scenarios.demo import run
from codat_scenarios.demo.month import shipped_month

OWN = """\
id;issueDate;type;currency;accountRef;netAmount;taxAmount;receipts
178d1501-3f49-496b-b907-7d6a94fc0f4a;2026-10-05;Payment;GBP;400;10,00;2,00;slip.png
0d20e53b-358f-4dc1-b376-4bb931008595;2026-10-06;Refund;GBP;400;5,00;1,00;
"""


@pytest.fixture(name="own")
def _own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    (tmp_path / "slip.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


def read_document(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what was written for a machine."""
    return json.loads(capsys.readouterr().out)


def test_the_shipped_month_arrives_but_for_what_was_planned(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From approval to the mark: 133 expenses in three datasets, three of them refused."""
    assert 0 == run()
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    month = shipped_month()
    assert len(month.expenses) - 3 == sum(line.endswith(MARKED_AS_UPLOADED) for line in lines)
    assert 3 == sum("  PushError  " in line for line in lines)
    assert "Datasets: 3, of 50 + 50 + 33 expenses" in lines
    assert f"You must act: {SYNC_CODES[5130].next_step}" in lines
    for expense, message in month.refusals:
        told = f"- {expense.merchant_name}, "
        assert 2 == sum(line.startswith(told) and message in line for line in lines)
    files = sum(len(one.receipts) for one in month.expenses)
    refused = sum(len(one.receipts) for one, _ in month.refusals)
    assert any(line.startswith(f"Receipts uploaded {files - refused}/") for line in lines)
    codes = re.findall(r"^Sync [01]/1: ([0-9]{4}) ", captured.out, re.MULTILINE)
    assert ["1000", "5130"] == codes


def test_a_file_of_one_s_own_arrives(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is planned, so everything is marked, with its receipts."""
    assert 0 == run(own, as_json=True)
    read = read_document(capsys)
    assert read["asPlanned"]
    assert read["plan"] is None
    assert 2000 == read["sync"]["syncStatusCode"]
    assert [MARKED_AS_UPLOADED] * 2 == [one["conclusion"] for one in read["expenses"]]
    assert read["expenses"][0]["receipts"][0]["attachmentId"]


def test_a_file_with_faults_starts_no_server(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are told, and the exit status says that the use was wrong."""
    own.write_text(OWN.replace("10,00", "ten"), encoding="utf-8")
    assert 2 == run(own)
    assert [
        "Nothing was sent, because the file cannot be used:",
        "own.csv, line 2: netAmount is 'ten', but must be an amount such as 1234.50.",
    ] == capsys.readouterr().out.splitlines()


def test_receipts_without_a_file_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shipped month has receipts of its own."""
    assert 2 == run(receipts=tmp_path)
    assert "give both" in capsys.readouterr().err


def test_what_the_mock_refuses_is_no_success(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Xero takes no programs as attachments: the expense is not marked, and the reason is told."""
    own.with_name("slip.exe").write_bytes(b"MZ")
    own.write_text(OWN.replace("slip.png", "slip.exe"), encoding="utf-8")
    assert 1 == run(own, as_json=True)
    read = read_document(capsys)
    assert [False, True] == [one["uploaded"] for one in read["expenses"]]
    assert read["expenses"][0]["receipts"][0]["error"]
    assert "you" == read["expenses"][0]["actor"]


def test_the_help_needs_no_screens() -> None:
    """Neither what draws nor what sends is imported for it."""
    program = (
        "import sys; from codat_scenarios.demo import csv_help; csv_help();"
        " print(*sorted({'rich', 'httpx', 'codat_client'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert b"" == ended.stdout.strip()


def test_a_poor_encoding_is_no_obstacle(own: Path) -> None:
    """What the output cannot hold becomes something simpler, and the demo goes on."""
    own.write_text(
        OWN.replace("400", "\u20ac", 1).replace("slip.png", "\u65e5.png"), encoding="utf-8"
    )
    program = (
        f"from codat_scenarios.demo import run; from pathlib import Path; run(Path({str(own)!r}))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"receipts names '?.png', but" in ended.stdout
