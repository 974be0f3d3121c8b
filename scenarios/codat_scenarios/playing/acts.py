"""What does each kind of step do?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from codat_client import Expense, ExpenseSync, Progress, Report, Stage, sync_expenses
from codat_client.exchange import Flow
from codat_client.flow import initiate, watch
from codat_client.ledger import Ledger
from codat_client.pages import read_transactions
from codat_client.policy import DEFAULT_POLICY
from codat_client.run import Run
from codat_client.uploads import upload_receipts
from codat_contract import SYNC_CODES, TransactionStatus
from codat_scenarios.playing.calls import Calls, CannotPlayError
from codat_scenarios.playing.driving import Drive
from codat_scenarios.playing.expecting import failures
from codat_scenarios.playing.expenses import Inventor
from codat_scenarios.playing.passing import Plans

__all__ = ["ACTS", "Happened", "Tale", "Theatre"]

Body = Mapping[str, Any]


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

    def close(self) -> None:
        """Close the connections of its clients."""
        for client in self.clients:
            client.__exit__(None, None, None)

    def say(self, text: str, code: int | None = None, *, wrong: bool = False) -> None:
        """Note what happened."""
        if code is not None:
            self.seen.add(code)
        self.lines.append(Happened(self.now, text, code, wrong))

    def wait(self, seconds: float) -> None:
        """Let so much time pass: on a manual clock nobody waits for it."""
        if seconds <= 0:
            return
        if self.manual:
            by = f"{seconds:.6f}".rstrip("0").rstrip(".")
            self.now = self.calls.control("POST", "/clock/advance", {"by": f"PT{by}S"})["now"]
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


def _flow(body: Body, theatre: Theatre) -> Drive:
    company = theatre.company(body)
    options = theatre.calls.read(f"/companies/{company}/sync/expenses/mappingOptions")
    expenses = tuple(theatre.inventor.expenses(body, options))
    flow = sync_expenses(company, expenses, new_id=theatre.inventor.new_id, policy=DEFAULT_POLICY)
    return theatre.begin(body, company, expenses, flow)


def _sync(body: Body, theatre: Theatre) -> None:
    theatre.go(_flow(body, theatre))


def _start(body: Body, theatre: Theatre) -> None:
    theatre.go(_flow(body, theatre), to_the_end=False)


def _finish(body: Body, theatre: Theatre) -> None:
    drive = theatre.tales[body["of"]].drive
    if drive.error is None:
        theatre.go(drive)


def _resubmit(body: Body, theatre: Theatre) -> None:
    before = theatre.tales[body["of"]]
    report = before.drive.report
    failed = tuple(
        result.expense
        for result in (report.expenses if report else ())
        if result.status != TransactionStatus.COMPLETED
    )
    if not failed:
        message = f"Nothing of {body['of']} has failed, so there is nothing to send again."
        raise CannotPlayError(message)
    theatre.say(f"Sent again, under the same ids: {len(failed)}.")
    new_id = theatre.inventor.new_id
    flow = sync_expenses(before.company, failed, new_id=new_id, policy=DEFAULT_POLICY)
    theatre.go(theatre.begin(body, before.company, failed, flow))


def _again(body: Body, theatre: Theatre) -> None:
    before = theatre.tales[body["of"]]
    report = before.drive.report
    datasets = report.dataset_ids if report else ()
    theatre.say(f"The same datasets once more: {', '.join(datasets) or 'none'}.")
    run = Run(Ledger(before.company, before.expenses), DEFAULT_POLICY, theatre.inventor.new_id)
    run.ledger.dataset_ids.extend(datasets)
    for entry in run.ledger.entries:
        entry.dataset_id = datasets[0] if datasets else None
        entry.receipts.clear()
    theatre.go(theatre.begin(body, before.company, before.expenses, _same_datasets(run)))


def _same_datasets(run: Run) -> Flow[Report]:
    yield from initiate(run)
    yield from watch(run)
    yield from read_transactions(run)
    yield from upload_receipts(run)
    return run.ledger.report()


def _advance(body: Body, theatre: Theatre) -> None:
    answer = theatre.calls.control("POST", "/clock/advance", body)
    theatre.now = answer["now"]
    for effect in answer["effects"]:
        code = effect.get("to")
        if effect["effect"].startswith("sync-") and code in SYNC_CODES:
            theatre.say(f"{SYNC_CODES[code]}, sync {effect['syncId']}", code)
    theatre.say(f"It is {answer['now']}.")


def _plan(body: Body, theatre: Theatre) -> None:
    made = theatre.calls.control("POST", "/plans", body)
    theatre.plans.add(made)
    theatre.say(f"{made['id']} waits for a sync.")


def _fault(body: Body, theatre: Theatre) -> None:
    made = theatre.calls.control("POST", "/faults", body)
    theatre.say(f"{made['id']}, {made['fault']}, waits for {made['operation']}.")


def _customer(body: Body, theatre: Theatre) -> None:
    company = theatre.company(body)
    held = theatre.calls.read(f"/companies/{company}/connections")["results"]
    connection = next((one["id"] for one in held if one["sourceType"] == "Accounting"), None)
    if connection is None:
        message = "The company has no connection to accounting software."
        raise CannotPlayError(message)
    path = f"/companies/{company}/connections/{connection}/{body['act']}"
    moved = theatre.calls.control("POST", path)
    lapsed = ", its subscription has lapsed" if moved["lapsed"] else ""
    theatre.say(f"The connection is {moved['status']}{lapsed}.")


def _end(body: Body, theatre: Theatre) -> None:
    sync = theatre.tales[body["of"]].drive.sync_id
    if sync is None:
        message = f"{body['of']} has no sync to end."
        raise CannotPlayError(message)
    ending = {name: value for name, value in body.items() if name != "of"}
    answer = theatre.calls.control("POST", f"/syncs/{sync}/end", ending)
    theatre.say(f"It was ended with {SYNC_CODES[answer['code']]}.", answer["code"])


def _expect(body: Body, theatre: Theatre) -> None:
    tale = theatre.tales[body["of"]]
    drive = tale.drive
    found = theatre.calls.explained(drive.sync_id) if drive.sync_id else None
    syncs = len(theatre.calls.syncs(tale.company)) if "syncs" in body else None
    if found is not None:
        theatre.seen.add(found["code"])
        code = SYNC_CODES.get(found["code"])
        theatre.say(f"{body['of']} reads {code or found['code']}.", found["code"])
    for failure in failures(body, found, drive.report, drive.error, syncs):
        theatre.say(f"{body['of']}: {failure}.", wrong=True)


ACTS: Mapping[str, Callable[[Body, Theatre], None]] = {
    "sync": _sync,
    "start": _start,
    "finish": _finish,
    "resubmit": _resubmit,
    "again": _again,
    "advance": _advance,
    "plan": _plan,
    "fault": _fault,
    "customer": _customer,
    "end": _end,
    "expect": _expect,
}
"""By the key of the step."""
