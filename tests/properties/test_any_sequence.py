"""Whatever is asked of a mock, in whatever order: what is always true of its answers.

Two mocks with the same seed are asked the same; only time passes for one of them in one step and for
the other in several. After each step everything that can be read of the two is equal, and the invariants hold.
"""

from dataclasses import replace
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from codat_contract import SYNC_CODES
from codat_mock.core.moments import (
    SECOND,
    Duration,
    read_moment,
    write_duration,
    write_moment,
)
from codat_mock.core.register import READY_COMPANY
from codat_scenarios.invariants import Reading, broken
from properties.asking import FORM, Ask, Asker, Told, base, form, mocks
from properties.choices import (
    ACTS,
    COMPANIES,
    CONTROL_NONSENSE,
    CUTS,
    DURATIONS,
    KEYS,
    NONSENSE,
    PLACES,
    PLANNED,
    POOL,
    SAID,
    TERMINAL,
    UNKNOWN,
)


class Mark(NamedTuple):
    """A snapshot, and what was known when it was taken."""

    id: str
    everything: Any
    readings: dict[str, Reading]
    forced: set[str]


class AnySequence(RuleBasedStateMachine):
    """The two mocks, what was read of them last, and what was asked since the last mark."""

    @initialize(sync_time=st.sampled_from([10 * SECOND, 10 * SECOND, 0]))
    def begin(self, sync_time: Duration) -> None:
        self.askers = [Asker.of(mock) for mock in mocks(sync_time)]
        self.readings: dict[str, Reading] = {}
        self.forced: set[str] = set()
        self.datasets = [UNKNOWN]
        self.marks: list[Mark] = []
        self.since: Mark | None = None
        self.second = self.play("POST", "/companies", {"name": "Second"}).json["id"]
        connections = f"/companies/{self.second}/connections"
        made = self.play("POST", connections, {"platformKey": "gbol"}).json["id"]
        self.play("POST", f"/companies/{self.second}/sync/expenses/connections/partnerExpense")
        self.play("POST", f"/__mock/companies/{self.second}/connections/{made}/link")
        configured = self.get(f"{base()}/config")
        self.play("POST", f"{base(self.second)}/config", configured)

    def company(self, place: int) -> str:
        return (READY_COMPANY, self.second)[place]

    def sync(self, place: int) -> tuple[str, str] | None:
        """One of the syncs and its company; the last ones are the likeliest."""
        found = [
            (status["syncId"], company)
            for company, reading in self.readings.items()
            for status in reading.listed
        ]
        return found[-1 - place % len(found)] if found else None

    # ---------------------------------------------------------------- asking

    def play(self, method: str, path: str, body: Any = None, **more: Any) -> Told:
        """Ask both the same: they answer the same, and what they refuse changes nothing."""
        ask = Ask(method, path, body, **more)
        before = self.everything()
        told = self.tell(ask)
        if told.status >= 400:
            assert before == self.everything()
        return told

    def tell(self, ask: Ask) -> Told:
        one, other = (asker.ask(ask) for asker in self.askers)
        assert one == other
        assert one.status < 500
        return one

    def get(self, path: str) -> Any:
        return self.tell(Ask("GET", path)).json

    def everything(self) -> Any:
        """All that can be read of both; both are read as often, so that they stay alike."""
        one, other = (asker.everything() for asker in self.askers)
        assert one == other
        return one

    # ---------------------------------------------------------------- rules

    @rule(company=COMPANIES, keys=st.lists(st.sampled_from(POOL[:8]), min_size=1, max_size=4))
    def create_dataset(self, company: int, keys: list[str]) -> None:
        told = self.dataset(company, keys)
        assert told.status == (200 if len(set(keys)) == len(keys) else 400)

    def dataset(self, company: int, keys: list[str]) -> Told:
        items = [
            {"id": key, "type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}
            for key in keys
        ]
        path = f"{base(self.company(company))}/expense-transactions"
        told = self.play("POST", path, {"items": items})
        if told.status == 200:
            self.datasets.append(told.json["datasetId"])
        return told

    @rule(company=COMPANIES, places=st.none() | st.lists(PLACES, min_size=1, max_size=2))
    def initiate(self, company: int, places: list[int] | None) -> None:
        chosen = [self.datasets[-1 - place % len(self.datasets)] for place in places or ()]
        self.started(company, chosen or None)

    def started(self, company: int, datasets: list[str] | None, key: str | None = None) -> None:
        before = self.plans()
        told = self.play(
            "POST", f"{base(self.company(company))}/syncs", {"datasetIds": datasets}, key=key
        )
        left = {plan["id"]: plan for plan in self.plans()}
        taken = [plan for plan in before if left.get(plan["id"]) != plan]
        if told.status == 202 and any("code" in plan for plan in taken):
            self.forced.add(told.json["syncId"])
        # A plan without end can be taken and not be seen to be.
        if told.status == 202 and any(plan["times"] is None for plan in before):
            self.forced.add(told.json["syncId"])

    def plans(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/__mock/plans")["plans"]
        return found

    @rule(company=COMPANIES, keys=KEYS, planned=PLANNED, wait=DURATIONS)
    def run(
        self, company: int, keys: list[str], planned: dict[str, Any] | None, wait: Duration
    ) -> None:
        if planned is not None:
            self.play("POST", "/__mock/plans", planned)
        if self.dataset(company, keys).status == 200:
            self.started(company, self.datasets[-1:])
        self.advance(wait, [0.5])

    @rule(company=COMPANIES, key=st.sampled_from(["key-1", "key-2"]))
    def start_with_a_key(self, company: int, key: str) -> None:
        self.started(company, None, key)

    @rule()
    def forget_plans(self) -> None:
        self.play("DELETE", "/__mock/plans")

    @rule(
        place=PLACES, code=st.sampled_from([*TERMINAL, 1000]), said=st.sampled_from([None, *SAID])
    )
    def end(self, place: int, code: int, said: list[dict[str, Any]] | None) -> None:
        if sync := self.sync(place):
            body = {"code": code} | ({"transactions": said} if said else {})
            told = self.play("POST", f"/__mock/syncs/{sync[0]}/end", body)
            if told.status == 200:
                self.forced.add(sync[0])

    @rule(company=COMPANIES, act=st.sampled_from(ACTS))
    def act(self, company: int, act: str) -> None:
        path = f"/companies/{self.company(company)}/connections"
        held = self.get(path)["results"]
        accounting = next(one for one in held if one["sourceType"] == "Accounting")
        self.play("POST", f"/__mock{path}/{accounting['id']}/{act}")

    @rule(place=PLACES, which=PLACES, name=st.sampled_from(["a.pdf", "a.pdf", "a.exe"]))
    def upload(self, place: int, which: int, name: str) -> None:
        if sync := self.sync(place):
            entries = self.readings[sync[1]].transactions[sync[0]]
            keys = [*(entry["transactionId"] for entry in entries), UNKNOWN]
            path = f"{base(sync[1])}/syncs/{sync[0]}/transactions/{keys[which % len(keys)]}"
            self.play("POST", f"{path}/attachments", form(name), media_type=FORM)

    @rule(company=COMPANIES, nonsense=st.sampled_from(NONSENSE))
    def ask_nonsense(self, company: int, nonsense: tuple[str, str, Any, str]) -> None:
        method, path, body, media_type = nonsense
        path = base(self.company(company)) + path
        assert 400 <= self.play(method, path, body, media_type=media_type).status
        told = self.play(method, path, body, media_type=media_type, api_key="no")
        assert told.status in (401, 404, 405)

    @rule(nonsense=st.sampled_from(CONTROL_NONSENSE))
    def control_nonsense(self, nonsense: tuple[str, str, Any]) -> None:
        method, path, body = nonsense
        assert 400 <= self.play(method, f"/__mock{path}", body).status

    @rule(company=COMPANIES, keys=KEYS, polls=st.integers(1, 3))
    def poll(self, company: int, keys: list[str], polls: int) -> None:
        """A sync that ends by being asked after, from beginning to end: reading it in between would count."""
        self.play("DELETE", "/__mock/plans")
        self.advance_until("idle", [])
        self.check()
        path = f"{base(self.company(company))}/syncs"
        ended = all(
            SYNC_CODES[status["syncStatusCode"]].terminal
            for status in self.readings[self.company(company)].listed
        )
        if not ended or self.dataset(company, keys).status != 200:
            return
        plan, start = {"polls": polls}, {"datasetIds": self.datasets[-1:]}
        self.tell(Ask("POST", "/__mock/plans", plan))
        started = self.tell(Ask("POST", path, start))
        if started.status == 202:
            status = f"{path}/{started.json['syncId']}/status"
            codes = [self.get(status)["syncStatusCode"] for _ in range(polls)]
            assert [1000] * (polls - 1) == codes[:-1]
            assert codes[-1] in TERMINAL
        self.play("DELETE", "/__mock/plans")

    # ---------------------------------------------------------------- time

    @rule(by=DURATIONS, cuts=CUTS)
    def advance(self, by: Duration, cuts: list[float]) -> None:
        self.pass_time({"by": write_duration(by)}, cuts)

    @rule(until=st.sampled_from(["next", "next", "idle"]), cuts=CUTS)
    def advance_until(self, until: str, cuts: list[float]) -> None:
        self.pass_time({"until": until}, cuts)

    def pass_time(self, way: dict[str, Any], cuts: list[float]) -> None:
        """Time passes for the one in one step, and for the other as far in several; the same happens."""
        began = read_moment(self.get("/__mock/clock")["now"])
        whole = self.askers[0].ask(Ask("POST", "/__mock/clock/advance", way)).json
        span = read_moment(whole["now"]) - began
        effects: list[Any] = []
        for cut in sorted([*cuts, 1.0]):
            to = {"to": write_moment(began + int(span * cut))}
            told = self.askers[1].ask(Ask("POST", "/__mock/clock/advance", to))
            effects += told.json["effects"]
        assert whole["effects"] == effects

    # ---------------------------------------------------------------- going back

    @rule()
    def mark(self) -> None:
        """Take a snapshot; of five, the oldest goes."""
        self.check()
        if len(self.marks) == 5:
            gone = self.marks.pop(0)
            assert 204 == self.beside("DELETE", f"/__mock/snapshots/{gone.id}").status
        id_ = self.beside("POST", "/__mock/snapshots").json["id"]
        self.forget()
        self.since = Mark(id_, self.everything(), dict(self.readings), set(self.forced))
        self.marks.append(self.since)

    def forget(self) -> None:
        for asker in self.askers:
            asker.asked.clear()

    @precondition(lambda self: self.marks)
    @rule(place=PLACES)
    def go_back(self, place: int) -> None:
        """Restored, everything reads as it did."""
        mark = self.marks[place % len(self.marks)]
        self.restore(mark)
        self.forget()
        self.since, self.readings, self.forced = mark, dict(mark.readings), set(mark.forced)
        assert mark.everything == self.everything()

    @rule()
    def go_back_and_repeat(self) -> None:
        """What was asked since the last mark, or since the beginning, is answered as it was, byte by byte."""
        self.restore(self.since)
        for asker in self.askers:
            for ask, told in asker.asked:
                assert told == asker.aside(ask)

    def restore(self, mark: Mark | None) -> None:
        path = f"/__mock/snapshots/{mark.id}/restore" if mark else "/__mock/reset"
        assert 200 == self.beside("POST", path).status

    def beside(self, method: str, path: str) -> Told:
        """Ask both what is not to be repeated: snapshots are no part of what goes back."""
        one, other = (asker.aside(Ask(method, path)) for asker in self.askers)
        assert one.status == other.status
        return one

    # ---------------------------------------------------------------- what always holds

    @invariant()
    def check(self) -> None:
        """The two are alike, and what is read of each company breaks no invariant."""
        everything = self.everything()
        for company in (READY_COMPANY, self.second):
            now = replace(everything[company], forced=frozenset(self.forced))
            assert [] == broken(now, self.readings.get(company))
            self.readings[company] = now


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=20, stateful_step_count=25)
