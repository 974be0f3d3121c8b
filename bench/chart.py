"""How do figures look? One SVG, drawn by hand: panels side by side, readable on light and on dark pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

_WIDTH, _HEIGHT = 860, 330
_TOP, _BOTTOM, _LEFT, _RIGHT = 92, 52, 52, 22
_MARGIN = 12
_TICKS = 12

_STYLE = """\
  svg { --paper: #ffffff; --edge: #d1d9e0; --ink: #1f2328; --faint: #59636e; --grid: #e4e8ec;
    --own: #0969da; --other: #bc4c00; --still: #818b98; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --edge: #3d444d; --ink: #f0f6fc; --faint: #9198a1; --grid: #262c36;
      --own: #4493f8; --other: #f0883e; --still: #7d8590; } }
  text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: var(--faint); }
  .title { font-size: 16px; font-weight: 600; fill: var(--ink); }
  .head { font-size: 13px; font-weight: 600; fill: var(--ink); }
  .value { font-weight: 600; fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
  .paper { fill: var(--paper); stroke: var(--edge); }
  .grid { stroke: var(--grid); } .axis { stroke: var(--still); }
  path { fill: none; stroke-width: 2; stroke-linejoin: round; }
  .own { stroke: var(--own); } .other { stroke: var(--other); } .still { stroke: var(--still); stroke-dasharray: 4 4; }
  circle { stroke: var(--paper); stroke-width: 1.5; r: 4px; }
  circle.own { fill: var(--own); stroke: var(--paper); } circle.other { fill: var(--other); stroke: var(--paper); }
  circle.still { fill: var(--still); stroke: var(--paper); r: 3px; stroke-dasharray: none; }"""


@dataclass(frozen=True, slots=True)
class Series:
    """A line.

    Attributes:
        name: What it shows.
        look: `own`, `other` or `still`.
        points: Where it goes through, from left to right.
    """

    name: str
    look: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over the same two axes; the one upwards begins at zero.

    Attributes:
        title: What is shown.
        unit: Of what goes upwards.
        across: What goes to the right.
        series: The lines.
        logarithmic: Each step to the right is ten times as much.
    """

    title: str
    unit: str
    across: str
    series: tuple[Series, ...]
    logarithmic: bool = False


def svg(title: str, about: str, panels: Sequence[Panel]) -> str:
    """A chart of some panels that show the same kinds of lines."""
    return "\n".join(_lines(title, about, panels)) + "\n"


def _lines(title: str, about: str, panels: Sequence[Panel]) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" role="img" aria-label="{escape(title)}: {escape(about)}">'
    )
    yield f"<style>\n{_STYLE}\n</style>"
    yield f'<rect class="paper" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="8"/>'
    yield _text(_MARGIN + 8, 28, title, "title")
    yield _text(_MARGIN + 8, 47, about)
    yield from _legend(panels)
    wide = (_WIDTH - 2 * _MARGIN) / len(panels)
    for place, panel in enumerate(panels):
        yield from _Frame(panel, _MARGIN + place * wide, wide).drawn()
    yield "</svg>"


def _legend(panels: Sequence[Panel]) -> Iterator[str]:
    """What each kind of line is, on the right of the title."""
    kinds = {series.look: series.name for panel in panels for series in panel.series}
    if len(kinds) < 2:
        return
    right = float(_WIDTH - _MARGIN - 8)
    for look, name in reversed(kinds.items()):
        start = right - 6.6 * len(name)
        yield _text(start, 28, name)
        yield f'<path class="{look}" d="M{start - 30:.1f} 24h22"/>'
        yield f'<circle class="{look}" cx="{start - 19:.1f}" cy="24"/>'
        right = start - 46


class _Frame:
    """A panel at its place."""

    def __init__(self, panel: Panel, left: float, width: float) -> None:
        self._panel = panel
        self._left, self._right = left + _LEFT, left + width - _RIGHT
        self._sizes = sorted({x for series in panel.series for x, _ in series.points})
        positive = [size for size in self._sizes if size > 0]
        self._low = floor(log10(positive[0])) if positive else 0
        self._high = max((y for series in panel.series for _, y in series.points), default=0)
        self._steps = steps(self._high)

    def drawn(self) -> Iterator[str]:
        panel, bottom = self._panel, _HEIGHT - _BOTTOM
        yield _text(self._left - 32, _TOP - 18, f"{panel.title}, {panel.unit}", "head")
        for value in self._steps:
            y = self._y(value)
            kind = "grid" if value else "axis"
            yield f'<line class="{kind}" x1="{self._left:.1f}" x2="{self._right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield _text(self._left - 8, y + 4, short(value), anchor="end")
        for size in self._marked():
            x = self._x(size)
            yield f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 5}"/>'
            yield _text(x, bottom + 19, short(size), anchor="middle")
        scale = " (logarithmic)" if panel.logarithmic else ""
        middle = (self._left + self._right) / 2
        yield _text(middle, bottom + 38, panel.across + scale, anchor="middle")
        for series in sorted(panel.series, key=lambda series: series.look != "still"):
            yield from self._series(series)

    def _series(self, series: Series) -> Iterator[str]:
        places = [(self._x(x), self._y(y)) for x, y in series.points]
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        yield f'<path class="{series.look}" d="M{way}"/>'
        for (x, y), (size, value) in zip(places, series.points, strict=True):
            told = escape(f"{series.name}: {short(value)} {self._panel.unit} at {short(size)}")
            yield f'<circle class="{series.look}" cx="{x:.1f}" cy="{y:.1f}"><title>{told}</title></circle>'
        if series.look == "own" and places:
            x, y = places[-1]
            falls = len(places) > 1 and places[-2][1] < y - 20 and y < _HEIGHT - _BOTTOM - 30
            told = short(series.points[-1][1])
            yield _text(x + 4, y + 20 if falls else y - 10, told, "value", anchor="end")

    def _marked(self) -> list[float]:
        """The sizes that are written below the axis."""
        sizes = self._sizes
        if not self._panel.logarithmic:
            few = len(sizes) <= _TICKS and sizes[-1] - sizes[0] < _TICKS
            return [size for size in (sizes if few else steps(sizes[-1])) if size <= sizes[-1]]
        last = floor(log10(sizes[-1])) if sizes[-1] > 0 else self._low
        every = 1 if last - self._low < 5 else 2
        decades = [10.0**power for power in range(last, self._low - 1, -every)]
        return sorted({0.0, *decades} if 0 in sizes else decades)

    def _x(self, size: float) -> float:
        low, high, at = (
            self._scaled(self._sizes[0]),
            self._scaled(self._sizes[-1]),
            self._scaled(size),
        )
        low = min(low, float(self._low)) if self._panel.logarithmic else low
        share = (at - low) / (high - low) if high > low else 0.5
        return self._left + 10 + share * (self._right - self._left - 20)

    def _scaled(self, size: float) -> float:
        if not self._panel.logarithmic:
            return size
        # Zero has no logarithm; it stands a step before the first.
        return log10(size) if size > 0 else self._low - 1.0

    def _y(self, value: float) -> float:
        bottom = _HEIGHT - _BOTTOM
        return bottom - value / self._steps[-1] * (bottom - _TOP)


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "") -> str:
    more = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(text)}</text>'


def steps(high: float) -> list[float]:
    """Round numbers from zero to one that leaves some room above `high`: about five."""
    if high <= 0:
        return [0.0, 1.0]
    rough = high * 1.12 / 4
    ten = 10.0 ** floor(log10(rough))
    step = next(ten * factor for factor in (1, 2, 2.5, 5, 10) if ten * factor >= rough)
    return [step * number for number in range(ceil(high * 1.12 / step) + 1)]


def short(value: float) -> str:
    """A number in three digits or so: 1.5k, 3M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"
