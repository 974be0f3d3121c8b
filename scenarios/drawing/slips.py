# ruff: noqa: INP001, TC002
"""How do till receipts, card slips and tickets look? Pictures, drawn with Pillow.

Till receipts are photographs (JPEG): paper on a table, a little turned, with grain.
Slips and tickets are what a telephone shows or a scanner makes (PNG, at most 64 colours).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from ledger import Entry
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FONTS = Path("/usr/share/fonts/truetype")
INK = (38, 38, 46)


def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font of Debian's packages fonts-liberation and fonts-dejavu-core."""
    folder = "dejavu" if name.startswith("DejaVu") else "liberation"
    return ImageFont.truetype(str(FONTS / folder / f"{name}.ttf"), size)


@dataclass(frozen=True, slots=True)
class Slip:
    """What a till prints: the head, the items, what stands below the total."""

    head: tuple[str, ...]
    items: list[tuple[str, str]]
    below: tuple[str, ...]
    table: tuple[int, int, int] = (96, 70, 50)
    turn: float = 2.0


def photograph(path: Path, entry: Entry, slip: Slip) -> None:
    """Write a till receipt as the photograph of a piece of paper on a table."""
    rng = random.Random(path.name)
    paper = _till_roll(entry, slip, rng)
    size = (paper.width + 110, paper.height + 110)
    scene = _table(size, slip.table, rng)
    turned = paper.rotate(slip.turn, Image.Resampling.BICUBIC, expand=True)
    place = ((size[0] - turned.width) // 2, (size[1] - turned.height) // 2)
    shadow = Image.new("L", size, 0)
    shadow.paste(
        turned.getchannel("A").point(lambda value: value * 150 // 255),
        (place[0] + 9, place[1] + 12),
    )
    scene.paste((12, 9, 7), (0, 0), shadow.filter(ImageFilter.GaussianBlur(9)))
    scene.paste(turned, place, turned)
    light = Image.linear_gradient("L").resize(size).rotate(180)
    lit = ImageChops.multiply(
        scene, Image.merge("RGB", [light.point(lambda value: 205 + value // 5)] * 3)
    )
    lit.filter(ImageFilter.GaussianBlur(0.5)).save(
        path, quality=58, optimize=True, progressive=True
    )


def _till_roll(entry: Entry, slip: Slip, rng: random.Random) -> Image.Image:
    mono, bold, head = (
        font("DejaVuSansMono", 17),
        font("DejaVuSansMono-Bold", 22),
        font("LiberationSans-Bold", 29),
    )
    width, y = 430, 34
    roll = Image.new("RGB", (width, 1200), (247, 245, 238))
    pen = ImageDraw.Draw(roll)
    pen.text(
        (width / 2, y), entry.merchant, INK, head if len(entry.merchant) < 24 else bold, anchor="ma"
    )
    y += 46
    for line in slip.head:
        pen.text((width / 2, y), line, INK, mono, anchor="ma")
        y += 24
    pen.text((width / 2, y + 8), f"{entry.date}  {entry.time}", INK, mono, anchor="ma")
    y = _dashes(pen, y + 44, width)
    for label, amount in entry.add_up(slip.items):
        pen.text((28, y), label, INK, mono)
        pen.text((width - 28, y), amount, INK, mono, anchor="ra")
        y += 26
    y = _dashes(pen, y + 8, width)
    pen.text((28, y), "TOTAL", INK, bold)
    pen.text((width - 28, y), entry.money(entry.total), INK, bold, anchor="ra")
    y = _dashes(pen, y + 40, width)
    for line in slip.below:
        pen.text((width / 2, y), line, INK, mono, anchor="ma")
        y += 24
    y = _bars(pen, y + 16, width, rng)
    return _torn(roll.crop((0, 0, width, y + 30)), rng)


def _dashes(pen: ImageDraw.ImageDraw, y: int, width: int) -> int:
    for x in range(28, width - 28, 12):
        pen.line((x, y, x + 6, y), INK, 2)
    return y + 16


def _bars(pen: ImageDraw.ImageDraw, y: int, width: int, rng: random.Random) -> int:
    x = 90
    while x < width - 90:
        bar = rng.choice((2, 2, 3, 5))
        pen.rectangle((x, y, x + bar - 1, y + 46), INK)
        x += bar + rng.choice((2, 3, 4))
    return y + 58


def _torn(roll: Image.Image, rng: random.Random) -> Image.Image:
    """Return the roll with teeth at its ends and the waves of paper that was folded."""
    mask = Image.new("L", roll.size, 255)
    pen = ImageDraw.Draw(mask)
    for x in range(0, roll.width, 10):
        pen.polygon(((x, 0), (x + 10, 0), (x + 5, 6)), 0)
        pen.polygon(((x, roll.height), (x + 10, roll.height), (x + 5, roll.height - 7)), 0)
    folds = Image.new("L", (1, roll.height))
    crease = rng.randint(roll.height // 3, roll.height // 2)
    folds.putdata(
        [255 - max(0, 20 - abs(row - crease) // 2) - (row % 97) // 16 for row in range(roll.height)]
    )
    shade = folds.resize(roll.size)
    faded = ImageChops.multiply(roll, Image.merge("RGB", [shade] * 3))
    faded.putalpha(mask)
    return faded


def _table(size: tuple[int, int], colour: tuple[int, int, int], rng: random.Random) -> Image.Image:
    """Return boards with a grain along them."""
    scene = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(scene)
    for x in range(size[0]):
        shift = rng.randint(-7, 7)
        pen.line((x, 0, x + rng.randint(-3, 3), size[1]), tuple(tone + shift for tone in colour))
    for x in range(70, size[0], 190):
        pen.line((x, 0, x, size[1]), tuple(tone // 2 for tone in colour), 3)
    return scene.filter(ImageFilter.GaussianBlur(0.8))


def card_slip(path: Path, entry: Entry, lines: tuple[str, ...]) -> None:
    """Write the customer's copy of a card terminal, as scanned."""
    mono, bold = font("DejaVuSansMono", 18), font("DejaVuSansMono-Bold", 20)
    picture = Image.new("RGB", (420, 210 + 27 * len(lines)), (252, 252, 250))
    pen = ImageDraw.Draw(picture)
    pen.text((210, 28), entry.merchant, INK, bold, anchor="ma")
    pen.text((210, 58), "*** CUSTOMER COPY ***", INK, mono, anchor="ma")
    pen.text((28, 98), entry.date, INK, mono)
    pen.text((392, 98), entry.time, INK, mono, anchor="ra")
    for row, line in enumerate(lines):
        label, _, value = line.partition("|")
        pen.text((28, 134 + 27 * row), label, INK, mono)
        pen.text((392, 134 + 27 * row), value, INK, mono, anchor="ra")
    y = 146 + 27 * len(lines)
    pen.text((28, y), "SALE", INK, bold)
    pen.text((392, y), entry.money(entry.total), INK, bold, anchor="ra")
    picture.quantize(16).save(path, optimize=True)


def ride(
    path: Path, entry: Entry, colour: str, stops: tuple[str, str], items: list[tuple[str, str]]
) -> None:
    """Write a taxi's electronic receipt as a telephone shows it."""
    plain, bold = font("LiberationSans-Regular", 22), font("LiberationSans-Bold", 24)
    picture = Image.new("RGB", (560, 860), "#eef1f5")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 560, 116), colour)
    pen.text((36, 34), entry.merchant, "white", font("LiberationSans-Bold", 34))
    pen.text((36, 78), f"{entry.date}, {entry.time}", "white", font("LiberationSans-Regular", 20))
    pen.rounded_rectangle((28, 140, 532, 400), 18, "#dfe8dd")
    _streets(pen, random.Random(path.name))
    pen.line(
        (92, 340, 92, 262, 236, 262, 236, 206, 410, 206, 410, 180, 466, 180),
        colour,
        8,
        joint="curve",
    )
    for (x, y), fill in (((92, 340), "#2e8b57"), ((466, 180), "#c0392b")):
        pen.ellipse((x - 13, y - 13, x + 13, y + 13), "white", fill, 6)
    for row, (stop, fill) in enumerate(zip(stops, ("#2e8b57", "#c0392b"), strict=True)):
        pen.ellipse((38, 432 + 40 * row, 52, 446 + 40 * row), fill)
        pen.text((70, 426 + 40 * row), stop, "#1d2430", plain)
    pen.rounded_rectangle((28, 520, 532, 820), 18, "white")
    for row, (label, amount) in enumerate(entry.add_up(items)):
        pen.text((56, 546 + 42 * row), label, "#6b7483", plain)
        pen.text((504, 546 + 42 * row), entry.money(amount), "#1d2430", plain, anchor="ra")
    pen.line((56, 718, 504, 718), "#d9dee6", 2)
    pen.text((56, 738), "Total", "#1d2430", bold)
    pen.text((504, 738), entry.money(entry.total), "#1d2430", bold, anchor="ra")
    pen.text(
        (56, 778), "Paid with company card **** 4260", "#6b7483", font("LiberationSans-Regular", 18)
    )
    picture.quantize(64).save(path, optimize=True)


def _streets(pen: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for x in (92, 164, 236, 322, 410, 490):
        pen.line((x, 142, x, 398), "white", 9 if x in {92, 236, 410} else 4)
    for y in (180, 206, 262, 318, 362):
        pen.line((30, y, 530, y), "white", 9 if y in {180, 206, 262} else 4)
    for _ in range(9):
        x, y = rng.randrange(40, 490, 24), rng.randrange(150, 372, 22)
        pen.rectangle((x, y, x + 16, y + 12), "#c9d6c5")


def rail_ticket(path: Path, entry: Entry, stations: tuple[str, str], kind: str) -> None:
    """Write a rail ticket of the size of a card, with a square code."""
    plain, bold = font("LiberationSans-Regular", 20), font("LiberationSans-Bold", 26)
    picture = Image.new("RGB", (900, 420), "#f7efe2")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 900, 66), "#e8772e")
    pen.rectangle((0, 390, 900, 420), "#e8772e")
    pen.text((32, 18), entry.merchant, "white", font("LiberationSans-Bold", 30))
    pen.text((868, 22), kind, "white", font("LiberationSans-Bold", 22), anchor="ra")
    for row, (label, station) in enumerate(zip(("From", "To"), stations, strict=True)):
        pen.text((32, 92 + 66 * row), label, "#8a7a66", plain)
        pen.text((130, 88 + 66 * row), station, "#1d2430", font("LiberationSans-Bold", 34))
    facts = (("Valid on", entry.date), ("Class", "Standard"), ("Price", entry.money(entry.total)))
    for column, (label, value) in enumerate(facts):
        pen.text((32 + 200 * column, 240), label, "#8a7a66", plain)
        pen.text((32 + 200 * column, 268), value, "#1d2430", bold)
    pen.text(
        (32, 330), "Return within one month. Any permitted route. VAT zero-rated.", "#1d2430", plain
    )
    _square_code(pen, (660, 92), 11, random.Random(path.name))
    picture.quantize(32).save(path, optimize=True)


def _square_code(
    pen: ImageDraw.ImageDraw, place: tuple[int, int], cell: int, rng: random.Random
) -> None:
    """Draw rings around the middle as ticket codes have them, and chance around the rings."""
    left, top = place
    pen.rectangle((left - 12, top - 12, left + 19 * cell + 12, top + 19 * cell + 12), "white")
    for row in range(19):
        for column in range(19):
            ring = max(abs(row - 9), abs(column - 9))
            if (ring % 2 == 0) if ring <= 4 else rng.random() < 0.5:
                x, y = left + column * cell, top + row * cell
                pen.rectangle((x, y, x + cell - 1, y + cell - 1), "#1d2430")


def delivery_note(path: Path, entry: Entry, rows: tuple[tuple[str, str], ...]) -> None:
    """Write a scanned sheet that says what was delivered, with a stamp."""
    plain, bold = font("LiberationSans-Regular", 21), font("LiberationSans-Bold", 23)
    picture = Image.new("RGB", (820, 640), "#fdfdfb")
    pen = ImageDraw.Draw(picture)
    pen.text((48, 40), entry.merchant, "#123c69", font("LiberationSans-Bold", 34))
    pen.text((772, 48), "Lieferschein / Delivery note", "#6b7483", plain, anchor="ra")
    pen.line((48, 96, 772, 96), "#123c69", 3)
    pen.text((48, 118), f"No. LS-26-10417    {entry.date}    Hall 4, stand 117", "#1d2430", plain)
    pen.text((48, 176), "Item", "#123c69", bold)
    pen.text((772, 176), "Quantity", "#123c69", bold, anchor="ra")
    for row, (item, quantity) in enumerate(rows):
        y = 222 + 42 * row
        pen.text((48, y), item, "#1d2430", plain)
        pen.text((772, y), quantity, "#1d2430", plain, anchor="ra")
        pen.line((48, y + 32, 772, y + 32), "#d9dee6", 1)
    stamp = Image.new("RGBA", (330, 110), (0, 0, 0, 0))
    ink = ImageDraw.Draw(stamp)
    ink.rounded_rectangle((4, 4, 325, 105), 12, outline=(178, 34, 52, 215), width=5)
    ink.text(
        (165, 36),
        "RECEIVED IN FULL",
        (178, 34, 52, 215),
        font("LiberationSans-Bold", 28),
        anchor="mm",
    )
    ink.text((165, 76), f"{entry.date}  {entry.time}", (178, 34, 52, 215), plain, anchor="mm")
    turned = stamp.rotate(8, Image.Resampling.BICUBIC, expand=True)
    picture.paste(turned, (410, 470), turned)
    picture.quantize(48).save(path, optimize=True)
