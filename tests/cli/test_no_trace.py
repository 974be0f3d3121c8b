"""Who looks and steers leaves no trace: only what is meant to be the client's calls the contract."""

from pathlib import Path

import pytest

from cli.desk import Desk
from cli.test_examples import STEERING, examples, words_of
from codat_mock.core.register import READY_COMPANY

CLIENTS = {("send",), ("scenarios", "run")}
"""Commands that are a client on purpose."""

MORE = {
    ("customer",): [
        "customer unlink",
        "customer link",
        f"customer lapse --company {READY_COMPANY}",
    ],
    ("evidence",): ["evidence last -o -", "evidence f3cca1de --format json"],
    ("requests",): ["requests --sync f3cca1de"],
    ("wait",): ["wait sync-ended --sync f3cca1de --timeout 0s"],
}
"""What the examples do not show."""


@pytest.mark.parametrize(
    "names", [names for names in STEERING if names not in CLIENTS], ids=" ".join
)
def test_no_trace(
    desk: Desk, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A fault that waits for any call is met by none of its examples, and nothing more stands in the journal."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(desk.said("scenarios", "show", "5080-duplicate"))
    desk.said("tenants", "new", "test-17", "--key", "of-test-17")
    running = desk.sync()
    desk.said("snapshot", "before-payday")
    for line in [*examples(names), *(f"codat-mock {more}" for more in MORE.get(names, ()))]:
        desk.said("fault", "--clear")
        planted = desk.answered("fault", "status", "--status", "503", "--times", "9")
        before = _calls(desk)
        words = [running[:8] if word == "f3cca1de" else word for word in words_of(line)]
        if names == ("wait",) and "--timeout" not in words:
            words += ["--timeout", "0s"]  # The sync runs on.
        desk(*words)
        assert _calls(desk) <= before, line
        # A reset or a restore leaves none.
        assert all(
            planted == held
            for held in desk.answered("fault")["faults"]
            if held["id"] == planted["id"]
        ), line


def _calls(desk: Desk) -> int:
    total: int = desk.answered("requests")["total"]
    return total
