"""What do all steps of a play share? The server, the syncs that have names, the time, and what has happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from codat_client import Expense, ExpenseSync, Progress, Report, Stage
from codat_client.exchange import Flow
from codat_contract import SYNC_CODES
from codat_scenarios.playing.calls import Calls, CannotPlayError
from codat_scenarios.playing.driving import Drive
from codat_scenarios.playing.expenses import Inventor
from codat_scenarios.playing.hearing import Hearing, in_time
from codat_scenarios.playing.passing import Plans

__all__ = ["Body", "Happened", "Tale", "Theatre"]

Body = Mapping[str, Any]

_AT_ONCE: Body = {"by": "PT0S", "settle": "PT16S"}
"""No time passes, but for a receiver that takes all that it has for its answer."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened within a step.

    Attributes:
        at: When, in virtual time.
        text: What, a sentence or a part of one.
        code: The status code that was seen, if one was.
        wrong: It is not as it should be.
    """

    at: str
    text: str
    code: int | None = None
    wrong: bool = False


@dataclass(slots=True)
class Tale:
    """A sync of the scenario, and the client that is about it.

    Attributes:
        company: Whose it is.
        expenses: What was sent.
        drive: The flow.
    """

    company: str
    expenses: tuple[Expense, ...]
    drive: Drive


@dataclass(slots=True)
class Theatre:
    """What all steps share.

    Attributes:
        calls: Reach the server.
        inventor: Makes up what is sent.
        manual: The clock of the tenant stands still unless it is advanced.
        now: Where the clock stood when it was last seen.
        sleep: Waits so many seconds of real time.
        tales: The syncs that have a name.
        seen: Every code that was seen.
        lines: What happened within this step.
        clients: Every client so far.
        drives: Every flow so far.
        plans: Every plan so far.
        hearing: What receivers were told so far.
    """

    calls: Calls
    inventor: Inventor
    manual: bool
    now: str
    sleep: Callable[[float], None]
    tales: dict[str, Tale] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    lines: list[Happened] = field(default_factory=list)
    clients: list[ExpenseSync] = field(default_factory=list)
    drives: list[Drive] = field(default_factory=list)
    plans: Plans = field(default_factory=Plans)
    hearing: Hearing = field(default_factory=Hearing)

    def close(self) -> None:
        """Close the connections of its clients."""
        for client in self.clients:
            client.__exit__(None, None, None)

    def say(
        self, text: str, code: int | None = None, *, wrong: bool = False, at: str | None = None
    ) -> None:
        """Note what happened, now unless said."""
        if code is not None:
            self.seen.add(code)
        self.lines.append(Happened(at or self.now, text, code, wrong))

    def wait(self, seconds: float) -> None:
        """Let so much time pass: on a manual clock nobody waits for it."""
        if seconds <= 0:
            return
        if self.manual:
            by = f"{seconds:.6f}".rstrip("0").rstrip(".")
            self._pass({"by": f"PT{by}S"}, syncs=False)
        else:
            self.sleep(seconds)
            self.now = self.calls.control("GET", "/clock")["now"]

    def told(self, progress: Progress) -> None:
        """Note what the client tells, where it says something new."""
        if progress.code is not None:
            self.say(progress.text, progress.code)
        elif progress.stage is Stage.SYNC or "again in" in progress.text:
            self.say(progress.text)
        elif progress.total and progress.done == progress.total:
            self.say(f"{progress.stage.value}: {progress.done}")

    def advance(self, way: Body) -> None:
        """Let virtual time pass, and note what happens meanwhile."""
        self._pass(way, syncs=True)

    def settle(self) -> None:
        """Wait for what receivers are told at this moment, and note what they answer."""
        self._pass(_AT_ONCE, syncs=False)

    def hear(self) -> None:
        """Note what receivers were told and is not noted yet."""
        for at, text in self.hearing.fresh(self.calls):
            self.say(text, at=at)

    def _pass(self, way: Body, *, syncs: bool) -> None:
        answer = self.calls.control("POST", "/clock/advance", way)
        self.now = answer["now"]
        told: list[tuple[str, str, int | None]] = []
        for effect in answer["effects"] if syncs else ():
            code = effect.get("to")
            if effect["effect"].startswith("sync-") and code in SYNC_CODES:
                told.append((effect["at"], f"{SYNC_CODES[code]}, sync {effect['syncId']}", code))
        told += [(at, text, None) for at, text in self.hearing.fresh(self.calls)]
        for at, text, code in sorted(told, key=lambda one: in_time(one[0])):
            self.say(text, code, at=at)

    def sync_of(self, name: str) -> str:
        """The id of the sync of this name.

        Raises:
            CannotPlayError: The client was stopped before one was accepted.
        """
        sync = self.tales[name].drive.sync_id
        if sync is None:
            message = f"{name} has no sync: the client was stopped before one was accepted."
            raise CannotPlayError(message)
        return sync

    def company(self, body: Body) -> str:
        """The id of the company that a step is about."""
        companies = self.calls.companies()
        wanted = body.get("company")
        for one in companies:
            if wanted in (None, one["id"], one["name"]):
                return str(one["id"])
        message = f"There is no company {wanted}."
        raise CannotPlayError(message)

    def client(self, company: str) -> ExpenseSync:
        """The reference client, for a company."""
        calls = self.calls
        client = ExpenseSync(
            calls.url,
            calls.api_key,
            company,
            transport=calls.transport,
            new_id=self.inventor.new_id,
        )
        self.clients.append(client)
        return client

    def begin(
        self, body: Body, company: str, expenses: tuple[Expense, ...], flow: Flow[Report]
    ) -> Drive:
        """Have a flow ready, under the name that the step gives it."""
        drive = Drive(flow, self.client(company), self.wait, self.told)
        self.drives.append(drive)
        if "as" in body:
            self.tales[body["as"]] = Tale(company, expenses, drive)
        return drive

    def go(self, drive: Drive, *, to_the_end: bool = True) -> None:
        """Take a flow further, and note why it stops if it does."""
        drive.go(to_the_end=to_the_end)
        if drive.error is not None:
            self.say(f"The client stops: {drive.error}")
        elif drive.report is not None:
            done, all_ = len(drive.report.uploaded), len(drive.report.expenses)
            self.say(f"Expenses marked as uploaded: {done} of {all_}.")
            for told in dict.fromkeys(result.conclusion for result in drive.report.unfinished):
                self.say(told)
