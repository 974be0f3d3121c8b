# ruff: noqa: INP001, TC002
"""How do the invoices, e-tickets and bills look? PDF pages, drawn with reportlab."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledger import Entry
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, RIGHT = 56, WIDTH - 56
INK, GREY, PALE, RULE = (HexColor(text) for text in ("#1d2430", "#6b7483", "#f4f6f9", "#d9dee6"))
BUYER = ("Example Studio Ltd", "14 Sample Street", "London EC1A 1AA", "United Kingdom")


@dataclass(frozen=True, slots=True)
class Document:
    """What differs between two documents: everything else is layout."""

    title: str
    number: str
    colour: str
    seller: tuple[str, ...]
    items: list[tuple[str, str]]
    foot: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    tax_word: str = "VAT"
    """The label of the tax; empty where the receipt's own lines say what tax there is."""
    trip: tuple[tuple[str, str, str, str], ...] = ()


def draw(path: Path, entry: Entry, document: Document) -> None:
    """Write the document as a PDF of one page."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(f"{document.title} {document.number}")
    canvas.setAuthor(entry.merchant)
    _head(canvas, entry, document)
    y = _parties(canvas, entry, document)
    for leg in document.trip:
        y = _leg(canvas, y, leg, document.colour)
    y = _items(canvas, y, entry, document)
    y = _totals(canvas, y, entry, document)
    _paid(canvas, y, entry)
    _foot(canvas, document)
    canvas.showPage()
    canvas.save()


def _text(canvas: Canvas, x: float, y: float, text: str, size: float = 9.5, **how: object) -> None:
    canvas.setFont("Helvetica-Bold" if how.get("bold") else "Helvetica", size)
    canvas.setFillColor(how.get("colour", INK))
    write = canvas.drawRightString if how.get("right") else canvas.drawString
    write(x, y, text)


def _head(canvas: Canvas, entry: Entry, document: Document) -> None:
    colour = HexColor(document.colour)
    canvas.setFillColor(colour)
    canvas.rect(0, HEIGHT - 118, WIDTH, 118, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.circle(LEFT + 19, HEIGHT - 59, 19, stroke=0, fill=1)
    canvas.setFillColor(colour)
    canvas.setFont("Helvetica-Bold", 17)
    initials = "".join(word[0] for word in entry.merchant.split()[:2]).upper()
    canvas.drawCentredString(LEFT + 19, HEIGHT - 65, initials)
    _text(canvas, LEFT + 50, HEIGHT - 65, entry.merchant, 18, bold=True, colour=white)
    _text(
        canvas, RIGHT, HEIGHT - 55, document.title.upper(), 15, bold=True, right=True, colour=white
    )
    _text(canvas, RIGHT, HEIGHT - 72, document.number, 9.5, right=True, colour=white)


def _parties(canvas: Canvas, entry: Entry, document: Document) -> float:
    top = HEIGHT - 156
    facts = (("Date", entry.date), *document.facts)
    for x, label, lines in ((LEFT, "FROM", document.seller), (LEFT + 185, "BILLED TO", BUYER)):
        _text(canvas, x, top, label, 7.5, bold=True, colour=GREY)
        for row, line in enumerate(lines):
            _text(canvas, x, top - 15 - row * 13, line, bold=row == 0)
    for row, (label, value) in enumerate(facts):
        _text(canvas, RIGHT - 140, top - row * 15, label, 8.5, colour=GREY)
        _text(canvas, RIGHT, top - row * 15, value, right=True)
    return top - 100


def _leg(canvas: Canvas, y: float, leg: tuple[str, str, str, str], colour: str) -> float:
    start, end, times, note = leg
    canvas.setFillColor(PALE)
    canvas.roundRect(LEFT, y - 46, RIGHT - LEFT, 56, 6, stroke=0, fill=1)
    _text(canvas, LEFT + 16, y - 12, start, 19, bold=True)
    _text(canvas, RIGHT - 16, y - 12, end, 19, bold=True, right=True)
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(1.4)
    canvas.setDash(3, 3)
    canvas.line(LEFT + 90, y - 6, RIGHT - 96, y - 6)
    canvas.setDash()
    tip = canvas.beginPath()
    tip.moveTo(RIGHT - 88, y - 6)
    tip.lineTo(RIGHT - 98, y - 1.5)
    tip.lineTo(RIGHT - 98, y - 10.5)
    canvas.setFillColor(HexColor(colour))
    canvas.drawPath(tip, stroke=0, fill=1)
    _text(canvas, LEFT + 16, y - 34, times, 8.5, colour=GREY)
    _text(canvas, RIGHT - 16, y - 34, note, 8.5, colour=GREY, right=True)
    return y - 72


def _items(canvas: Canvas, y: float, entry: Entry, document: Document) -> float:
    canvas.setFillColor(HexColor(document.colour))
    canvas.rect(LEFT, y - 8, RIGHT - LEFT, 22, stroke=0, fill=1)
    _text(canvas, LEFT + 10, y - 1, "Description", 8.5, bold=True, colour=white)
    _text(
        canvas,
        RIGHT - 10,
        y - 1,
        f"Amount ({entry.currency})",
        8.5,
        bold=True,
        right=True,
        colour=white,
    )
    y -= 27
    for row, (label, amount) in enumerate(entry.add_up(document.items)):
        if row % 2:
            canvas.setFillColor(PALE)
            canvas.rect(LEFT, y - 7, RIGHT - LEFT, 21, stroke=0, fill=1)
        _text(canvas, LEFT + 10, y, label)
        _text(canvas, RIGHT - 10, y, entry.money(amount), right=True)
        y -= 21
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.8)
    canvas.line(LEFT, y + 12, RIGHT, y + 12)
    return y - 8


def _totals(canvas: Canvas, y: float, entry: Entry, document: Document) -> float:
    rows = [("Net", entry.money(entry.net)), (document.tax_word, entry.money(entry.tax))]
    for label, amount in rows if document.tax_word else ():
        _text(canvas, RIGHT - 170, y, label, 9, colour=GREY)
        _text(canvas, RIGHT - 10, y, amount, right=True)
        y -= 17
    canvas.setFillColor(HexColor(document.colour))
    y -= 6
    canvas.roundRect(RIGHT - 184, y - 15, 184, 27, 4, stroke=0, fill=1)
    _text(canvas, RIGHT - 170, y - 6, "Total", 11, bold=True, colour=white)
    _text(
        canvas, RIGHT - 10, y - 6, entry.money(entry.total), 12, bold=True, right=True, colour=white
    )
    return y - 30


def _paid(canvas: Canvas, y: float, entry: Entry) -> None:
    canvas.saveState()
    canvas.translate(LEFT + 62, y + 20)
    canvas.rotate(9)
    canvas.setStrokeColor(HexColor("#2e8b57"))
    canvas.setLineWidth(2)
    canvas.roundRect(-52, -15, 124, 40, 6, stroke=1, fill=0)
    _text(canvas, -40, 3, "PAID", 19, bold=True, colour=HexColor("#2e8b57"))
    _text(canvas, 18, 10, entry.date, 7, colour=HexColor("#2e8b57"))
    _text(canvas, 18, 0, "Card  **** 4260", 6.6, colour=HexColor("#2e8b57"))
    canvas.restoreState()


def _foot(canvas: Canvas, document: Document) -> None:
    canvas.setStrokeColor(RULE)
    canvas.line(LEFT, 84, RIGHT, 84)
    for row, line in enumerate(document.foot):
        _text(canvas, LEFT, 70 - row * 12, line, 8, colour=GREY)
