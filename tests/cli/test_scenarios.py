"""`codat-mock scenarios`: what it prints, and with which exit status."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema_rs
import pytest

from cli.desk import Desk, command
from codat_mock.scenes import shelf
from codat_mock.scenes.written import read
from faults.temporary import TEMPORARY, folder_of_faults
from package.serving import WITHIN, mocked

BAD = "scenario: mine\nplanz: []\n"
VAIN = """\
scenario: vain
plans:
  - transactions:
      - {index: 1, status: PushError}
      - {index: 7, status: PushError}
  - transactions: [{index: 0, status: PushError}]
steps:
  - sync: {expenses: 3, as: a}
"""
LONG = """\
scenario: long
clock: {mode: real}
syncTime: PT1H
steps:
  - sync: {expenses: 1, as: a}
"""
"""It is not over before somebody stops it."""

WRONG = """\
scenario: wrong
steps:
  - sync: {expenses: 2, as: a}
  - expect: {of: a, code: 5130, transactions: {PushError: 1}, uploaded: 1, refused: 422, syncs: 2}
  - customer: {act: pay}
  - sync: {expenses: 1}
"""


def test_validate(tmp_path: Path) -> None:
    """Each file has its line; a bad one has file, line and column, and the exit status is 1."""
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("scenario: mine\nplans: [{code: 4260}]\n")
    bad.write_text(BAD)
    result = command("scenarios", "validate", str(good), str(bad))
    assert 1 == result.exit_code
    fine, wrong = result.stdout.splitlines()
    assert f"{good}: in order." == fine
    assert wrong.startswith(f"{bad}:2:1: There is no key 'planz' here; did you mean plans?")
    assert "`codat-mock scenarios schema`" in result.stderr
    as_json = json.loads(command("scenarios", "validate", "--json", str(bad)).stdout)
    assert [(2, 1, "/planz", "error")] == [
        (one["line"], one["column"], one["pointer"], one["severity"]) for one in as_json
    ]
    result = command("scenarios", "validate", str(good), "slow-friday")
    assert (0, "") == (result.exit_code, result.stderr)


def test_validate_goes_on(tmp_path: Path) -> None:
    """What cannot be read stops nothing: each file is told of, in order, and the worst gives the exit status."""
    none, bad, good = (tmp_path / name for name in ("none.yaml", "bad.yaml", "good.yaml"))
    bad.write_text(BAD)
    good.write_text("scenario: mine\ntitle: Mine\n")
    files = [str(file) for file in (none, tmp_path, bad, good)]
    result = command("scenarios", "validate", *files, "slow-frday")
    assert 2 == result.exit_code
    lines = result.stdout.splitlines()
    assert [lines[at].startswith(file) for at, file in enumerate(files)] == [True] * 4
    assert 2 == sum(" cannot be read: " in line for line in lines)
    assert "did you mean slow-friday?" in lines[4]
    assert 1 == command("scenarios", "validate", str(good), str(bad)).exit_code
    as_json = json.loads(command("scenarios", "validate", "--json", *files).stdout)
    assert [*files[:3]] == [one["file"] for one in as_json]
    assert [None, None, 2] == [one["line"] for one in as_json]


def test_validate_shows_the_line(tmp_path: Path) -> None:
    """Of a file that is no YAML the line stands below what is said, with a caret."""
    file = tmp_path / "bad.yaml"
    file.write_text("scenario: mine\ntitle: a: b\n")
    told = command("scenarios", "validate", str(file)).stdout.splitlines()
    assert told[0].startswith(f"{file}:2:9: There is a second colon")
    assert ["    title: a: b", "            ^"] == told[1:]
    assert "            ^" in command("serve", "--port", "0", "--scenario", str(file)).stderr


def test_validate_warns(tmp_path: Path) -> None:
    """What is named in vain is told with its place, and the exit status is 0 all the same."""
    file = tmp_path / "vain.yaml"
    file.write_text(VAIN)
    result = command("scenarios", "validate", str(file))
    assert 0 == result.exit_code
    first, second, last = result.stdout.splitlines()
    assert first.startswith(f"{file}:5:10: warning: This is passed over: index 7 counts from 0")
    assert second.startswith(f"{file}:6:21: warning: ")
    assert f"{file}: in order." == last
    as_json = json.loads(command("scenarios", "validate", "--json", str(file)).stdout)
    assert ["warning", "warning"] == [one["severity"] for one in as_json]


@pytest.mark.parametrize("words", [(), ("list",), ("show",), ("schema",), ("validate",), ("run",)])
def test_help_fits(words: tuple[str, ...]) -> None:
    """At eighty columns no line of the help is broken, and no sentence is cut off."""
    shown = command("scenarios", *words, "--help", COLUMNS="80").stdout
    assert [] == [line for line in shown.splitlines() if len(line) > 80]
    assert not re.search(r"[a-z]\.\.\.", shown)


def test_help_points_at_the_schema() -> None:
    """Whoever asks what may stand in a scenario is led to its schema."""
    for words in ((), ("validate",)):
        assert "`codat-mock scenarios schema`" in command("scenarios", *words, "--help").stdout


def test_schema_has_what_was_added(tmp_path: Path) -> None:
    """A fault of a new file is in the schema that editors complete from, and scenarios may have it."""
    folder, file = tmp_path / "faults", tmp_path / "mine.yaml"
    folder.mkdir()
    fault = {"fault": "shouting", "operation": "*", "timesLouder": 2}
    file.write_text(json.dumps({"scenario": "mine", "faults": [fault]}))
    assert "shouting" not in command("scenarios", "schema").stdout
    assert 1 == command("scenarios", "validate", str(file)).exit_code
    with folder_of_faults(folder):
        (folder / "shouting.py").write_text(TEMPORARY, "utf-8")
        schema = json.loads(command("scenarios", "schema").stdout)
        validated = command("scenarios", "validate", str(file))
    assert (
        "By how much. `1` unless said."
        == (schema["$defs"]["ShoutingFault"]["properties"]["timesLouder"]["description"])
    )
    assert {"$ref": "#/$defs/ShoutingFault"} in schema["$defs"]["FaultRequest"]["oneOf"]
    fits = jsonschema_rs.validator_for(schema)
    assert fits.is_valid({"scenario": "mine", "faults": [fault]})
    assert not fits.is_valid({"scenario": "mine", "faults": [fault | {"timesLouder": 10}]})
    assert 0 == validated.exit_code, validated.stdout


def test_schema() -> None:
    """The schema takes what ships."""
    fits = jsonschema_rs.validator_for(json.loads(command("scenarios", "schema").stdout))
    assert [] == [
        name for name in shelf.names() if not fits.is_valid(read(shelf.source(name)).document)
    ]


def test_list_and_show() -> None:
    """What is listed can be shown, as it is; an unknown name is answered with the one that is meant."""
    listed = json.loads(command("scenarios", "list", "--json").stdout)
    assert shelf.names() == [one["scenario"] for one in listed]
    for name in shelf.names():
        assert name in command("scenarios").stdout
        assert shelf.source(name) == command("scenarios", "show", name).stdout_bytes
    assert "slow-friday" in command("scenarios", "show", "slow-frday").stderr


RUNS_LONG = """\
scenario: long
clock: {mode: manual}
plans: [{code: 2000, after: PT11M}]
steps:
  - start: {expenses: 1, as: a}
  - advance: {until: next}
"""


def test_run_tells_what_runs_long(desk: Desk, tmp_path: Path) -> None:
    """A sync runs long just after ten minutes, in words, not by a microsecond."""
    file = tmp_path / "long.yaml"
    file.write_text(RUNS_LONG)
    assert "just after 00:10:00  1010 In Progress" in desk.said("scenarios", "run", str(file))


def test_run_tells_what_is_wrong(desk: Desk, tmp_path: Path) -> None:
    """What is not as expected is told, a step that cannot be done ends the play, and the exit status is 1."""
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG)
    result = desk("scenarios", "run", str(file))
    assert 1 == result.exit_code
    for said in (
        "code: expected 5130, got 2000",
        "expected 1 PushError, got 2 Completed",
        "expenses marked as uploaded: expected 1, got 2",
        "HTTP status that stopped the client: expected 422, got none",
        "syncs of the company: expected 2, got 1",
        "has never lapsed",
        "Steps that were not played: 1.",
    ):
        assert said in result.stdout


def _tenants(desk: Desk) -> list[str]:
    return [one["id"] for one in desk.http.get("/__mock/tenants").json()["tenants"]]


@pytest.mark.parametrize(
    ("flags", "stays"),
    [((), (False, True)), (("--keep",), (True, True)), (("--remove",), (False, False))],
    ids=str,
)
def test_what_becomes_of_the_tenant(
    desk: Desk, tmp_path: Path, flags: tuple[str, ...], stays: tuple[bool, bool]
) -> None:
    """It is removed, and kept where there is something to look into; a flag says otherwise, whatever comes of it."""
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG)
    for name, kept in zip(("2000-data-pushed", str(file)), stays, strict=True):
        before = _tenants(desk)
        played = json.loads(desk("scenarios", "run", name, *flags, "--json").stdout)
        assert kept == played["tenant"]["kept"]
        assert ([played["tenant"]["id"]] if kept else []) == [
            one for one in _tenants(desk) if one not in before
        ]


def test_how_to_reach_what_is_kept(desk: Desk, tmp_path: Path) -> None:
    """Page, key and commands stand there and work, the one that removes it too; what is gone is not linked."""
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG)
    told = desk("scenarios", "run", str(file)).stdout
    [site] = re.findall(r"^Site: (.*)$", told, flags=re.MULTILINE)
    assert 200 == desk.http.get(site.removeprefix(desk.url)).status_code
    [why] = re.findall(r"^Why: curl (.*)$", told, flags=re.MULTILINE)
    assert "sync" == desk.http.get(why.removeprefix(desk.url)).json()["explains"]
    [look] = re.findall(r"^Look: codat-mock (.*)$", told, flags=re.MULTILINE)
    assert 1 == json.loads(command(*look.split(), "--json").stdout)["total"]
    [key] = re.findall(r"its key is (\S+)\.$", told, flags=re.MULTILINE)
    assert key in look
    [remove] = re.findall(r"^Remove it: codat-mock (.*)$", told, flags=re.MULTILINE)
    assert 0 == command(*remove.split()).exit_code
    assert ["default"] == _tenants(desk)
    told = desk.said("scenarios", "run", "2000-data-pushed")
    assert "Its tenant is removed; with --keep it stays" in told
    assert not re.search("Site:|Why:", told)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no Ctrl-C for one process")
@pytest.mark.parametrize("flags", [[], ["--keep"]], ids=str)
def test_stopped_by_ctrl_c(desk: Desk, tmp_path: Path, flags: list[str]) -> None:
    """Whoever is stopped takes its tenant along, unless it is to be kept: then it says where it is."""
    file = tmp_path / "long.yaml"
    file.write_text(LONG)
    # What runs in the background of a shell is deaf to Ctrl-C, and so are its children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(
        mocked("scenarios", "run", str(file), "--url", desk.url, *flags),
        env={**os.environ, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    until = time.monotonic() + WITHIN
    while not any(one["syncs"] for one in desk.http.get("/__mock/tenants").json()["tenants"]):
        assert run.poll() is None
        assert time.monotonic() < until
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=WITHIN)
    assert 1 == run.returncode
    assert "Traceback" not in err
    assert 1 + len(flags) == len(_tenants(desk))
    assert bool(flags) == (f"Site: {desk.url}/t/" in err)


def test_gone_when_it_cannot_be_loaded(desk: Desk, tmp_path: Path) -> None:
    """A scenario that this server refuses, such as for a fault that it does not know, leaves no tenant behind."""
    folder, file = tmp_path / "faults", tmp_path / "mine.yaml"
    folder.mkdir()
    before = _tenants(desk)
    with folder_of_faults(folder):
        (folder / "shouting.py").write_text(TEMPORARY, "utf-8")
        file.write_text("scenario: mine\nfaults: [{fault: shouting, operation: '*'}]\n")
        assert desk.refused("scenarios", "run", str(file))
    assert before == _tenants(desk)


def test_the_tenant_of_the_key_is_never_removed(desk: Desk) -> None:
    """--here with --remove is refused, and nothing is loaded."""
    assert "never removed" in desk.refused(
        "scenarios", "run", "2000-data-pushed", "--here", "--remove"
    )
    assert 404 == desk.http.get("/__mock/scenario").status_code


def test_run_tells_what_was_named_in_vain(desk: Desk, tmp_path: Path) -> None:
    """Places that no sync had which took the plan are told at the end, and it is no failure."""
    file = tmp_path / "vain.yaml"
    file.write_text(VAIN)
    notes = [
        "plan-1 names index 7 in vain, counted from 0: the largest sync that took it has 3 transactions.",
        "plan-2 names index 0 in vain, counted from 0: no sync took it.",
    ]
    told = desk.said("scenarios", "run", str(file))
    assert notes == [line for line in told.splitlines() if "in vain" in line]
    assert notes == json.loads(desk.said("scenarios", "run", str(file), "--json"))["notes"]
    assert [] == json.loads(desk.said("scenarios", "run", "5120-not-valid", "--json"))["notes"]


def test_plans_of_both_types_are_counted_right(desk: Desk, tmp_path: Path) -> None:
    """A transaction that is written twice counts once; a plan of two syncs is held against the larger one."""
    file = tmp_path / "types.yaml"
    file.write_text(
        "scenario: types\nplans:\n"
        "  - {integrationTypes: [expense, bankfeeds], transactions: [{index: 2, status: PushError}]}\n"
        "  - {times: 2, transactions: [{index: 2, status: PushError}]}\n"
        "steps:\n  - sync: {expenses: 2}\n  - sync: {expenses: 2}\n  - sync: {expenses: 3}\n"
    )
    notes = json.loads(desk.said("scenarios", "run", str(file), "--json"))["notes"]
    assert [
        "plan-1 names index 2 in vain, counted from 0: the largest sync that took it has 2 transactions."
    ] == notes


def test_run_here(desk: Desk) -> None:
    """With --here the tenant of the key is in the scenario afterwards, else it is as it was."""
    assert 404 == desk.http.get("/__mock/scenario").status_code
    desk.said("scenarios", "run", "2000-data-pushed")
    assert 404 == desk.http.get("/__mock/scenario").status_code
    desk.said("scenarios", "run", "2000-data-pushed", "--here")
    assert "2000-data-pushed" == desk.http.get("/__mock/scenario").json()["scenario"]


def test_run_the_same_twice(desk: Desk) -> None:
    """Played again here, everything is the same, ids included."""
    runs = [desk.said("scenarios", "run", "two-of-five-refused", "--here") for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("what", ["none.yaml", "slow-frday"])
def test_run_what_is_not_there(desk: Desk, what: str) -> None:
    """What there is not is refused with exit status 2, and no tenant is made."""
    before = desk.http.get("/__mock/tenants").json()["total"]
    assert desk.refused("scenarios", "run", what)
    assert before == desk.http.get("/__mock/tenants").json()["total"]


@pytest.mark.parametrize(("text", "said"), [(BAD, "bad.yaml:2:1: "), (None, "cannot be read")])
def test_serve_refuses(tmp_path: Path, text: str | None, said: str) -> None:
    """A server is not started in a scenario that cannot be: exit status 2, nothing on standard output."""
    file = tmp_path / "bad.yaml"
    if text is not None:
        file.write_text(text)
    result = command("serve", "--port", "0", "--scenario", str(file))
    assert 2 == result.exit_code
    assert "" == result.stdout
    assert said in result.stderr
