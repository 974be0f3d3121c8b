"""How does an answer look to a person? Aligned, in the colours of what it means, and never cut off in a pipe."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from io import TextIOWrapper
from typing import Any, TextIO, cast

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from codat_contract import SYNC_CODES, SyncCode
from codat_mock.core.connections import STATES
from codat_mock.core.moments import time_of_day

_PIPED = 1000
"""Columns where no terminal shows them."""

_WIDE = 110
"""From this many columns on, ids stand in full."""

_LONG = "sync-runs-long"
_WEBHOOKS = frozenset({"webhook-sent", "webhook-dropped"})

_SHORT = 8
"""How much of an id stands elsewhere; every command takes that much of it."""

_GAP = 2
"""Columns between two pieces of a line."""

_FILLED = re.compile(r" +$", re.MULTILINE)

ACTORS = {"you": "you", "customer": "the customer", "codat": "Codat"}
"""Who acts next, in words; nobody is nobody to speak of."""


def console() -> Console:
    """Standard output, for people: with colours at a terminal that has not said otherwise."""
    if isinstance(sys.stdout, TextIOWrapper):
        # What the terminal cannot write is no reason to write nothing.
        sys.stdout.reconfigure(errors="replace")
    out = _Screen(highlight=False, markup=False, emoji=False)
    if not out.is_terminal or not sys.stdout.isatty():
        out.width, out.file = _PIPED, cast("TextIO", _Trimmed(sys.stdout))
    return out


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to whoever runs the commands: what nobody reads ends all of them alike."""
        raise  # noqa: PLE0704 it is called where the error is handled


class _Trimmed:
    """A file whose lines end where their text does: tables are filled with spaces up to their width."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        self._file.write(_FILLED.sub("", text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def legible(text: object) -> str:
    """Text of somebody else's, which cannot steer the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(text))


def note(out: Console, text: str) -> None:
    """What may help, dimly."""
    out.print(Text(text, "dim"), soft_wrap=True)


def ident(out: Console, id_: str) -> Text:
    """An id, as long as there is room for."""
    return Text(legible(id_ if out.width >= _WIDE else id_[:_SHORT]), "cyan")


def delivery_ident(out: Console, id_: str) -> Text:
    """The id of a webhook, as long as there is room for: it is longer than others."""
    short = out.width < _PIPED
    return Text(legible(id_[: _SHORT + len("msg_")] if short else id_), "cyan")


def arrow(out: Console) -> str:
    """What leads from one code to the next, where it can be written."""
    return "\u2192" if out.encoding.lower().startswith("utf") else "->"


def style(code: int) -> str:
    """The colour of a code: well, on its way, or to be dealt with."""
    row = SYNC_CODES.get(code)
    if row is None:
        return ""
    if not row.terminal:
        return "cyan" if code == min(SYNC_CODES) else "yellow"
    return "green" if row.actor == "nobody" else "yellow" if row.success else "red"


def coded(code: int) -> Text:
    """A code in its colour."""
    return Text(str(code), f"bold {style(code)}".rstrip())


def meaning(code: int) -> Text:
    """What a code means, in Codat's words."""
    row = SYNC_CODES.get(code)
    # What does not fit is in brackets, and known to whoever has read it once.
    return Text(row.reason if row else "", style(code), overflow="ellipsis", no_wrap=True)


def table(*headings: str) -> Table:
    """A table without lines, its headings dim; without headings, its cells alone."""
    made = Table(
        box=None,
        pad_edge=False,
        header_style="dim",
        padding=(0, 2, 0, 0),
        show_header=bool(headings),
    )
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def indented(out: Console, text: Text | Table, by: int) -> None:
    """Print something, each line of it this far from the edge."""
    out.print(Padding(text, (0, 0, 0, by), expand=False))


def day_of(moment: str) -> str:
    """The date of a moment."""
    return legible(moment).partition("T")[0]


def stamp(moment: str, day: str) -> str:
    """The time of a moment, behind its date if that is another than `day`."""
    return time_of(moment) if day_of(moment) == day else f"{day_of(moment)} {time_of(moment)}"


def time_of(moment: str, *, strictly: bool = False) -> str:
    """The time of a moment, which is UTC; `strictly`: it comes strictly after that."""
    return legible(time_of_day(moment, strictly=strictly))


def timeline(out: Console, effects: Sequence[Mapping[str, Any]]) -> None:
    """What happened, in order: each day once, then time, sync and move."""
    day, rows = "", table()
    for effect in effects:
        if day_of(effect["at"]) != day:
            _close(out, rows)
            day, rows = day_of(effect["at"]), table()
            out.print(Text(day, "bold"))
        rows.add_row(
            Text(time_of(effect["at"], strictly=effect["effect"] == _LONG), "dim"),
            ident(out, effect.get("syncId") or ""),
            *_happening(out, effect),
        )
    _close(out, rows)


def _close(out: Console, rows: Table) -> None:
    if rows.row_count:
        indented(out, rows, 2)


def _happening(out: Console, effect: Mapping[str, Any]) -> tuple[Text, Text]:
    before, now = effect.get("from"), effect.get("to")
    if effect["effect"] in _WEBHOOKS:
        return Text("webhook"), _posted(out, effect)
    what = Text(legible(effect["effect"]).replace("-", " "))
    if not isinstance(before, int) or not isinstance(now, int) or before == now:
        return what, Text("")
    return Text.assemble(f"{before} {arrow(out)} ", coded(now)), meaning(now)


def _posted(out: Console, effect: Mapping[str, Any]) -> Text:
    """What became of a webhook, and whom it was for; that stands below, where there is no room beside."""
    told = Text(f"{legible(effect['eventType'])}  ").append_text(answer_of(effect))
    told.append("  " if out.width >= _WIDE else "\n")
    return told.append(receiver(effect["url"]), "dim")


def answer_of(attempt: Mapping[str, Any]) -> Text:
    """What came of an attempt to deliver a webhook: the answer, or why there is none, and what was wrong on purpose."""
    status, why, spoiled = attempt["status"], attempt["why"], attempt["spoiled"]
    if not is_sent(attempt):
        return Text(f"not sent: {legible(why)}", "yellow")
    told = legible(why) if status is None and why else str(status or "no answer")
    answer = Text(told, received_style(status))
    return answer.append(f"  {legible(spoiled)} on purpose", "yellow") if spoiled else answer


def is_sent(attempt: Mapping[str, Any]) -> bool:
    """Whether something was sent at all."""
    return bool(attempt.get("sent", attempt.get("effect") != "webhook-dropped"))


def receiver(url: str | None) -> str:
    """Where somebody listens, without what is so of most."""
    return legible(url or "nowhere").removeprefix("http://")


def laid(out: Console, pieces: Iterable[Text], indent: int = 0) -> Text:
    """Pieces one after the other, on as many lines as it takes; what does not fit goes on the next one, further in."""
    told, length = Text(), 0
    for piece in pieces:
        if length and length + _GAP + len(piece) > out.width:
            told.append("\n" + " " * indent)
            length = indent
        elif length:
            told.append(" " * _GAP)
            length += _GAP
        told.append_text(piece)
        length += len(piece)
    return told


def received_style(status: int | None) -> str:
    """The colour of what a receiver has answered: any 2xx is well."""
    return "green" if status is not None and 200 <= status < 300 else "red"


def next_steps(out: Console, codes: Iterable[int]) -> None:
    """Who must do what about each of these codes; nothing about those that nobody need act on."""
    rows = table()
    for row in (SYNC_CODES[code] for code in sorted({*codes} & SYNC_CODES.keys())):
        if row.actor != "nobody":
            rows.add_row(coded(row.number), next_step(row))
    if rows.row_count:
        out.print()
        out.print(rows)


def of_one_sync(code: int) -> str:
    """That a code was provoked says nothing of the company; empty: nobody would take it for that."""
    if code not in STATES:
        return ""
    breaks, heals = (act.value for act in STATES[code])
    return (
        "The company itself is untouched. "
        f"`codat-mock customer {breaks}` makes a state that `customer {heals}` heals."
    )


def next_step(row: SyncCode) -> Text:
    """Who must act, and how."""
    who = ACTORS.get(row.actor, row.actor)
    return Text.assemble((f"{who[0].upper()}{who[1:]} must act. ", "bold"), row.next_step)
