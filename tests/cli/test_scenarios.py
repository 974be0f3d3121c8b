"""`codat-mock scenarios`: what it prints, and with which exit status."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from cli.desk import Desk, command
from codat_mock.scenes import shelf
from codat_mock.scenes.written import read

BAD = "scenario: mine\nplanz: []\n"
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
    assert [
        f"{good}: in order.",
        f"{bad}:2:1: There is no key 'planz' here; did you mean plans?",
    ] == result.stdout.splitlines()
    as_json = json.loads(command("scenarios", "validate", "--json", str(bad)).stdout)
    assert [(2, 1, "/planz")] == [(one["line"], one["column"], one["pointer"]) for one in as_json]
    assert 0 == command("scenarios", "validate", str(good)).exit_code
    assert 2 == command("scenarios", "validate", str(tmp_path)).exit_code


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


LONG = """\
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
    file.write_text(LONG)
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
