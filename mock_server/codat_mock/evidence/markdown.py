"""How does evidence read in an issue tracker? Tables, and exchanges folded away.

Whatever a client has sent stands between backticks, where it is neither markup nor anybody's name.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from codat_mock.core.messages import Attempt
from codat_mock.core.moments import write_moment
from codat_mock.evidence import runs, words
from codat_mock.evidence.gathering import Evidence, MessageRow
from codat_mock.evidence.reproducing import steps
from codat_mock.evidence.runs import Run, Told
from codat_mock.explaining.syncs import when

MEDIA_TYPE = "text/markdown; charset=utf-8"
MOST = 50
"""How many exchanges are shown: trackers cut what is long."""

_TICKS = re.compile("`+")


def markdown(evidence: Evidence) -> bytes:
    """The evidence as Markdown."""
    sections = (_top, _timeline, _transactions, _exchanges, _messages, _again)
    lines = [line for section in sections for line in section(evidence)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def code(text: object) -> str:
    """A text as it is, on one line, also in a cell of a table."""
    line = " ".join(str(text).split()) or " "
    ticks = _ticks(line, 1)
    room = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{ticks}{room}{line}{room}{ticks}".replace("|", "\\|")


def block(text: str, language: str = "") -> Iterator[str]:
    """A text as it is, on its own lines."""
    ticks = _ticks(text, 3)
    yield from (f"{ticks}{language}", text, ticks, "")


def _ticks(text: str, least: int) -> str:
    longest = max(map(len, _TICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)


def _table(*headings: str) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _top(evidence: Evidence) -> Iterator[str]:
    row, told = evidence.row, evidence.explanation["sync"]
    yield f"## Sync {code(evidence.sync_id)}: {row.number} {row.reason}"
    yield ""
    yield f"> {code(evidence.explanation['why'])}"
    yield ""
    yield from _table("", "")
    yield _row("Who must act", words.actor(row, told["provoked"]))
    yield _row("Next step", evidence.explanation["next"]["text"])
    yield _row("Company", f"{code(evidence.company)} {code(told['companyId'])}")
    if told["decided"]:
        yield _row("Decided by", told["decided"]["by"])
    if evidence.plan:
        yield _row("Plan", code(words.inline(evidence.plan)))
    yield _row("As of", f"{write_moment(evidence.at)}, {evidence.mode} clock")
    yield _row(
        "Mock",
        f"codat-mock {evidence.version}, seed {evidence.seed}, tenant {code(evidence.tenant)}",
    )
    yield ""


def _timeline(evidence: Evidence) -> Iterator[str]:
    yield "### Timeline"
    yield ""
    yield from _table("Virtual time", "What", "Code")
    for event in evidence.explanation["sync"]["timeline"]:
        yield _row(f"{event['at'].partition('T')[0]} {when(event)}", event["event"], event["code"])
    yield ""
    yield from _faults(evidence)


def _faults(evidence: Evidence) -> Iterator[str]:
    met = [
        f"- Exchange {hit.exchange} has met the fault {code(hit.fault)}." for hit in evidence.hits
    ]
    met += [
        f"- The webhook {code(row.id)} has met the fault {code(row.spoil.fault)}: {code(row.purpose)}."
        for row in evidence.messages
        if row.spoil
    ]
    yield from met
    if met:
        yield ""


def _transactions(evidence: Evidence) -> Iterator[str]:
    yield "### Transactions"
    yield ""
    yield from _table("Transaction", "Type", "Amount", "Written as", "Status", "Message")
    for row in evidence.transactions:
        amount = f"{row.amount} {code(row.currency or '')}" if row.amount else ""
        yield _row(
            code(row.id),
            code(row.type or ""),
            amount,
            row.integration_type.value,
            row.status.value,
            code(row.message) if row.message else "",
        )
    yield ""
    if evidence.transactions_more:
        yield f"{evidence.transactions_more} more are left out."
        yield ""


def _exchanges(evidence: Evidence) -> Iterator[str]:
    known = runs.told(evidence.exchanges, evidence.saw_end)
    yield "### Exchanges"
    yield ""
    if evidence.evicted:
        yield f"The journal has given up {evidence.evicted} older exchanges; some may have been about this sync."
        yield ""
    if len(known.acts) > MOST:
        yield f"The last {MOST} of {len(known.acts)}; `--format har` has all of them."
        yield ""
    for looked, stretch in groupby(known.acts[-MOST:], lambda run: runs.looks(run.seen)):
        told = _looked if looked else _acted
        yield from told(stretch)
    yield from _looks(known)


def _looked(stretch: Iterable[Run]) -> Iterator[str]:
    for run in stretch:
        asked = code(f"{run.method} {words.short(run.target)}")
        yield f"- {run.numbers}, {run.when} {asked} {run.status}, {run.repeated or run.saw}"
    yield ""


def _acted(stretch: Iterable[Run]) -> Iterator[str]:
    for run in stretch:
        yield from _exchange(run)
    yield ""


def _exchange(run: Run) -> Iterator[str]:
    times = f", {run.repeated}" if run.repeated else ""
    fault = f", fault <code>{escape(run.fault)}</code>" if run.fault else ""
    asked = escape(f"{run.method} {words.short(run.target)}")
    yield (
        f"<details><summary>{run.numbers}, {run.when} <code>{asked}</code> "
        f"{run.status or 'no answer'}{times}{fault}</summary>"
    )
    yield ""
    if run.refused is not None:
        yield f"Refused: {code(run.refused.why)}"
        yield ""
    for name, text in (("Request", run.asked), ("Response", run.answered)):
        if text:
            yield name
            yield ""
            yield from block(words.compact(text), "json")
    yield "</details>"


def _looks(known: Told) -> Iterator[str]:
    if not known.looks:
        return
    exchanges = "exchange" if known.looked == 1 else "exchanges"
    yield (
        f"<details><summary>{known.looked} {exchanges} after its end only looked, "
        "and changed nothing</summary>"
    )
    yield ""
    yield from _table("Exchange", "When", "What", "Saw")
    for run in known.looks[:MOST]:
        asked = code(f"{run.method} {words.short(run.target)}")
        yield _row(run.numbers, run.when, asked, run.repeated or run.saw)
    yield ""
    yield "</details>"
    yield ""


def _messages(evidence: Evidence) -> Iterator[str]:
    if not evidence.messages:
        return
    yield "### Webhook messages"
    yield ""
    yield from _table("Message", "Event", "To", "State", "On purpose", "Attempts")
    for row in evidence.messages:
        why = "" if row.why == row.purpose else row.why
        state = f"{row.state}: {code(why)}" if why else row.state
        tried = "<br>".join((*map(_tried, row.attempts), *_next(row)))
        purpose = code(row.purpose) if row.purpose else ""
        yield _row(code(row.id), code(row.kind), code(row.url), state, purpose, tried)
    yield ""
    yield from block(words.indented(evidence.messages[0].body), "json")


def _tried(attempt: Attempt) -> str:
    answer = str(attempt.status) if attempt.status is not None else f"none, {code(attempt.why)}"
    mark = f", {code(attempt.spoiled)} on purpose" if attempt.spoiled else ""
    return f"{write_moment(attempt.at)} {answer}{mark}"


def _next(row: MessageRow) -> Iterator[str]:
    if row.due is not None:
        yield f"next {write_moment(row.due)}"


def _again(evidence: Evidence) -> Iterator[str]:
    yield "### See it again"
    yield ""
    for number, step in enumerate(steps(evidence), 1):
        yield f"{number}. {step.text}"
        yield ""
        yield from block(step.command, "sh")
