"""What a file of expenses may look like, and what is said about one that cannot be used."""

import codecs
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from codat_client import Line
from codat_scenarios.demo import columns, csv_help
from codat_scenarios.demo.columns import COLUMNS
from codat_scenarios.demo.faults import MOST_FAULTS, UnusableFileError
from codat_scenarios.demo.reading import read_expenses

ID = "178d1501-3f49-496b-b907-7d6a94fc0f4a"
OTHER_ID = "0d20e53b-358f-4dc1-b376-4bb931008595"
HEADER = (
    "id,issueDate,type,currency,currencyRate,accountRef,netAmount,taxAmount,totalAmount,receipts"
)
GOOD = f"{ID},2026-10-05,Payment,GBP,,400,10.00,2.00,12.00,"

Write = Callable[[str | bytes], Path]


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "october.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def faults(path: Path) -> list[str]:
    """Read the file, which must be refused, and return what is said."""
    with pytest.raises(UnusableFileError) as caught:
        read_expenses(path)
    return str(caught.value).splitlines()


# ---------------------------------------------------------------------------- what is read


def test_one_line_is_an_expense_of_one_line(write: Write) -> None:
    """The cells become what the client takes."""
    (expense,) = read_expenses(write(f"{HEADER}\n{GOOD}\n"))
    assert ID == expense.id
    assert "Payment" == expense.type
    assert date(2026, 10, 5) == expense.issue_date
    assert (Line(Decimal("10.00"), Decimal("2.00"), "400"),) == expense.lines
    assert expense.currency_rate is None
    assert expense.merchant_name is None


def test_lines_with_the_same_id_are_one_expense(write: Write) -> None:
    """The expense's own cells are empty in its further lines, or repeated."""
    more = f"{ID},,,,,410,5,,5,\n{ID},2026-10-05,Payment,GBP,,420,1,,1,\n"
    (expense,) = read_expenses(write(f"{HEADER}\n{GOOD}\n{more}"))
    assert ["400", "410", "420"] == [line.account for line in expense.lines]
    assert Decimal("18.00") == expense.total


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-8"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spreadsheets_write_it_like_this(write: Write, before: bytes, after: str, end: str) -> None:
    """Marks of encodings and ends of lines do not matter."""
    header = "id;issueDate;type;currency;accountRef;netAmount;merchantName"
    text = end.join((header, f"{ID};2026-10-05;Payment;GBP;400;10,50;Caf\u00e9", ""))
    (expense,) = read_expenses(write(before + text.encode(after)))
    assert "Caf\u00e9" == expense.merchant_name
    assert Decimal("10.50") == expense.total


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_shows_the_separator(write: Write, separator: str) -> None:
    """Commas, semicolons and tabs separate; quotes protect them."""
    header = separator.join(
        ("id", "issueDate", "type", "currency", "accountRef", "netAmount", "notes")
    )
    line = separator.join((ID, "2026-10-05", "Payment", "GBP", "400", "10", '"a, b; c\td"'))
    (expense,) = read_expenses(write(f"{header}\n{line}\n"))
    assert "a, b; c\td" == expense.notes


@pytest.mark.parametrize("name", ["Issue date", "ISSUE_DATE", " issue-date ", "issuedate"])
def test_names_of_columns_are_read_generously(write: Write, name: str) -> None:
    """Capitals, spaces, hyphens and underscores do not matter."""
    header = HEADER.replace("issueDate", name)
    assert 1 == len(read_expenses(write(f"{header}\n{GOOD}\n")))


def test_empty_lines_are_no_expenses(write: Write) -> None:
    """Spreadsheets leave lines of separators behind."""
    assert 1 == len(read_expenses(write(f"\n{HEADER}\n\n{GOOD}\n,,,,,,,,,\n\n")))


@pytest.mark.parametrize(
    ("separator", "text", "amount"),
    [
        (",", "1234.5", "1234.5"),
        (",", "0", "0"),
        (",", '"1,234.50"', "1234.50"),
        (",", '"1,234"', "1234"),
        (",", "1.234", "1.234"),
        (",", "1 234.50", "1234.50"),
        (";", "1234,50", "1234.50"),
        (";", "1234.50", "1234.50"),
        (";", "1.234,50", "1234.50"),
        (";", "1,234.50", "1234.50"),
        (";", "1'234'567.5", "1234567.5"),
        (";", "1\u00a0234,5", "1234.5"),
        (";", "0,125", "0.125"),
    ],
)
def test_amounts_are_read_as_people_write_them(
    write: Write, separator: str, text: str, amount: str
) -> None:
    """Points, commas and groups of thousands, where only one number can be meant."""
    header = separator.join(("id", "issueDate", "type", "currency", "accountRef", "netAmount"))
    line = separator.join((ID, "2026-10-05", "Payment", "GBP", "400", text))
    (expense,) = read_expenses(write(f"{header}\n{line}\n"))
    assert Decimal(amount) == expense.total


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-05", date(2026, 10, 5)),
        ("2026-10-05T12:41:00Z", datetime(2026, 10, 5, 12, 41, tzinfo=UTC)),
        ("2026-10-05 12:41", datetime(2026, 10, 5, 12, 41)),  # noqa: DTZ001 - it has no zone
    ],
)
def test_dates_are_iso_8601(write: Write, text: str, moment: date) -> None:
    """A day, or a moment with or without its zone."""
    (expense,) = read_expenses(write(f"{HEADER}\n{GOOD.replace('2026-10-05', text)}\n"))
    assert moment == expense.issue_date


def test_receipts_lie_in_the_folder_that_is_named(write: Write, tmp_path: Path) -> None:
    """Without a folder, beside the file; with one, there."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("a.pdf", "b c.png"):
        (folder / name).write_bytes(b"receipt")
    path = write(f"{HEADER}\n{GOOD}a.pdf; b c.png\n")
    (expense,) = read_expenses(path, folder)
    assert ["a.pdf", "b c.png"] == [receipt.file_name for receipt in expense.receipts]
    assert b"receipt" == expense.receipts[1].read()
    assert 2 == len(faults(path))


def test_a_missing_receipt_names_the_real_folder(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In full, also when the file is named without one; the option is named unless it was used."""
    write(f"{HEADER}\n{GOOD}r.pdf\n")
    monkeypatch.chdir(tmp_path)
    lacks = f"receipts names 'r.pdf', but {tmp_path.resolve()} has no such file"
    (fault,) = faults(Path("october.csv"))
    assert fault.endswith(f"{lacks}; name the folder by --receipts DIR.")
    with pytest.raises(UnusableFileError) as caught:
        read_expenses(Path("october.csv"), Path())
    assert str(caught.value).endswith(f"{lacks}.")


# ---------------------------------------------------------------------------- what is refused

CELLS = {
    "currency": ("GBP", "gbp", "three capital letters such as 'GBP'"),
    "id": (ID, "17", "is '17', but must be a UUID such as 178d1501"),
    "type": ("Payment", "Gift", "is 'Gift', but must be one of Payment, Refund, Reward"),
    "issueDate": ("2026-10-05", "05/10/2026", "is '05/10/2026', but must be a date such as 2026"),
    "accountRef": ("400", "", "is empty, but must be the id of an account"),
    "netAmount": ("10.00", "ten", "is 'ten', but must be an amount such as 1234.50"),
    "taxAmount": ("2.00", "1e3", "is '1e3', but must be an amount such as 1234.50"),
    "totalAmount": (
        "12.00",
        "12.10",
        "is 12.10, but netAmount 10.00 and taxAmount 2.00 make 12.00",
    ),
    "currencyRate": ("GBP,,", "GBP,1.2.3,", "is '1.2.3', but must be a rate such as 0.871200"),
    "receipts": ("12.00,", "12.00,nope.pdf", "names 'nope.pdf', but"),
}


@pytest.mark.parametrize("column", CELLS)
def test_a_fault_names_line_and_column(write: Write, column: str) -> None:
    """File, line, column, what was got and what is expected."""
    good, bad, problem = CELLS[column]
    (fault,) = faults(write(f"{HEADER}\n{GOOD.replace(good, bad, 1)}\n"))
    assert fault.startswith(f"october.csv, line 2: {column} ")
    assert problem in fault


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-5", "is '-5', but must have no sign: the type says the direction"),
        ("(5.00)", "is '(5.00)', but must have no sign"),
        ("\u00a35", "is '\u00a35', but must be an amount"),
        ("NaN", "is 'NaN', but must be an amount"),
        ("", "is '', but must be an amount"),
        ("1,2345", "is '1,2345', but must be an amount"),
        ("5000000.01", "is 5000000.01, but must be between 0 and 5000000"),
        ("9" * 400, "netAmount has more than 15 digits"),
        ("\u0661\u0662", "but must be an amount"),
    ],
)
def test_an_amount_that_is_none(write: Write, text: str, problem: str) -> None:
    """Signs, words and other people's digits are no amounts."""
    line = f'{ID},2026-10-05,Payment,GBP,,400,"{text}",,,'
    assert any(problem in fault for fault in faults(write(f"{HEADER}\n{line}\n")))


def test_an_amount_that_can_be_two(write: Write) -> None:
    """Where cells are not separated by commas, nobody knows what 1.234 is."""
    header = "id;issueDate;type;currency;accountRef;netAmount"
    (fault,) = faults(write(f"{header}\n{ID};2026-10-05;Payment;GBP;400;1.234\n"))
    assert "can mean 1.234 or 1234" in fault


FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "october.csv: it is empty"),
    "blank": ("\n \n", "october.csv: it is empty"),
    "header only": (f"{HEADER}\n", "has a header and no expenses"),
    "missing column": (
        "id,type\n",
        "line 1: the header lacks issueDate, currency, accountRef, netA",
    ),
    "names of columns": ("a,b\n", "the columns are id, issueDate, type, merchantName, currency,"),
    "misspelt column": (f"{HEADER},reciepts\n", "column 'reciepts' has no meaning here; is it mea"),
    "column twice": (f"{HEADER},Type\n", "line 1: column type is there twice"),
    "short line": (f"{HEADER}\na,b\n", "line 2: it has 2 cells, but the header has 10"),
    "long line": (f"{HEADER}\n{GOOD},\n", "line 2: it has 11 cells, but the header has 10"),
    "quote": (f'{HEADER}\n{GOOD}\n"{OTHER_ID},', "line 3: it cannot be split into cells"),
    "latin-1": (f"{HEADER}\n{GOOD}Caf\u00e9".encode("latin-1"), "line 2: it holds the byte 0xE9"),
    "torn utf-16": (codecs.BOM_UTF16_LE + b"a", "which is not UTF-16"),
    "utf-16 without mark": (HEADER.encode("utf-16-le"), "the character 0"),
    "workbook": (b"PK\x03\x04rest", "it is a workbook, not text"),
    "apart": (
        f"{HEADER}\n{GOOD}\n{GOOD.replace(ID, OTHER_ID)}\n{GOOD}\n",
        f"line 4: id is '{ID}' as in line 2; the lines of one expense must stand one below",
    ),
    "contradiction": (
        f"{HEADER}\n{GOOD}\n{ID},,Refund,,,410,5,,5,\n",
        "line 3: type is 'Refund', but line 2 has the same id, and there it is 'Payment'; a",
    ),
    "copied line": (
        f"{HEADER}\n{GOOD}\n{ID},2026-10-06,,,,400,5,,5,\n",
        "; a copied line needs an id of its own, a split leaves the cell empty below line 2.",
    ),
    "late rate": (
        f"{HEADER}\n{GOOD}\n{ID},,,,0.8,410,5,,5,\n",
        "line 3: currencyRate is '0.8', but line 2 has the same id, and there it is empty; a",
    ),
    "field of a further line": (
        f"{HEADER}\n{GOOD}\n{ID},,,,,410,5000001,,,\n",
        "line 3: netAmount is 5000001, but must be between 0 and 5000000",
    ),
    "too many lines": (
        f"{HEADER}\n{GOOD}\n" + f"{ID},,,,,410,5,,5,\n" * 100,
        "line 2: the lines of this expense are 101, but must be between 1 and 100",
    ),
    "outside": (f"{HEADER}\n{GOOD}../../secret.pdf\n", "receipts names '../../secret.pdf', but"),
    "line breaks": (
        f'{HEADER},notes\n{GOOD},"two\nlines"\n{GOOD.replace(ID, "x")},\n',
        "line 4: id is 'x', but must be a UUID",
    ),
}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("amount", "netAmount, taxAmount or totalAmount"),
        ("Rate", "currencyRate or taxRateRef"),
        ("date", "issueDate"),
        ("merchant", "merchantName"),
        ("reciept", "receipts"),
        ("curency", "currency"),
        ("currency rte", "currencyRate"),
    ],
)
def test_every_column_that_may_be_meant_is_offered(write: Write, name: str, meant: str) -> None:
    """Nothing is guessed where several are as near; a question ends with its mark alone."""
    (fault,) = faults(write(f"{HEADER},{name}\n"))
    assert fault.endswith(f"column '{name}' has no meaning here; is it meant to be {meant}?")


def test_a_name_like_no_other_is_answered_with_all(write: Write) -> None:
    """There is nothing to be guessed."""
    (fault,) = faults(write(f"{HEADER},zzz\n"))
    assert fault.endswith(f"; the columns are {', '.join(one.name for one in COLUMNS)}.")


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_used(write: Write, case: str) -> None:
    """The fault is named; there is no traceback."""
    content, problem = FILES[case]
    said = "\n".join(faults(write(content)))
    assert problem in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The system's own words say why."""
    (fault,) = faults(tmp_path / "november.csv")
    assert "november.csv: it cannot be read: no such file or directory" in fault


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Nor can a folder be read."""
    assert "cannot be read: " in faults(tmp_path)[0]


def test_all_faults_are_found_at_once(write: Write) -> None:
    """In the order of the lines; several in one line too."""
    bad = f"{OTHER_ID},today,Gift,GBP,,400,ten,2.00,12.00,"
    said = faults(write(f"{HEADER}\n{bad}\n{GOOD}\n{GOOD.replace(ID, 'x')}\n"))
    assert ["type", "issueDate", "netAmount", "id"] == [
        fault.split(": ")[1].split()[0] for fault in said
    ]
    assert ["line 2", "line 2", "line 2", "line 4"] == [
        fault.split(", ")[1].split(":")[0] for fault in said
    ]


def test_the_list_of_faults_is_bounded(write: Write) -> None:
    """Of very many faults the number is enough."""
    path = write(f"{HEADER}\n" + "a,b\n" * 1000)
    said = faults(path)
    assert MOST_FAULTS + 1 == len(said)
    assert f"... and {1000 - MOST_FAULTS} more." == said[-1]


def test_the_help_shows_every_column_and_a_file(write: Write) -> None:
    """Its last two lines can be sent as they are; no line is wider than a terminal."""
    told = csv_help()
    assert {column.name for column in COLUMNS} <= set(re.findall("[A-Za-z]+", told))
    assert 80 > max(map(len, told.splitlines()))
    (expense,) = read_expenses(write("\n".join(told.splitlines()[-2:])))
    assert Decimal("10.00") == expense.total


def test_the_documentation_has_every_column() -> None:
    """The table in the module's docstring is the table in the code."""
    documented = [
        line.split()[0]
        for line in (columns.__doc__ or "").splitlines()
        if line.startswith("    ")
        and len(line.split()) > 2
        and line.split()[1] in {"expense", "line"}
    ]
    assert sorted(column.name for column in COLUMNS) == sorted(documented)
