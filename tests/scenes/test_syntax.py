"""A file that is no YAML: what is said is in plain words, and shows the line."""

import re
import time

import pytest

from codat_mock.scenes.written import Unreadable, read

JARGON = re.compile(
    r"<|token|scalar|stream|while (scanning|parsing)|block|flow|mapping|sequence|node|anchor|alias|simple key|expected",
    re.IGNORECASE,
)
"""What only those say who have written a parser."""

BROKEN: dict[str, tuple[str, str]] = {
    "a tab": ("scenario: x\nplans:\n\t- {code: 1}\n", "3:1: There is a tab here; write spaces instead."),
    "a tab behind spaces": ("a:\n  b: 1\n  \tc: 2\n", "3:3: There is a tab here"),
    "a tab behind a colon": ("a:\tb\n", "1:3: There is a tab here"),
    "no colon": ("scenario: x\ntitle y\nseed: 1\n", "2:1: A colon is missing in this line"),
    "two colons": ("title: Late: the bill\n", "1:12: There is a second colon in this line"),
    "too deep a line": ("a: 1\n b: 2\n", "2:3: This line is indented deeper than it may be"),
    "too shallow a line": ("a:\n  b: 1\n c: 2\n", "3:2: This line is indented differently"),
    "a list that moves": ("a:\n  - b: 1\n - c: 2\n", "3:2: This line is indented differently"),
    "a key in a list": ("- a\nb: 1\n", "2:1: This line is indented differently"),
    "a list behind keys": ("a: 1\n- b\n", "2:1: This line is indented differently"),
    "less than the first": (" a: 1\nb: 2\n", "2:1: This does not go on with what stands before it"),
    "a list behind a colon": ("a: - b\n", "1:4: A list begins in a line of its own"),
    "an open quote": ("title: 'abc\nseed: 1\n", "1:8: The quotation mark that stands here is never closed"),
    "an open double quote": ('title: "abc\nseed: 1\n', "1:8: The quotation mark that stands here is"),
    "a text behind a quote": ("a: 'it's'\n", "1:8: Something stands behind the end of a value"),
    "a backslash": ('a: "\\q"\n', "1:6: In double quotes a backslash begins"),
    "an open brace": (
        "steps:\n  - sync: {expenses: 1\n  - advance: {by: PT1S}\n",
        "2:11: The bracket { that stands here is not closed, or a comma is missing before line 3",
    ),
    "an open bracket": ("a: [b, c\n", "1:4: The bracket [ that stands here is never closed"),
    "an open bracket at the end": ("a: [", "1:5: The file ends here, and a bracket was opened"),
    "no comma": ("a: {b: 1 c: 2}\n", "1:11: A comma is missing before this"),
    "two commas": ("a: [1,,2]\n", "1:7: There is nothing before this comma"),
    "a brace too many": ("a: {b: 1}}\n", "1:10: This } closes nothing"),
    "a bracket too many": ("a: [1]]\n", "1:7: This ] closes nothing"),
    "a brace alone": ("a: }\n", "1:4: } cannot stand here"),
    "a comma alone": ("a: 1\n, b\n", "2:1: A comma stands between brackets alone"),
    "an at sign": ("a: @x\n", "1:4: No text begins with @ unless it stands in quotes"),
    "a back tick": ("a: `x`\n", "1:4: No text begins with ` unless"),
    "a star": ("faults: [{operation: *}]\n", "1:22: No text begins with & or * unless it stands in quotes"),
    "an unknown mark": ("a: *b\n", "1:4: *b stands for what &b marks"),
    "a mark twice": ("a: &x 1\nb: &x 2\n", "2:4: The mark &x stands here twice"),
    "an exclamation mark": ("a: !!<\n", "1:4: No text begins with ! unless"),
    "a question mark": ("a: ? b\n", "1:4: No text begins with ? unless"),
    "a long text": ("a: |x\n b\n", "1:4: Behind | and > the line ends"),
    "a percent sign": ("%YAML 9.9\n---\na: 1\n", "1:1: A line that begins with %"),
    "two documents": ("a: 1\n---\nb: 1\n", "2:1: A second document begins here"),
    "what nobody can see": ("a: b\nc: \x07\n", "2:4: There is a character here that nobody can see, U+0007"),
    "a key twice": ("a: 1\na: 2\n", "2:1: The key 'a' stands here twice; it stands in line 1 already. Keep one."),
}  # fmt: skip


def _told(raw: bytes) -> list[str]:
    with pytest.raises(Unreadable) as wrong:
        read(raw)
    return wrong.value.complaints[0].lines("f")


@pytest.mark.parametrize("name", BROKEN)
def test_in_plain_words(name: str) -> None:
    """What is probably wrong is said without a word of parsers; the line stands below, and a caret at its column."""
    text, said = BROKEN[name]
    told, line, caret = _told(text.encode())
    assert told.startswith(f"f:{said}")
    assert not JARGON.search(told.partition(": ")[2])
    number, column = map(int, told.split(":")[1:3])
    assert (
        text.splitlines()[number - 1].replace("\t", " ").replace("\x07", "?").rstrip() == line[4:]
    )
    assert f"    {' ' * (column - 1)}^" == caret


def test_whatever_is_broken() -> None:
    """Whatever character is left out of a scenario, or put in anywhere, no word of parsers is said."""
    text = "scenario: x\nplans:\n  - {code: 2000, after: 'PT1M'}\nsteps:\n  - sync: {expenses: 3}\n"
    broken = {text[:at] + text[at + 1 :] for at in range(len(text))}
    broken |= {
        text[:at] + odd + text[at:] for at in range(len(text)) for odd in "\t'\"{}[],:-*&!%@|> #"
    }
    said = set()
    for one in broken:
        try:
            read(one.encode())
        except Unreadable as wrong:
            said |= {complaint.message for complaint in wrong.complaints}
    assert len(said) > 20
    assert [] == [one for one in said if JARGON.search(re.sub("'.*?'|`.*?`", "", one))]


def test_a_long_line_and_wide_letters() -> None:
    """Of a long line the part around the place is shown, and a letter of two columns moves the caret by two."""
    _, line, caret = _told(b"a: " + b"x" * 500 + b": y\n")
    assert len(line) <= 104
    assert ":" == line[caret.index("^")]
    _, line, caret = _told("title: 日本: x\n".encode())
    assert "    title: 日本: x" == line
    assert caret.index("^") == len("    title: ") + 4


def test_no_control_of_the_terminal() -> None:
    """A line that is shown cannot steer the terminal."""
    assert "\x1b" not in "".join(_told(b"a: \xc2\x9b31m: b: c\n"))
    assert "\x9b" not in "".join(_told(b"a: \xc2\x9b31m: b: c\n"))


@pytest.mark.parametrize(
    "raw", [b"[" * 500_000, b"{" * 5000, b"- " * 5000, b"? " * 5000, b"[{a: " * 9999]
)
def test_too_deep(raw: bytes) -> None:
    """What is nested too deep is refused where it gets so, before it costs anything: no sooner, and however deep."""
    began = time.process_time()
    told, *_ = _told(raw)
    assert time.process_time() - began < 1
    assert "It is nested too deep here: more than 64 levels." in told
    deep = b"[" * 64 + b"]" * 64
    assert [] != read(deep).document


def test_too_many_parts() -> None:
    """A file of too many parts is refused, those that stand for others counted with what these have."""
    bomb = b"a: &a [" + b"1, " * 999 + b"1]\nb: [" + b"*a, " * 999 + b"*a]\n"
    assert "more than 100000 parts" in _told(bomb)[0]
    assert "more than 100000 parts" in _told(b"- 1\n" * 100_001)[0]
