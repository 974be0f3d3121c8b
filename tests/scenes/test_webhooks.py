"""Webhooks within a scenario: an inbox is told, a message is sent by hand, and what must have come is expected."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.desk import Desk, served
from codat_mock.app import checker, new_tenant
from codat_mock.scenes.checking import Checked
from codat_mock.scenes.complaints import Unusable
from codat_mock.settings import Settings

WELL = "expenses.sync.successful"
BADLY = "expenses.sync.unsuccessful"
REACHED = "client.rateLimit.reached"
INBOX = {
    "inbox": {
        "name": "x",
        "answers": [{"status": 500, "times": 2}, {"took": "PT16S"}, {"status": 200}],
    }
}
SENT = {"sync": {"expenses": 1, "as": "a"}}


@pytest.fixture(name="desk", scope="module")
def _desk() -> Iterator[Desk]:
    """A mock that is served to all of them."""
    with served() as desk:
        yield desk


def _checked(steps: list[dict[str, Any]], **more: Any) -> Checked:
    document = {"scenario": "x", **more, "steps": steps}
    raw = yaml.safe_dump(document, sort_keys=False).encode()
    return checker(new_tenant("x", Settings(seed=0), 0)).checked("f", raw)


def _played(desk: Desk, folder: Path, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    file = folder / "mine.yaml"
    file.write_text(
        yaml.safe_dump({"scenario": "mine", **more, "steps": [*steps]}, sort_keys=False)
    )
    result = desk("scenarios", "run", str(file), "--remove", "--json")
    played: dict[str, Any] = json.loads(result.stdout)
    assert (0 if played["asExpected"] else 1) == result.exit_code
    return played


def _told(played: dict[str, Any]) -> list[tuple[int, str, str]]:
    """The lines about webhooks: in which step, when, and what."""
    return [
        (step["step"], one["at"].removeprefix("2026-01-0").removesuffix("Z"), one["text"])
        for step in played["steps"]
        for one in step["happened"]
        if one["text"].startswith("Webhook")
    ]


def test_each_attempt_is_shown(desk: Desk, tmp_path: Path) -> None:
    """Each attempt is told once, in the step and at the moment at which it was: to whom, of what, what was answered."""
    expected = {"of": "a", "webhook": {"event": WELL, "attempts": 4}}
    played = _played(
        desk, tmp_path, INBOX, SENT, {"advance": {"until": "idle"}}, {"expect": expected}
    )
    assert [] == played["failures"]
    about = f"Webhook {WELL} to the inbox x:"
    assert [
        (2, "1T00:00:01", f"{about} 500."),
        (3, "1T00:00:06", f"{about} 500."),
        (3, "1T00:05:06", f"{about} no answer within 15 seconds."),
        (3, "1T00:35:06", f"{about} 200."),
        (4, "1T00:35:06", f"Webhook {WELL}: Success after 4 attempts."),
    ] == _told(played)


@pytest.mark.parametrize(
    ("webhook", "failure"),
    [
        ({"event": WELL, "state": "Attempting"}, None),
        ({"event": WELL, "state": "Attempting", "attempts": 1, "times": 1}, None),
        ({"event": BADLY, "times": 0}, None),
        ({"event": WELL, "state": "Success", "times": 0}, None),
        ({"event": WELL}, "expected Success, got Attempting after 1 attempt."),
        ({"event": BADLY}, "expected Success, got none."),
        (
            {"event": WELL, "state": "Attempting", "attempts": 2},
            "expected Attempting after 2 attempts, got Attempting after 1 attempt.",
        ),
        (
            {"event": WELL, "state": "Attempting", "times": 2},
            "expected 2 times Attempting, got Attempting after 1 attempt.",
        ),
    ],
)
def test_what_is_expected(
    desk: Desk, tmp_path: Path, webhook: dict[str, Any], failure: str | None
) -> None:
    """Event, state, number of attempts and of messages are compared; without the last, one message is enough."""
    for about in ({"of": "a"}, {}):
        step = {"expect": {**about, "webhook": webhook}}
        played = _played(desk, tmp_path, INBOX, SENT, step)
        found = (
            [] if failure is None else [f"Step 3, expect: webhook {webhook['event']}: {failure}"]
        )
        assert found == played["failures"]


def test_of_which_sync(desk: Desk, tmp_path: Path) -> None:
    """What is expected of a sync is compared with the messages about it alone."""
    webhook = {"event": WELL, "times": 1}
    second = {"sync": {"expenses": 1, "as": "b"}}
    inbox = {"inbox": {"name": "x"}}
    steps = [
        {"expect": {"of": "b", "webhook": webhook}},
        {"expect": {"webhook": webhook | {"times": 2}}},
    ]
    assert [] == _played(desk, tmp_path, inbox, SENT, second, *steps)["failures"]


def test_sent_by_hand(desk: Desk, tmp_path: Path) -> None:
    """A step sends a webhook about a sync, about none, or of a company, with what is set; nobody need have ended."""
    inbox = {"inbox": {"name": "x", "eventTypes": [REACHED, BADLY]}}
    set_ = {"payload": {"transactions": {"0": {"status": "PushError"}}}}
    played = _played(
        desk,
        tmp_path,
        {"trigger": {"event": REACHED}},
        inbox,
        {"trigger": {"event": REACHED}},
        SENT,
        {"trigger": {"event": BADLY, "of": "a"}},
        {"trigger": {"event": BADLY, "company": "B Ltd", "set": set_}},
        {"expect": {"webhook": {"event": BADLY, "times": 2}}},
        {"expect": {"of": "a", "webhook": {"event": BADLY, "times": 1}}},
        companies=[{"name": "A Ltd"}, {"name": "B Ltd"}],
    )
    assert [] == played["failures"]
    assert "No endpoint listens" in played["steps"][0]["happened"][0]["text"]
    assert [
        (3, f"Webhook {REACHED} to the inbox x: 200."),
        (5, f"Webhook {BADLY} to the inbox x: 200."),
        (6, f"Webhook {BADLY} to the inbox x: 200."),
    ] == [(step, text) for step, _, text in _told(played)][:3]


def test_rules(desk: Desk, tmp_path: Path) -> None:
    """An inbox may be told as a rule of the older service is, and what is expected is named as such."""
    inbox = {"inbox": {"name": "x", "style": "rules"}}
    step = {"expect": {"of": "a", "webhook": {"event": "Sync Completed"}}}
    assert [] == _played(desk, tmp_path, inbox, SENT, step)["failures"]


def test_answers_change(desk: Desk, tmp_path: Path) -> None:
    """A second step that names an inbox says how it answers from then on, and has it told no more than once."""
    again = {"inbox": {"name": "x", "answers": [{"status": 204}]}}
    played = _played(desk, tmp_path, INBOX, again, SENT)
    assert [f"Webhook {WELL} to the inbox x: 204."] == [text for *_, text in _told(played)]


def test_spoiled_and_dropped(desk: Desk, tmp_path: Path) -> None:
    """What a fault does to a message is told; one that is never sent is told once."""
    faults = [{"fault": "webhook", "operation": "*", "do": do} for do in ("bad-signature", "drop")]
    one = {"trigger": {"event": WELL}}
    lost = {"expect": {"webhook": {"event": WELL, "state": "Failure", "attempts": 0}}}
    played = _played(desk, tmp_path, {"inbox": {"name": "x"}}, one, one, lost, faults=faults)
    assert [] == played["failures"]
    assert [
        f"Webhook {WELL} to the inbox x, with bad-signature on purpose: 200.",
        f"Webhook {WELL} to the inbox x: never sent, dropped on purpose by fault-2.",
    ] == [text for *_, text in _told(played)][:2]


def test_an_endpoint_of_ones_own(desk: Desk, tmp_path: Path) -> None:
    """Attempts to an endpoint of the scenario are told with its address, and without what may be secret in it."""
    endpoints = [{"url": "http://127.0.0.1:1/hooks?token=t0ken"}]
    played = _played(desk, tmp_path, SENT, endpoints=endpoints)
    ((_, _, text),) = _told(played)
    assert text.startswith(f"Webhook {WELL} to http://127.0.0.1:1/hooks: ")
    assert "t0ken" not in text


@pytest.mark.parametrize(
    ("steps", "place", "said"),
    [
        ([{"expect": {"code": 2000}}], (3, 3), "by `of`"),
        ([{"expect": {"webhook": {"event": WELL}, "code": 2000}}], (3, 3), "by `of`"),
        ([SENT, {"expect": {"of": "a"}}], (7, 5), "such as `code: 2000`"),
        ([SENT, {"expect": {"of": "b", "webhook": {"event": WELL}}}], (7, 5), "called a sync b"),
        ([{"expect": {"webhook": {"event": "x"}}}], (5, 7), "There is no event 'x'"),
        ([SENT, {"expect": {"of": "a", "webhook": {"event": REACHED}}}], (7, 5), "by itself"),
        ([{"trigger": {"event": "x"}}], (4, 5), "There is no event 'x'"),
        ([SENT, {"trigger": {"event": REACHED, "of": "a"}}], (8, 5), "about no company"),
        ([{"trigger": {"event": REACHED, "company": "A"}}], (5, 5), "about no company"),
        ([{"trigger": {"event": WELL, "of": "a"}}], (5, 5), "called a sync a"),
        ([{"trigger": {"event": WELL, "company": "A"}}], (5, 5), "There is no company 'A'"),
        ([SENT, {"trigger": {"event": WELL, "of": "a", "company": "A"}}], (9, 5), "already"),
        ([{"trigger": {"event": WELL, "set": {"payload": {"syncId": 1}}}}], (7, 9), "syncId"),
        (
            [{"inbox": {"name": "x", "answers": [{"headers": {"Date": "now"}}]}}],
            (7, 9),
            "may choose",
        ),
        ([{"inbox": {"name": "a/b"}}], (4, 5), "name"),
    ],
)
def test_what_cannot_be(steps: list[dict[str, Any]], place: tuple[int, int], said: str) -> None:
    """What cannot be played is refused where it stands, before anything is."""
    with pytest.raises(Unusable) as wrong:
        _checked(steps)
    (complaint,) = wrong.value.complaints
    assert said in complaint.message
    assert place == (complaint.line, complaint.column)


@pytest.mark.parametrize(
    ("steps", "doubts"),
    [
        ([{"trigger": {"event": WELL}}], ["/steps/0/trigger/event"]),
        ([{"expect": {"webhook": {"event": WELL}}}], ["/steps/0/expect/webhook"]),
        ([{"expect": {"webhook": {"event": WELL, "times": 0}}}], []),
        ([SENT, {"expect": {"of": "a", "code": 2000}}], []),
        ([INBOX, {"trigger": {"event": WELL}}], []),
        ([{"trigger": {"event": WELL}}, INBOX], ["/steps/0/trigger/event"]),
    ],
)
def test_nobody_is_told(steps: list[dict[str, Any]], doubts: list[str]) -> None:
    """A webhook that nobody hears is warned of, and so is one that is expected so; with `endpoints` somebody does."""
    assert doubts == [one.pointer for one in _checked(steps).doubts]
    assert () == _checked(steps, endpoints=[{"url": "http://127.0.0.1:9/"}]).doubts
