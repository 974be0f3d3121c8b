"""What does each kind of step do?"""

from collections.abc import Callable, Mapping

from codat_client import Report, sync_expenses
from codat_client.exchange import Flow
from codat_client.flow import initiate, watch
from codat_client.ledger import Ledger
from codat_client.pages import read_transactions
from codat_client.policy import DEFAULT_POLICY
from codat_client.run import Run
from codat_client.uploads import upload_receipts
from codat_contract import SYNC_CODES, TransactionStatus
from codat_scenarios.playing.calls import CannotPlayError
from codat_scenarios.playing.driving import Drive
from codat_scenarios.playing.expecting import failures
from codat_scenarios.playing.theatre import Body, Theatre

__all__ = ["ACTS"]


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
    theatre.advance(body)
    theatre.say(f"It is {theatre.now}.")


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
    sync = theatre.sync_of(body["of"])
    ending = {name: value for name, value in body.items() if name != "of"}
    answer = theatre.calls.control("POST", f"/syncs/{sync}/end", ending)
    theatre.say(f"It was ended with {SYNC_CODES[answer['code']]}.", answer["code"])


def _inbox(body: Body, theatre: Theatre) -> None:
    address = theatre.hearing.listen(body, theatre.calls)
    answers = ", then ".join(map(_answer, body.get("answers", ())))
    theatre.say(f"It listens at {address} and answers {answers or 200}.")


def _answer(one: Body) -> str:
    took = f" after {one['took']}" if "took" in one else ""
    times = f" ({one['times']} times)" if "times" in one else ""
    return f"{one.get('status', 200)}{took}{times}"


def _trigger(body: Body, theatre: Theatre) -> None:
    wanted = {name: body[name] for name in ("event", "set") if name in body}
    if "of" in body:
        wanted["syncId"] = theatre.sync_of(body["of"])
    elif "company" in body:
        wanted["companyId"] = theatre.company(body)
    note = theatre.calls.control("POST", "/trigger", wanted)["note"]
    if note is not None:
        theatre.say(note)
    theatre.settle()


def _expect(body: Body, theatre: Theatre) -> None:
    if "webhook" in body:
        theatre.settle()
        sync = theatre.sync_of(body["of"]) if "of" in body else None
        well, told = theatre.hearing.judged(body["webhook"], sync, theatre.calls)
        theatre.say(told, wrong=not well)
    if "of" not in body:
        return
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
    "inbox": _inbox,
    "trigger": _trigger,
    "expect": _expect,
}
"""By the key of the step."""
