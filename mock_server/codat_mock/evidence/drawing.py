"""How is the life of a sync drawn? Lanes from top to bottom, and virtual time from left to right.

Everything that happens has a place of its own, in its order: on a clock that stands still dozens of requests have the
same moment. What lies between two moments is drawn the wider the longer it is, but not to scale; it is written below.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from codat_contract import SYNC_CODES
from codat_mock.core import fate
from codat_mock.core.moments import NEVER, SECOND, Moment
from codat_mock.evidence import words
from codat_mock.evidence.gathering import Evidence
from codat_mock.evidence.runs import Run, told
from codat_mock.evidence.shapes import Bar, Drawing, Mark, Moments
from codat_mock.explaining.syncs import when

LANES = ("Client", "Tester", "Codat's queue", "Accounting", "Webhook")
CLIENT, TESTER, QUEUE, ACCOUNTING, WEBHOOK = range(len(LANES))

_TOP, _LANE, _LEFT, _RIGHT = 34, 58, 126, 30
_NARROWEST = 1000
_SLOT, _LETTER, _MOMENT = 38, 6.2, 104
_GAP, _WIDEST = 16, 110
_FIRST, _LAST = 16, 32
"""How many exchanges are drawn of many: the first ones, and the last."""

_LOOKS = 2
"""How many looks after the end are drawn: how whoever waited has learned of it."""


class _Telling(NamedTuple):
    """An attempt to tell of the sync, or that there was to be none.

    Attributes:
        kind: The event type.
        status: What was answered; None: nothing.
        why: What went wrong then.
        spoiled: What a fault did to it; empty: nothing.
        sent: There was an attempt.
    """

    kind: str
    status: int | None
    why: str
    spoiled: str
    sent: bool = True


@dataclass(slots=True)
class _Place:
    """What gets a place on the axis.

    Attributes:
        at: The moment.
        order: Its place among those of this moment.
        what: An exchange, the name of a happening, or a telling.
        width: How much room it takes.
        x: Where it stands.
    """

    at: Moment
    order: float
    what: Run | str | _Telling
    width: float = _SLOT
    x: float = field(default=0)


def drawn(evidence: Evidence) -> Drawing:
    """The drawing of a sync."""
    known = told(evidence.exchanges, evidence.saw_end)
    every = (*known.acts, *known.looks[:_LOOKS])
    shown = every if len(every) <= _FIRST + _LAST else (*every[:_FIRST], *every[-_LAST:])
    places = [*_places(evidence, shown)]
    places.sort(key=lambda place: (place.at, place.order))
    width, moments = _laid_out(places)
    named = {place.what: place.x for place in places if isinstance(place.what, str)}
    marks = [mark for place in places for mark in _marks(place)]
    bars = [*_bars(named, width - _RIGHT)]
    marks += _codes(evidence, named)
    return Drawing(
        width,
        _TOP + _LANE * len(LANES) + 42,
        tuple((name, _y(lane)) for lane, name in enumerate(LANES)),
        tuple(bars),
        tuple(marks),
        moments,
        len(every) - len(shown),
        sum(run.times for run in known.looks[_LOOKS:]),
        _said(evidence),
    )


def _y(lane: int) -> float:
    return _TOP + _LANE * lane + _LANE / 2


def _places(evidence: Evidence, shown: tuple[Run, ...]) -> Iterator[_Place]:
    initiating = _initiating(evidence, shown)
    for run in shown:
        yield _Place(run.at, run.number, run, max(_SLOT, _LETTER * len(_above(run)) + 10))
    order = float(initiating.number) + 0.1 if initiating else 0.0
    yield _Place(evidence.initiated, order, "queued", 0 if initiating else _SLOT)
    for name, moment in _happenings(evidence):
        order = max(order + 0.01, _order(evidence, moment, initiating))
        yield _Place(moment, order, name, 50)
    for at, telling in sorted(_tellings(evidence), key=lambda told: told[0]):
        order = max(order + 0.01, _order(evidence, at, initiating))
        yield _Place(at, order, telling, max(42, _LETTER * len(telling.spoiled) + 16))
    if not evidence.ended:
        yield _Place(evidence.at, math.inf, "now", 60)


def _tellings(evidence: Evidence) -> Iterator[tuple[Moment, _Telling]]:
    for row in evidence.messages:
        if row.spoil and row.spoil.drop and not row.attempts:
            yield row.at, _Telling(row.kind, None, row.purpose, "dropped", sent=False)
        for attempt in row.attempts:
            yield (
                attempt.at,
                _Telling(row.kind, attempt.status, attempt.why, attempt.spoiled),
            )


def _initiating(evidence: Evidence, shown: tuple[Run, ...]) -> Run | None:
    """The exchange that has initiated it."""
    for run in shown:
        if run.seen.operation == "initiate-sync" and run.at <= evidence.initiated:
            named = evidence.sync_id.encode() in run.seen.reply.body
            if named or run.at == evidence.initiated:
                return run
    return None


def _happenings(evidence: Evidence) -> Iterator[tuple[str, Moment]]:
    current, now = evidence.fate, evidence.at
    if current is None or now < current.started:
        return
    yield "started", current.started
    ends = NEVER if current.ends is None else current.ends
    if current.long_from <= now and current.long_from < ends:
        yield "long", current.long_from
    if ends <= now:
        yield "ended", ends


def _order(evidence: Evidence, moment: Moment, initiating: Run | None) -> float:
    """The place among the exchanges of the moment: behind the one that has brought it about, before one that saw it."""
    seen = evidence.moved.get(moment)
    if seen is None:
        return math.inf
    brought = seen.control or seen.at < moment or (initiating and seen is initiating.seen)
    return seen.number + (0.5 if brought else -0.5)


def _laid_out(places: list[_Place]) -> tuple[float, tuple[Moments, ...]]:
    """Give each its x; how wide the whole is, and its moments."""
    x = float(_LEFT)
    long = next((place.at for place in places if place.what == "long"), None)
    last: Moment | None = None
    moments: list[tuple[float, Moment, Moment | None]] = []
    for place in places:
        if place.at != last:
            if last is not None:
                x += _GAP + min(_WIDEST, 20 * math.log10(1 + (place.at - last) / SECOND))
                x = max(x, moments[-1][0] + _MOMENT - place.width / 2)
            moments.append((x + place.width / 2, place.at, last))
            last = place.at
        place.x = x + place.width / 2 if place.width else x - _before(places, place)
        x += place.width
    x = max(x, moments[-1][0] + _MOMENT / 2)
    # A short life is stretched, so that it does not huddle at the left.
    stretch = max(1.0, (_NARROWEST - _LEFT - _RIGHT) / (x - _LEFT))
    for place in places:
        place.x = _LEFT + (place.x - _LEFT) * stretch
    return _LEFT + (x - _LEFT) * stretch + _RIGHT, tuple(
        Moments(
            _LEFT + (where - _LEFT) * stretch,
            words.time(at) if at != long else words.just_after(at),
            "" if before is None or at == long else f"+{words.span(at - before)}",
        )
        for where, at, before in moments
    )


def _before(places: list[_Place], place: _Place) -> float:
    """Half the width of what stands before one that has no width: they share a place."""
    return places[places.index(place) - 1].width / 2


def _above(run: Run) -> str:
    return f"{run.name} \u00d7{run.times}" if run.times > 1 else run.name


def _marks(place: _Place) -> Iterator[Mark]:
    what = place.what
    if isinstance(what, Run):
        lane = TESTER if what.control else CLIENT
        fault = f", fault {what.fault}" if what.fault else ""
        yield Mark(
            place.x,
            _y(lane),
            "control" if what.control else "request",
            what.tone,
            _above(what),
            str(what.status or "none"),
            what.number,
            f"{what.numbers}: {what.method} {what.target} {what.status or 'no answer'}{fault}",
            bool(what.fault),
        )
    elif isinstance(what, _Telling):
        yield _message(place.x, what)


def _message(x: float, telling: _Telling) -> Mark:
    status, spoiled = telling.status, telling.spoiled
    title = f"{telling.kind}: {status if status is not None else telling.why}"
    if spoiled and telling.sent:
        title += f", {spoiled} on purpose"
    text = str(status) if status is not None else "none" if telling.sent else ""
    tone = words.tone_of_status(status)
    return Mark(x, _y(WEBHOOK), "message", tone, spoiled or "sent", text, 0, title, bool(spoiled))


def _bars(named: dict[str, float], right: float) -> Iterator[Bar]:
    queued, started, ended = (named.get(name) for name in ("queued", "started", "ended"))
    if queued is None:
        return
    until = started if started is not None else ended if ended is not None else right
    yield Bar(queued, _y(QUEUE), max(until - queued, 2), "queued", "1000", started is None is ended)
    if started is None:
        return
    yield from _running(named, right if ended is None else ended, ended is None)


def _running(named: dict[str, float], until: float, open_: bool) -> Iterator[Bar]:  # noqa: FBT001
    started, long = named["started"], named.get("long")
    y = _y(ACCOUNTING)
    first = until if long is None else long
    yield Bar(started, y, max(first - started, 2), "running", "1000", open_ and long is None)
    if long is not None:
        yield Bar(long, y, max(until - long, 2), "long", "1010", open_)


def _codes(evidence: Evidence, named: dict[str, float]) -> Iterator[Mark]:
    """Where the code changes."""
    for name in ("long", "ended"):
        if name in named:
            code = fate.LONG_CODE if name == "long" else evidence.row.number
            row = SYNC_CODES[code]
            yield Mark(
                named[name], _y(ACCOUNTING), "code", words.tone(row), "", str(code), 0, str(row)
            )


def _said(evidence: Evidence) -> str:
    timeline = evidence.explanation["sync"]["timeline"]
    return "; ".join(f"{when(event)} {event['event']}, reads {event['code']}" for event in timeline)
