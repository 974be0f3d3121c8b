"""Every command says what it is for, and every example in its help works as it stands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.desk import Desk, command
from codat_mock.cli import main

SERVED_BY_OTHERS = {"serve", "demo", "listen"}
"""Commands that need no server, or do not end by themselves; their examples are read here, and what they do is tested
elsewhere."""


def walked(
    group: click.Group, ctx: click.Context, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """The names of every command, those below others included."""
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        yield (*names, name)
        if isinstance(found, click.Group):
            yield from walked(
                found, click.Context(found, parent=ctx, info_name=name), (*names, name)
            )


COMMANDS = [*walked(main, click.Context(main, info_name="codat-mock"))]


def examples(names: tuple[str, ...]) -> list[str]:
    """The example lines in the help of a command."""
    shown = command(*names, "--help")
    assert 0 == shown.exit_code, shown.output
    return re.findall(r"^  (codat-mock .*)$", shown.stdout, flags=re.MULTILINE)


def words_of(line: str) -> list[str]:
    """The words behind `codat-mock`, without the comment."""
    return shlex.split(line, comments=True)[1:]


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_help(names: tuple[str, ...]) -> None:
    """Each command says in a sentence what it does, has an example with a comment, and each of its flags has a help."""
    lines = examples(names)
    assert lines
    said = re.findall(
        r"^  (?:codat-mock .*  )?# .+$", command(*names, "--help").stdout, re.MULTILINE
    )
    assert len(lines) == len(said)
    assert all(words_of(line)[: len(names)] == [*names] for line in lines)
    shown = command(*names, "--help").stdout.splitlines()
    assert shown[0].startswith(f"Usage: codat-mock {' '.join(names)} ")
    assert shown[2].strip()
    found: click.Command = main
    for name in names:
        assert isinstance(found, click.Group)
        below = found.get_command(click.Context(found), name)
        assert below is not None
        found = below
    for parameter in found.params:
        assert not isinstance(parameter, click.Option) or parameter.help


STEERING = [names for names in COMMANDS if names[0] not in SERVED_BY_OTHERS]


@pytest.mark.parametrize("names", STEERING, ids=" ".join)
def test_examples_work(
    desk: Desk, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Pasted one after the other, the examples in a help succeed and say something."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(desk.said("scenarios", "show", "5080-duplicate"))
    desk.said("tenants", "new", "test-17", "--key", "of-test-17")
    desk.said("keys", "new", "another-key")
    desk.http.get("/companies?page=0")
    if names == ("restore",):
        desk.said("snapshot", "before-payday")
    running = desk.sync()
    if names == ("deliveries", "resend"):
        desk.http.post("/__mock/webhooks", json={"url": "http://127.0.0.1:9/"})
        desk.said("trigger", "expenses.sync.successful")
    if names[0] in ("trigger", "webhooks"):
        desk.said("webhooks", "add", f"{desk.url}/__mock/t/default/inbox/orders")
        desk.said("webhooks", "add", f"{desk.url}/__mock/t/default/inbox/r", "--style", "rules")
        desk.said("webhooks", "add", "http://127.0.0.1:9/")
    if names == ("wait",):
        desk.http.post(
            "/__mock/webhooks", json={"url": f"{desk.url}/__mock/t/default/inbox/orders"}
        )
        desk.sync()
        desk.said("advance", "--until-idle")
    for line in examples(names):
        if "tenants new test-17" in line:
            desk.said("tenants", "delete", "test-17")
        words = [running[:8] if word == "f3cca1de" else word for word in words_of(line)]
        assert desk.said(*words), line
        if words[0] == "end":
            running = desk.sync()


@pytest.mark.parametrize("names", [(name,) for name in sorted(SERVED_BY_OTHERS)], ids=" ".join)
def test_examples_can_be_read(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The flags in the examples of the other commands are flags that there are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "expenses.csv").touch()
    (tmp_path / "receipts").mkdir()
    found = main.get_command(click.Context(main), names[0])
    assert found is not None
    for line in examples(names):
        found.make_context(names[0], words_of(line)[1:], parent=click.Context(main))


@pytest.mark.parametrize("names", [(), *COMMANDS], ids=" ".join)
def test_nothing_is_cut_off(names: tuple[str, ...]) -> None:
    """At eighty columns no sentence of a help ends in dots, and no example is broken."""
    shown = command(*names, "--help").stdout
    assert not re.search(r"[a-z,]\.\.\.$", shown.partition("\n")[2], re.MULTILINE)
    assert all(len(line) <= 80 for line in shown.splitlines() if line.startswith("  codat-mock"))


def test_list_of_commands() -> None:
    """The list names every command with a sentence, none of them cut off at eighty columns."""
    shown = command("--help").stdout
    for names in COMMANDS:
        if len(names) == 1:
            [line] = re.findall(rf"^  {names[0]}  +(\S.*)$", shown, flags=re.MULTILINE)
            assert line.endswith("."), line
            assert "..." not in line


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("paln", "Did you mean 'plan'?"),
        ("pln", "Did you mean 'plan'?"),
        ("submit", "'send'"),
        ("plan --code 4260", "codat-mock plan 4260"),
        ("end --code 2000", "codat-mock end last 2000"),
        ("advance --until idle", "codat-mock advance idle"),
        ("advance --by 10m", "codat-mock advance 10m"),
        ("serve pytest -x", "codat-mock serve -- pytest -x"),
        ("serve 4270", "codat-mock serve --port 4270"),
        ("serve slow-friday", "codat-mock serve --scenario slow-friday"),
        ("status", "'health'"),
        ("start", "'serve'"),
        ("advnace", "'advance'"),
        ("plan --refus 0", "--refuse"),
        ("keys nwe", "'new'"),
        ("faults", "'fault'"),
        ("fault stauts", "did you mean status?"),
    ],
)
def test_near_misses(wrong: str, meant: str) -> None:
    """A name that is nearly right is answered with the one that is meant, exit status 2."""
    result = command(*wrong.split())
    assert 2 == result.exit_code
    assert meant in result.stderr
