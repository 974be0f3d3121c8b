"""What is wrong with a scenario file, and where?"""

from pathlib import Path

import pytest

from codat_mock.app import checker, new_tenant
from codat_mock.scenes.checking import Checker
from codat_mock.scenes.complaints import Unusable
from codat_mock.settings import Settings

BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "1:1: The file is empty"),
    "nothing but a comment": (b"# hello\n", "1:1: The file is empty"),
    "tab": (b"scenario: x\nplans:\n\t- {code: 2000}\n", "3:1: There is a tab here"),
    "bracket": (b"scenario: [", "1:12: The file ends here, and a bracket was opened"),
    "two documents": (b"scenario: x\n---\nscenario: y\n", "2:1: A second document begins here"),
    "a key twice": (b"scenario: x\nseed: 1\nseed: 2\n", "3:1: The key 'seed' stands here twice"),
    "a key twice, deep": (
        b"scenario: x\nplans:\n  - {code: 2000, code: 2040}\n",
        "3:18: The key 'code' stands here twice; it stands in line 3",
    ),
    "a list as key": (b"scenario: x\n? [a]\n: 1\n", "2:3: A key is a word"),
    "an alias of itself": (
        b"scenario: x\nabout: &a [*a]\n",
        "2:8: This alias stands for what it is in",
    ),
    "an unknown alias": (b"scenario: *a\n", "1:11: *a stands for what &a marks, and nothing"),
    "a tag": (b"scenario: !!python/name:os.system x\n", "1:11: There are no values of the kind"),
    "not UTF-8": (b"scenario: x\ntitle: \xff\n", "2:8: The byte 0xff is no UTF-8"),
    "binary": (
        b"scenario: \x00\x01",
        "1:11: There is a character here that nobody can see, U+0000",
    ),
    "too deep": (b"[" * 5000, "1:65: It is nested too deep here: more than 64 levels"),
    "too large": (b"#" * 1_048_577, "1:1: The file is larger than 1048576 bytes"),
    "a list": (b"- scenario: x\n", "1:1: A scenario is an object"),
    "a word": (b"hello\n", "1:1: A scenario is an object"),
    "no name": (b"title: x\n", "1:1: The field scenario is required"),
    "a name in capitals": (b"scenario: X\ntitle: y\n", "1:1: The field scenario must be of a form"),
    "an unknown key": (
        b"scenario: x\nplanz: []\n",
        "2:1: There is no key 'planz' here; did you mean plans?",
    ),
    "an unknown key, deep": (
        b"scenario: x\nsteps:\n  - sync: {expenses: 2, recipts: 1}\n",
        "3:25: There is no key 'recipts' here; did you mean receipts?",
    ),
    "a wrong type": (b"scenario: x\nseed: seven\n", "2:1: The field seed must be of type integer"),
    "a wrong code": (
        b"scenario: x\nplans:\n  - code: 9\n",
        "3:5: The field code must be one of 1000",
    ),
    "an unknown fault": (
        b"scenario: x\nfaults:\n  - {fault: resett, operation: '*'}\n",
        "3:5: The faults must name in `fault` one of delay",
    ),
    "a fault that says too much": (
        b"scenario: x\nfaults:\n  - {fault: reset, operation: '*', by: PT1S}\n",
        "3:36: There is no key 'by' here; there is fault",
    ),
    "an unknown operation": (
        b"scenario: x\nfaults:\n  - {fault: reset, operation: start-sync}\n",
        "3:20: The contract has no operation 'start-sync'",
    ),
    "two keys a step": (
        b"scenario: x\nsteps:\n  - sync: {expenses: 1}\n    advance: {by: PT1S}\n",
        "3:5: The steps must have no more than one of sync",
    ),
    "a plan that contradicts itself": (
        b"scenario: x\nplans:\n  - code: 2000\n    transactions: [{index: 0, status: PushError}]\n",
        "3:5: A sync that reads 2000",
    ),
    "a plan of no company": (
        b"scenario: x\nplans:\n  - {code: 2000, companyId: 00000000-0000-4000-8000-000000000009}\n",
        "3:5: This API key has no company",
    ),
    "an unknown platform": (
        b"scenario: x\ncompanies:\n  - {name: A, platform: Xerox}\n",
        "3:15: There is no platform 'Xerox'",
    ),
    "one name for two": (
        b"scenario: x\ncompanies: [{name: A}, {name: A}]\n",
        "2:25: Two companies have this name",
    ),
    "a lapse before the first link": (
        b"scenario: x\ncompanies:\n  - {name: A, connections: pending, lapsed: true}\n",
        "3:37: Connection",
    ),
    "a receiver on the internet": (
        b"scenario: x\nendpoints: [{url: 'https://93.184.216.34/'}]\n",
        "2:14: Webhooks go to this machine",
    ),
    "a receiver of cloud secrets": (
        b"scenario: x\nendpoints: [{url: 'http://169.254.169.254/'}]\n",
        "2:14: Webhooks go to this machine",
    ),
    "a rate of a real clock": (
        b"scenario: x\nclock: {mode: real, rate: 2}\n",
        "2:21: Only a scaled clock has a rate",
    ),
    "a moment that is none": (
        b"scenario: x\nclock: {mode: manual, now: 2026-02-30T00:00:00Z}\n",
        "2:23: ",
    ),
    "an unknown sync": (
        b"scenario: x\nsteps:\n  - sync: {expenses: 1, as: first}\n  - again: {of: frist}\n",
        "4:13: No step before this one has called a sync frist; did you mean first?",
    ),
    "a name twice": (
        b"scenario: x\nsteps:\n  - sync: {expenses: 1, as: a}\n  - sync: {expenses: 1, as: a}\n",
        "4:25: Another sync is called a",
    ),
    "to finish what was not started": (
        b"scenario: x\nsteps:\n  - sync: {expenses: 1, as: a}\n  - finish: {of: a}\n",
        "4:14: a goes on by itself",
    ),
    "two ways to advance": (
        b"scenario: x\nsteps:\n  - advance: {by: PT1S, until: idle}\n",
        "3:5: Say how far in one way",
    ),
    "more receipts than expenses": (
        b"scenario: x\nsteps:\n  - sync: {expenses: 1, receipts: 2}\n",
        "3:25: There are 1 expenses",
    ),
    "an end that cannot be": (
        (
            b"scenario: x\nsteps:\n  - start: {expenses: 1, as: a}\n"
            b"  - end: {of: a, code: 2000, transactions: [{index: 0, status: Unknown}]}\n"
        ),
        "4:5: A sync that reads 2000",
    ),
    "an unknown scenario": (b"scenario: slow-frida\n", "1:1: No scenario 'slow-frida' ships"),
}


@pytest.fixture(name="checker", scope="module")
def _checker() -> Checker:
    """Whoever reads scenarios."""
    return checker(new_tenant("scenario", Settings(seed=0), 0))


@pytest.mark.parametrize("name", BAD)
def test_bad_file(checker: Checker, name: str) -> None:
    """The first complaint names file, line, column and what is wrong."""
    raw, said = BAD[name]
    with pytest.raises(Unusable) as wrong:
        checker.checked("my.yaml", raw)
    assert str(wrong.value).startswith(f"my.yaml:{said}")


def test_all_is_told(checker: Checker) -> None:
    """Everything that is wrong is told at once, in the order of the file."""
    raw = b"scenario: x\nplans:\n  - {code: 1}\nseed: -1\nmore: 1\n"
    with pytest.raises(Unusable) as wrong:
        checker.checked("f", raw)
    assert [3, 4, 5] == [one.line for one in wrong.value.complaints]
    assert ["/plans/0/code", "/seed", "/more"] == [one.pointer for one in wrong.value.complaints]


def test_words_of_yaml(checker: Checker) -> None:
    """`off` is a word, a moment a text, an anchor what it stands for; a mark of the byte order is passed over."""
    raw = (
        b"\xef\xbb\xbfscenario: x\nlimits: off\nclock: {mode: manual, now: 2026-01-01T00:00:00Z}\n"
        b"plans:\n  - &one {code: 2000}\n  - *one\n"
    )
    read = checker.checked("f", raw).document
    assert "off" == read["limits"]
    assert "2026-01-01T00:00:00Z" == read["clock"]["now"]
    assert [{"code": 2000}, {"code": 2000}] == read["plans"]


@pytest.mark.parametrize("wanted", ["none.yaml", "."])
def test_no_such_file(
    checker: Checker, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not there, and a folder, are refused with a sentence."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LookupError, match="cannot be read"):
        checker.opened(wanted)


def test_near_miss_of_a_name(checker: Checker) -> None:
    """A name that is nearly that of a scenario is answered with it."""
    with pytest.raises(LookupError, match="did you mean slow-friday"):
        checker.opened("slow-frday")
